"""``replicates.npz``: the bootstrap draws behind every interval, for comparing rows draw by draw."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, NamedTuple, Self

import numpy as np

from mien.errors import RunError
from mien.evaluation.bootstrap import interval
from mien.evaluation.suite import RowResult
from mien.runs.npz import read_arrays, taken, write_arrays

Key = tuple[str, str, str]


def drawn_from(subject: np.ndarray) -> str:
    """What stands for the people that a seed's draws are from: who they are is not told."""
    return hashlib.sha256("\0".join(np.unique(subject).tolist()).encode()).hexdigest()


class Apart(NamedTuple):
    """95 % interval of the difference of two figures, in the same draws of the same people."""

    low: float
    high: float

    @property
    def level(self) -> bool:
        """Whether the interval holds 0: these test people do not tell the two apart."""
        return self.low <= 0 <= self.high


@dataclass(frozen=True, eq=False)
class Replicates:
    """Every figure in each of r draws of the test people, mean over seeds; the same draws for all figures.

    Attributes
    ----------
    people : a word a seed that stands for its test people, see `drawn_from`.
    figures : (row, task, kind) -> (r,) float, NaN where a draw has nothing to count.
    seeds : (row, task, kind) -> seeds that the figure is of; not of a file from before these were kept.

    Raises
    ------
    RunError
        If the figures have different numbers of draws.
    """

    FILE: ClassVar[str] = "replicates.npz"

    people: tuple[str, ...]
    figures: dict[Key, np.ndarray]
    seeds: dict[Key, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len({values.shape for values in self.figures.values()}) > 1:
            raise RunError("the draws of the figures are not as many for each")

    @classmethod
    def of(cls, results: Mapping[str, Sequence[RowResult]], people: Sequence[str]) -> Self:
        """From row -> one result a seed; a figure is over the seeds that have it, as in the table."""
        found: dict[Key, dict[int, np.ndarray]] = {}
        for row, judged in results.items():
            for result in judged:
                for task, by_kind in result.outcomes.items():
                    for kind, outcome in by_kind.items():
                        found.setdefault((row, task, kind), {})[result.seed] = outcome.replicates
        return cls(
            tuple(people),
            {key: np.mean([*draws.values()], axis=0) for key, draws in found.items()},
            {key: tuple(draws) for key, draws in found.items()},
        )

    def apart(
        self, one: str, other: str, task: str, kind: str, elsewhere: Replicates | None = None
    ) -> Apart | None:
        """How far a row's figure is from another's.

        Parameters
        ----------
        elsewhere : another run's draws, which `other` is taken from.

        Returns
        -------
        Apart
            None where the draws are not of the same people and seeds, a figure is not there, or no draw has
            both to count.
        """
        there = self if elsewhere is None else elsewhere
        key, against = (one, task, kind), (other, task, kind)
        here, theirs = self.figures.get(key), there.figures.get(against)
        if here is None or theirs is None or self.people != there.people or here.shape != theirs.shape:
            return None
        if self.seeds.get(key) != there.seeds.get(against):
            return None
        difference = here - theirs
        return Apart(*interval(difference)) if np.isfinite(difference).any() else None

    def write(self, path: Path) -> None:
        """Write an ``.npz`` whole or not at all."""
        row, task, kind = (np.array([key[place] for key in self.figures], dtype=str) for place in range(3))
        draws = np.array(list(self.figures.values()), dtype=np.float32)
        about = {"people": np.array(self.people, dtype=str), "row": row, "task": task, "kind": kind}
        if self.seeds:
            about["seeds"] = np.array(
                [",".join(map(str, self.seeds[key])) for key in self.figures], dtype=str
            )
        write_arrays(path, {**about, "draws": draws})

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read an ``.npz``; RunError names what is missing or damaged."""
        arrays = read_arrays(path)
        people, row, task, kind, draws = (
            taken(path, arrays, name) for name in ("people", "row", "task", "kind", "draws")
        )
        try:
            keys = list(zip(row.tolist(), task.tolist(), kind.tolist(), strict=True))
            seeds = {}
            if "seeds" in arrays:
                told = [tuple(map(int, text.split(","))) for text in arrays["seeds"].tolist()]
                seeds = dict(zip(keys, told, strict=True))
            return cls(tuple(people.tolist()), dict(zip(keys, draws.astype(float), strict=True)), seeds)
        except (RunError, ValueError, TypeError) as error:
            raise RunError(f"{path}: {error}; evaluate the run again") from error
