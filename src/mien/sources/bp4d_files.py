"""Files of BP4D-Spontaneous beside the landmarks: coded action units (CSV) and poses (HDF5 ``.mat``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mien.delimited import iter_rows
from mien.errors import ConfigError, FormatError, listed

UNKNOWN = 9
_AU = re.compile(r"(?:AU)?\s*0*(\d{1,2})", re.IGNORECASE)
_HIGHEST = 5


@dataclass(frozen=True, eq=False)
class Coding:
    """What coders wrote of one recording.

    Attributes
    ----------
    names : a action units like ``"AU12"``, ascending.
    frame : (m,) int64, ascending, as the file numbers them.
    value : (m, a) int64; 0 to 5, or -1 where unknown.
    """

    names: tuple[str, ...]
    frame: np.ndarray
    value: np.ndarray


def read_occurrence(path: str | Path, unknown: list[str] | None = None) -> Coding:
    """Which action units are present: a header of AU numbers, then a frame and its codes a line.

    Parameters
    ----------
    path : for example ``AU_OCC/F001_T1.csv``; 1 present, 0 absent, 9 unknown.
    unknown : takes ``FILE:LINE AU: code`` of codes that are none of these, whose value is then unknown. If
        None, they are refused.

    Raises
    ------
    FormatError
        If the file is not that, a frame is there twice, or a code is none of these, with the line.
    """
    rows = _rows(path)
    if not rows:
        raise FormatError(path, "empty; expected a header of action units")
    (line, header), names = rows[0], []
    for place, cell in enumerate(header[1:], 2):
        match = _AU.fullmatch(cell)
        if match is None:
            raise FormatError(path, f"column {place} is headed {cell!r}; expected the number of an AU", line)
        names.append(f"AU{int(match[1]):02d}")
    if not names:
        raise FormatError(path, "the header names no action unit; expected frame, 1, 2, 4 …", line)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise FormatError(path, f"two columns of {listed(twice)}", line)
    coding = _coding(path, tuple(names), rows[1:], (0, 1, UNKNOWN), unknown)
    order = np.argsort(names)
    return Coding(tuple(sorted(names)), coding.frame, coding.value[:, order])


def read_intensity(path: str | Path, name: str, unknown: list[str] | None = None) -> Coding:
    """How strong one action unit is: a frame and its degree a line, with or without a header.

    Parameters
    ----------
    path : for example ``AU_INT/AU06/F001_T1_AU06.csv``; 0 to 5 (A to E are 1 to 5), 9 unknown.
    name : the action unit, ``"AU06"``.
    unknown : as in `read_occurrence`, and so are the errors.
    """
    rows = _rows(path)
    if rows and not rows[0][1][0].isdigit():
        rows = rows[1:]
    if not rows:
        raise FormatError(path, "empty; expected lines of frame, degree")
    return _coding(path, (name,), rows, (*range(_HIGHEST + 1), UNKNOWN), unknown)


def _rows(path: str | Path) -> list[tuple[int, list[str]]]:
    """Line number and cells of each line that is not empty."""
    return [(line, [cell.strip() for cell in row]) for row, line in iter_rows(path)]


def _coding(
    path: str | Path,
    names: tuple[str, ...],
    rows: list[tuple[int, list[str]]],
    codes: tuple[int, ...],
    unknown: list[str] | None,
) -> Coding:
    if not rows:
        raise FormatError(path, "no frame is coded")
    known = {str(code): -1 if code == UNKNOWN else code for code in codes}
    frames: dict[int, int] = {}
    values = np.full((len(rows), len(names)), -1, dtype=np.int64)
    strange: list[tuple[int, str]] = []
    for row, (line, cells) in enumerate(rows):
        if len(cells) != len(names) + 1:
            raise FormatError(path, f"{len(cells)} columns; expected {len(names) + 1}", line)
        if not (cells[0].isascii() and cells[0].isdigit() and len(cells[0]) < 10):
            raise FormatError(path, f"frame {cells[0]!r} is not a whole number", line)
        frame = int(cells[0])
        if frame in frames:
            raise FormatError(path, f"frame {frame} was in line {frames[frame]} too", line)
        frames[frame] = line
        for column, cell in enumerate(cells[1:]):
            if cell in known:
                values[row, column] = known[cell]
            else:
                strange.append((line, f"{names[column]}: {cell!r}"))
    if strange and unknown is None:
        more = f" ({len(strange)} such codes in the file)" if len(strange) > 1 else ""
        allowed = f"{codes[0]}, {codes[1]}" if len(codes) == 3 else f"{codes[0]} to {codes[-2]}"
        what = f"{strange[0][1]} is no code; expected {allowed} or {UNKNOWN}{more}"
        raise FormatError(path, what, strange[0][0])
    if unknown is not None:
        unknown.extend(f"{Path(path).name}:{line} {what}" for line, what in strange)
    numbers = np.fromiter(frames, dtype=np.int64)
    order = np.argsort(numbers)
    return Coding(names, numbers[order], values[order])


def read_pose(path: str | Path) -> np.ndarray:
    """The poses of a recording: ``fit/pose`` → ``rot`` of a MATLAB v7.3 file, as MATLAB shows them.

    Both ways are read in which MATLAB may store them: an array of references to one 3×3 matrix a frame, or
    one stacked array. HDF5 gives MATLAB's arrays transposed; here they are turned back.

    Returns
    -------
    (k, 3, 3) float64; NaN where the file has an empty or zero matrix, as where tracking was lost.

    Raises
    ------
    FormatError
        If the file is not HDF5, has no such field, or a matrix is not a rotation.
    ConfigError
        If h5py is not installed.
    """
    if not Path(path).is_file():
        raise FormatError(path, "there is no such file")
    try:
        import h5py
    except ImportError:
        raise ConfigError(
            f"{path}: BP4D's poses are HDF5, and h5py is not installed; run pip install 'mien[bp4d]'"
        ) from None
    try:
        with h5py.File(path, "r") as file:
            poses = _poses(path, file)
    except FormatError:
        raise
    # A damaged file makes HDF5 raise nearly anything; all of it is the file's doing.
    except Exception:
        raise FormatError(
            path, "cannot be read as HDF5, or is damaged; MATLAB writes it with save(…, '-v7.3')"
        ) from None
    lost = ~np.isfinite(poses).all(axis=(1, 2)) | (poses == 0).all(axis=(1, 2))
    poses[lost] = np.nan
    off = np.abs(poses @ np.swapaxes(poses, 1, 2) - np.eye(3)).max(axis=(1, 2))
    wrong = np.flatnonzero(
        ~lost & ((off > 1e-2) | (np.linalg.det(np.where(lost[:, None, None], 0, poses)) < 0))
    )
    if len(wrong):
        count = f" ({len(wrong)} such poses)" if len(wrong) > 1 else ""
        raise FormatError(path, f"pose {wrong[0] + 1} is not a rotation matrix{count}")
    return poses


def _poses(path: str | Path, file: Any) -> np.ndarray:
    """The rotations: references to matrices, or to structures with them, or numbers."""
    import h5py

    if "fit" not in file or not isinstance(file["fit"], h5py.Group) or "pose" not in file["fit"]:
        raise FormatError(path, "no field fit/pose")
    data = _rot(path, file["fit"]["pose"])
    if data.dtype == h5py.ref_dtype:
        poses = np.empty((data.size, 3, 3))
        for place, reference in enumerate(data[()].flat):
            if not _read_plain(file, reference, poses[place]):
                poses[place] = _matrix(path, file[reference], place)
        return poses
    values = _numbers(path, data)
    if values.ndim == 2 and values.shape == (3, 3):
        return values[None]
    if values.ndim != 3 or (3, 3) not in (values.shape[:2], values.shape[1:]):
        raise FormatError(path, f"rot is of shape {values.shape}; expected 3×3 a frame")
    return np.moveaxis(values, 2, 0) if values.shape[:2] == (3, 3) else values


def _rot(path: str | Path, target: Any, where: str = "") -> Any:
    """The data set of rotations, which may be a structure's field."""
    import h5py

    if not isinstance(target, h5py.Group):
        return target
    if "rot" not in target:
        raise FormatError(path, f"no field rot in fit/pose{where}")
    return target["rot"]


