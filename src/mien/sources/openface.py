"""OpenFace 2 CSV files: 68 points in millimetres, or in pixels without depth; pose, action units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from mien.errors import FormatError, listed
from mien.faces.action_units import ActionUnits
from mien.faces.faces import Faces
from mien.sources.notes import Notes
from mien.sources.stream import Stream
from mien.sources.tracked import FROM_THERE, Batch, Tracked, csv_files, headers_of
from mien.sources.tracked import TrackedOptions as Options
from mien.tabular import iter_columns

LAYOUT = "ibug68"
SOURCE = "OpenFace 2"
_POINTS = [f"{axis}_{i}" for i in range(68) for axis in "XYZ"]
_PIXELS = [f"{axis}_{i}" for i in range(68) for axis in "xy"]
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


def open_source(path: str, options: Options) -> Stream:
    """Open a file or a folder of files; see `iter_openface`."""
    files = csv_files(path)
    return Stream(path, lambda notes: iter_openface(files, notes, options))


def iter_openface(files: Sequence[Path], notes: Notes, options: Options) -> Iterator[Faces]:
    """Read OpenFace files in batches of bounded size; a file is a sequence, and its own subject by default.

    Tracking was lost where ``success`` is 0, ``confidence`` is below the least, or a coordinate is not a
    finite number. Head poses are read where all files have them.

    Parameters
    ----------
    files : paths; names like RAVDESS's ``MM-VC-EE-II-SS-RR-AA.csv`` give subject, label and intensity.
    notes : takes what is left out.
    options : `keep_face` is a ``face_id``.

    Raises
    ------
    FormatError
        If a file is broken, tracking was lost, a frame shows two faces and none is to be kept, or angles
        are in degrees.
    """
    headers = headers_of(files, _check, options, notes)
    flat = [path for path, header in headers.items() if not set(header).issuperset(_POINTS)]
    for path in flat:
        notes.add(
            "files without millimetres (OpenFace -3Dfp), so that pixels without depth are read", path.name
        )
    found = {match[1] for header in headers.values() for name in header if (match := _UNIT.fullmatch(name))}
    units = tuple(sorted(found))
    bare = flat or [path for path, header in headers.items() if not set(header).issuperset(_POSE)]
    if len(bare) < len(headers):
        for path in bare:
            notes.add("files without a head pose, so that no poses are read", path.name)

    for path, header in headers.items():
        with notes.instead(options.skip_broken, FROM_THERE):
            yield from _file(path, header, units, not bare, options, notes)


def _check(path: Path, header: list[str]) -> None:
    flat = "x_0" in header and "X_0" not in header
    missing = [name for name in ["frame", *(_PIXELS if flat else _POINTS)] if name not in header]
    if missing:
        what = "landmarks" if flat else "3-D landmarks"
        raise FormatError(path, f"not an OpenFace file with {what}: no column {listed(missing)}", 1)


def _file(
    path: Path, header: list[str], units: tuple[str, ...], poses: bool, options: Options, notes: Notes
) -> Iterator[Faces]:
    flat = not set(header).issuperset(_POINTS)
    names = ["frame", *(_PIXELS if flat else _POINTS), *(_POSE if poses else [])]
    names += [name for name in ("face_id", "confidence", "success") if name in header]
    names += [name for name in header if _UNIT.fullmatch(name)]
    file = Tracked(path, "openface", "face_id", options)
    for line, columns in iter_columns(path, names):
        points = _placed(columns, flat)
        who = np.char.mod("%.15g", columns["face_id"]) if "face_id" in columns else None
        tracked = _tracked(columns, points, options.least_confidence, poses)
        for batch in file.batch(line, columns, np.full(len(points), path.stem), tracked, who):
            yield _table(batch, points, units, poses)
    file.finish(notes)


def _placed(columns: dict[str, np.ndarray], flat: bool) -> np.ndarray:
    """(m, 68, 3), or (m, 68, 2) of pixels; x right, y up, z toward the camera."""
    names, dims = (_PIXELS, 2) if flat else (_POINTS, 3)
    return np.stack([columns[name] for name in names], axis=1).reshape(-1, 68, dims) * _FLIP[:dims]


def _tracked(columns: dict[str, np.ndarray], points: np.ndarray, least: float, poses: bool) -> np.ndarray:
    """(m,) rows in which the face was followed and all that is wanted of it is there."""
    tracked = np.isfinite(points).all(axis=(1, 2))
    if "success" in columns:
        tracked &= columns["success"] == 1
    if "confidence" in columns:
        tracked &= columns["confidence"] >= least
    if poses:
        tracked &= np.isfinite([columns[name] for name in _POSE]).all(axis=0)
    return tracked


def _table(batch: Batch, points: np.ndarray, units: tuple[str, ...], poses: bool) -> Faces:
    n = len(batch.rows)
    subject, label, intensity = named_by(batch.path.stem)
    rotation = None
    if poses:
        angles = np.stack([batch.columns[name][batch.rows] for name in _POSE], axis=1)

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
        subject=np.full(n, subject),
        label=np.full(n, label),
        intensity=np.full(n, intensity),
        action_units=_action_units(batch, units) if units else None,
        rotation=rotation,
        source=SOURCE,
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


def _action_units(batch: Batch, units: tuple[str, ...]) -> ActionUnits:
    def degree(value: np.ndarray) -> np.ndarray:
        return (value >= 0) & (value <= _HIGHEST)

    present = [batch.checked(f"{unit}_c", lambda value: np.isin(value, (0, 1)), "0 or 1") for unit in units]
    intensity = [batch.checked(f"{unit}_r", degree, "0 to 5") for unit in units]
    return ActionUnits(units, np.nan_to_num(present, nan=-1).T, np.transpose(intensity))
