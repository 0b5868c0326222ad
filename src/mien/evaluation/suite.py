"""A representation judged by all tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from mien.errors import DataError
from mien.evaluation.interface import Judged, Lacking, Outcome, Space
from mien.evaluation.registry import TASKS, task


@dataclass(frozen=True, eq=False)
class RowResult:
    """A representation's figures for one seed.

    Attributes
    ----------
    seed, dim : of the split, and k.
    outcomes : task -> kind -> figure; tasks that the data have nothing for are left out.
    unjudged : task -> what is missing.
    """

    seed: int
    dim: int
    outcomes: dict[str, dict[str, Outcome]]
    unjudged: dict[str, str] = field(default_factory=dict)

    def value(self, name: str, kind: str = "all") -> float:
        """One figure, for example ``value("triplets", "5")``."""
        return self.outcomes[name][kind].value


def judge(space: Space | np.ndarray, on: Judged, tasks: Sequence[str] | None = None) -> RowResult:
    """Judge a representation of all faces; figures of one test person have no replicates, so no interval.

    Parameters
    ----------
    space : (n, k), or with what else it can do; only its test rows count for the figures, its training rows
        train what a task trains and its validation rows choose.
    tasks : names; all of `TASKS` if None.

    Raises
    ------
    ConfigError
        If there is no such task.
    DataError, TripletError
        If the space, or what there is to judge by, cannot be used.
    """
    given = Space.of(space)
    if len(given.latents) != len(on.label):
        raise DataError(f"the space to judge is of {len(given.latents)} faces; there are {len(on.label)}")
    outcomes, unjudged = {}, {}
    alone = len(np.unique(on.subject[on.test])) < 2
    for name in TASKS if tasks is None else tasks:
        judging = task(name)
        try:
            found = judging.judge(given, on)
        except Lacking as missing:
            unjudged[name] = str(missing)
            continue
        if found and alone:
            # Nobody else could have been drawn, which is no certainty.
            nothing = np.full(len(on.drawn), np.nan)
            found = {kind: replace(outcome, replicates=nothing) for kind, outcome in found.items()}
        if found:
            outcomes[name] = found
        else:
            unjudged[name] = "the data have nothing for it"
    return RowResult(on.seed, given.latents.shape[1], outcomes, unjudged)
