"""MediaPipe's results as people store them in JSON: points with x, y and z in lists and objects."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import FormatError, listed

# Keys of the faces of one picture, of the points of one face, and of the results of a recording.
_FACES = ("face_landmarks", "faceLandmarks", "multi_face_landmarks", "multiFaceLandmarks", "faces")
_POINTS = ("landmark", "landmarks", "keypoints", "points", "scaledMesh", "mesh")
_RESULTS = ("frames", "results", "data")
_FRAME = ("frame", "frame_number", "frameNumber", "frame_index", "frameIndex", "frame_idx", "frame_id")
_ONE_OF_SEVERAL = ("face_id", "faceId", "face_index", "faceIndex")
_SIZES = (("image_width", "image_height"), ("imageWidth", "imageHeight"), ("width", "height"))
_FEWEST = 68


@dataclass(frozen=True)
class Result:
    """The faces of one picture or frame.

    Attributes
    ----------
    frame : its number; the place in the file where it does not say.
    faces : of each face (p, 3) float64; NaN where a coordinate is null.
    """

    frame: int
    faces: list[np.ndarray]


@dataclass(frozen=True)
class Results:
    """What a file of results holds.

    Attributes
    ----------
    results : by picture or frame, in the file's order; some may be without a face.
    image_size : width and height, where the file gives them.
    """

    results: list[Result]
    image_size: tuple[float, float] | None


def read_results(path: str | Path) -> Results:
    """Read a JSON file: one face, a list of faces or of results, or a result or an object that holds them.

    A face is a list of points ``{"x": …, "y": …, "z": …}`` or ``[x, y, z]``, or an object with such a list as
    ``landmark``, ``landmarks``, ``keypoints`` or the like. A result is an object with the faces of one
    picture as ``face_landmarks``, ``faceLandmarks``, ``multi_face_landmarks`` or the like, or a list of faces
    within a list. Faces with a ``face_id`` and without a frame are of one picture.

    Raises
    ------
    FormatError
        If it is not JSON or none of these, with the place within.
    """
    try:
        value = json.loads(Path(path).read_text("utf-8-sig"))
    except OSError as error:
        raise FormatError(path, f"cannot be read ({error.strerror or 'no such file'})") from None
    except UnicodeDecodeError:
        raise FormatError(path, "not JSON (not UTF-8 text)") from None
    except json.JSONDecodeError as error:
        raise FormatError(path, f"not JSON (column {error.colno})", error.lineno) from None
    except RecursionError:
        raise FormatError(path, "lists in lists too deep to be results of MediaPipe") from None
    reader = _Reader(path)
    size = _size(value)
    found = reader.results(value)
    return Results(found, size or _size(_first(value)))


@dataclass(frozen=True)
class _Reader:
    path: str | Path

    def results(self, value: Any) -> list[Result]:
        """The results of the whole file."""
        if isinstance(value, Mapping) and not self.is_face(value):
            for key in _RESULTS:
                if isinstance(value.get(key), list):
                    return self.results(value[key])
            return [Result(_frame(value, 0), self.faces(value, "the file"))]
        if self.is_face(value):
            return [Result(_frame(value, 0), [self.face(value, "the face")])]
        if not isinstance(value, list) or not value:
            raise FormatError(self.path, "holds no face; expected lists of points with x, y and z")
        return self._listed(value)

    def _listed(self, value: list[Any]) -> list[Result]:
        parts = [isinstance(item, Mapping) and any(key in item for key in _ONE_OF_SEVERAL) for item in value]
        numbered = any(isinstance(item, Mapping) and any(key in item for key in _FRAME) for item in value)
        if all(parts) and not numbered:
            return [Result(0, [self.face(item, f"face {place}") for place, item in enumerate(value)])]
        found: dict[int, list[np.ndarray]] = {}
        for place, item in enumerate(value):
            here = f"entry {place}"
            faces = [self.face(item, here)] if self.is_face(item) else self.faces(item, here)
            found.setdefault(_frame(item, place), []).extend(faces)
        return [Result(frame, faces) for frame, faces in found.items()]

    def faces(self, value: Any, here: str) -> list[np.ndarray]:
        """The faces of one picture; none where there is nothing."""
        if isinstance(value, Mapping):
            keys = [key for key in _FACES if key in value]
            if not keys and value:
                what = f"{here} has {listed(value)}; expected face_landmarks, faceLandmarks or landmarks"
                raise FormatError(self.path, what)
            value = value[keys[0]] if keys else []
        if self.is_face(value):
            return [self.face(value, here)]
        if value is None or value == []:
            return []
        if not isinstance(value, list):
            raise FormatError(
                self.path, f"{here} is {_kind(value)}; expected faces or points with x, y and z"
            )
        return [self.face(item, f"face {place} of {here}") for place, item in enumerate(value)]

    def is_face(self, value: Any) -> bool:
        """Whether it is the points of one face."""
        points = _points(value)
        return points is not None and len(points) > 0 and _is_point(points[0])

    def face(self, value: Any, here: str) -> np.ndarray:
        """(p, 3) float64."""
        points = _points(value)
        if points is None or not len(points) or not _is_point(points[0]):
            raise FormatError(self.path, f"{here} is {_kind(value)}; expected points with x, y and z")
        found = np.empty((len(points), 3))
        for place, point in enumerate(points):
            try:
                three = [point[axis] for axis in "xyz"] if isinstance(point, Mapping) else point
                x, y, z = (np.nan if number is None else float(number) for number in three)
            except (KeyError, TypeError, ValueError, OverflowError):
                raise FormatError(
                    self.path, f"point {place} of {here} has not the three numbers x, y and z"
                ) from None
            found[place] = x, y, z
        return found


def _points(value: Any) -> Sequence[Any] | None:
    """The points of what may be a face; None if it is none."""
    if isinstance(value, Mapping):
        for key in _POINTS:
            if key in value:
                return _points(value[key])
        numbered = len(value) >= _FEWEST and all(str(key).isdigit() for key in value)
        return [value[key] for key in sorted(value, key=int)] if numbered else None
    if isinstance(value, list) and len(value) >= _FEWEST and not isinstance(value[0], list | Mapping):
        flat = len(value) % 3 == 0 and all(isinstance(number, int | float) for number in value)
        return [value[start : start + 3] for start in range(0, len(value), 3)] if flat else None
    return value if isinstance(value, list) else None


def _is_point(value: Any) -> bool:
    if isinstance(value, Mapping):
        return "x" in value and "y" in value
    return isinstance(value, list) and 2 <= len(value) <= 5 and not isinstance(value[0], list | Mapping)


def _frame(value: Any, otherwise: int) -> int:
    for key in _FRAME if isinstance(value, Mapping) else ():
        if isinstance(value.get(key), int) and value[key] >= 0:
            return int(value[key])
    return otherwise


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else None


def _size(value: Any) -> tuple[float, float] | None:
    """Width and height of the images, of an object that has them."""
    if not isinstance(value, Mapping):
        return None
    whole = value.get("image_size", value.get("imageSize"))
    pairs = [whole] if isinstance(whole, list) else []
    holders = [value, whole] if isinstance(whole, Mapping) else [value]
    pairs += [[holder.get(w), holder.get(h)] for holder in holders for w, h in _SIZES]
    for pair in pairs:
        if len(pair) == 2 and all(isinstance(side, int | float) and side > 1 for side in pair):
            return float(pair[0]), float(pair[1])
    return None


def _kind(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"an object with {listed(value)}" if value else "an empty object"
    return f"a list of {len(value)}" if isinstance(value, list) else f"{str(value)[:40]!r}"
