"""How far the questions of a study are: by kind and part, how many have how many of the answers wanted."""

from __future__ import annotations

from dataclasses import dataclass

from mien.study.store import Store
from mien.study.tasks.registry import TASKS
from mien.vocabulary import PARTS

_BY_COUNT = """
SELECT pool.kind, pool.part, question.counted, count(*), max(question.wanted), sum(question.wanted),
       sum(question.leased), sum(CASE WHEN question.counted >= question.wanted THEN 1 ELSE 0 END)
FROM question JOIN pool ON pool.id = question.pool
WHERE pool.role = 'vote' GROUP BY pool.kind, pool.part, question.counted
"""


@dataclass(frozen=True)
class Coverage:
    """Questions of one kind and part.

    Attributes
    ----------
    kind, part : which.
    questions, complete : how many there are, and how many have all their answers.
    wanted, counted : answers that are wanted in all, and those that count; k was lowered where some questions
        want fewer than others.
    leased : answers that people are at now.
    by_count : questions with 0, 1, … k counted answers, where k is the most that one of them wants.
    """

    kind: str
    part: str
    questions: int
    complete: int
    wanted: int
    counted: int
    leased: int
    by_count: tuple[int, ...]

    @property
    def k(self) -> int:
        """The most answers that one of the questions wants."""
        return len(self.by_count) - 1

    @property
    def missing(self) -> int:
        """Answers that are still wanted."""
        return self.wanted - self.counted


async def coverage(store: Store) -> tuple[Coverage, ...]:
    """Kinds and parts in their usual order, others after them."""
    found: dict[tuple[str, str], list[list[int]]] = {}
    for kind, part, *numbers in await store.read(_BY_COUNT):
        found.setdefault((str(kind), str(part)), []).append([int(number) for number in numbers])
    return tuple(_one(*key, found[key]) for key in sorted(found, key=_order))


def _order(key: tuple[str, str]) -> tuple[int, int, str]:
    kind, part = key
    kinds = list(TASKS)
    return (
        kinds.index(kind) if kind in kinds else len(kinds),
        PARTS.index(part) if part in PARTS else len(PARTS),
        part,
    )


def _one(kind: str, part: str, rows: list[list[int]]) -> Coverage:
    by_count = [0] * (max(most for _, _, most, *_ in rows) + 1)
    for counted, count, *_ in rows:
        by_count[counted] += count
    wanted, leased, complete = (sum(row[place] for row in rows) for place in (3, 4, 5))
    counted = sum(number * count for number, count in enumerate(by_count))
    return Coverage(kind, part, sum(by_count), complete, wanted, counted, leased, tuple(by_count))
