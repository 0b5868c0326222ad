"""What every reader gives: a batch of faces as columns, and what holds for the whole file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mien.errors import DataError, listed
from mien.landmarks.layout import get_layout
from mien.landmarks.values import Landmarks


@dataclass(frozen=True)
class FacesMeta:
    """What holds for all faces of a file.

    Attributes
    ----------
    layout : name of the landmark layout.
    unit : ``"mm"``, ``"pixel"``, ``"normalised"`` or ``"eyes"``.
    source, licence : one line each.
    synthetic : True where no real person was measured.
    """

    layout: str
    unit: str = "normalised"
    source: str = ""
    licence: str = "unknown"
    synthetic: bool = False


def _column(length: int, value: Any) -> np.ndarray:
    return np.full(length, value)


@dataclass(frozen=True, eq=False)
class FacesTable:
    """n faces as columns.

    Attributes
    ----------
    meta : what holds for the whole file.
    points : (n, p, 3) float32.
    face : (n,) str, unique in the file.
    subject, label : (n,) str.
    intensity : (n,) float32, NaN where unknown.
    neutral : (n,) str, name of the face that is the subject's neutral, ``""`` where there is none; None where
        the file does not say (then the first face labelled neutral is taken).
    sequence : (n,) str, the recording a frame belongs to, ``""`` where unknown.
    frame : (n,) int64, number of the frame in its recording, -1 where unknown.

    Raises
    ------
    DataError, LayoutError
        If a column has another length than there are faces, or the points are not the layout's.
    """

    meta: FacesMeta
    points: np.ndarray
    face: np.ndarray
    subject: np.ndarray
    label: np.ndarray
    intensity: np.ndarray
    neutral: np.ndarray | None = None
    sequence: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.str_))
    frame: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def __post_init__(self) -> None:
        points = self.landmarks.points
        object.__setattr__(self, "points", points)
        n = len(points)
        if n and not len(self.sequence):
            object.__setattr__(self, "sequence", _column(n, ""))
        if n and not len(self.frame):
            object.__setattr__(self, "frame", _column(n, -1))
        kinds: dict[str, Any] = {
            "face": np.str_, "subject": np.str_, "label": np.str_, "intensity": np.float32,
            "neutral": np.str_, "sequence": np.str_, "frame": np.int64,
        }  # fmt: skip
        for name, kind in kinds.items():
            value = getattr(self, name)
            if value is None:
                continue
            column = np.asarray(value).astype(kind)
            if column.shape != (n,):
                raise DataError(f"column {name} has shape {column.shape}; there are {n} faces")
            object.__setattr__(self, name, column)
        for name in ("face", "subject"):
            empty = np.flatnonzero(getattr(self, name) == "")
            if len(empty):
                raise DataError(f"column {name} is empty in row {listed(empty)}; every face needs a {name}")

    def __len__(self) -> int:
        return len(self.points)

    @property
    def landmarks(self) -> Landmarks:
        """The points with their layout and unit."""
        return Landmarks(self.points, get_layout(self.meta.layout), self.meta.unit)


def joined(tables: Sequence[FacesTable]) -> FacesTable:
    """Tables of one file, one after the other; all of them name neutrals, or none does.

    Raises
    ------
    DataError
        If there is no table, or they differ in layout or unit.
    """
    if not tables:
        raise DataError("there are no faces")
    if len({(table.meta.layout, table.meta.unit) for table in tables}) > 1:
        raise DataError("faces of several layouts or units cannot be joined")
    names = ["points", "face", "subject", "label", "intensity", "sequence", "frame"]
    if all(table.neutral is not None for table in tables):
        names.append("neutral")
    columns = {name: np.concatenate([getattr(table, name) for table in tables]) for name in names}
    return FacesTable(tables[0].meta, **columns)
