"""OpenFace 2 CSV files: 68 points in millimetres, head pose, action units, one row a frame and face."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mien.errors import FormatError, listed
from mien.faces.table import ActionUnits, FacesMeta, FacesTable
from mien.sources.notes import Notes, frame_ranges
from mien.tabular import header_of, iter_columns

META = FacesMeta(layout="ibug68", unit="mm", source="OpenFace 2")
_POINTS = [f"{axis}_{i}" for i in range(68) for axis in "XYZ"]
_POSE = ["pose_Rx", "pose_Ry", "pose_Rz"]
_UNIT = re.compile(r"(AU\d\d)_([rc])")
# OpenFace: x right, y down, z away from the camera.
_FLIP = np.array([1.0, -1.0, -1.0])
_HIGHEST = 5.0
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


@dataclass(frozen=True)
class Wanted:
    """What is read of every file.

    Attributes
    ----------
    units : action units that any file has, ascending.
    poses : True where all files have head poses.
    keep_face, least_confidence, skip_broken : as in `iter_openface`.
    """

    units: tuple[str, ...]
    poses: bool
    keep_face: str | None
    least_confidence: float
    skip_broken: bool


def iter_openface(
    files: Sequence[Path],
    notes: Notes,
    keep_face: str | None = None,
    least_confidence: float = 0.5,
    skip_broken: bool = False,
) -> Iterator[FacesTable]:
    """Read OpenFace files in batches of bounded size; a file is a sequence, and its own subject by default.

    Tracking was lost where ``success`` is 0, ``confidence`` is below the least, or a coordinate is not a
    finite number. Head poses are read where all files have them.

    Parameters
    ----------
    files : paths; names like RAVDESS's ``MM-VC-EE-II-SS-RR-AA.csv`` give subject, label and intensity.
    notes : takes what is left out.
    keep_face : ``face_id`` to keep where a frame shows several faces.
    least_confidence : frames below it are lost.
    skip_broken : leave broken files and lost frames out, with a note, instead of refusing them.

    Raises
    ------
    FormatError
        If a file is broken, tracking was lost, a frame shows two faces and `keep_face` is None, or angles are
        in degrees.
    """
    units: set[str] = set()
    good, posed = [], []
    for path in files:
        try:
            header = set(_checked_header(path))
        except FormatError as error:
            if not skip_broken:
                raise
            notes.add("broken files left out", str(error))
            continue
        units.update(match[1] for name in header if (match := _UNIT.fullmatch(name)))
        good.append(path)
        if header.issuperset(_POSE):
            posed.append(path)
    if posed and len(posed) < len(good):
        for path in good:
            if path not in posed:
                notes.add("files without a head pose, so that no poses are read", path.name)
    wanted = Wanted(tuple(sorted(units)), len(posed) == len(good), keep_face, least_confidence, skip_broken)
    for path in good:
        try:
            yield from _file(path, wanted, notes)
        except FormatError as error:
            if not skip_broken:
                raise
            notes.add("broken files left out from the error on", str(error))


def _checked_header(path: Path) -> list[str]:
    header = header_of(path)
    missing = [name for name in ["frame", *_POINTS] if name not in header]
    if missing:
        pixels = " (x_0 … are pixels; OpenFace writes millimetres with -3Dfp)" if "x_0" in header else ""
        raise FormatError(
            path, f"not an OpenFace file with 3-D landmarks: no column {listed(missing)}{pixels}", 1
        )
    return header


def _file(path: Path, wanted: Wanted, notes: Notes) -> Iterator[FacesTable]:
    header = _checked_header(path)
    names = ["frame", *_POINTS]
    names += [name for name in ("face_id", "confidence", "success") if name in header]
    names += _POSE if wanted.poses else []
    names += [name for name in header if _UNIT.fullmatch(name)]
    seen: dict[int, int] = {}
    lost: list[int] = []
    others: list[int] = []
    for line, columns in iter_columns(path, names):
        frame = _frames(path, columns["frame"], line)
        points = np.stack([columns[name] for name in _POINTS], axis=1).reshape(len(frame), 68, 3) * _FLIP
        tracked = _tracked(columns, points, wanted)
        mine = np.ones(len(frame), dtype=bool)
        if wanted.keep_face is not None and "face_id" in columns:
            mine = columns["face_id"] == _face_id(wanted.keep_face)
            others += frame[~mine].tolist()
        lost += frame[mine & ~tracked].tolist()
        rows = np.flatnonzero(mine & tracked)
        _once(path, frame, rows, line, seen, columns.get("face_id"))
        if len(rows):
            yield _table(path, columns, frame, points, rows, wanted, line)
    if others and not seen and not lost:
        raise FormatError(path, f"no row has the face_id {wanted.keep_face!r}")
    if lost and not wanted.skip_broken:
        raise FormatError(
            path,
            f"tracking was lost in {len(lost)} frames ({frame_ranges(lost)}); "
            "mien convert openface --skip-broken leaves them out",
        )
    if lost:
        notes.add("frames left out, tracking was lost", f"{path.name} {frame_ranges(lost)}", len(lost))
    if others:
        notes.add(
            "faces left out, others than the one to keep", f"{path.name} {frame_ranges(others)}", len(others)
        )


def _tracked(columns: dict[str, np.ndarray], points: np.ndarray, wanted: Wanted) -> np.ndarray:
    """(m,) rows in which the face was followed and all that is wanted of it is there."""
    tracked = np.isfinite(points).all(axis=(1, 2))
    if "success" in columns:
        tracked &= columns["success"] == 1
    if "confidence" in columns:
        tracked &= columns["confidence"] >= wanted.least_confidence
    if wanted.poses:
        tracked &= np.isfinite([columns[name] for name in _POSE]).all(axis=0)
    return tracked


def _frames(path: Path, values: np.ndarray, line: int) -> np.ndarray:
    wrong = np.flatnonzero(
        ~np.isfinite(values) | (values != np.floor(values)) | (values < 0) | (values > 2**53)
    )
    if len(wrong):
        raise FormatError(path, "column frame is not a whole number", line + int(wrong[0]))
    return values.astype(np.int64)


def _face_id(text: str) -> float:
    try:
        return float(int(text))
    except ValueError:
        return float("nan")


def _once(
    path: Path,
    frame: np.ndarray,
    rows: np.ndarray,
    line: int,
    seen: dict[int, int],
    face_id: np.ndarray | None,
) -> None:
    """Refuse a frame that comes twice; `seen` is frame -> line of the file so far."""
    for row in rows.tolist():
        number = int(frame[row])
        if number in seen:
            two = "shows two faces" if face_id is not None else "is there twice"
            hint = "; keep one with --keep-face ID (column face_id)" if face_id is not None else ""
            raise FormatError(path, f"frame {number} {two} (line {seen[number]} too){hint}", line + row)
        seen[number] = line + row


def _table(
    path: Path,
    columns: dict[str, np.ndarray],
    frame: np.ndarray,
    points: np.ndarray,
    rows: np.ndarray,
    wanted: Wanted,
    line: int,
) -> FacesTable:
    n = len(rows)
    subject, label, intensity = named_by(path.stem)
    rotation = None
    if wanted.poses:
        angles = np.stack([columns[name][rows] for name in _POSE], axis=1)
        wide = np.flatnonzero((np.abs(angles) > np.pi + 1e-6).any(axis=1))
        if len(wide):
            value = angles[wide[0]][np.argmax(np.abs(angles[wide[0]]))]
            what = (
                f"a head pose of {value:.4g} is beyond pi; these seem to be degrees, OpenFace writes radians"
            )
            raise FormatError(path, what, line + int(rows[wide[0]]))
        rotation = rotation_of(angles)
    return FacesTable(
        META,
        points[rows],
        face=np.char.mod(f"{path.stem.replace('%', '%%')}_%06d", frame[rows]),
        subject=np.full(n, subject),
        label=np.full(n, label),
        intensity=np.full(n, intensity),
        sequence=np.full(n, path.stem),
        frame=frame[rows],
        action_units=_action_units(path, columns, rows, wanted.units, line),
        rotation=rotation,
    )


def named_by(stem: str) -> tuple[str, str, float]:
    """Subject, label and intensity that a file's name gives: RAVDESS's, or the name itself as the subject.

    RAVDESS counts intensities 1 (normal) and 2 (strong); its neutral faces have 0 here.
    """
    match = _RAVDESS.fullmatch(stem)
    if match is None:
        return stem, "", float("nan")
    label = EMOTIONS[match[1]]
    return f"actor{match[3]}", label, 0.0 if label == "neutral" else float(match[2])


def _action_units(
    path: Path, columns: dict[str, np.ndarray], rows: np.ndarray, units: tuple[str, ...], line: int
) -> ActionUnits | None:
    if not units:
        return None
    present = np.full((len(rows), len(units)), -1, dtype=np.int8)
    intensity = np.full(present.shape, np.nan, dtype=np.float32)
    for place, unit in enumerate(units):
        for name in (f"{unit}_c", f"{unit}_r"):
            if name not in columns:
                continue
            value = columns[name][rows]
            known = np.isfinite(value)
            coded = name.endswith("c")
            right = np.isin(value, (0, 1)) if coded else (value >= 0) & (value <= _HIGHEST)
            wrong = np.flatnonzero(known & ~right)
            if len(wrong):
                what = f"{name} is {value[wrong[0]]:g}; expected {'0 or 1' if coded else '0 to 5'}"
                raise FormatError(path, what, line + int(rows[wrong[0]]))
            if coded:
                present[:, place] = np.where(known, value, -1)
            else:
                intensity[:, place] = value
    return ActionUnits(units, present, intensity)
