"""The generic ``.npz``: arrays landmarks, subject, label, intensity and layout, one entry a face."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import FormatError, of_file
from mien.faces.faces import Faces
from mien.landmarks.layout import get_layout
from mien.landmarks.values import DIMS, Landmarks
from mien.sources.arrays import load_arrays
from mien.sources.stream import Reading as Options
from mien.sources.stream import Stream, whole_file

REQUIRED = ("landmarks", "subject", "label", "intensity", "layout")
OPTIONAL = ("face", "unit", "sequence", "frame", "source", "licence", "synthetic")
_ABOUT = ("layout", "unit", "source", "licence")
_NAMES = ("subject", "label", "face", "sequence")
# Column -> kinds of numbers that it may have.
_NUMBERS = {"intensity": "fiu", "frame": "iu"}
UNITS = ("mm", "pixel", "normalised", "eyes")


def open_source(path: str, options: Options) -> Stream:
    """Open a generic file; see `read_npz`."""
    return whole_file(path, read_npz(path))


def read_npz(path: str | Path) -> Faces:
    """Read all faces of a generic ``.npz`` file.

    Required arrays: ``landmarks`` (n, p, 3) or, without depth, (n, p, 2), ``subject``, ``label``,
    ``intensity`` (n,) and ``layout`` ().
    Optional: ``face``, ``sequence``, ``frame`` (n,), ``unit``, ``source``, ``licence``, ``synthetic`` ().
    Other arrays are not looked at, and nothing is ever unpickled.

    Returns
    -------
    Faces
        With faces named ``subject_label_row`` where the file has no ``face``. Degenerate faces are not
        looked for here; see `mien.landmarks.refuse_degenerate`.

    Raises
    ------
    FormatError
        If an array is missing, damaged, pickled or of the wrong shape or type.
    LayoutError
        If the layout is unknown or has another number of points.
    """
    arrays = load_arrays(path, (*REQUIRED, *OPTIONAL), "an .npz archive of named arrays")
    missing = [name for name in REQUIRED if name not in arrays]
    if missing:
        raise FormatError(path, f"no array {', '.join(missing)}; needed are {', '.join(REQUIRED)}")
    about = {"unit": "normalised", "source": Path(path).name, "licence": "unknown"}
    about |= {name: _text(path, name, arrays[name]) for name in _ABOUT if name in arrays}
    with of_file(path):
        layout = get_layout(about.pop("layout"))
    unit = about.pop("unit")
    if unit not in UNITS:
        raise FormatError(path, f"unit is {unit!r}; expected one of {', '.join(UNITS)}")
    points = _points(path, arrays["landmarks"])
    n = len(points)
    columns: dict[str, Any] = {}
    for name in (name for name in (*_NAMES, *_NUMBERS) if name in arrays):
        if arrays[name].shape != (n,):
            raise FormatError(path, f"array {name} has shape {arrays[name].shape}; there are {n} faces")
        columns[name] = (_names if name in _NAMES else _numbers)(path, name, arrays[name])
    if "face" not in columns:
        pairs = zip(columns["subject"], columns["label"], strict=True)
        columns["face"] = np.array([f"{person}_{label}_{row}" for row, (person, label) in enumerate(pairs)])
    synthetic = arrays.get("synthetic", np.array(False))
    if synthetic.size != 1 or synthetic.dtype.kind not in "biu":
        raise FormatError(path, "array synthetic is not one truth value")
    columns |= about
    with of_file(path):
        return Faces(Landmarks(points, layout, unit), **columns, synthetic=bool(synthetic.reshape(())))


def _points(path: str | Path, value: np.ndarray) -> np.ndarray:
    if value.dtype.kind not in "fiu" or value.ndim != 3 or value.shape[2] not in DIMS:
        what = f"landmarks are {value.dtype} of shape {value.shape}; expected numbers (faces, points, 3 or 2)"
        raise FormatError(path, what)
    if len(value) == 0:
        raise FormatError(path, "there are no faces")
    with np.errstate(over="ignore"):
        return value.astype(np.float32, copy=False)


def _names(path: str | Path, name: str, value: np.ndarray) -> np.ndarray:
    if value.dtype.kind not in "SUiu":
        raise FormatError(path, f"array {name} is {value.dtype}; expected text")
    try:
        if value.dtype.kind == "S":
            return np.array([bytes(entry).decode("utf-8") for entry in value], dtype=np.str_)
        # Code points beyond Unicode come out of damaged files and break only when printed.
        return np.array([str(entry) for entry in value], dtype=np.str_)
    except UnicodeDecodeError:
        raise FormatError(path, f"array {name} is not UTF-8 text") from None
    except (ValueError, SystemError):
        raise FormatError(path, f"array {name} is not text") from None


def _numbers(path: str | Path, name: str, value: np.ndarray) -> np.ndarray:
    if value.dtype.kind not in _NUMBERS[name]:
        raise FormatError(path, f"array {name} is {value.dtype}; expected numbers")
    with np.errstate(over="ignore"):
        return value.astype(Faces.COLUMNS[name].kind)


def _text(path: str | Path, name: str, value: np.ndarray) -> str:
    if value.size != 1 or value.dtype.kind not in "US":
        raise FormatError(path, f"array {name} is {value.dtype} of shape {value.shape}; expected one text")
    return str(_names(path, name, value.reshape(1))[0])
