"""What a task of the evaluation takes and gives; no task knows a model."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np

from mien.evaluation.bootstrap import people_drawn
from mien.triplets.values import Triplets


@dataclass(frozen=True, eq=False)
class Judged:
    """What a representation is judged on.

    Attributes
    ----------
    label, subject : (n,) str of all faces; a face without a label, ``""``, is not classified.
    train, validation, test : rows, no person in two of them.
    triplets : kind -> test triplets, for example ``{"all": …}``.
    seed : of the bootstrap.
    """

    label: np.ndarray
    subject: np.ndarray
    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    triplets: dict[str, Triplets]
    seed: int

    @cached_property
    def person(self) -> np.ndarray:
        """(n,) int64, number of each face's person among the test people; 0 for everybody else."""
        people, person = np.unique(self.subject, return_inverse=True)
        _, tested = np.unique(person[self.test], return_inverse=True)
        place = np.zeros(len(people), dtype=np.int64)
        place[person[self.test]] = tested
        return np.asarray(place[person])

    @cached_property
    def drawn(self) -> np.ndarray:
        """(r, s) int64, how often each test person is drawn in each replicate; the same for every task."""
        return people_drawn(int(self.person.max()) + 1, np.random.default_rng([self.seed, 95]))


@dataclass(frozen=True, eq=False)
class Outcome:
    """One figure of a representation, with its bootstrap replicates over test people.

    Attributes
    ----------
    value : the figure, a share from 0 to 1.
    replicates : (r,) float64, NaN where a replicate has nothing to count.
    about : what else is known of it, by name.
    """

    value: float
    replicates: np.ndarray
    about: dict[str, float] = field(default_factory=dict)


class Task(Protocol):
    """A way to judge a representation; a file of its own and a line in `mien.evaluation.registry.TASKS`.

    Attributes
    ----------
    title : for reading.
    """

    title: str

    def heading(self, kind: str) -> str:
        """Head of a column: the figure of one kind."""

    def judge(self, space: np.ndarray, on: Judged) -> dict[str, Outcome]:
        """Figures by kind; none where the data have nothing for this task.

        Parameters
        ----------
        space : (n, k) a representation of all faces.
        """
