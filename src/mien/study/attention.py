"""What follows wrong answers to catch questions, as study.toml says it."""

from __future__ import annotations

from enum import StrEnum

from mien.errors import DataError
from mien.study.design import StudyDesign
from mien.study.store import Store
from mien.study.store.records import SCREENED

_CATCHES = """
SELECT answer.person, pool.kind, question.expected, answer.choice
FROM answer JOIN question ON question.id = answer.question JOIN pool ON pool.id = question.pool
WHERE pool.role = 'catch'
"""


class Attention(StrEnum):
    """What follows."""

    nothing = ""
    warn = "warn"
    end = "end"


async def catches(store: Store, design: StudyDesign, person: int | None = None) -> dict[int, tuple[int, int]]:
    """Person -> catch questions answered right, and all; of everybody, or of one."""
    where = "" if person is None else "AND answer.person = ?"
    values = () if person is None else (person,)
    found: dict[int, tuple[int, int]] = {}
    tasks = {kind: design.task(kind) for kind in await _kinds(store)}
    async for rows in store.stream(_CATCHES + where, *values):
        for number, kind, expected, choice in rows:
            right, asked = found.get(int(number), (0, 0))
            found[int(number)] = (right + tasks[kind].right(expected, choice), asked + 1)
    return found


async def _kinds(store: Store) -> list[str]:
    return [str(kind) for (kind,) in await store.read("SELECT DISTINCT kind FROM pool WHERE role = 'catch'")]


async def attention(store: Store, design: StudyDesign, person: int) -> Attention:
    """Look at a person's catch questions; who has too many wrong is excluded here.

    Their questions are asked again of others, and what they are owed is decided as for all who are screened
    out.
    """
    policy = design.attention
    if not policy.warn and not policy.end:
        return Attention.nothing
    right, asked = (await catches(store, design, person)).get(person, (0, 0))
    wrong = asked - right
    if policy.end and wrong >= policy.end:
        try:
            await store.exclude(person, f"attention: {wrong} of {asked} catch questions wrong", SCREENED)
        except DataError:
            # Somebody did so before.
            return Attention.end
        return Attention.end
    return Attention.warn if policy.warn and wrong >= policy.warn else Attention.nothing
