"""The generic ``.npz``: arrays landmarks, subject, label, intensity and layout, one entry a face."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import FormatError, of_file
from mien.faces.faces import Faces
from mien.landmarks.layout import get_layout
from mien.landmarks.values import DIMS, Landmarks
from mien.sources.arrays import NAMES, NUMBERS, column_of, load_arrays, texts_of
from mien.sources.stream import Reading as Options
from mien.sources.stream import Stream, whole_file

REQUIRED = ("landmarks", "subject", "label", "intensity", "layout")
OPTIONAL = ("face", "unit", "sequence", "frame", "source", "licence", "synthetic")
_ABOUT = ("layout", "unit", "source", "licence")
UNITS = ("mm", "pixel", "normalised", "eyes")


def open_source(path: str, options: Options) -> Stream:
    """Open a generic file; see `read_npz`."""
    return whole_file(path, read_npz(path))


def read_npz(path: str | Path) -> Faces:
    """Read all faces of a generic ``.npz`` file.

    Required arrays: ``landmarks`` (n, p, 3) or, without depth, (n, p, 2), ``subject``, ``label``,
    ``intensity`` (n,) and ``layout`` ().
    Optional: ``face``, ``sequence``, ``frame`` (n,), ``unit``, ``source``, ``licence``, ``synthetic`` ()
    (where that is missing, nobody knows).
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
        mesh = arrays["landmarks"].shape[1:] in [(478, 3), (468, 3)]
        other = "; for an array of MediaPipe's, say mediapipe in place of npz" if mesh else ""
        raise FormatError(path, f"no array {', '.join(missing)}; needed are {', '.join(REQUIRED)}{other}")
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
    for name in (name for name in (*NAMES, *NUMBERS) if name in arrays):
        columns[name] = column_of(path, name, arrays[name], n)
    if "face" not in columns:
        pairs = zip(columns["subject"], columns["label"], strict=True)
        columns["face"] = np.array([f"{person}_{label}_{row}" for row, (person, label) in enumerate(pairs)])
    if "synthetic" in arrays:
        synthetic = arrays["synthetic"]
        if synthetic.size != 1 or synthetic.dtype.kind not in "biu":
            raise FormatError(path, "array synthetic is not one truth value")
        columns["synthetic"] = bool(synthetic.reshape(()))
    columns |= about
    with of_file(path):
        return Faces(Landmarks(points, layout, unit), **columns)


def _points(path: str | Path, value: np.ndarray) -> np.ndarray:
    if value.dtype.kind not in "fiu" or value.ndim != 3 or value.shape[2] not in DIMS:
        what = f"landmarks are {value.dtype} of shape {value.shape}; expected numbers (faces, points, 3 or 2)"
        raise FormatError(path, what)
    if len(value) == 0:
        raise FormatError(path, "there are no faces")
    with np.errstate(over="ignore"):
        return value.astype(np.float32, copy=False)


def _text(path: str | Path, name: str, value: np.ndarray) -> str:
    if value.size != 1 or value.dtype.kind not in "US":
        raise FormatError(path, f"array {name} is {value.dtype} of shape {value.shape}; expected one text")
    return str(texts_of(path, name, value.reshape(1))[0])
