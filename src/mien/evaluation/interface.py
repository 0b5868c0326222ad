"""What a task of the evaluation takes and gives; no task knows a model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, Self

import numpy as np

from mien.errors import DataError
from mien.evaluation.bootstrap import people_drawn
from mien.evaluation.details import SHARE, Detail, Scale
from mien.faces.action_units import ActionUnits
from mien.triplets.values import Triplets

Decode = Callable[[np.ndarray, np.ndarray], np.ndarray]
Choice = Callable[[np.ndarray, np.ndarray], np.ndarray]
Evidence = Callable[[np.ndarray], np.ndarray]


class Lacking(DataError):
    """The data, or the space, have nothing for a task; the message says what is missing."""


@dataclass(frozen=True, eq=False)
class Space:
    """A representation of all faces, and what else it can do.

    Attributes
    ----------
    latents : (n, k) float64; what is given with more axes is flattened.
    decode : latents (m, k) and, for each, the row (m,) of a face on whose neutral they are decoded, to
        faces (m, d) like `Judged.faces`; None for a space that makes no faces.
    choice : distances from anchor to near and to far, (m,) each, to the probability (m,) that near is
        chosen; None for a space that says no probabilities.
    elbo : rows (m,) of faces to their evidence lower bound (m,) in nats; None for a space that has none.

    Raises
    ------
    DataError
        If a number is not finite.
    """

    latents: np.ndarray
    decode: Decode | None = None
    choice: Choice | None = None
    elbo: Evidence | None = None

    def __post_init__(self) -> None:
        latents = np.asarray(self.latents, dtype=np.float64)
        latents = latents.reshape(len(latents), -1)
        if not np.isfinite(latents).all():
            raise DataError("the space to judge holds values that are not finite numbers")
        object.__setattr__(self, "latents", latents)

    @classmethod
    def of(cls, given: Self | np.ndarray) -> Self:
        """A space, or numbers that can do nothing else."""
        return given if isinstance(given, cls) else cls(np.asarray(given))


@dataclass(frozen=True, eq=False)
class Judged:
    """What a representation of n faces is judged on. A task whose data are not there judges nothing.

    Attributes
    ----------
    label, subject : (n,) str of all faces; a face without a label, ``""``, is not classified.
    train, validation, test : rows, no person in two of them.
    triplets : kind -> test triplets, for example ``{"all": …}``.
    seed : of the bootstrap, and of whatever a task draws.
    intensity : (n,) float, degree of the expression, NaN where unknown.
    units : what coders saw.
    sequence : (n,) str, the recording of each face, ``""`` where it is of none.
    faces : (n, d) aligned faces.
    neutral : (n,) row of each face's neutral; -1 where it has none.
    dims : numbers a point of `faces`: 3 or 2; 1 for plain features.
    seen : (n, q) float, what people said of each face in numbers: shares of their labels, mean ratings; NaN
        where they were not asked.
    validation_triplets : of validation people.

    Raises
    ------
    DataError
        If a column has another length than there are faces.
    """

    label: np.ndarray
    subject: np.ndarray
    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    triplets: dict[str, Triplets]
    seed: int
    intensity: np.ndarray | None = None
    units: ActionUnits | None = None
    sequence: np.ndarray | None = None
    faces: np.ndarray | None = None
    neutral: np.ndarray | None = None
    dims: int = 1
    seen: np.ndarray | None = None
    validation_triplets: Triplets | None = None

    def __post_init__(self) -> None:
        n = len(self.label)
        for name in ("subject", "intensity", "units", "sequence", "faces", "neutral", "seen"):
            column = getattr(self, name)
            if column is not None and len(column) != n:
                raise DataError(f"there are {n} faces to judge by, and {name} of {len(column)}")
        if self.faces is not None and self.faces.shape[1] % self.dims:
            raise DataError(f"faces of {self.faces.shape[1]} numbers are not of {self.dims} a point")

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

    @cached_property
    def shared(self) -> dict[str, Any]:
        """What a task works out once for all spaces, by its name."""
        return {}

    def parts(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Training, validation and test rows."""
        return self.train, self.validation, self.test

    def counted(self, rows: np.ndarray, **more: int) -> dict[str, int]:
        """How many people and faces are at these rows, and what else was counted."""
        return {"people": len(np.unique(self.subject[rows])), "faces": len(np.unique(rows)), **more}


@dataclass(frozen=True, eq=False)
class Outcome:
    """One figure of a representation, with its bootstrap replicates over test people.

    Attributes
    ----------
    value : the figure.
    replicates : (r,) float64, NaN where a replicate has nothing to count.
    about : what else is known of it, by name.
    detail : what lies behind it and is worth a picture, None if nothing.
    counts : of how many people, faces, triplets it is, by name.
    chance : what it would be of a space that knows nothing; None where that is not known.
    scale : what it can be, and whether less is better.
    """

    value: float
    replicates: np.ndarray
    about: dict[str, float] = field(default_factory=dict)
    detail: Detail | None = None
    counts: dict[str, int] = field(default_factory=dict)
    chance: float | None = None
    scale: Scale = SHARE


class Task(Protocol):
    """A way to judge a representation; a file of its own and a line in `mien.evaluation.registry.TASKS`.

    Attributes
    ----------
    title : for reading.
    """

    title: str

    def heading(self, kind: str) -> str:
        """Head of a column: the figure of one kind."""

    def judge(self, space: Space, on: Judged) -> dict[str, Outcome]:
        """Figures by kind, the one that stands for the task first; none where there is nothing to judge by.

        Parameters
        ----------
        space : a representation of all faces.

        Raises
        ------
        Lacking
            If there is nothing to judge by; it says what is missing.
        """
