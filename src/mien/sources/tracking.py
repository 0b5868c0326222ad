"""Landmarks of faces in videos and images, by MediaPipe's face mesh; optional (``mien[landmarks]``)."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import ConfigError, DataError, FormatError, listed
from mien.faces.faces import Faces
from mien.faces.parquet import parquet_path, writing_faces
from mien.landmarks.layout import get_layout
from mien.landmarks.values import Landmarks
from mien.sources.following import Chooser, without_ids
from mien.sources.mediapipe import LAYOUTS, SOURCE, to_mien
from mien.sources.notes import Notes

N_POINTS = 478
AT_ONCE = 512
IMAGES = (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff")
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
    """

    model: Path | None = None
    keep_face: str | None = None
    subject: str | None = None
    every: int = 1

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
    paths : videos and images that OpenCV reads; their names without suffix name the faces.
    notes : takes what is left out.
    progress : told of the frames looked at so far and of how many there are (None: not known).

    Raises
    ------
    ConfigError
        If MediaPipe is missing, or its version needs a model that was not given.
    FormatError
        If a file cannot be read, or no face is in it.
    DataError
        If two files have the same name, or two faces are in a picture and none is to be kept.
    """
    tracking, notes = tracking or Tracking(), notes or Notes()
    files = [Path(path) for path in paths]
    _refuse_unusable(files)
    cv2, _ = _libraries()
    total = _frames_in(cv2, files)
    done = 0
    for path in files:
        still = path.suffix.lower() in IMAGES
        chooser = Chooser(path, tracking.keep_face, tracking.every)
        with _finder(tracking, still) as find:
            faces: list[tuple[int, np.ndarray]] = []
            lost: list[int] = []
            found = 0
            for frame, picture, milliseconds in _pictures(cv2, path, still, notes):
                points = find(picture, milliseconds)
                done += 1
                if progress is not None:
                    progress(done, total)
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
                    yield _table(path, still, faces, tracking.subject)
                    faces = []
            if not found:
                raise FormatError(path, "no face was found in it")
            notes.add_frames("frames left out, no face was found", path.name, lost)
            chooser.tell(notes)
            if faces:
                yield _table(path, still, faces, tracking.subject)


def track_to_file(
    paths: Sequence[str | Path],
    out: str | Path,
    tracking: Tracking | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> dict[str, Any]:
    """Write the faces of `track` to a Parquet file; gives what `mien.sources.convert.convert` does.

    Raises
    ------
    ConfigError, FormatError, DataError, RunError
        As `track`, and if the file cannot be written, which appears only when all went well.
    """
    out = parquet_path(out)
    notes = Notes()
    with writing_faces(out) as writer:
        for table in track(paths, tracking, notes, progress):
            writer.write(table)
    return {"faces": writer.n_faces, "subjects": len(writer.subjects), "notes": list(notes.lines())}


def _refuse_unusable(files: list[Path]) -> None:
    if not files:
        raise ConfigError("no video or image is named")
    for path in files:
        if not path.is_file():
            raise FormatError(path, "there is no such file")
    stems = [path.stem for path in files]
    same = [path for path in files if stems.count(path.stem) > 1]
    if same:
        raise DataError(f"files of the same name would name the same faces: {listed(same)}; rename one")


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
            "environment of its own: pip install 'mien[landmarks]'"
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


def _table(path: Path, still: bool, faces: list[tuple[int, np.ndarray]], subject: str | None) -> Faces:
    n = len(faces)
    frame = np.array([number for number, _ in faces])
    names = [path.stem] if still else [f"{path.stem}_{number:06d}" for number in frame.tolist()]
    return Faces(
        Landmarks(np.stack([points for _, points in faces]), get_layout(LAYOUTS[N_POINTS]), "pixel"),
        face=np.array(names),
        subject=np.full(n, subject or path.stem),
        sequence=np.full(n, "" if still else path.stem),
        frame=np.full(n, -1) if still else frame,
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
