"""py-feat's Fex CSV files: MediaPipe's mesh or 68 points in pixels, action units, a row a frame and face."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath

import numpy as np

from mien.errors import FormatError, listed
from mien.faces.action_units import ActionUnits
from mien.faces.faces import Faces
from mien.sources.notes import Notes
from mien.sources.stream import Stream
from mien.sources.tracked import FROM_THERE, Batch, Tracked, csv_files, headers_of
from mien.sources.tracked import TrackedOptions as Options
from mien.tabular import iter_columns

LAYOUT = "mediapipe478"
SOURCE = "py-feat"
N_POINTS = 478
# Stands for the prefix of files of 68 points, which have x and y alone.
FLAT = "68"
FLAT_LAYOUT = "ibug68"
_UNIT = re.compile(r"AU\d\d")
# x and y are in pixels of the frame, but z is left in those of the crop that the model saw, which is 256 wide
# for MPDetector (x_0 …) and 224 for Detectorv2 (mesh_x_0 …). FaceRectWidth is the crop's width in the frame.
_CROPS = {"mesh_": 224.0, "": 256.0}
_WIDTH = "FaceRectWidth"


def open_source(path: str, options: Options) -> Stream:
    """Open a file or a folder of files; see `iter_pyfeat`."""
    files = csv_files(path)
    return Stream(path, lambda notes: iter_pyfeat(files, notes, options))


def iter_pyfeat(files: Sequence[Path], notes: Notes, options: Options) -> Iterator[Faces]:
    """Read Fex files with MediaPipe's 478 points, or with 68 without depth, in batches of bounded size.

    A recording is what the column ``input`` names, or the file; a subject is the file and the column
    ``Identity``, or the file alone where there is no such column or one face is kept. Action units are
    present from a probability of one half on; py-feat gives no intensities.

    Parameters
    ----------
    files : paths.
    notes : takes what is left out.
    options : `keep_face` is an ``Identity``, for example ``Person_0``; confidence is the ``FaceScore``.

    Raises
    ------
    FormatError
        If a file is broken, a frame shows two faces and none is to be kept, or
        tracking was lost.
    """

    def check(path: Path, header: list[str]) -> None:
        _prefix(path, header)
        if options.keep_face is not None and "Identity" not in header:
            raise FormatError(path, "there is no column Identity to tell the faces apart by", 1)

    headers = headers_of(files, check, options, notes)
    units = {name for header in headers.values() for name in header if _UNIT.fullmatch(name)}

    for path, header in headers.items():
        with notes.instead(options.skip_broken, FROM_THERE):
            yield from _file(path, header, tuple(sorted(units)), options, notes)


def _prefix(path: Path, header: list[str]) -> str:
    """How the columns of the mesh begin; `FLAT` for 68 points without depth."""
    there = set(header)
    prefix = "mesh_" if "mesh_x_0" in there else ""
    if f"{prefix}z_0" not in there and f"{prefix}x_67" in there and f"{prefix}x_68" not in there:
        prefix = FLAT
    needed = ["frame", *_points(prefix)] if prefix == FLAT else ["frame", *_points(prefix), _WIDTH]
    missing = [name for name in needed if name not in there]
    if missing:
        raise FormatError(path, f"not a Fex file with 478 points: no column {listed(missing)}", 1)
    return prefix


def _points(prefix: str) -> list[str]:
    if prefix == FLAT:
        return [f"{axis}_{i}" for i in range(68) for axis in "xy"]
    return [f"{prefix}{axis}_{i}" for i in range(N_POINTS) for axis in "xyz"]


def _file(
    path: Path, header: list[str], units: tuple[str, ...], options: Options, notes: Notes
) -> Iterator[Faces]:
    prefix = _prefix(path, header)
    own = [name for name in header if _UNIT.fullmatch(name)]
    widths = [] if prefix == FLAT else [_WIDTH]
    numbers = ["frame", *widths, *_points(prefix), *own, *(["FaceScore"] if "FaceScore" in header else [])]
    texts = [name for name in ("input", "Identity") if name in header]
    file = Tracked(path, "pyfeat", "Identity", options)
    for line, columns in iter_columns(path, numbers, texts):
        points = _placed(columns, prefix)
        tracked = np.isfinite(points).all(axis=(1, 2))
        if "FaceScore" in columns:
            tracked &= columns["FaceScore"] >= options.least_confidence
        recording = _recordings(path, columns, len(points))
        for batch in file.batch(line, columns, recording, tracked, columns.get("Identity")):
            yield _table(batch, points, units, alone=options.keep_face is not None)
    file.finish(notes)


def _placed(columns: dict[str, np.ndarray], prefix: str) -> np.ndarray:
    """(m, 478, 3) or (m, 68, 2) in pixels of the frame; x right, y up, z toward the camera."""
    if prefix == FLAT:
        flat = np.stack([columns[name] for name in _points(prefix)], axis=1)
        return flat.reshape(len(flat), -1, 2) * [1.0, -1.0]
    points = np.stack([columns[name] for name in _points(prefix)], axis=1).reshape(-1, N_POINTS, 3)
    depth = columns[_WIDTH] / _CROPS[prefix]
    depth = np.where(depth > 0, depth, np.nan)
    return points * np.stack([np.ones_like(depth), -np.ones_like(depth), -depth], axis=1)[:, None]


def _recordings(path: Path, columns: dict[str, np.ndarray], n: int) -> np.ndarray:
    if "input" not in columns:
        return np.full(n, path.stem)
    stem: dict[str, str] = {}
    for name in np.unique(columns["input"]).tolist():
        # Files are named as on the machine that made the table.
        named = PureWindowsPath(name) if "\\" in name or os.sep == "\\" else PurePosixPath(name)
        stem[name] = named.stem or path.stem
    return np.array([stem[name] for name in columns["input"].tolist()], dtype=np.str_)


def _table(batch: Batch, points: np.ndarray, units: tuple[str, ...], alone: bool) -> Faces:
    stem, who = batch.path.stem, np.full(len(batch.rows), "")
    if "Identity" in batch.columns and not alone:
        who = batch.columns["Identity"][batch.rows]
    subject = np.array([f"{stem}_{name}" if name else stem for name in who.tolist()])
    coded = _action_units(batch, units) if units else None
    layout = LAYOUT if points.shape[2] == 3 else FLAT_LAYOUT
    return batch.faces(points, layout, "pixel", subject=subject, action_units=coded, source=SOURCE)


def _action_units(batch: Batch, units: tuple[str, ...]) -> ActionUnits:
    def chance(value: np.ndarray) -> np.ndarray:
        return (value >= 0) & (value <= 1)

    found = np.transpose([batch.checked(unit, chance, "a probability from 0 to 1") for unit in units])
    return ActionUnits(units, np.where(np.isnan(found), -1, found >= 0.5), np.full_like(found, np.nan))
