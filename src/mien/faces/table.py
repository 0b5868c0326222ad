"""What every reader gives: a batch of faces as columns, and what holds for the whole file."""

from __future__ import annotations

import re
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


@dataclass(frozen=True, eq=False)
class ActionUnits:
    """What coders saw of each action unit (FACS) in n faces.

    Attributes
    ----------
    names : a names like ``"AU12"``, ascending.
    present : (n, a) int8; 1 present, 0 absent, -1 not coded.
    intensity : (n, a) float32, 0 to 5 (A to E are 1 to 5); NaN where not known.

    Raises
    ------
    DataError
        If a name is not of that form, is there twice or out of order, or a value is none of these.
    """

    names: tuple[str, ...]
    present: np.ndarray
    intensity: np.ndarray

    def __post_init__(self) -> None:
        names = tuple(self.names)
        wrong = [name for name in names if not _AU_NAME.fullmatch(name)]
        if wrong or list(names) != sorted(set(names)):
            raise DataError(f"action units are named {listed(names, 40)}; expected AU01, AU02 …, ascending")
        present = np.asarray(self.present)
        intensity = np.asarray(self.intensity, dtype=np.float32)
        if present.ndim != 2 or present.shape[1] != len(names) or present.shape != intensity.shape:
            raise DataError(
                f"action units have shapes {present.shape} and {intensity.shape}; expected two of "
                f"(faces, {len(names)})"
            )
        if not np.isin(present, (-1, 0, 1)).all():
            raise DataError("an action unit is neither present (1), absent (0) nor not coded (-1)")
        if ((intensity < 0) | (intensity > 5)).any():
            raise DataError("an action unit's intensity is not from 0 to 5")
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "present", present.astype(np.int8))
        object.__setattr__(self, "intensity", intensity)

    def __len__(self) -> int:
        return len(self.present)

    def take(self, rows: Any) -> ActionUnits:
        """Those of the faces at these rows, in this order."""
        return ActionUnits(self.names, self.present[rows], self.intensity[rows])


_AU_NAME = re.compile(r"AU\d\d")


def checked_frames(
    n: int, action_units: ActionUnits | None, rotation: np.ndarray | None
) -> np.ndarray | None:
    """The rotations as (n, 3, 3) float32, after comparing what is known of each frame with their number.

    Raises
    ------
    DataError
        If there is not one of each for every face.
    """
    if action_units is not None and len(action_units) != n:
        raise DataError(f"action units of {len(action_units)} faces; there are {n}")
    if rotation is None:
        return None
    rotation = np.asarray(rotation, dtype=np.float32)
    if rotation.shape != (n, 3, 3):
        raise DataError(f"rotations have shape {rotation.shape}; expected ({n}, 3, 3)")
    return rotation


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
    action_units : what coders saw, or None.
    rotation : (n, 3, 3) float32 or None; ``rotation[i] @ point`` is the point of the frontal face.

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
    action_units: ActionUnits | None = None
    rotation: np.ndarray | None = None

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
        object.__setattr__(self, "rotation", checked_frames(n, self.action_units, self.rotation))
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

    def take(self, rows: Any) -> FacesTable:
        """The faces at these rows (or where a mask is true), in this order."""
        names = ["points", "face", "subject", "label", "intensity", "sequence", "frame"]
        names += [name for name in ("neutral", "rotation") if getattr(self, name) is not None]
        columns: dict[str, Any] = {name: getattr(self, name)[rows] for name in names}
        units = None if self.action_units is None else self.action_units.take(rows)
        return FacesTable(self.meta, **columns, action_units=units)


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
    if all(table.rotation is not None for table in tables):
        names.append("rotation")
    columns = {name: np.concatenate([getattr(table, name) for table in tables]) for name in names}
    return FacesTable(tables[0].meta, **columns, action_units=_joined_units(tables))


def _joined_units(tables: Sequence[FacesTable]) -> ActionUnits | None:
    units = [table.action_units for table in tables]
    coded = [one for one in units if one is not None]
    if not coded:
        return None
    if len({one.names for one in coded}) > 1 or len(coded) < len(units):
        raise DataError("tables with different action units cannot be joined")
    present, intensity = ([getattr(one, name) for one in coded] for name in ("present", "intensity"))
    return ActionUnits(coded[0].names, np.concatenate(present), np.concatenate(intensity))
