"""py-feat's Fex CSV files: MediaPipe's mesh in pixels, action units, one row a frame and face."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import numpy as np

from mien.errors import FormatError, listed
from mien.faces.action_units import ActionUnits
from mien.faces.faces import Faces
from mien.sources.notes import Notes
from mien.sources.paths import Found, below_common, short_names
from mien.sources.stream import Stream
from mien.sources.tracked import FROM_THERE, Batch, Tracked, csv_files, folder_of, headers_of
from mien.sources.tracked import TrackedOptions as Options
from mien.tabular import iter_columns

LAYOUT = "mediapipe478"
SOURCE = "py-feat"
N_POINTS = 478
_UNIT = re.compile(r"AU\d\d")
# x and y are in pixels of the frame, but z is left in those of the crop that the model saw, which is 256 wide
# for MPDetector (x_0 …) and 224 for Detectorv2 (mesh_x_0 …). FaceRectWidth is the crop's width in the frame.
_CROPS = {"mesh_": 224.0, "": 256.0}
_WIDTH = "FaceRectWidth"

# File and what its column ``input`` says -> name of the recording, and the path of its own file.
Recordings = dict[tuple[Found, str], tuple[str, str]]


def open_source(path: str, options: Options) -> Stream:
    """Open a file or a folder of files; see `iter_pyfeat`."""
    files = csv_files(path)
    return Stream(path, lambda notes: iter_pyfeat(files, notes, options, folder_of(path)))


def iter_pyfeat(
    files: Sequence[Path], notes: Notes, options: Options, folder: Path | None = None
) -> Iterator[Faces]:
    """Read Fex files with MediaPipe's 478 points, in batches of bounded size.

    A recording is what the column ``input`` names, or the file; a subject is the file and the column
    ``Identity``, or the file alone where there is no such column or one face is kept. Action units are
    present from a probability of one half on; py-feat gives no intensities.

    Parameters
    ----------
    files : paths.
    notes : takes what is left out.
    options : `keep_face` is an ``Identity``, for example ``Person_0``; confidence is the ``FaceScore``.
    folder : that was asked for; see `mien.sources.paths.found_files` for the names that files have.

    Raises
    ------
    FormatError
        If a file is broken or has points without z, a frame shows two faces and none is to be kept, or
        tracking was lost.
    """

    def check(path: Path, header: list[str]) -> None:
        _prefix(path, header)
        if options.keep_face is not None and "Identity" not in header:
            raise FormatError(path, "there is no column Identity to tell the faces apart by", 1)

    headers = headers_of(files, check, options, notes, folder)
    units = {name for header in headers.values() for name in header if _UNIT.fullmatch(name)}

    recordings = _recordings(headers, options, Notes())
    for file, header in headers.items():
        with notes.instead(options.skip_broken, FROM_THERE):
            yield from _file(file, header, recordings, tuple(sorted(units)), options, notes)


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
    found: Found,
    header: list[str],
    recordings: Recordings,
    units: tuple[str, ...],
    options: Options,
    notes: Notes,
) -> Iterator[Faces]:
    prefix = _prefix(found.path, header)
    own = [name for name in header if _UNIT.fullmatch(name)]
    numbers = ["frame", _WIDTH, *_points(prefix), *own, *(["FaceScore"] if "FaceScore" in header else [])]
    texts = [name for name in ("input", "Identity") if name in header]
    file = Tracked(found, "Identity", options)
    for line, columns in iter_columns(found.path, numbers, texts):
        points = _placed(columns, prefix)
        tracked = np.isfinite(points).all(axis=(1, 2))
        if "FaceScore" in columns:
            tracked &= columns["FaceScore"] >= options.least_confidence
        inputs = columns.get("input", np.full(len(points), "")).tolist()
        of = [recordings[found, name] for name in inputs]
        recording = np.array([name for name, _ in of], dtype=np.str_)
        columns["file"] = np.array([below for _, below in of], dtype=np.str_)
        for batch in file.batch(line, columns, recording, tracked, columns.get("Identity")):
            yield _table(batch, points, units, alone=options.keep_face is not None)
    file.finish(notes)


def _placed(columns: dict[str, np.ndarray], prefix: str) -> np.ndarray:
    """(m, 478, 3) in pixels of the frame; x right, y up, z toward the camera."""
    points = np.stack([columns[name] for name in _points(prefix)], axis=1).reshape(-1, N_POINTS, 3)
    depth = columns[_WIDTH] / _CROPS[prefix]
    depth = np.where(depth > 0, depth, np.nan)
    return points * np.stack([np.ones_like(depth), -np.ones_like(depth), -depth], axis=1)[:, None]


def _recordings(headers: dict[Found, list[str]], options: Options, notes: Notes) -> Recordings:
    """Names of the recordings, never the same for two, and their files' paths below what all are in."""
    path: dict[tuple[Found, str], PurePath] = {}
    found: Recordings = {}
    for file, header in headers.items():
        found[file, ""] = file.name, file.below
        # What is broken is told of when all is read.
        with notes.instead(options.skip_broken):
            for _, columns in iter_columns(file.path, [], ["input"]) if "input" in header else ():
                for name in np.unique(columns["input"]).tolist():
                    # Files are named as on the machine that made the table.
                    windows = "\\" in name or os.sep == "\\"
                    named = PureWindowsPath(name) if windows else PurePosixPath(name)
                    if named.stem:
                        path[file, name] = PurePosixPath(named.as_posix())
                    else:
                        found[file, name] = file.name, file.below
    bare = {key: f"{key[0].name}/{of.with_suffix('').as_posix().lstrip('/')}" for key, of in path.items()}
    short, below = short_names(list(bare.values())), below_common(list(path.values()))
    return found | {key: (short[bare[key]], name) for key, name in zip(path, below, strict=True)}


def _table(batch: Batch, points: np.ndarray, units: tuple[str, ...], alone: bool) -> Faces:
    name, who = batch.file.name, np.full(len(batch.rows), "")
    if "Identity" in batch.columns and not alone:
        who = batch.columns["Identity"][batch.rows]
    subject = np.array([f"{name}_{one}" if one else name for one in who.tolist()])
    coded = _action_units(batch, units) if units else None
    file = batch.columns["file"][batch.rows]
    return batch.faces(points, LAYOUT, "pixel", subject=subject, action_units=coded, source=SOURCE, file=file)


def _action_units(batch: Batch, units: tuple[str, ...]) -> ActionUnits:
    def chance(value: np.ndarray) -> np.ndarray:
        return (value >= 0) & (value <= 1)

    found = np.transpose([batch.checked(unit, chance, "a probability from 0 to 1") for unit in units])
    return ActionUnits(units, np.where(np.isnan(found), -1, found >= 0.5), np.full_like(found, np.nan))
