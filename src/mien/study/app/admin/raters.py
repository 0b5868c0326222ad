"""Every person's measures, and why somebody should be looked at. Nobody is excluded by a rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mien.study.app.context import Context
from mien.study.endings import PLANNED, unusual

CATCH_MISSES = 1 / 3

PEOPLE = (
    "SELECT person.id, person.pseudonym, person.platform, person.state, person.answered, person.total, "
    f"person.entered, person.finished, exclusion.reason, {PLANNED} FROM person "
    "LEFT JOIN exclusion ON exclusion.person = person.id"
)
CATCHES = (
    "SELECT answer.person, count(*), sum(CASE WHEN answer.choice = question.expected THEN 1 ELSE 0 END) "
    "FROM answer JOIN question ON question.id = answer.question JOIN pool ON pool.id = question.pool "
    "WHERE pool.role = 'catch' GROUP BY answer.person"
)


@dataclass(frozen=True)
class Rater:
    """One person as the table shows them.

    Attributes
    ----------
    number, pseudonym, platform, state, answered, total, entered, finished : as in the store.
    reason : why excluded; None if not.
    catch : catch questions answered right, and all.
    measures : of `mien.triplets.summary`; empty for excluded people and who has no vote yet.
    flags : reasons to look.
    """

    number: int
    pseudonym: str
    platform: str
    state: str
    answered: int
    total: int
    entered: int
    finished: int | None
    reason: str | None
    catch: tuple[int, int]
    measures: dict[str, Any]
    flags: tuple[str, ...]


def catch_flag(right: int, asked: int) -> tuple[str, ...]:
    """A reason if more than a third of the catch questions went wrong."""
    if asked - right <= CATCH_MISSES * asked:
        return ()
    return (f"catch questions right {right} of {asked}",)


async def raters(context: Context, measures: dict[str, Any], only: int | None = None) -> list[Rater]:
    """Everybody, those with flags first, then by number; or one person.

    Parameters
    ----------
    context : the study.
    measures : of `mien.study.app.admin.measure.Measures`.
    only : number of one person.
    """
    read = context.store.read
    people = await (read(PEOPLE) if only is None else read(PEOPLE + " WHERE person.id = ?", only))
    catches = {int(row[0]): (int(row[2]), int(row[1])) for row in await read(CATCHES)}
    triplets = measures["triplets"]
    by_number = {int(one["name"]): one for one in triplets["raters"]} if triplets else {}
    found = []
    for number, pseudonym, platform, state, answered, total, entered, finished, reason, planned in people:
        right, asked = catches.get(number, (0, 0))
        own = by_number.get(number, {})
        flags = catch_flag(right, asked) + tuple(own.get("flags", ()))
        if finished is not None and answered != planned:
            flags = (unusual(answered, planned), *flags)
        found.append(
            Rater(
                number,
                pseudonym,
                platform,
                state,
                answered,
                total,
                entered,
                finished,
                reason,
                (right, asked),
                own,
                flags,
            )
        )
    return sorted(found, key=lambda one: (not one.flags or one.reason is not None, one.number))
