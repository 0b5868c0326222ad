"""BP4D-Spontaneous: ``.bnd`` files of each frame, coded action units and poses of each recording."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from pydantic import Field

from mien.errors import DataError, FormatError, listed
from mien.faces.action_units import ActionUnits
from mien.faces.faces import Faces
from mien.landmarks.layout import get_layout
from mien.landmarks.values import Landmarks
from mien.sources.bnd import read_bnds, readable_bnds
from mien.sources.bp4d_files import Coding, read_intensity, read_occurrence, read_pose
from mien.sources.bp4d_pose import CONVENTIONS, Pose, best_convention, spreads, to_frontal
from mien.sources.notes import Notes, frame_ranges
from mien.sources.stream import Reading, Stream

LAYOUT = "bp4d83"
SOURCE = "BP4D-Spontaneous, Binghamton-Pittsburgh 3D Dynamic Spontaneous Facial Expression Database"
LICENCE = "BP4D-Spontaneous licence: research use by agreement, not to be passed on"
BATCH = 2_048
_SAMPLED_RECORDINGS, _SAMPLED_FRAMES = 8, 40
_NAME = re.compile(r"(?:([FM]\d{3})_(T\d{1,2})_)?(\d{1,6})\.bnd", re.IGNORECASE)
_FOLDER = re.compile(r"([FM]\d{3})[/\\_](T\d{1,2})", re.IGNORECASE)
_CODING = re.compile(r"([FM]\d{3})_(T\d{1,2})(?:_AU(\d{1,2}))?\.csv", re.IGNORECASE)
_POSE = re.compile(r"([FM]\d{3})_(T\d{1,2})()\.mat", re.IGNORECASE)


class Options(Reading):
    """What the files of BP4D-Spontaneous leave open.

    `pose`: ``auto`` finds by comparing with the landmarks which way the poses turn; ``none`` leaves them out;
    the others say it (see `mien.sources.bp4d_pose.to_frontal`).
    """

    frame_offset: int = Field(0, description="Coded frame minus frame of the landmarks.")
    pose: Pose = Field("auto", description="Which way poses turn; auto finds it by the landmarks.")


@dataclass
class Recording:
    """The files of one task of one subject.

    Attributes
    ----------
    name : for example ``"F001_T1"``.
    frames : frame -> path of its landmarks.
    coding : action unit -> path of its intensities; ``""`` -> path of the occurrence of all.
    pose : ``""`` -> path of the poses, where there are any.
    """

    name: str
    frames: dict[int, str] = field(default_factory=dict)
    coding: dict[str, str] = field(default_factory=dict)
    pose: dict[str, str] = field(default_factory=dict)


def open_source(path: str, options: Options) -> Stream:
    """Open a folder of BP4D-Spontaneous; see `find_bp4d` and `iter_bp4d` for what is refused."""
    notes = Notes()
    recordings = find_bp4d(path, notes)
    units = coded_units(recordings, options.skip_broken)
    count = sum(len(recording.frames) for recording in recordings)
    return Stream(path, lambda notes: iter_bp4d(recordings, units, options, notes), count, notes)


def find_bp4d(folder: str | Path, notes: Notes) -> list[Recording]:
    """The recordings of a folder of BP4D-Spontaneous that have landmarks, by name.

    Files are known by their names, wherever they are below the folder.

    Parameters
    ----------
    folder : landmarks as ``F001/T1/0001.bnd``, ``F001_T1/0001.bnd`` or ``F001_T1_0001.bnd``; action units as
        ``F001_T1.csv`` (occurrence) and ``F001_T1_AU06.csv`` (intensity); poses as ``F001_T1.mat``.
    notes : takes files that are left out.

    Raises
    ------
    FormatError
        If there is no such folder, or no landmarks in it.
    DataError
        If a frame or a file is there twice.
    """
    if not Path(folder).is_dir():
        raise FormatError(folder, "there is no such folder")
    found = dict[str, Recording]()
    for parent, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            _place(found, parent, name, notes)
    whole = [found[name] for name in sorted(found) if found[name].frames]
    if not whole:
        raise FormatError(folder, "no file is named like F001/T1/0001.bnd or F001_T1_0001.bnd")
    for name in sorted(set(found) - {recording.name for recording in whole}):
        notes.add("recordings left out, for they have coding or poses but no landmarks", name)
    return whole


def _place(found: dict[str, Recording], parent: str, name: str, notes: Notes) -> None:
    """Put a file into its recording; files of other kinds are nobody's business."""
    path = os.path.join(parent, name)
    if name.lower().endswith(".bnd"):
        match = _NAME.fullmatch(name)
        tail = re.split(r"[/\\]", os.path.abspath(parent))[-2:]
        above = _FOLDER.fullmatch(tail[-1]) or _FOLDER.fullmatch("/".join(tail))
        keys = {_key(place) for place in (match, above) if place is not None and place[1]}
        if match is None or len(keys) != 1:
            notes.add(".bnd files left out for their name or folder", path)
            return
        key = keys.pop()
        frames = found.setdefault(key, Recording(key)).frames
        before = frames.setdefault(int(match[3]), path)
        if before is not path:
            raise DataError(f"{path}: the same frame as {before}; keep one of them")
    elif match := _CODING.fullmatch(name) or _POSE.fullmatch(name):
        key = _key(match)
        recording = found.setdefault(key, Recording(key))
        files = recording.pose if match.re is _POSE else recording.coding
        before = files.setdefault(f"AU{int(match[3]):02d}" if match[3] else "", path)
        if before is not path:
            raise DataError(f"{path}: the same recording as {before}; keep one of them")


