"""A representation judged by all tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mien.evaluation.bootstrap import interval
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


def table_row(name: str, results: list[RowResult]) -> dict[str, Any]:
    """A row of ``table.json`` from one result a seed.

    Means over seeds; intervals from the replicates averaged over seeds; ``*_sd`` is the standard deviation
    over seeds, None for one seed.
    """
    row: dict[str, Any] = {"name": name, "dim": results[0].dim}
    for key, single in (("accuracy", True), ("triplets", False)):
        if key not in results[0].outcomes:
            continue
        kinds = {}
        for kind in results[0].outcomes[key]:
            values = [result.value(key, kind) for result in results]
            replicates = np.mean([result.outcomes[key][kind].replicates for result in results], axis=0)
            spread = float(np.std(values, ddof=1)) if len(values) > 1 else None
            kinds[kind] = (float(np.mean(values)), list(interval(replicates)), spread)
        for place, ending in enumerate(("", "_ci", "_sd")):
            figures = {kind: figure[place] for kind, figure in kinds.items()}
            row[key + ending] = figures["all"] if single else figures
    row["seeds"] = [_seed(result) for result in results]
    return row


def _seed(result: RowResult) -> dict[str, Any]:
    found: dict[str, Any] = {"seed": result.seed}
    if "accuracy" in result.outcomes:
        found["accuracy"] = result.value("accuracy")
        found |= result.outcomes["accuracy"]["all"].about
    triplets = result.outcomes.get("triplets", {})
    found["triplets"] = {kind: outcome.value for kind, outcome in triplets.items()}
    found["ties"] = {kind: outcome.about["ties"] for kind, outcome in triplets.items()}
    return found
