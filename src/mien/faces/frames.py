"""Faces as a pandas frame, a row a face, and back; pandas is imported when it is used."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from mien.errors import ConfigError, DataError, LayoutError, listed
from mien.faces.action_units import ActionUnits
from mien.faces.faces import Faces
from mien.landmarks.layout import NAMES, get_layout
from mien.landmarks.values import Landmarks

_TEXT = ("subject", "label", "neutral", "sequence")
_ABOUT = ("source", "licence", "synthetic")
_UNIT = re.compile(r"AU\d\d")
_POINT = re.compile(r"x(_?)(\d+)")


def to_pandas(faces: Faces) -> Any:
    """A frame indexed by face: subject, label, …, landmarks as x0 y0 z0 x1 …, action units.

    Layout, unit, source, licence and synthetic are in the frame's ``attrs``, poses as rotation_0 … 8. What is
    unknown is missing; notes are left behind.

    Raises
    ------
    ConfigError
        If pandas is not there.
    """
    pandas = _pandas()
    frame = faces.frame.astype(np.float64)
    columns: dict[str, Any] = {
        "subject": faces.subject, "label": faces.label, "intensity": faces.intensity,
        "neutral": faces.names(faces.neutral_rows) if faces.neutral is None else faces.neutral,
        "sequence": faces.sequence, "frame": np.where(frame < 0, np.nan, frame),
    }  # fmt: skip
    for name in ("label", "neutral", "sequence"):
        columns[name] = np.where(columns[name] == "", None, columns[name].astype(object))
    if not np.isnan(columns["frame"]).any():
        columns["frame"] = faces.frame
    points = faces.landmarks.points
    columns |= {
        f"{axis}{point}": points[:, point, place]
        for point in range(points.shape[1])
        for place, axis in enumerate("xyz"[: faces.landmarks.dims])
    }
    if faces.rotation is not None:
        columns |= {f"rotation_{place}": faces.rotation.reshape(-1, 9)[:, place] for place in range(9)}
    if faces.action_units is not None:
        units = faces.action_units
        for place, name in enumerate(units.names):
            coded = units.present[:, place] >= 0
            columns[name] = np.where(coded, units.present[:, place], np.nan)
            columns[f"{name}_intensity"] = units.intensity[:, place]
    made = pandas.DataFrame(columns, index=pandas.Index(faces.face, name="face"))
    made.attrs = {"layout": faces.landmarks.layout.name, "unit": faces.landmarks.unit}
    made.attrs |= {name: getattr(faces, name) for name in _ABOUT}
    return made


def from_pandas(frame: Any, layout: str = "", unit: str = "", **about: Any) -> Faces:
    """Faces of a frame as `to_pandas` makes it, or as anybody does.

    Parameters
    ----------
    frame : indexed by face, or with a column face; a column subject, landmarks x0 y0 z0 x1 … (or x_0 …;
        without any z the faces have no depth), and perhaps label, intensity, neutral (a face's name),
        sequence, frame, rotation_0 … 8, action units (AU12, AU12_intensity). Other columns are not looked at.
    layout, unit : of the landmarks; what the frame's ``attrs`` say if empty, and the unit is normalised where
        nobody says.
    about : source, licence, synthetic, instead of what the ``attrs`` say.

    Raises
    ------
    DataError
        If a column is missing or not what it can be, or as `Faces` does.
    LayoutError
        If the layout is not known, or has another number of points.
    """
    names = [str(name) for name in frame.columns]
    layout = layout or frame.attrs.get("layout", "")
    if not layout:
        raise LayoutError(f"the frame does not say its layout: pass layout=, one of {', '.join(NAMES)}")
    if "subject" not in names:
        raise DataError("the frame has no column subject, who each face is of")
    face = frame["face"] if "face" in names else frame.index
    known: dict[str, Any] = {name: _texts(frame[name]) for name in _TEXT if name in names}
    if "neutral" in known and not (known["neutral"] != "").any():
        del known["neutral"]
    if "intensity" in names:
        known["intensity"] = _numbers(frame, "intensity")
    if "frame" in names:
        number = _numbers(frame, "frame")
        if (np.isfinite(number) & (number != np.floor(number))).any():
            raise DataError("column frame has a number that is not whole")
        known["frame"] = np.where(np.isfinite(number), number, -1).astype(np.int64)
    rotation = [f"rotation_{place}" for place in range(9)]
    if set(rotation) <= set(names):
        known["rotation"] = np.column_stack([_numbers(frame, name) for name in rotation]).reshape(-1, 3, 3)
    units = sorted(name for name in names if _UNIT.fullmatch(name))
    if units:
        known["action_units"] = _units(frame, names, units)
    known |= {name: frame.attrs[name] for name in _ABOUT if name in frame.attrs} | about
    points = Landmarks(
        _points(frame, names), get_layout(layout), unit or frame.attrs.get("unit", "normalised")
    )
    return Faces(points, np.asarray(face).astype(np.str_), **known)


def _pandas() -> Any:
    try:
        import pandas
    except ImportError:
        raise ConfigError("frames need pandas: pip install pandas") from None
    return pandas


def _texts(column: Any) -> np.ndarray:
    """(n,) str, ``""`` where a value is missing."""
    values = column.to_numpy(dtype=object)
    return np.where(column.isna().to_numpy(), "", values).astype(np.str_)


def _numbers(frame: Any, name: str) -> np.ndarray:
    """(n,) float64, NaN where a value is missing."""
    try:
        return np.asarray(frame[name].to_numpy(dtype=np.float64, na_value=np.nan))
    except (TypeError, ValueError):
        raise DataError(f"column {name} holds what is not a number") from None


def _points(frame: Any, names: list[str]) -> np.ndarray:
    """(n, p, 3 or 2) coordinates."""
    found = [match for name in names if (match := _POINT.fullmatch(name))]
    if not found:
        raise DataError("the frame has no landmarks: no columns x0, y0, z0, x1 …")
    between = found[0][1]
    axes = "xyz" if f"z{between}0" in names else "xy"
    wanted = [f"{axis}{between}{point}" for point in range(len(found)) for axis in axes]
    lacking = [name for name in wanted if name not in names]
    if lacking:
        raise DataError(f"coordinates are not whole: no column {listed(lacking)}")
    return np.column_stack([_numbers(frame, name) for name in wanted]).reshape(
        len(frame), len(found), len(axes)
    )


def _units(frame: Any, names: list[str], units: list[str]) -> ActionUnits:
    present = np.column_stack([np.nan_to_num(_numbers(frame, unit), nan=-1) for unit in units])
    degree = [
        _numbers(frame, f"{unit}_intensity") if f"{unit}_intensity" in names else np.full(len(frame), np.nan)
        for unit in units
    ]
    return ActionUnits(tuple(units), present, np.column_stack(degree))
