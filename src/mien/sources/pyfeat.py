"""py-feat's Fex CSV files: MediaPipe's mesh or 68 points in pixels, action units, a row a frame and face."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from mien.errors import FormatError, listed
from mien.faces.action_units import ActionUnits
from mien.faces.faces import Faces
from mien.landmarks.layout import get_layout
from mien.sources.keeping import Sighted, between_eyes, eye_points
from mien.sources.notes import Notes
from mien.sources.paths import Found, files_of, folder_of
from mien.sources.pyfeat_depth import Depth
from mien.sources.recordings import Recordings
from mien.sources.stream import Stream
from mien.sources.tracked import FROM_THERE, Batch, Tracked, below, headers_of
from mien.sources.tracked import TrackedOptions as Options
from mien.tabular import iter_columns

LAYOUT = "mediapipe478"
SOURCE = "py-feat"
N_POINTS = 478
# Stands for the prefix of files of 68 points, which have x and y alone.
FLAT = "68"
FLAT_LAYOUT = "ibug68"
_UNIT = re.compile(r"AU\d\d")
# x and y are in pixels of the frame, but z is left in a unit of the crop that the model saw, which is 256
# pixels wide for MPDetector (x_0 …) and 224 for Detectorv2 (mesh_x_0 …), and FaceRectWidth in the frame.
_CROPS = {"mesh_": 224.0, "": 256.0}
_WIDTH = "FaceRectWidth"


def open_source(path: str, options: Options) -> Stream:
    """Open a file or a folder of files; see `iter_pyfeat`."""
    files = files_of(path, (".csv",))
    return Stream(path, lambda notes: iter_pyfeat(files, notes, options, folder_of(path)))


def iter_pyfeat(
    files: Sequence[Path], notes: Notes, options: Options, folder: Path | None = None
) -> Iterator[Faces]:
    """Read Fex files with MediaPipe's 478 points, or with 68 without depth, in batches of bounded size.

    A recording is what the column ``input`` names, or the file; a subject is the file and the column
    ``Identity``, or the file alone where there is no such column or one face is kept. Action units are
    present from a probability of one half on; py-feat gives no intensities.

    Parameters
    ----------
    files : paths.
    notes : takes what is left out.
    options : `keep_face` may be an ``Identity``, for example ``Person_0``; confidence is the ``FaceScore``.
    folder : that was asked for; see `mien.sources.paths.found_files` for the names that files have.

    Raises
    ------
    FormatError
        If a file is broken or has z of an unknown unit, a frame shows two faces and none is to be kept, or
        tracking was lost.
    """
    headers = headers_of(files, _prefix, options, notes, folder)
    units = {name for header in headers.values() for name in header if _UNIT.fullmatch(name)}
    recordings = Recordings.of(
        (file for file, header in headers.items() if "input" in header), "input", options.skip_broken
    )
    for file, header in headers.items():
        with notes.instead(options.skip_broken, FROM_THERE):
            yield from _file(file, header, recordings, tuple(sorted(units)), options, notes)


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
    found: Found,
    header: list[str],
    recordings: Recordings,
    units: tuple[str, ...],
    options: Options,
    notes: Notes,
) -> Iterator[Faces]:
    prefix = _prefix(found.path, header)
    own = [name for name in header if _UNIT.fullmatch(name)]
    widths = [] if prefix == FLAT else [_WIDTH]
    told = ["frame", *widths, *(["FaceScore"] if "FaceScore" in header else [])]
    texts: list[str] = [name for name in ("input", "Identity") if name in header]
    file = Tracked(found, "Identity", options)
    file.keep(_sighted(found, recordings, prefix, told, texts, options))
    depth = None if prefix == FLAT else Depth(found.path, _CROPS[prefix])
    for line, columns in iter_columns(found.path, [*told, *_points(prefix), *own], texts, file.told):
        points = _placed(line, columns, prefix, depth)
        there = [*widths, *_points(prefix)]
        needed = there, np.stack([columns[name] for name in there], axis=1)
        lost = _lost(columns, options.least_confidence)
        of, who = recordings.at(found, columns, len(points)), _who(columns)
        for batch in file.batch(line, columns, of, lost, needed, who, _checks(units)):
            yield _table(batch, points, units, alone=options.keep_face is not None)
    file.finish(notes)


def _sighted(
    found: Found,
    recordings: Recordings,
    prefix: str,
    told: list[str],
    texts: list[str],
    options: Options,
) -> Iterator[Sighted]:
    """Where the faces are, of the columns that say it alone."""
    layout = get_layout(FLAT_LAYOUT if prefix == FLAT else LAYOUT)
    start = "" if prefix == FLAT else prefix
    across, down = ([f"{start}{axis}_{point}" for point in eye_points(layout)] for axis in "xy")
    for _, columns in iter_columns(found.path, [*told, *across, *down], texts, lambda *_: None):
        x, y = (np.stack([columns[name] for name in axis], axis=1) for axis in (across, down))
        place, size = between_eyes(x, y, layout)
        lost = _lost(columns, options.least_confidence)
        who, n = _who(columns), len(x)
        yield Sighted(
            recordings.at(found, columns, n)[0],
            columns["frame"],
            np.full(n, "") if who is None else who,
            place,
            size,
            ~np.logical_or.reduce([~(size > 0), *lost.values()]),
        )


def _who(columns: dict[str, np.ndarray]) -> np.ndarray | None:
    return np.char.strip(columns["Identity"]) if "Identity" in columns else None


def _lost(columns: dict[str, np.ndarray], least: float) -> dict[str, np.ndarray]:
    """Why the file says that faces cannot be used -> (m,) rows."""
    lost = {}
    if _WIDTH in columns:
        lost[f"{_WIDTH} is not above 0"] = columns[_WIDTH] <= 0
    if "FaceScore" in columns:
        lost[below(least)] = ~(columns["FaceScore"] >= least)
    return lost


def _placed(line: int, columns: dict[str, np.ndarray], prefix: str, depth: Depth | None) -> np.ndarray:
    """(m, 478, 3) or, without depth, (m, 68, 2) in pixels; x right, y up, z toward the camera."""
    if depth is None:
        flat = np.stack([columns[name] for name in _points(prefix)], axis=1)
        return flat.reshape(len(flat), -1, 2) * [1.0, -1.0]
    points = np.stack([columns[name] for name in _points(prefix)], axis=1).reshape(-1, N_POINTS, 3)
    factor = depth.factors(line, points, columns[_WIDTH])
    return points * np.stack([np.ones_like(factor), -np.ones_like(factor), -factor], axis=1)[:, None]


def _table(batch: Batch, points: np.ndarray, units: tuple[str, ...], alone: bool) -> Faces:
    name, who = batch.file.name, np.full(len(batch.rows), "")
    if "Identity" in batch.columns and not alone:
        who = np.char.strip(batch.columns["Identity"][batch.rows])
    subject = np.array([f"{name}_{one}" if one else name for one in who.tolist()])
    coded = _action_units(batch, units) if units else None
    layout = LAYOUT if points.shape[2] == 3 else FLAT_LAYOUT
    return batch.faces(points, layout, "pixel", subject=subject, action_units=coded, source=SOURCE)


def _checks(units: tuple[str, ...]) -> list[tuple[str, Callable[[np.ndarray], np.ndarray], str]]:
    """What the columns of action units have to be."""

    def chance(value: np.ndarray) -> np.ndarray:
        return (value >= 0) & (value <= 1)

    return [(unit, chance, "a probability from 0 to 1") for unit in units]


def _action_units(batch: Batch, units: tuple[str, ...]) -> ActionUnits:
    found = np.transpose([batch.values(unit) for unit in units])
    return ActionUnits(units, np.where(np.isnan(found), -1, found >= 0.5), np.full_like(found, np.nan))
