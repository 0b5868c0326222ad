"""A representation judged by all tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mien.evaluation.interface import Judged, Outcome
from mien.evaluation.registry import TASKS, task


@dataclass(frozen=True, eq=False)
class RowResult:
    """A representation's figures for one seed.

    Attributes
    ----------
    seed, dim : of the split, and k.
    outcomes : task -> kind -> figure; tasks that the data have nothing for are left out.
    """

    seed: int
    dim: int
    outcomes: dict[str, dict[str, Outcome]]

    def value(self, name: str, kind: str = "all") -> float:
        """One figure, for example ``value("triplets", "5")``."""
        return self.outcomes[name][kind].value


def judge(space: np.ndarray, on: Judged, tasks: Sequence[str] | None = None) -> RowResult:
    """Judge a representation of all faces.

    Parameters
    ----------
    space : (n, k); only its test rows count for the figures, its training rows train what a task trains and
        its validation rows choose.
    tasks : names; all of `TASKS` if None.

    Raises
    ------
    ConfigError
        If there is no such task.
    DataError, TripletError
        If what there is to judge by cannot be used.
    """
    found = {name: task(name).judge(space, on) for name in (TASKS if tasks is None else tasks)}
    return RowResult(
        on.seed, int(np.prod(space.shape[1:])), {name: out for name, out in found.items() if out}
    )