def _key(match: re.Match[str]) -> str:
    return f"{match[1].upper()}_T{int(match[2][1:])}"


def coded_units(recordings: list[Recording], skip_broken: bool) -> tuple[str, ...]:
    """Action units coded in any recording, ascending, none where nothing is coded: all batches have the same.

    Broken files that are to be skipped are told of when they are read.
    """
    names: set[str] = set()
    for recording in recordings:
        names.update(recording.coding)
        if "" in recording.coding:
            with Notes().instead(skip_broken):
                names.update(read_occurrence(recording.coding[""], []).names)
    return tuple(sorted(names - {""}))


def iter_bp4d(
    recordings: list[Recording], units: tuple[str, ...], options: Options, notes: Notes
) -> Iterator[Faces]:
    """Read what `find_bp4d` found, a recording after the other, in batches of bounded size.

    Parameters
    ----------
    units : of `coded_units`.
    notes : takes what is left out.

    Raises
    ------
    FormatError
        If a file is broken and `skip_broken` is False, with its name and line.
    DataError
        If the frames of a recording's coding or poses cannot be matched with its landmarks, or the poses do
        not fit the faces.
    """
    convention = _convention(recordings, options)
    for recording in recordings:
        numbers = np.array(sorted(recording.frames), dtype=np.int64)
        coded = _coded(recording, numbers, units, options, notes) if units else None
        rotation, wanted = None, np.arange(len(numbers))
        if convention is not None:
            rotation = _posed(recording, numbers, convention, options.skip_broken, notes)
            wanted = np.flatnonzero(np.isfinite(rotation).all(axis=(1, 2)))
        some = False
        for start in range(0, len(wanted), BATCH):
            rows = wanted[start : start + BATCH]
            paths = [recording.frames[number] for number in numbers[rows].tolist()]
            points, good = readable_bnds(paths, options.skip_broken, notes)
            rows = rows[good]
            if not len(rows):
                continue
            some = True
            yield Faces(
                Landmarks(points, get_layout(LAYOUT), "mm"),
                face=np.char.mod(f"{recording.name}_%04d", numbers[rows]),
                subject=np.full(len(rows), recording.name.partition("_")[0]),
                sequence=np.full(len(rows), recording.name),
                frame=numbers[rows],
                action_units=None if coded is None else coded.take(rows),
                rotation=None if rotation is None else rotation[rows],
                source=SOURCE,
                licence=LICENCE,
                synthetic=False,
            )
        if not some:
            notes.add("recordings left out, for no face of theirs can be used", recording.name)


def _coded(
    recording: Recording, numbers: np.ndarray, units: tuple[str, ...], options: Options, notes: Notes
) -> ActionUnits:
    """The coding of a recording's frames; -1 and NaN where there is none."""
    present = np.full((len(numbers), len(units)), -1, dtype=np.int8)
    intensity = np.full(present.shape, np.nan, dtype=np.float32)
    without: set[int] = set()
    coded: set[int] = set()
    for unit, path in sorted(recording.coding.items()):
        coding = _coding(path, unit, options.skip_broken, notes)
        if coding is None:
            continue
        frame = coding.frame - options.frame_offset
        place = np.minimum(np.searchsorted(numbers, frame), len(numbers) - 1)
        there = numbers[place] == frame
        coded.update(frame.tolist())
        without.update(frame[~there].tolist())
        columns = [units.index(name) for name in coding.names]
        value = coding.value[there]
        if unit:
            intensity[np.ix_(place[there], columns)] = np.where(value < 0, np.nan, value)
        else:
            present[np.ix_(place[there], columns)] = value
    if coded and coded == without:
        raise DataError(
            f"{recording.name}: none of its {len(coded)} coded frames has landmarks (coded "
            f"{frame_ranges(coded)}, landmarks {frame_ranges(numbers)}); see --frame-offset"
        )
    notes.add_frames("coded frames without landmarks left out", recording.name, without)
    return ActionUnits(units, present, intensity)