def _read_plain(file: Any, reference: Any, out: np.ndarray) -> bool:
    """Read a 3×3 matrix of floating-point numbers, or say that it is none.

    HDF5's own calls, because h5py's objects take three times as long and there is a matrix a frame.
    """
    from h5py import h5a, h5d, h5g, h5o, h5r, h5s, h5t

    target = h5r.dereference(reference, file.id)
    if isinstance(target, h5g.GroupID) and b"rot" in target:
        target = h5o.open(target, b"rot")
    plain = (
        isinstance(target, h5d.DatasetID)
        and target.shape == (3, 3)
        and isinstance(target.get_type(), h5t.TypeFloatID)
        and not h5a.exists(target, b"MATLAB_empty")
    )
    if plain:
        stored = np.empty((3, 3))
        target.read(h5s.ALL, h5s.ALL, stored)
        out[:] = stored.T
    return plain


def _matrix(path: str | Path, target: Any, place: int) -> np.ndarray:
    target = _rot(path, target, f" of frame {place + 1}")
    if target.attrs.get("MATLAB_empty", 0):
        return np.full((3, 3), np.nan)
    values = _numbers(path, target)
    if values.shape != (3, 3):
        raise FormatError(path, f"rot of frame {place + 1} is of shape {values.shape}; expected 3×3")
    return values


def _numbers(path: str | Path, data: Any) -> np.ndarray:
    if not hasattr(data, "dtype") or data.dtype.kind not in "fiu":
        raise FormatError(path, "rot is not numbers")
    # Reversed axes, for MATLAB counts them in the other order.
    return np.asarray(data[()], dtype=np.float64).T.copy()
