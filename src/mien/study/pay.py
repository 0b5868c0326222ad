"""Who is paid what: lists of a platform's people to approve, to pay in part, and to hold back."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mien.files import write_text
from mien.study.cost import pay_of
from mien.study.design import StudyDesign
from mien.study.endings import PLANNED
from mien.study.store import Store
from mien.study.store.records import Outcome, Vouched

FULL, PART, NOTHING, HELD = "full", "part", "nothing", "held"
_PEOPLE = f"""
SELECT platform_id.external, platform_id.session, person.pseudonym, person.state, person.outcome,
  platform_id.vouched, person.answered, {PLANNED}, coalesce(exclusion.reason, '')
FROM platform_id JOIN person ON person.id = platform_id.person
LEFT JOIN exclusion ON exclusion.person = person.id
WHERE platform_id.platform = ? ORDER BY person.id
"""
COLUMNS = ("participant", "submission", "rater", "state", "outcome", "id", "answered", "planned", "excluded",
           "pay", "amount")  # fmt: skip


@dataclass(frozen=True)
class Payment:
    """One person and what is due.

    Attributes
    ----------
    external, session, pseudonym, state, outcome, vouched, answered, planned, excluded : as in the store.
    due : ``"full"`` (complete), ``"part"`` (by the share that was answered), ``"nothing"`` (no answer, or
        not finished), ``"held"`` (no platform stands for the ID).
    amount : of `cost.currency`.
    """

    external: str
    session: str
    pseudonym: str
    state: str
    outcome: str
    vouched: str
    answered: int
    planned: int
    excluded: str
    due: str
    amount: float

    def row(self) -> tuple[str, ...]:
        """Cells of `COLUMNS`."""
        return (self.external, self.session, self.pseudonym, self.state, self.outcome,
                self.vouched or "unknown", str(self.answered), str(self.planned), self.excluded, self.due,
                f"{self.amount:.2f}")  # fmt: skip


async def payments(store: Store, design: StudyDesign, platform: str) -> list[Payment]:
    """What is due to everybody of a platform whose ID is still here.

    Whom a signed link or the platform's own list (``mien study reconcile --mark``) does not confirm is held.
    Who is excluded is listed as everybody else, with the reason: whether to pay is yours to decide.
    """
    found = []
    for *who, state, outcome, vouched, answered, planned, excluded in await store.read(_PEOPLE, platform):
        due, share = _due(outcome, vouched, int(answered), int(planned))
        amount = round(pay_of(design, int(planned)) * share, 2)
        external, session, pseudonym = who
        found.append(
            Payment(external, session, pseudonym, state, outcome, vouched, int(answered), int(planned),
                    excluded, due, amount)
        )  # fmt: skip
    return found


def _due(outcome: str, vouched: str, answered: int, planned: int) -> tuple[str, float]:
    if vouched not in (Vouched.signed, Vouched.listed):
        return HELD, 0.0
    if outcome == Outcome.complete:
        return FULL, 1.0
    if outcome and answered:
        return PART, min(answered / planned, 1.0)
    return NOTHING, 0.0


def write_payments(folder: Path, platform: str, found: Sequence[Payment]) -> dict[str, tuple[Path, int]]:
    """Write the lists: all people, submissions to approve, bonuses for parts, and who is held back.

    Bonuses are in the form that the platform takes: Prolific one ``participant,amount`` a line and nothing
    else; the others a table.

    Returns
    -------
    dict
        Name of the list -> its file, and how many people are in it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    full, part, held = ([one for one in found if one.due == due] for due in (FULL, PART, HELD))
    if platform == "prolific":
        bonus = [(one.external, f"{one.amount:.2f}") for one in part]
        approve: list[tuple[str, ...]] = [(one.session,) for one in full]
    else:
        heads = {"mturk": ("WorkerId", "AssignmentId", "BonusAmount", "Reason")}
        head = heads.get(platform, ("participantId", "assignmentId", "amount", "reason"))
        rows = [(one.external, one.session, f"{one.amount:.2f}", f"{one.answered} of {one.planned} questions")
                for one in part]  # fmt: skip
        bonus = [head, *rows] if rows else []  # type: ignore[list-item]
        approve = [head[:2], *((one.external, one.session) for one in full)] if full else []
    lists: dict[str, tuple[list[tuple[str, ...]], int]] = {
        "people": ([COLUMNS, *(one.row() for one in found)], len(found)),
        "approve": (approve, len(full)),
        "bonus": (list(bonus), len(part)),
        "held": ([COLUMNS, *(one.row() for one in held)] if held else [], len(held)),
    }
    written = {}
    for name, (rows_of, count) in lists.items():
        path = folder / f"{platform}-{name}.csv"
        write_text(path, _csv(rows_of))
        written[name] = (path, count)
    return written


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue()


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
