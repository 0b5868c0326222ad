"""``details.json``: what lies behind the figures of the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import ClassVar, Self

from mien.evaluation.details import Confusion, Detail
from mien.evaluation.suite import RowResult
from mien.runs.record import Record

ByKind = dict[str, dict[str, Detail]]


class Details(Record):
    """Row -> seed -> task -> kind -> what lies behind that figure."""

    FILE: ClassVar[str] = "details.json"

    rows: dict[str, dict[int, ByKind]]

    @classmethod
    def judged(cls, results: Mapping[str, Sequence[RowResult]]) -> Self:
        """From row -> one result a seed."""
        return cls(
            rows={row: {result.seed: _behind(result) for result in judged} for row, judged in results.items()}
        )

    def of_row(self, row: str, task: str, kind: str = "all") -> dict[int, Detail]:
        """Seed -> what lies behind a row's figure; empty where nothing was kept."""
        seeds = self.rows.get(row, {}).items()
        return {seed: behind[task][kind] for seed, behind in seeds if kind in behind.get(task, {})}

    def confusion(self, row: str, task: str = "accuracy", kind: str = "all") -> Confusion | None:
        """Which labels a row was told for which, the test faces of all seeds together; None if not kept."""
        kept = self.of_row(row, task, kind).values()
        found = [behind for behind in kept if isinstance(behind, Confusion)]
        return reduce(Confusion.plus, found) if found else None


def _behind(result: RowResult) -> ByKind:
    found = {
        task: {kind: outcome.detail for kind, outcome in by_kind.items() if outcome.detail is not None}
        for task, by_kind in result.outcomes.items()
    }
    return {task: by_kind for task, by_kind in found.items() if by_kind}
