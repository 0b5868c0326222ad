"""The faces table in memory: landmarks with all that is known of each face, and each face's neutral."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from mien.errors import DataError, listed
from mien.faces.table import ActionUnits, checked_frames
from mien.landmarks.values import Landmarks
from mien.vocabulary import NEUTRAL


@dataclass(frozen=True, eq=False)
class Dataset:
    """n faces of several subjects.

    Attributes
    ----------
    landmarks : the points of the n faces.
    face : (n,) str, unique name of each face; triplet files refer to it.
    subject : (n,) str, the person.
    label : (n,) str, for example the emotion; ``""`` where unknown.
    intensity : (n,) float32, degree of the expression; NaN where unknown.
    neutral : (n,) int64, row of the same subject's neutral face; -1 where there is none.
    source : where the faces come from, one line.
    licence : licence of the data, one line.
    synthetic : True where no real person was measured.
    notes : what was left out, and why.
    sequence : (n,) str, the recording a frame belongs to; ``""`` where unknown.
    frame : (n,) int64, number of the frame in its recording; -1 where unknown.
    action_units : what coders saw, or None.
    rotation : (n, 3, 3) float32, given poses, or None; ``rotation[i] @ point`` is of the frontal face.
    """

    landmarks: Landmarks
    face: np.ndarray
    subject: np.ndarray
    label: np.ndarray
    intensity: np.ndarray
    neutral: np.ndarray
    source: str = ""
    licence: str = "unknown"
    synthetic: bool = False
    notes: tuple[str, ...] = field(default=())
    sequence: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.str_))
    frame: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    action_units: ActionUnits | None = None
    rotation: np.ndarray | None = None

    def __post_init__(self) -> None:
        n = len(self.landmarks)
        for name, unknown in (("sequence", ""), ("frame", -1)):
            if n and not len(getattr(self, name)):
                object.__setattr__(self, name, np.full(n, unknown))
        for name, kind in (
            ("face", np.str_), ("subject", np.str_), ("label", np.str_),
            ("intensity", np.float32), ("neutral", np.int64), ("sequence", np.str_), ("frame", np.int64),
        ):  # fmt: skip
            column = np.asarray(getattr(self, name)).astype(kind)
            if column.shape != (n,):
                raise DataError(f"column {name} has shape {column.shape}; there are {n} faces")
            object.__setattr__(self, name, column)
        object.__setattr__(self, "rotation", checked_frames(n, self.action_units, self.rotation))
        names, counts = np.unique(self.face, return_counts=True)
        if len(names) != n:
            raise DataError(f"face names are used more than once: {listed(names[counts > 1])}")

    def __len__(self) -> int:
        return len(self.face)

    @property
    def subjects(self) -> np.ndarray:
        """(s,) the subjects' names, sorted."""
        return np.unique(self.subject)

    def take(self, rows: np.ndarray) -> Dataset:
        """The faces at these rows, in this order; neutrals are renumbered, -1 where they were left out."""
        rows = np.asarray(rows)
        if rows.dtype == bool:
            rows = np.flatnonzero(rows)
        place = np.full(len(self) + 1, -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        return replace(
            self,
            landmarks=self.landmarks.take(rows),
            face=self.face[rows],
            subject=self.subject[rows],
            label=self.label[rows],
            intensity=self.intensity[rows],
            neutral=place[self.neutral[rows]],
            sequence=self.sequence[rows],
            frame=self.frame[rows],
            action_units=None if self.action_units is None else self.action_units.take(rows),
            rotation=None if self.rotation is None else self.rotation[rows],
        )

    def require_neutrals(self) -> None:
        """Refuse faces without a neutral.

        Raises
        ------
        DataError
            If a subject has no neutral face; the message names the subjects.
        """
        missing = self.neutral < 0
        if missing.any():
            raise DataError(
                f"no neutral face for subject {listed(np.unique(self.subject[missing]))}; mark one with the "
                f"label '{NEUTRAL}', or leave these people out with --missing-neutral drop"
            )

    def neutral_points(self) -> np.ndarray:
        """(n, p, 3) float32, each face's neutral; refused as in `require_neutrals` where one is missing."""
        self.require_neutrals()
        return self.landmarks.points[self.neutral]


def neutral_rows(subject: np.ndarray, label: np.ndarray) -> np.ndarray:
    """Row of each face's neutral: the subject's first face labelled neutral, -1 where there is none.

    Parameters
    ----------
    subject, label : (n,) str.

    Returns
    -------
    (n,) int64
    """
    first: dict[str, int] = {}
    for row in np.flatnonzero(label == NEUTRAL):
        first.setdefault(str(subject[row]), int(row))
    return np.array([first.get(str(person), -1) for person in subject], dtype=np.int64)
