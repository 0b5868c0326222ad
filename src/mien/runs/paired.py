"""How much better than one row of the table the others are, by the same draws of test people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np
from pydantic import Field, model_validator

from mien.evaluation.bootstrap import interval
from mien.evaluation.suite import RowResult
from mien.runs.record import ordered
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
        """Whether the interval holds 0: these test people do not tell the two rows apart."""
        return self.low <= 0 <= self.high


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
    of_seed = {result.seed: result for result in reference}
    found: dict[str, dict[str, tuple[list[float], list[np.ndarray]]]] = {}
    for result in row:
        other = of_seed.get(result.seed)
        for task, by_kind in {} if other is None else result.outcomes.items():
            for kind, mine in by_kind.items():
                theirs = other.outcomes.get(task, {}).get(kind) if other is not None else None
                if theirs is not None:
                    values, replicates = found.setdefault(task, {}).setdefault(kind, ([], []))
                    values.append(mine.value - theirs.value)
                    replicates.append(mine.replicates - theirs.replicates)
    gaps: dict[str, dict[str, Gap]] = {}
    for task, kinds in found.items():
        for kind, (values, replicates) in kinds.items():
            drawn = np.mean(replicates, axis=0)
            if np.isfinite(drawn).any():
                low, high = interval(drawn)
                sd = float(np.std(values, ddof=1)) if len(values) > 1 else None
                gaps.setdefault(task, {})[kind] = Gap(value=float(np.mean(values)), low=low, high=high, sd=sd)
    return gaps