def _coding(path: str, unit: str, skip_broken: bool, notes: Notes) -> Coding | None:
    """One file of coding; None where it is broken and to be skipped."""
    unknown: list[str] | None = [] if skip_broken else None
    coding = None
    with notes.instead(skip_broken):
        coding = read_intensity(path, unit, unknown) if unit else read_occurrence(path, unknown)
        for where in unknown or []:
            notes.add("unknown codes taken as not coded", where)
    return coding


def _posed(
    recording: Recording, numbers: np.ndarray, convention: str, skip_broken: bool, notes: Notes
) -> np.ndarray:
    """(n, 3, 3) rotations to the front; NaN where a frame has no pose and may be left out.

    Without its pose a face would have to be turned in another way than the others, so it is refused.
    """
    given = _given(recording, numbers, skip_broken, notes)
    lost = numbers[~np.isfinite(given).all(axis=(1, 2))]
    if len(lost) and not skip_broken:
        raise DataError(
            f"{recording.name}: no pose for {len(lost)} of {len(numbers)} faces ({frame_ranges(lost)}); "
            "--skip-broken leaves them out, --pose none does without poses"
        )
    notes.add_frames("faces left out, without a pose", recording.name, lost)
    return to_frontal(given, convention)


def _given(recording: Recording, numbers: np.ndarray, skip_broken: bool, notes: Notes) -> np.ndarray:
    """(n, 3, 3) poses as the file has them, matched with the landmarks' frames; NaN where there is none.

    Pose i is frame i, counted from 1, or from 0 where the recording has a frame 0. Where that does not reach
    the last frame but there are as many poses as frames, they go in order.
    """
    with notes.instead(skip_broken):
        for path in recording.pose.values():
            poses = read_pose(path)
            first = 0 if numbers[0] == 0 else 1
            if first + len(poses) > numbers[-1]:
                return poses[numbers - first]
            if len(poses) == len(numbers):
                return poses
            found = f"{len(poses)} poses do not match {len(numbers)} landmark files ({frame_ranges(numbers)})"
            raise FormatError(path, f"{found}; --pose none does without")
    return np.full((len(numbers), 3, 3), np.nan)


def _convention(recordings: list[Recording], options: Options) -> str | None:
    """Which way the poses turn, None where there are none or they are not wanted."""
    posed = [recording for recording in recordings if recording.pose]
    if options.pose == "none" or not posed:
        return None
    if options.pose in CONVENTIONS:
        return options.pose
    places = np.unique(np.linspace(0, len(posed) - 1, _SAMPLED_RECORDINGS).round().astype(int))
    points, poses = zip(*(_sample(posed[place], options.skip_broken) for place in places), strict=True)
    sample, rotation = np.concatenate(points), np.concatenate(poses)
    if not len(sample):
        return CONVENTIONS[0]
    degrees = spreads(sample, rotation, get_layout(LAYOUT))
    best = best_convention(degrees)
    if best is None:
        raise DataError(
            f"the poses do not fit the landmarks: faces differ in pose by {degrees['none']:.1f} degrees, and "
            f"turned by their poses by {min(degrees[name] for name in CONVENTIONS):.1f}; --pose none does "
            f"without, or give the convention ({listed(CONVENTIONS)})"
        )
    return best


def _sample(recording: Recording, skip_broken: bool) -> tuple[np.ndarray, np.ndarray]:
    """Landmarks and poses of some evenly spaced faces that have both."""
    numbers = np.array(sorted(recording.frames), dtype=np.int64)
    given = _given(recording, numbers, skip_broken, Notes())
    known = np.flatnonzero(np.isfinite(given).all(axis=(1, 2)))
    rows = known[np.unique(np.linspace(0, max(len(known) - 1, 0), _SAMPLED_FRAMES).astype(int))[: len(known)]]
    # What is broken is told of when all is read.
    read = read_bnds([recording.frames[int(numbers[row])] for row in rows], broken={})
    good = np.isfinite(read).all(axis=(1, 2)) & (np.ptp(read, axis=1) > 0).all(axis=1)
    return read[good], given[rows[good]]
