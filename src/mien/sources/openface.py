"""OpenFace 2 CSV files: 68 points in millimetres, or in pixels without depth; pose, action units."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from mien.errors import FormatError, listed
from mien.faces.action_units import ActionUnits
from mien.faces.faces import Faces
from mien.landmarks.layout import get_layout
from mien.sources.keeping import Sighted, between_eyes, eye_points
from mien.sources.notes import Notes
from mien.sources.paths import Found, files_of, folder_of
from mien.sources.recordings import Recordings
from mien.sources.stream import Stream
from mien.sources.tracked import FROM_THERE, Batch, Tracked, below, headers_of
from mien.sources.tracked import TrackedOptions as Options
from mien.tabular import header_of, iter_columns

LAYOUT = "ibug68"
SOURCE = "OpenFace 2"
ENDINGS = (".csv", ".txt")
_POINTS = [f"{axis}_{i}" for i in range(68) for axis in "XYZ"]
# As OpenFace 1 wrote them for DAIC-WOZ.
_BARE = [f"{axis}{i}" for i in range(68) for axis in "XYZ"]
# Without -3Dfp there are pixels alone.
_PIXELS = [f"{axis}_{i}" for i in range(68) for axis in "xy"]
_IDS = ("face_id", "face")
_POSE = ["pose_Rx", "pose_Ry", "pose_Rz"]
_UNIT = re.compile(r"(AU\d\d)_([rc])")
# OpenFace: x right, y down, z away from the camera.
_FLIP = np.array([1.0, -1.0, -1.0])
_HIGHEST = 5.0
_DAIC = re.compile(r"(?<=\d)_CLNF_features3D$")
_RAVDESS = re.compile(r"0[1-3]-0[12]-(0[1-8])-(0[12])-0[12]-0[12]-(\d\d)")
EMOTIONS = {
    "01": "neutral", "02": "calm", "03": "happy", "04": "sad",
    "05": "angry", "06": "fear", "07": "disgust", "08": "surprised",
}  # fmt: skip


def rotation_of(angles: np.ndarray) -> np.ndarray:
    """Head poses as rotations that turn a face, in Mien's axes, to the front.

    OpenFace's ``pose_R`` are angles about its x, y and z axis (right, down, away), in radians, and
    Rx(a) Ry(b) Rz(c) turns the frontal face to the head's pose (`Euler2RotationMatrix` in OpenFace's
    RotationHelpers.h). With F = diag(1, −1, −1) between its axes and ours, the way back is F (Rx Ry Rz)ᵀ F.

    Parameters
    ----------
    angles : (n, 3) radians.

    Returns
    -------
    (n, 3, 3) float64
    """
    (s1, s2, s3), (c1, c2, c3) = np.sin(angles).T, np.cos(angles).T
    head = np.stack(
        [
            np.stack([c2 * c3, -c2 * s3, s2], axis=-1),
            np.stack([c1 * s3 + s1 * s2 * c3, c1 * c3 - s1 * s2 * s3, -s1 * c2], axis=-1),
            np.stack([s1 * s3 - c1 * s2 * c3, s1 * c3 + c1 * s2 * s3, c1 * c2], axis=-1),
        ],
        axis=1,
    )
    return np.swapaxes(head, 1, 2) * np.outer(_FLIP, _FLIP)


def open_source(path: str, options: Options) -> Stream:
    """Open a file or a folder of files; see `iter_openface`."""
    files = files_of(path, ENDINGS)
    return Stream(path, lambda notes: iter_openface(files, notes, options, folder_of(path)))


def iter_openface(
    files: Sequence[Path], notes: Notes, options: Options, folder: Path | None = None
) -> Iterator[Faces]:
    """Read OpenFace files in batches of bounded size; a file is a sequence, and its own subject by default.

    A file with a column ``filename`` holds the recordings that this names, one without ``frame`` the faces of
    a photograph. A face cannot be used where ``success`` is 0, ``confidence`` is below the least, or a
    coordinate is not a finite number. Head poses are read where all files have them.

    Parameters
    ----------
    files : paths; names like RAVDESS's ``MM-VC-EE-II-SS-RR-AA.csv`` give subject, label and intensity.
    notes : takes what is left out.
    options : `keep_face` is a ``face_id`` (``face`` of photographs).
    folder : that was asked for, whatever is in it: text files that are no table of landmarks are left out;
        see `mien.sources.paths.found_files` for the names that files have.

    Raises
    ------
    FormatError
        If a file is broken, faces cannot be used, a frame shows two faces and none is to be kept, or angles
        are in degrees.
    """
    tables = list(files)
    if folder is not None:
        tables = [path for path in files if path.suffix.lower() != ".txt" or _is_table(path)]
        for path in sorted(set(files) - set(tables)):
            notes.add("text files left out, without landmarks", path.relative_to(folder).as_posix())
    headers = headers_of(tables, _check, options, notes, folder)
    flat = [file for file, header in headers.items() if _names(header) is _PIXELS]
    for file in flat:
        notes.add(
            "files without millimetres (OpenFace -3Dfp), so that pixels without depth are read", file.below
        )
    recordings = Recordings.of(
        (file for file, header in headers.items() if "filename" in header), "filename", options.skip_broken
    )
    found = {match[1] for header in headers.values() for name in header if (match := _UNIT.fullmatch(name))}
    units = tuple(sorted(found))
    bare = flat or [file for file, header in headers.items() if not set(header).issuperset(_POSE)]
    if len(bare) < len(headers):
        for file in bare:
            notes.add("files without a head pose, so that no poses are read", file.below)

    for file, header in headers.items():
        with notes.instead(options.skip_broken, FROM_THERE):
            yield from _file(file, header, recordings, units, not bare, options, notes)


def _is_table(path: Path) -> bool:
    try:
        return _names(header_of(path)) is not None
    except FormatError:
        return False


def _names(header: list[str]) -> list[str] | None:
    """The columns of the 68 points: X_0, Y_0, Z_0 …, X0 … or x_0, y_0 …; None if they are not there."""
    there = set(header)
    for names in (_POINTS, _BARE, _PIXELS):
        if there.issuperset(names):
            return names
    return None


def _check(path: Path, header: list[str]) -> None:
    if _names(header) is None:
        flat = "x_0" in header and "X_0" not in header
        missing = [name for name in (_PIXELS if flat else _POINTS) if name not in header]
        raise FormatError(path, f"not an OpenFace file with landmarks: no column {listed(missing)}", 1)
    if "frame" not in header and "timestamp" in header:
        raise FormatError(path, "not an OpenFace file of a recording: no column frame", 1)


def _file(
    found: Found,
    header: list[str],
    recordings: Recordings,
    units: tuple[str, ...],
    poses: bool,
    options: Options,
    notes: Notes,
) -> Iterator[Faces]:
    names = _names(header) or _POINTS
    told: list[str] = [name for name in ("frame", "confidence", "success") if name in header]
    texts: list[str] = [name for name in ("filename", *_IDS) if name in header]
    numbers = [*told, *names, *(_POSE if poses else []), *filter(_UNIT.fullmatch, header)]
    file = Tracked(found, next((name for name in _IDS if name in header), _IDS[0]), options)
    file.keep(_sighted(found, recordings, names, told, texts, options))
    for line, columns in iter_columns(found.path, numbers, texts, file.told):
        points = _placed(columns, names)
        there = [*names, *(_POSE if poses else [])]
        needed = there, np.stack([columns[name] for name in there], axis=1)
        lost = _lost(columns, options.least_confidence)
        of, who = recordings.at(found, columns, len(points)), _who(columns)
        for batch in file.batch(line, columns, of, lost, needed, who, _checks(units)):
            yield _table(batch, points, units, poses)
    file.finish(notes)


def _placed(columns: dict[str, np.ndarray], names: list[str]) -> np.ndarray:
    """(m, 68, 3), or (m, 68, 2) of pixels; x right, y up, z toward the camera."""
    dims = len(names) // 68
    return np.stack([columns[name] for name in names], axis=1).reshape(-1, 68, dims) * _FLIP[:dims]


def _sighted(
    found: Found,
    recordings: Recordings,
    names: list[str],
    told: list[str],
    texts: list[str],
    options: Options,
) -> Iterator[Sighted]:
    """Where the faces are, of the columns that say it alone."""
    points = eye_points(get_layout(LAYOUT))
    dims = len(names) // 68
    across, down = ([names[dims * point + axis] for point in points] for axis in (0, 1))
    for _, columns in iter_columns(found.path, [*told, *across, *down], texts, lambda *_: None):
        x, y = (np.stack([columns[name] for name in axis], axis=1) for axis in (across, down))
        place, size = between_eyes(x, y, get_layout(LAYOUT))
        lost = _lost(columns, options.least_confidence)
        who, n = _who(columns), len(x)
        yield Sighted(
            recordings.at(found, columns, n)[0],
            columns.get("frame", np.full(n, -1.0)),
            np.full(n, "") if who is None else who,
            place,
            size,
            ~np.logical_or.reduce([~(size > 0), *lost.values()]),
        )


def _who(columns: dict[str, np.ndarray]) -> np.ndarray | None:
    """(m,) ids; whole numbers however they are written."""
    for name in _IDS:
        if name in columns:
            text = np.char.strip(columns[name])
            return np.array([value.removesuffix(".0") for value in text.tolist()], dtype=np.str_)
    return None


def _lost(columns: dict[str, np.ndarray], least: float) -> dict[str, np.ndarray]:
    """Why the file says that faces cannot be used -> (m,) rows."""
    lost = {}
    if "success" in columns:
        lost["tracking was lost"] = columns["success"] != 1
    if "confidence" in columns:
        lost[below(least)] = ~(columns["confidence"] >= least)
    return lost


def _angles(columns: dict[str, np.ndarray]) -> np.ndarray:
    return np.stack([columns[name] for name in _POSE], axis=1)


def _table(batch: Batch, points: np.ndarray, units: tuple[str, ...], poses: bool) -> Faces:
    known = [named_by(name) for name in batch.recording[batch.rows].tolist()]
    subject, label, intensity = (np.array(column) for column in zip(*known, strict=True))
    rotation = None
    if poses:
        angles = _angles(batch.columns)[batch.rows]

        def degrees(place: int) -> str:
            value = angles[place][np.argmax(np.abs(angles[place]))]
            return (
                f"a head pose of {value:.4g} is beyond pi; these seem to be degrees, OpenFace writes radians"
            )

        batch.refuse((np.abs(angles) > np.pi + 1e-6).any(axis=1), degrees)
        rotation = rotation_of(angles)
    return batch.faces(
        points,
        LAYOUT,
        "mm" if points.shape[2] == 3 else "pixel",
        subject=subject,
        label=label,
        intensity=intensity,
        action_units=_action_units(batch, units) if units else None,
        rotation=rotation,
        source=SOURCE,
    )


@lru_cache(maxsize=1024)
def named_by(name: str) -> tuple[str, str, float]:
    """Subject, label and intensity that a recording's name gives: RAVDESS's, DAIC-WOZ's or the name itself.

    RAVDESS counts intensities 1 (normal) and 2 (strong); its neutral faces have 0 here. DAIC-WOZ's
    ``300_CLNF_features3D`` is of the subject 300.
    """
    match = _RAVDESS.fullmatch(name.rpartition("/")[2])
    if match is None:
        return _DAIC.sub("", name), "", float("nan")
    label = EMOTIONS[match[1]]
    return f"actor{match[3]}", label, 0.0 if label == "neutral" else float(match[2])


def _checks(units: tuple[str, ...]) -> list[tuple[str, Callable[[np.ndarray], np.ndarray], str]]:
    """What the columns of action units have to be."""

    def present(value: np.ndarray) -> np.ndarray:
        return np.isin(value, (0, 1))

    def degree(value: np.ndarray) -> np.ndarray:
        return (value >= 0) & (value <= _HIGHEST)

    coded = [(f"{unit}_c", present, "0 or 1") for unit in units]
    return [*coded, *((f"{unit}_r", degree, "0 to 5") for unit in units)]


def _action_units(batch: Batch, units: tuple[str, ...]) -> ActionUnits:
    present = [batch.values(f"{unit}_c") for unit in units]
    intensity = [batch.values(f"{unit}_r") for unit in units]
    return ActionUnits(units, np.nan_to_num(present, nan=-1).T, np.transpose(intensity))
