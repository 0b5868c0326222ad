"""The generic ``.npz``: arrays landmarks, subject, label, intensity and layout, one entry a face."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import DataError, FormatError, LayoutError
from mien.faces.faces import Faces
from mien.landmarks.layout import get_layout
from mien.landmarks.values import Landmarks
from mien.sources.stream import Reading as Options
from mien.sources.stream import Stream, whole_file

REQUIRED = ("landmarks", "subject", "label", "intensity", "layout")
OPTIONAL = ("face", "unit", "sequence", "frame", "source", "licence", "synthetic")
UNITS = ("mm", "pixel", "normalised", "eyes")


def open_source(path: str, options: Options) -> Stream:
    """Open a generic file; see `read_npz`."""
    return whole_file(path, read_npz(path))


def read_npz(path: str | Path) -> Faces:
    """Read all faces of a generic ``.npz`` file.

    Required arrays: ``landmarks`` (n, p, 3), ``subject``, ``label``, ``intensity`` (n,) and ``layout`` ().
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
    arrays = _load(path)
    layout_name = _text(path, arrays, "layout")
    try:
        layout = get_layout(layout_name)
    except LayoutError as error:
        raise LayoutError(f"{path}: {error}") from None
    points = _points(path, arrays["landmarks"])
    n = len(points)
    if points.shape[1] != layout.n_points:
        raise LayoutError(
            f"{path}: layout {layout.name} has {layout.n_points} points, landmarks have {points.shape[1]}"
        )
    subject, label = _names(path, arrays, "subject", n), _names(path, arrays, "label", n)
    unit = _text(path, arrays, "unit") if "unit" in arrays else "normalised"
    if unit not in UNITS:
        raise FormatError(path, f"unit is {unit!r}; expected one of {', '.join(UNITS)}")
    if "face" in arrays:
        face = _names(path, arrays, "face", n)
    else:
        face = np.array(
            [f"{s}_{lab}_{row}" for row, (s, lab) in enumerate(zip(subject, label, strict=True))],
            dtype=np.str_,
        )
    intensity = _numbers(path, arrays, "intensity", n, "fiu")
    with np.errstate(over="ignore"):
        intensity = intensity.astype(np.float32)
    try:
        return Faces(
            Landmarks(points, layout, unit),
            face,
            subject,
            label,
            intensity,
            source=_text(path, arrays, "source") if "source" in arrays else Path(path).name,
            licence=_text(path, arrays, "licence") if "licence" in arrays else "unknown",
            synthetic=_flag(path, arrays.get("synthetic")),
            **_frames(path, arrays, n),
        )
    except FormatError:
        raise
    except DataError as error:
        raise FormatError(path, str(error)) from None


def _frames(path: str | Path, arrays: dict[str, np.ndarray], n: int) -> dict[str, Any]:
    """Recording and number of each frame, where the file has them."""
    found: dict[str, Any] = {}
    if "sequence" in arrays:
        found["sequence"] = _names(path, arrays, "sequence", n)
    if "frame" in arrays:
        found["frame"] = _numbers(path, arrays, "frame", n, "iu").astype(np.int64)
    return found


def _load(path: str | Path) -> dict[str, np.ndarray]:
    if not Path(path).is_file():
        raise FormatError(path, "there is no such file")
    arrays: dict[str, np.ndarray] = {}
    name = ""
    try:
        # Opened here, because numpy leaves the file open when it is no archive.
        with open(path, "rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            archive = np.load(file, allow_pickle=False)
            if not isinstance(archive, np.lib.npyio.NpzFile):
                raise FormatError(path, "not an .npz archive of named arrays")
            with archive:
                for name in (*REQUIRED, *OPTIONAL):
                    if name in archive.files:
                        arrays[name] = archive[name]
                        # numpy gives the bytes of a member that is no array.
                        if not isinstance(arrays[name], np.ndarray):
                            raise FormatError(path, f"{name} is not an array")
    except FormatError:
        raise
    # A damaged archive makes zipfile, zlib and numpy raise nearly anything; all of it is the file's doing.
    except Exception as error:
        what = f"array {name!r}" if name else "the archive"
        pickled = "allow_pickle" in str(error)
        reason = "pickled objects are not read" if pickled else f"{type(error).__name__}: {error}"
        raise FormatError(path, f"{what} cannot be read ({_one_line(reason)})") from error
    missing = [key for key in REQUIRED if key not in arrays]
    if missing:
        raise FormatError(path, f"no array {', '.join(missing)}; needed are {', '.join(REQUIRED)}")
    return arrays


def _one_line(text: str) -> str:
    return " ".join(text.split())[:160]


def _points(path: str | Path, value: np.ndarray) -> np.ndarray:
    if value.dtype.kind not in "fiu" or value.ndim != 3 or value.shape[2] != 3:
        raise FormatError(
            path,
            f"landmarks are {value.dtype} of shape {value.shape}; expected numbers (faces, points, 3)",
        )
    if len(value) == 0:
        raise FormatError(path, "there are no faces")
    with np.errstate(over="ignore"):
        return value.astype(np.float32, copy=False)


def _column(path: str | Path, arrays: dict[str, np.ndarray], name: str, n: int) -> np.ndarray:
    value = arrays[name]
    if value.shape != (n,):
        raise FormatError(path, f"array {name} has shape {value.shape}; there are {n} faces")
    return value


def _names(path: str | Path, arrays: dict[str, np.ndarray], name: str, n: int) -> np.ndarray:
    value = _column(path, arrays, name, n)
    if value.dtype.kind == "S":
        return np.array([_decoded(path, name, entry) for entry in value], dtype=np.str_)
    if value.dtype.kind not in "Uiu":
        raise FormatError(path, f"array {name} is {value.dtype}; expected text")
    if value.dtype.kind == "U":
        # Code points beyond Unicode come out of damaged files and break only when printed.
        try:
            return np.array([str(entry) for entry in value], dtype=np.str_)
        except (ValueError, SystemError):
            raise FormatError(path, f"array {name} is not text") from None
    return value.astype(np.str_)


def _decoded(path: str | Path, name: str, entry: Any) -> str:
    try:
        return bytes(entry).decode("utf-8")
    except UnicodeDecodeError:
        raise FormatError(path, f"array {name} is not UTF-8 text") from None


def _numbers(path: str | Path, arrays: dict[str, np.ndarray], name: str, n: int, kinds: str) -> np.ndarray:
    value = _column(path, arrays, name, n)
    if value.dtype.kind not in kinds:
        raise FormatError(path, f"array {name} is {value.dtype}; expected numbers")
    return value


def _text(path: str | Path, arrays: dict[str, np.ndarray], name: str) -> str:
    value = arrays[name]
    if value.size != 1 or value.dtype.kind not in "US":
        raise FormatError(path, f"array {name} is {value.dtype} of shape {value.shape}; expected one text")
    return str(_names(path, {name: value.reshape(1)}, name, 1)[0])


def _flag(path: str | Path, value: np.ndarray | None) -> bool:
    if value is None:
        return False
    if value.size != 1 or value.dtype.kind not in "biu":
        raise FormatError(path, "array synthetic is not one truth value")
    return bool(value.reshape(()))
