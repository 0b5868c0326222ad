"""How much better than one row of the table the others are, by the same draws of test people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Self

import numpy as np
from pydantic import Field, model_validator

from mien.evaluation.suite import RowResult
from mien.runs.record import ordered
from mien.runs.replicates import Apart, Replicates
from mien.settings import Section

USUAL = ("m2", "m1", "difference")


class Gap(Section):
    """A row's figure less the reference's: mean over seeds, 95 % interval, standard deviation over seeds."""

    value: float
    low: float
    high: float
    sd: float | None = Field(None, ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        ordered((self.low, self.high))
        return self

    @property
    def level(self) -> bool:
        """Whether these test people do not tell the two rows apart."""
        return Apart(self.low, self.high).level


class Paired(Section):
    """Every row against one.

    Attributes
    ----------
    reference : name of that row.
    gaps : row -> task -> kind -> gap; what only one of the two rows has is left out.
    """

    reference: str
    gaps: dict[str, dict[str, dict[str, Gap]]] = {}

    @classmethod
    def judged(cls, results: Mapping[str, Sequence[RowResult]], reference: str = "") -> Self | None:
        """From the results of all rows, one a seed; None where there is nothing to compare.

        The bootstrap draws of one seed are the same for all rows, so that what a draw of people does to both
        cancels out. Differences are averaged over the seeds that both rows have, draw by draw.

        Parameters
        ----------
        reference : name of a row; empty for the first of `USUAL` that is there, else the last row.
        """
        if len(results) < 2:
            return None
        name = reference or next((row for row in USUAL if row in results), list(results)[-1])
        others = {row: found for row, found in results.items() if row != name}
        gaps = {row: _gaps(found, results[name]) for row, found in others.items()}
        return cls(reference=name, gaps={row: found for row, found in gaps.items() if found})


def _gaps(row: Sequence[RowResult], reference: Sequence[RowResult]) -> dict[str, dict[str, Gap]]:
    mine, theirs = _shared(row, reference)
    draws = Replicates.of({"row": mine, "reference": theirs}, ())
    gaps: dict[str, dict[str, Gap]] = {}
    for (name, task, kind), seeds in draws.seeds.items():
        apart = draws.apart("row", "reference", task, kind) if name == "row" else None
        if apart is None:
            continue
        values = [
            one.value(task, kind) - other.value(task, kind)
            for one, other in zip(mine, theirs, strict=True)
            if one.seed in seeds
        ]
        sd = float(np.std(values, ddof=1)) if len(values) > 1 else None
        gap = Gap(value=float(np.mean(values)), low=apart.low, high=apart.high, sd=sd)
        gaps.setdefault(task, {})[kind] = gap
    return gaps


def _shared(
    row: Sequence[RowResult], reference: Sequence[RowResult]
) -> tuple[list[RowResult], list[RowResult]]:
    """The results of the seeds that both have, with the figures that both have there."""
    of_seed = {result.seed: result for result in reference}
    pairs = [(one, of_seed[one.seed]) for one in row if one.seed in of_seed]
    return [_as(one, other) for one, other in pairs], [_as(other, one) for one, other in pairs]


def _as(one: RowResult, other: RowResult) -> RowResult:
    outcomes = {
        task: {kind: outcome for kind, outcome in by_kind.items() if kind in other.outcomes.get(task, {})}
        for task, by_kind in one.outcomes.items()
    }
    return replace(one, outcomes=outcomes)
