"""How people ended: who answered fewer or more questions than planned, in one place for all who tell it."""

from __future__ import annotations

from dataclasses import dataclass

from mien.study.design import StudyDesign
from mien.study.store import Store

# The plan is a list of numbers in JSON; every store can count its commas.
PLANNED = "(length(person.plan) - length(replace(person.plan, ',', '')) + 1)"
"""Slots of a row of `person`."""
_ENDED = f"""
SELECT person.pseudonym, person.outcome, person.answered, {PLANNED}, person.code <> '' FROM person
WHERE person.finished IS NOT NULL AND person.answered <> {PLANNED} ORDER BY person.id
"""


@dataclass(frozen=True)
class Ending:
    """Somebody who finished with fewer, or more, answers than were planned.

    Attributes
    ----------
    pseudonym, outcome, answered, planned : as in the store.
    coded : has a completion code.
    """

    pseudonym: str
    outcome: str
    answered: int
    planned: int
    coded: bool

    def wrong(self, design: StudyDesign) -> bool:
        """More than was planned, or the ordinary completion code for less than limits.complete."""
        least = design.limits.complete * self.planned
        return self.answered > self.planned or (self.outcome == "complete" and self.answered < least)

    def __str__(self) -> str:
        code = "" if self.coded else ", without a code"
        return f"{self.pseudonym}: {unusual(self.answered, self.planned)} ({self.outcome}{code})"


def unusual(answered: int, planned: int) -> str:
    """In words; ``""`` where the numbers are the same."""
    if answered == planned:
        return ""
    which = "fewer" if answered < planned else "more"
    return f"finished with {which} answers than planned: {answered} of {planned}"


async def endings(store: Store) -> list[Ending]:
    """Everybody who finished with fewer or more answers than planned, in the order of entering."""
    rows = await store.read(_ENDED)
    return [Ending(str(who), str(how), int(n), int(of), bool(coded)) for who, how, n, of, coded in rows]
