"""What the answers so far say of everybody: read from the store, measured, and put together a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from mien.study.attention import catches
from mien.study.design import StudyDesign
from mien.study.endings import PLANNED, unusual
from mien.study.measuring import Columns
from mien.study.store import Store
from mien.study.store.records import TRIPLET
from mien.study.tasks.interface import Given, Task, faces_of
from mien.study.tasks.rating import RatingTask
from mien.study.tasks.sets import SetTask
from mien.study.usable import ANSWERS, USABLE

CATCH_MISSES = 1 / 3
MINUTE_MS = 60_000
TRIPLET_ANSWERS = (
    "SELECT answer.question, answer.person, CASE WHEN answer.choice = 'second' THEN 1 ELSE 0 END, "
    "CASE WHEN answer.side = 'first' THEN 1 ELSE 0 END, COALESCE(answer.ms, -1), answer.turn "
    f"FROM {ANSWERS} WHERE pool.kind = 'triplet' AND {USABLE}"
)
OTHER_ANSWERS = (
    "SELECT pool.kind, question.name, answer.person, COALESCE(answer.ms, -1), answer.turn, question.anchor, "
    "question.first, question.second, question.more, answer.choice, answer.lease, answer.side "
    f"FROM {ANSWERS} WHERE pool.kind <> 'triplet' AND {USABLE}"
)
QUESTIONS = (
    "SELECT question.id, question.name, pool.part, question.anchor, question.first, question.second "
    "FROM question JOIN pool ON pool.id = question.pool WHERE pool.kind = 'triplet' AND pool.role = 'vote'"
)
PEOPLE = (
    "SELECT person.id, person.pseudonym, person.platform, person.state, person.condition, person.answered, "
    f"person.total, person.entered, person.seen, person.finished, exclusion.reason, {PLANNED} FROM person "
    "LEFT JOIN exclusion ON exclusion.person = person.id"
)


async def read(store: Store, design: StudyDesign) -> Columns:
    """Votes and repeats of everybody who is not excluded."""
    batches = [np.array(rows, dtype=np.int32) async for rows in store.stream(TRIPLET_ANSWERS) if rows]
    questions = [row async for rows in store.stream(QUESTIONS) for row in rows]
    kinds = [str(kind) for (kind,) in await store.read("SELECT DISTINCT kind FROM pool ORDER BY kind")]
    tasks = {kind: design.task(kind) for kind in kinds if kind != TRIPLET}
    others: list[tuple[Any, ...]] = []
    async for rows in store.stream(OTHER_ANSWERS):
        for kind, name, person, ms, turn, *faces, choice, lease, side in rows:
            given = Given(faces_of(*faces), choice, lease, side)
            item = given.faces[0] if len(given.faces) == 1 else name
            others += [(kind, item, *said, person, ms, turn) for said in _said(tasks[kind], given)]
    columns = list(zip(*others, strict=True)) or [()] * 8
    kind, item, aspect, value, place, person, ms, turn = columns
    return Columns(
        number=np.array([row[0] for row in questions], dtype=np.int64),
        name=np.array([row[1] for row in questions], dtype=np.str_),
        part=np.array([row[2] for row in questions], dtype=np.str_),
        faces=np.array([row[3:] for row in questions], dtype=np.str_).reshape(-1, 3),
        answers=np.concatenate(batches) if batches else np.empty((0, 6), dtype=np.int32),
        **{name: np.array(texts, dtype=np.str_) for name, texts in (
            ("kind", kind), ("item", item), ("aspect", aspect), ("value", value))},
        **{name: np.array(numbers, dtype=np.int64) for name, numbers in (
            ("person", person), ("place", place), ("ms", ms), ("turn", turn))},
        kinds=np.array(list(tasks), dtype=np.str_),
        places=np.array([task.places for task in tasks.values()], dtype=np.int64),
        width=np.array([_width(task) for task in tasks.values()], dtype=np.float64),
        arranged=np.array([isinstance(task, SetTask) for task in tasks.values()], dtype=np.bool_),
    )  # fmt: skip


def _said(task: Task, given: Given) -> list[tuple[str, str, int]]:
    if task.places:
        return [(said.aspect, said.value, said.place) for said in task.said(given)]
    return [(scale, str(value), -1) for scale, value in task.numbers(given.choice).items()]


def _width(task: Task) -> float:
    return float(task.options.most - task.options.least) if isinstance(task, RatingTask) else 0.0


@dataclass(frozen=True)
class Rater:
    """One person as tables show them.

    Attributes
    ----------
    number, pseudonym, platform, state, condition, answered, total, entered, finished : as in the store.
    minutes : from consent to the end, or to the last sign.
    reason : why excluded; None if not.
    catch : catch questions answered right, and all.
    measures : kind -> of `mien.triplets.raters` or `mien.triplets.quality`; empty for excluded people and who
        has no vote yet.
    flags : reasons to look.
    undecided : a kind of which there are too few answers to find who presses at random, each with how many.
    """

    number: int
    pseudonym: str
    platform: str
    state: str
    condition: str
    answered: int
    total: int
    entered: int
    finished: int | None
    minutes: float
    reason: str | None
    catch: tuple[int, int]
    measures: dict[str, dict[str, Any]]
    flags: tuple[str, ...]
    undecided: tuple[str, ...] = ()

    def sum(self, name: str) -> int:
        """A count over all kinds."""
        return sum(int(one.get(name, 0)) for one in self.measures.values())

    def share(self, part: str, whole: str) -> float | None:
        """One count over another, of all kinds; None where there is nothing."""
        return self.sum(part) / self.sum(whole) if self.sum(whole) else None

    @property
    def agreement(self) -> float | None:
        """Share of choices that are as the majority of the others; ratings are not in it."""
        kinds = [one for one in self.measures.values() if "agreeing" in one]
        compared = sum(int(one["compared"]) for one in kinds)
        return sum(int(one["agreeing"]) for one in kinds) / compared if compared else None


def catch_flag(right: int, asked: int) -> tuple[str, ...]:
    """A reason if more than a third of the catch questions went wrong."""
    if asked - right <= CATCH_MISSES * asked:
        return ()
    return (f"catch questions right {right} of {asked}",)


async def raters(
    store: Store, design: StudyDesign, measures: dict[str, Any], only: int | None = None
) -> list[Rater]:
    """Everybody, those with flags first, then by number; or one person.

    Parameters
    ----------
    measures : of `mien.study.measuring.measured`.
    only : number of one person.
    """
    people = await (store.read(PEOPLE) if only is None else store.read(PEOPLE + " WHERE person.id = ?", only))
    caught = await catches(store, design, only)
    by_kind: dict[str, dict[int, dict[str, Any]]] = {}
    for kind, found in ((TRIPLET, measures["triplets"]), *measures["kinds"].items()):
        by_kind[kind] = {int(one["name"]): one for one in (found["raters"] if found else ())}
    made = []
    for (
        number,
        pseudonym,
        platform,
        state,
        condition,
        answered,
        total,
        entered,
        seen,
        finished,
        reason,
        planned,
    ) in people:
        own = {kind: rows[number] for kind, rows in by_kind.items() if number in rows}
        several = len(by_kind) > 1 and sum(map(bool, by_kind.values())) > 1
        ended = [unusual(answered, planned)] if finished is not None and answered != planned else []
        flags = [*ended, *catch_flag(*caught.get(number, (0, 0)))]
        for kind, one in own.items():
            flags += [f"{kind}: {flag}" if several else flag for flag in one["flags"]]
        few = [f"{kind}: {one['undecided']}" if several else one["undecided"]
               for kind, one in own.items() if one["undecided"]]  # fmt: skip
        minutes = ((finished or seen) - entered) / MINUTE_MS
        made.append(
            Rater(
                number, pseudonym, platform, state, condition, answered, total, entered, finished, minutes,
                reason, caught.get(number, (0, 0)), own, tuple(flags), tuple(few),
            )
        )  # fmt: skip
    return sorted(made, key=lambda one: (not one.flags or one.reason is not None, one.number))


def raters_text(found: list[Rater]) -> str:
    """Everybody in lines for a terminal, those to look at first."""
    flagged = sum(1 for one in found if one.flags and one.reason is None)
    lines = [f"raters     {len(found):,}, {flagged} to look at; nobody is excluded by a rule", ""]
    heads = ("minutes", "answered", "catch", "repeats", "fast", "others")
    lines.append(f"{'rater':<16}{'state':<11}" + "".join(f"{head:>10}" for head in heads))
    for one in found:
        cells = (
            f"{one.minutes:.1f}", f"{one.answered}/{one.total}", _of(one.catch[0], one.catch[1]),
            _of(one.sum("kept"), one.sum("repeats")), _percent(one.share("fast", "timed")),
            _percent(one.agreement),
        )  # fmt: skip
        lines.append(f"{one.pseudonym:<16}{one.state:<11}" + "".join(f"{cell:>10}" for cell in cells))
        lines += [f"    {flag}" for flag in one.flags]
        lines += [
            f"    not to be judged: {few}" for few in one.undecided if not one.flags and one.reason is None
        ]
        if one.reason is not None:
            lines.append(f"    excluded: {one.reason}")
    return "\n".join(lines)


def _of(part: int, whole: int) -> str:
    return f"{part}/{whole}" if whole else "-"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"
