"""py-feat's Fex CSV files: MediaPipe's mesh in pixels, action units, one row a frame and face."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath

import numpy as np

from mien.errors import FormatError, listed
from mien.faces.table import ActionUnits, FacesMeta, FacesTable
from mien.sources.notes import Notes, frame_ranges
from mien.tabular import header_of, iter_columns

META = FacesMeta(layout="mediapipe478", unit="pixel", source="py-feat")
N_POINTS = 478
_UNIT = re.compile(r"AU\d\d")
# x and y are in pixels of the frame, but z is left in those of the crop that the model saw, which is 256 wide
# for MPDetector (x_0 …) and 224 for Detectorv2 (mesh_x_0 …). FaceRectWidth is the crop's width in the frame.
_CROPS = {"mesh_": 224.0, "": 256.0}
_WIDTH = "FaceRectWidth"


def iter_pyfeat(
    files: Sequence[Path],
    notes: Notes,
    keep_face: str | None = None,
    least_confidence: float = 0.5,
    skip_broken: bool = False,
) -> Iterator[FacesTable]:
    """Read Fex files with MediaPipe's 478 points, in batches of bounded size.

    A recording is what the column ``input`` names, or the file; a subject is the file and the column
    ``Identity``, or the file alone where there is no such column or one face is kept. Action units are
    present from a probability of one half on; py-feat gives no intensities.

    Parameters
    ----------
    files : paths.
    notes : takes what is left out.
    keep_face : the ``Identity`` to keep where a frame shows several faces, for example ``Person_0``.
    least_confidence : frames with a ``FaceScore`` below it are lost.
    skip_broken : leave broken files and lost frames out, with a note, instead of refusing them.

    Raises
    ------
    FormatError
        If a file is broken or has points without z, a frame shows two faces and `keep_face` is None, or
        tracking was lost.
    """
    good, units = [], set[str]()
    for path in files:
        try:
            header = header_of(path)
            _prefix(path, header)
        except FormatError as error:
            if not skip_broken:
                raise
            notes.add("broken files left out", str(error))
            continue
        units.update(name for name in header if _UNIT.fullmatch(name))
        good.append(path)
    for path in good:
        try:
            yield from _file(path, tuple(sorted(units)), notes, keep_face, least_confidence, skip_broken)
        except FormatError as error:
            if not skip_broken:
                raise
            notes.add("broken files left out from the error on", str(error))


def _prefix(path: Path, header: list[str]) -> str:
    """How the columns of the mesh begin."""
    there = set(header)
    prefix = "mesh_" if "mesh_x_0" in there else ""
    if f"{prefix}z_0" not in there and f"{prefix}x_67" in there and f"{prefix}x_68" not in there:
        raise FormatError(
            path, "68 points without depth; py-feat's Detectorv2 and MPDetector give 478 with z", 1
        )
    missing = [name for name in ["frame", *_points(prefix), _WIDTH] if name not in there]
    if missing:
        raise FormatError(path, f"not a Fex file with 478 points: no column {listed(missing)}", 1)
    return prefix


def _points(prefix: str) -> list[str]:
    return [f"{prefix}{axis}_{i}" for i in range(N_POINTS) for axis in "xyz"]


def _file(
    path: Path,
    units: tuple[str, ...],
    notes: Notes,
    keep_face: str | None,
    least_confidence: float,
    skip_broken: bool,
) -> Iterator[FacesTable]:
    header = header_of(path)
    prefix = _prefix(path, header)
    own = [name for name in header if _UNIT.fullmatch(name)]
    numbers = ["frame", _WIDTH, *_points(prefix), *own, *(["FaceScore"] if "FaceScore" in header else [])]
    texts = [name for name in ("input", "Identity") if name in header]
    if keep_face is not None and "Identity" not in texts:
        raise FormatError(path, "there is no column Identity to tell the faces apart by", 1)
    seen: dict[tuple[str, int], int] = {}
    lost: list[int] = []
    for line, columns in iter_columns(path, numbers, texts):
        frame = _frames(path, columns["frame"], line)
        points = _placed(columns, prefix)
        tracked = np.isfinite(points).all(axis=(1, 2))
        if "FaceScore" in columns:
            tracked &= columns["FaceScore"] >= least_confidence
        mine = np.ones(len(frame), dtype=bool)
        if keep_face is not None:
            mine = columns["Identity"] == keep_face
            other = frame[~mine]
            if len(other):
                what = "faces left out, others than the one to keep"
                notes.add(what, f"{path.name} {frame_ranges(other)}", len(other))
        lost += frame[mine & ~tracked].tolist()
        rows = np.flatnonzero(mine & tracked)
        recording = _recordings(path, columns, len(frame))
        _once(path, recording, frame, rows, line, seen, columns.get("Identity"))
        if len(rows):
            yield _table(path, columns, points, frame, recording, rows, units, line, keep_face)
    if keep_face is not None and not seen and not lost:
        raise FormatError(path, f"no row has the Identity {keep_face!r}")
    if lost:
        where = frame_ranges(lost)
        if not skip_broken:
            raise FormatError(
                path,
                f"tracking was lost in {len(lost)} frames ({where}); "
                "mien convert pyfeat --skip-broken leaves them out",
            )
        notes.add("frames left out, tracking was lost", f"{path.name} {where}", len(lost))


def _placed(columns: dict[str, np.ndarray], prefix: str) -> np.ndarray:
    """(m, 478, 3) in pixels of the frame; x right, y up, z toward the camera."""
    points = np.stack([columns[name] for name in _points(prefix)], axis=1).reshape(-1, N_POINTS, 3)
    depth = columns[_WIDTH] / _CROPS[prefix]
    depth = np.where(depth > 0, depth, np.nan)
    return points * np.stack([np.ones_like(depth), -np.ones_like(depth), -depth], axis=1)[:, None]


def _frames(path: Path, values: np.ndarray, line: int) -> np.ndarray:
    wrong = np.flatnonzero(~np.isfinite(values) | (values != np.floor(values)) | (np.abs(values) > 2**53))
    wrong = np.union1d(wrong, np.flatnonzero(values < 0))
    if len(wrong):
        raise FormatError(path, "column frame is not a whole number", line + int(wrong[0]))
    return values.astype(np.int64)


def _recordings(path: Path, columns: dict[str, np.ndarray], n: int) -> np.ndarray:
    if "input" not in columns:
        return np.full(n, path.stem)
    stem = {name: _stem(name) or path.stem for name in np.unique(columns["input"]).tolist()}
    return np.array([stem[name] for name in columns["input"].tolist()], dtype=np.str_)


def _stem(name: str) -> str:
    """Files are named as on the machine that made the table."""
    return (PureWindowsPath(name) if "\\" in name or os.sep == "\\" else PurePosixPath(name)).stem


def _once(
    path: Path,
    recording: np.ndarray,
    frame: np.ndarray,
    rows: np.ndarray,
    line: int,
    seen: dict[tuple[str, int], int],
    identity: np.ndarray | None,
) -> None:
    """Refuse a frame that comes twice; `seen` is recording and frame -> line of the file so far."""
    for row in rows.tolist():
        key = str(recording[row]), int(frame[row])
        if key in seen:
            hint = "" if identity is None else f" ({identity[row]} here)"
            raise FormatError(
                path,
                f"frame {key[1]} of {key[0]} shows two faces{hint}, the other in line {seen[key]}; "
                "keep one with --keep-face IDENTITY",
                line + row,
            )
        seen[key] = line + row


def _table(
    path: Path,
    columns: dict[str, np.ndarray],
    points: np.ndarray,
    frame: np.ndarray,
    recording: np.ndarray,
    rows: np.ndarray,
    units: tuple[str, ...],
    line: int,
    keep_face: str | None,
) -> FacesTable:
    n = len(rows)
    subject = np.full(n, path.stem)
    if "Identity" in columns and keep_face is None:
        subject = np.array(
            [f"{path.stem}_{name}" if name else path.stem for name in columns["Identity"][rows]]
        )
    numbers, names = frame[rows], recording[rows]
    pairs = zip(names.tolist(), numbers.tolist(), strict=True)
    return FacesTable(
        META,
        points[rows],
        face=np.array([f"{name}_{number:06d}" for name, number in pairs]),
        subject=subject,
        label=np.full(n, ""),
        intensity=np.full(n, np.nan),
        sequence=names,
        frame=numbers,
        action_units=_action_units(path, columns, rows, units, line),
    )


def _action_units(
    path: Path, columns: dict[str, np.ndarray], rows: np.ndarray, units: tuple[str, ...], line: int
) -> ActionUnits | None:
    if not units:
        return None
    present = np.full((len(rows), len(units)), -1, dtype=np.int8)
    for place, name in enumerate(units):
        if name not in columns:
            continue
        values = columns[name][rows]
        wrong = np.flatnonzero((values < 0) | (values > 1))
        if len(wrong):
            what = f"{name} is {values[wrong[0]]:g}; expected a probability from 0 to 1"
            raise FormatError(path, what, line + int(rows[wrong[0]]))
        present[:, place] = np.where(np.isnan(values), -1, values >= 0.5)
    return ActionUnits(units, present, np.full(present.shape, np.nan, dtype=np.float32))
