"""Landmarks of faces in videos and images, by MediaPipe's face mesh; optional (``mien[landmarks]``)."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import ConfigError, DataError, FormatError, listed
from mien.faces.faces import Faces
from mien.landmarks.layout import get_layout
from mien.landmarks.values import Landmarks
from mien.sources.following import Chooser, without_ids
from mien.sources.mediapipe import LAYOUTS, SOURCE, to_mien
from mien.sources.notes import Notes
from mien.sources.opening import as_asked
from mien.sources.paths import Found, found_files
from mien.sources.stream import Reading, Stream
from mien.sources.tracked import FROM_THERE

N_POINTS = 478
AT_ONCE = 512
IMAGES = (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff")
VIDEOS = (".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v", ".mpg", ".mpeg", ".wmv", ".mts")
# Two are looked for, so that a second face is noticed, and more where one of several is to be kept.
_MOST_FACES, _TO_CHOOSE_FROM = 2, 5
_FRAMES_A_SECOND = 25.0

# (h, w, 3) uint8 RGB picture, its time in milliseconds -> (f, 478, 3) normalised points of f faces.
Finder = Callable[[np.ndarray, int], np.ndarray]


@dataclass(frozen=True)
class Tracking:
    """How to track.

    Attributes
    ----------
    model : ``.task`` file of the face landmarker; None for the model that MediaPipe's wheel carries (up to
        0.10.21).
    keep_face : ``"largest"``, or a place from the left, ``"0"``, ``"1"`` …, of the face to follow (see
        `mien.sources.following`); None refuses pictures with two faces.
    subject : the person in all files; None for a person a file, named like it.
    every : keep each so-many-th frame; all of them are looked at.
    skip_broken : leave files out that cannot be read, in which no face is found, or two are.
    """

    model: Path | None = None
    keep_face: str | None = None
    subject: str | None = None
    every: int = 1
    skip_broken: bool = False

    def __post_init__(self) -> None:
        if self.keep_face is not None:
            without_ids(self.keep_face)
        if self.every < 1:
            raise ConfigError(f"every is {self.every}; expected 1 or more")
        if self.model is not None and not self.model.is_file():
            raise FormatError(self.model, "there is no such file")


def track(
    paths: Sequence[str | Path],
    tracking: Tracking | None = None,
    notes: Notes | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> Iterator[Faces]:
    """Find the face in every frame of videos and in images, in batches of at most 512 faces.

    A video is a sequence, its frames count from 0; frames without a face are left out, counted and named.
    Points are in pixels with x to the right, y up from the lower edge and z toward the camera.

    Parameters
    ----------
    paths : videos and images that OpenCV reads, and folders of them; the faces are named by the files, see
        `mien.sources.paths.found_files`.
    notes : takes what is left out.
    progress : told of the frames looked at so far and of how many there are (None: not known).

    Raises
    ------
    ConfigError
        If MediaPipe is missing, or its version needs a model that was not given.
    FormatError
        If a file cannot be read, no face is in it, or two are in a picture and none is to be kept, and broken
        files are not to be left out.
    DataError
        If a file is named twice.
    """
    tracking, notes = tracking or Tracking(), notes or Notes()
    files = _files([Path(path) for path in paths], notes)
    cv2, _ = _libraries()
    seen = _Progress(progress, _frames_in(cv2, [file.path for file in files]))
    for file in files:
        still = file.path.suffix.lower() in IMAGES
        with notes.instead(tracking.skip_broken, "files left out" if still else FROM_THERE):
            yield from _faces_of(cv2, file, tracking, notes, seen)


def _faces_of(cv2: Any, file: Found, tracking: Tracking, notes: Notes, seen: _Progress) -> Iterator[Faces]:
    """The faces of one video or image."""
    still = file.path.suffix.lower() in IMAGES
    faces: list[tuple[int, np.ndarray]] = []
    lost: list[int] = []
    found = 0
    chooser = Chooser(file.path, tracking.keep_face, tracking.every, file.below)
    with _finder(tracking, still) as find:
        for frame, picture, milliseconds in _pictures(cv2, file.path, still, notes):
            points = find(picture, milliseconds)
            seen.one()
            if frame % tracking.every:
                continue
            chosen = chooser.choose(frame, points) if len(points) else None
            if chosen is None:
                lost.append(frame)
                continue
            height, width = picture.shape[:2]
            faces.append((frame, to_mien(points[chosen], (width, height))))
            found += 1
            if len(faces) == AT_ONCE:
                yield _table(file, still, faces, tracking.subject)
                faces = []
    if not found:
        advice = "" if tracking.skip_broken else "; --skip-broken leaves such files out"
        raise FormatError(file.path, f"no face was found in it{advice}")
    notes.add_frames("frames left out, no face was found", file.below, lost)
    chooser.tell(notes)
    if faces:
        yield _table(file, still, faces, tracking.subject)


def tracked(
    paths: Sequence[str | Path],
    tracking: Tracking,
    options: Reading | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> Stream:
    """The faces of `track` as a stream like that of any other source, with who and what they are.

    Parameters
    ----------
    options : of reading; those of `tracking` are left as they are.
    """
    options = options or Reading(skip_broken=tracking.skip_broken)
    where = str(paths[0]) if len(paths) == 1 else f"{len(paths)} files"
    faces = Stream(where, lambda notes: track(paths, tracking, notes, progress))
    return as_asked(faces, options)


@dataclass
class _Progress:
    """How many frames were looked at, of how many."""

    told: Callable[[int, int | None], None] | None
    total: int | None
    done: int = 0

    def one(self) -> None:
        """One more."""
        self.done += 1
        if self.told is not None:
            self.told(self.done, self.total)


def _files(paths: list[Path], notes: Notes) -> list[Found]:
    """Files, and all videos and images of folders and those below them."""
    if not paths:
        raise ConfigError("no video or image is named")
    found: list[Path] = []
    for path in paths:
        if path.is_file():
            found.append(path)
            continue
        if not path.is_dir():
            raise FormatError(path, "there is no such file or folder")
        inside = sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
        fit = [file for file in inside if file.suffix.lower() in (*IMAGES, *VIDEOS)]
        if not fit:
            raise FormatError(path, f"no image or video is in it; known are {listed((*IMAGES, *VIDEOS), 20)}")
        for file in (file for file in inside if file not in fit):
            notes.add("files left out that are no images or videos", file.relative_to(path).as_posix())
        found += fit
    twice = [path for path, count in Counter(path.resolve() for path in found).items() if count > 1]
    if twice:
        raise DataError(f"{listed(twice)} is named twice")
    return found_files(found, paths[0] if len(paths) == 1 and paths[0].is_dir() else None)


def _libraries() -> tuple[Any, Any]:
    """OpenCV and MediaPipe."""
    # Its start-up lines would stand between ours.
    os.environ.setdefault("GLOG_minloglevel", "2")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        import mediapipe
        import cv2  # isort: skip
    except ImportError as error:
        raise ConfigError(
            f"tracking needs MediaPipe, and {error.name or 'a part of it'} is not installed; in an "
            "environment of its own: pip install 'mien[landmarks]', or 'mien[mediapipe]' with a --model"
        ) from None
    return cv2, mediapipe


def _frames_in(cv2: Any, files: list[Path]) -> int | None:
    """Frames that the files say they have; None where one does not say."""
    total = 0
    for path in files:
        if path.suffix.lower() in IMAGES:
            total += 1
            continue
        video = cv2.VideoCapture(str(path))
        count = int(video.get(cv2.CAP_PROP_FRAME_COUNT)) if video.isOpened() else 0
        video.release()
        if count <= 0:
            return None
        total += count
    return total


def _pictures(cv2: Any, path: Path, still: bool, notes: Notes) -> Iterator[tuple[int, np.ndarray, int]]:
    """Number, RGB picture and time of each frame."""
    if still:
        picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
        if picture is None:
            raise FormatError(path, "not a picture that OpenCV reads, or a damaged one")
        yield 0, np.ascontiguousarray(picture[:, :, ::-1]), 0
        return
    video = cv2.VideoCapture(str(path))
    try:
        if not video.isOpened():
            raise FormatError(path, "not a video that OpenCV reads, or a damaged one")
        announced = int(video.get(cv2.CAP_PROP_FRAME_COUNT))
        rate = video.get(cv2.CAP_PROP_FPS)
        rate = rate if 0 < rate < 1000 else _FRAMES_A_SECOND
        frame = 0
        while True:
            there, picture = video.read()
            if not there:
                break
            # The time of the container may stand still; MediaPipe wants it to grow.
            yield frame, np.ascontiguousarray(picture[:, :, ::-1]), round(1000 * frame / rate)
            frame += 1
        if frame == 0:
            raise FormatError(path, "not a single frame could be read")
        if frame < announced:
            what = "frames of which the files tell could not be read"
            notes.add(what, f"{path.name} from frame {frame} on", announced - frame)
    finally:
        video.release()


def _table(file: Found, still: bool, faces: list[tuple[int, np.ndarray]], subject: str | None) -> Faces:
    n = len(faces)
    frame = np.array([number for number, _ in faces])
    names = [file.name] if still else [f"{file.name}_{number:06d}" for number in frame.tolist()]
    return Faces(
        Landmarks(np.stack([points for _, points in faces]), get_layout(LAYOUTS[N_POINTS]), "pixel"),
        face=np.array(names),
        subject=np.full(n, subject or file.name),
        sequence=np.full(n, "" if still else file.name),
        frame=np.full(n, -1) if still else frame,
        file=np.full(n, file.below),
        source=SOURCE,
    )


@contextlib.contextmanager
def _finder(tracking: Tracking, still: bool) -> Iterator[Finder]:
    """MediaPipe set up for one file, so that nothing is carried from one video to the next."""
    _, mediapipe = _libraries()
    most = _MOST_FACES if tracking.keep_face is None else _TO_CHOOSE_FROM
    if tracking.model is not None:
        with _landmarker(mediapipe, tracking.model, still, most) as find:
            yield find
        return
    solutions = getattr(mediapipe, "solutions", None)
    if solutions is None:
        raise ConfigError(
            f"MediaPipe {mediapipe.__version__} brings no model of the face; give the file of one with "
            "--model face_landmarker.task, or install 0.10.21"
        )
    with solutions.face_mesh.FaceMesh(
        static_image_mode=still, max_num_faces=most, refine_landmarks=True
    ) as mesh:

        def find(picture: np.ndarray, milliseconds: int) -> np.ndarray:
            return _stacked([face.landmark for face in mesh.process(picture).multi_face_landmarks or []])

        yield find


@contextlib.contextmanager
def _landmarker(mediapipe: Any, model: Path, still: bool, most: int) -> Iterator[Finder]:
    vision, mode = mediapipe.tasks.vision, mediapipe.tasks.vision.RunningMode
    try:
        options = vision.FaceLandmarkerOptions(
            base_options=mediapipe.tasks.BaseOptions(model_asset_buffer=model.read_bytes()),
            running_mode=mode.IMAGE if still else mode.VIDEO,
            num_faces=most,
        )
        landmarker = vision.FaceLandmarker.create_from_options(options)
    except (ValueError, RuntimeError, OSError):
        what = "not a model of MediaPipe's face landmarker (face_landmarker.task), or a damaged one"
        raise FormatError(model, what) from None
    with landmarker:

        def find(picture: np.ndarray, milliseconds: int) -> np.ndarray:
            image = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=picture)
            result = landmarker.detect(image) if still else landmarker.detect_for_video(image, milliseconds)
            return _stacked(result.face_landmarks)

        yield find


def _stacked(faces: Sequence[Any]) -> np.ndarray:
    if not faces:
        return np.zeros((0, N_POINTS, 3))
    return np.array([[[point.x, point.y, point.z] for point in face] for face in faces], dtype=np.float64)
