"""``table.json``: how well each representation does on the test people, by task and kind."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np
from pydantic import Field, model_validator

from mien.evaluation.bootstrap import interval
from mien.evaluation.interface import Outcome
from mien.evaluation.registry import TASKS
from mien.evaluation.suite import RowResult
from mien.runs.paired import Paired
from mien.runs.record import Record, Share, ordered
from mien.settings import Section


class Figure(Section):
    """A share: mean over seeds, 95 % interval over people, standard deviation over seeds; None if unknown."""

    value: Share
    low: Share | None = None
    high: Share | None = None
    sd: float | None = Field(None, ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval has two bounds; one is missing")
        if self.interval is not None:
            ordered(self.interval)
        return self

    @classmethod
    def over(cls, outcomes: Sequence[Outcome]) -> Self:
        """From one outcome a seed; the interval is of the replicates averaged over seeds."""
        values = [outcome.value for outcome in outcomes]
        low, high = interval(np.mean([outcome.replicates for outcome in outcomes], axis=0))
        known = math.isfinite(low) and math.isfinite(high)
        return cls(
            value=float(np.mean(values)),
            low=low if known else None,
            high=high if known else None,
            sd=float(np.std(values, ddof=1)) if len(values) > 1 else None,
        )

    @property
    def interval(self) -> tuple[float, float] | None:
        """Both bounds, or None."""
        return None if self.low is None or self.high is None else (self.low, self.high)


class SeedFigures(Section):
    """The figures of one seed, by task and kind, and what else is known of each by name."""

    seed: int
    figures: dict[str, dict[str, Share]] = {}
    about: dict[str, dict[str, dict[str, float]]] = {}

    @classmethod
    def judged(cls, result: RowResult) -> Self:
        """From what a seed was judged to be."""
        outcomes = result.outcomes.items()
        return cls(
            seed=result.seed,
            figures={task: {kind: one.value for kind, one in by.items()} for task, by in outcomes},
            about={task: {kind: one.about for kind, one in by.items()} for task, by in outcomes},
        )


class TableRow(Section):
    """A representation.

    Attributes
    ----------
    name, title, colour : of its row; the last two may be empty.
    sees : what it learnt from beside the faces themselves, words of `mien.representations.registry.SEES`.
    dim : numbers a face.
    figures : task -> kind -> figure; a task that the data have nothing for is missing.
    """

    name: str
    title: str = ""
    colour: str = ""
    sees: list[str] = []
    dim: int = Field(ge=1)
    figures: dict[str, dict[str, Figure]] = {}
    seeds: list[SeedFigures] = []

    @classmethod
    def judged(
        cls,
        name: str,
        results: Sequence[RowResult],
        title: str = "",
        colour: str = "",
        sees: Sequence[str] = (),
    ) -> Self:
        """From one result a seed; a figure is over the seeds that have it."""
        found: dict[str, dict[str, list[Outcome]]] = {}
        for result in results:
            for task, by_kind in result.outcomes.items():
                for kind, outcome in by_kind.items():
                    found.setdefault(task, {}).setdefault(kind, []).append(outcome)
        return cls(
            name=name,
            title=title,
            colour=colour,
            sees=list(sees),
            dim=results[0].dim,
            figures={
                task: {kind: Figure.over(outcomes) for kind, outcomes in by_kind.items()}
                for task, by_kind in found.items()
            },
            seeds=[SeedFigures.judged(result) for result in results],
        )

    @property
    def reachable(self) -> bool:
        """Whether it is made from data; not where it knows the truth behind them."""
        return "truth" not in self.sees

    def figure(self, task: str, kind: str = "all") -> Figure | None:
        """One figure, or None."""
        return self.figures.get(task, {}).get(kind)


class Table(Record):
    """All rows of a run, in the order of the table; `paired` where there are two or more."""

    FILE: ClassVar[str] = "table.json"

    rows: list[TableRow] = Field(min_length=1)
    paired: Paired | None = None

    def columns(self) -> list[tuple[str, str]]:
        """Tasks and kinds that some row has: kind ``"all"`` first, vote differences from the clearest."""
        found = {
            (task, kind) for row in self.rows for task, by_kind in row.figures.items() for kind in by_kind
        }
        order = list(TASKS)

        def place(column: tuple[str, str]) -> tuple[int, str, bool, float, str]:
            task, kind = column
            known = order.index(task) if task in order else len(order)
            return known, task, kind != "all", -float(kind) if kind.isdigit() else 0.0, kind

        return sorted(found, key=place)
