"""MediaPipe's face mesh: ``.npy``, ``.npz`` or JSON, in shares of the image or in pixels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field, field_validator

from mien.errors import FormatError, of_file
from mien.faces.faces import Faces
from mien.landmarks.layout import get_layout
from mien.landmarks.values import DIMS, Landmarks
from mien.sources.arrays import column_of, load_arrays
from mien.sources.following import Chooser
from mien.sources.mediapipe_results import read_results
from mien.sources.notes import Notes
from mien.sources.stream import Reading, Stream, whole_file

# Number of points -> layout.
LAYOUTS = {478: "mediapipe478", 468: "mediapipe468"}
SOURCE = "MediaPipe face mesh"
_COLUMNS = ("face", "subject", "label", "intensity", "sequence", "frame")
# Shares of the image are around 0 to 1, a little outside where a face is cut off; pixels are hundreds.
_MOST = 8.0
_PIXELS = 3.0
# A face is about as deep as wide; left in shares of the image, its depth is hundreds of times smaller.
_FLAT = 0.05


class Options(Reading):
    """How the images were, and which faces are read."""

    image_size: tuple[float, float] | None = Field(
        None, description="Size of the images, for example 1280x720."
    )
    keep_face: str | None = Field(
        None,
        description="The face to keep where a picture shows several: largest, or its place from the left.",
    )

    @field_validator("image_size", mode="before")
    @classmethod
    def _parsed(cls, given: Any) -> Any:
        """Width and height of a text."""
        if not isinstance(given, str):
            return given if given is None else tuple(float(side) for side in given)
        match = re.fullmatch(r"(\d{1,6})[x×:](\d{1,6})", given)
        if match is None or not int(match[1]) or not int(match[2]):
            raise ValueError(f"{given!r} is no width and height; expected for example 1280x720")
        return float(match[1]), float(match[2])


def open_source(path: str, options: Options) -> Stream:
    """Open a file of faces; see `read_mediapipe`."""
    notes = Notes()
    stream = whole_file(path, read_mediapipe(path, options, notes))
    stream.before = notes
    return stream


def to_mien(points: np.ndarray, image_size: np.ndarray | tuple[float, float]) -> np.ndarray:
    """From MediaPipe's axes to Mien's: x right, y up, z toward the camera, in pixels.

    MediaPipe gives x in image widths, y in image heights downward, z in image widths away from the camera.

    Parameters
    ----------
    points : (..., 3), or (..., 2) without z.
    image_size : width and height, or (n, 2) of them, one for each of (n, p, 3) points; any unit, as only
        faces of one scale are wanted.

    Returns
    -------
    (..., 3) or (..., 2) float64
    """
    width, height = np.moveaxis(np.asarray(image_size, dtype=np.float64), -1, 0)
    zero, dims = np.zeros_like(width), np.shape(points)[-1]
    scale = np.stack([width, -height, -width], axis=-1)[..., :dims]
    start = np.stack([zero, height, zero], axis=-1)[..., :dims]
    if scale.ndim == 2:
        scale, start = scale[:, None], start[:, None]
    return np.asarray(points, dtype=np.float64) * scale + start


@dataclass(frozen=True)
class _Found:
    """Points (n, p, 3) as a file has them, its columns, and the images' size, (2,) or (n, 2)."""

    points: np.ndarray
    columns: dict[str, np.ndarray]
    image_size: np.ndarray | None


def read_mediapipe(path: str | Path, options: Options | None = None, notes: Notes | None = None) -> Faces:
    """Read faces of MediaPipe.

    Parameters
    ----------
    path : ``.npy`` with an array (n, 478, 3) or (n, 468, 3), one face (478, 3), or with the coordinates
        before the points, (n, 3, 478), (3, 478), each with 2 in place of 3 where there is no z; ``.npz`` with
        it as ``landmarks`` and, where they are known,
        ``subject``, ``label``, ``intensity``, ``face``, ``sequence``, ``frame`` (n,) and ``image_size`` (2,)
        or (n, 2); or ``.json``, see `mien.sources.mediapipe_results.read_results`. x and y may be in shares
        of the image, z too, or in pixels.
        Without subjects, all faces are of one, named as the file.
    options : the size of the images, where the file does not give them.
    notes : takes what is left out or taken for something.

    Raises
    ------
    FormatError
        If the file is not one of these, or the image size is needed and not known.
    """
    options, notes = options or Options(), notes or Notes()
    found = _of_json(path, options, notes) if Path(path).suffix.lower() == ".json" else _of_arrays(path)
    given = found.image_size if options.image_size is None else np.array(options.image_size)
    placed = _placed(path, found.points, given, notes).astype(np.float32)
    n, stem = len(placed), Path(path).stem
    columns: dict[str, Any] = {
        "face": np.char.mod(f"{stem.replace('%', '%%')}_%06d", np.arange(n)),
        "subject": np.full(n, stem),
        "sequence": np.full(n, stem),
        "frame": np.arange(n),
    }
    with of_file(path):
        landmarks = Landmarks(placed, get_layout(LAYOUTS[placed.shape[1]]), "pixel")
        return Faces(landmarks, **columns | found.columns, source=SOURCE)


def _of_arrays(path: str | Path) -> _Found:
    what = "a .npy or .npz file of numbers, nor .json"
    arrays = load_arrays(path, ("landmarks", "image_size", *_COLUMNS), what, alone="landmarks")
    points = _faces_of(path, arrays["landmarks"])
    columns = {name: column_of(path, name, arrays[name], len(points)) for name in _COLUMNS if name in arrays}
    size = arrays.get("image_size")
    if size is not None:
        right = size.shape in ((2,), (len(points), 2)) and size.dtype.kind in "fiu"
        if not right or not (size > 0).all():
            what = f"image_size is {size.dtype} of shape {size.shape}, not a width and a height above 0"
            raise FormatError(path, f"{what}; expected (2,), or ({len(points)}, 2) for one a face")
    return _Found(points, columns, size)


def _faces_of(path: str | Path, points: np.ndarray) -> np.ndarray:
    """(n, p, 3) of an array of faces in whichever order of axes."""
    shape, wanted = points.shape, [(p, dims) for p in LAYOUTS for dims in DIMS]
    if points.dtype.kind not in "fiu" or not points.size:
        raise FormatError(
            path, f"landmarks are {points.dtype} of shape {shape}; expected numbers (faces, 478, 3)"
        )
    if shape in wanted or shape[::-1] in wanted:
        points = points[None]
    elif points.ndim == 4 and shape[1] == 1:
        points = points[:, 0]
    elif points.ndim in (1, 2) and shape[-1] % 3 == 0 and shape[-1] // 3 in LAYOUTS:
        points = points.reshape(-1, shape[-1] // 3, 3)
    if points.ndim == 3 and points.shape[1] in DIMS and points.shape[2] in LAYOUTS:
        points = np.swapaxes(points, 1, 2)
    if points.ndim == 3 and points.shape[1:] in wanted:
        return points
    if points.ndim == 3 and points.shape[2] in DIMS:
        what = f"{points.shape[1]} points; MediaPipe's face mesh has 478 or, without irises, 468"
        raise FormatError(path, what)
    why = ""
    if points.ndim in (2, 3) and points.shape[-1] in (4, 5):
        why = "; keep the first three numbers of each point, array[..., :3]"
    elif points.ndim == 4:
        why = "; several faces in a picture: save one of them, array[:, 0]"
    raise FormatError(
        path, f"landmarks are {points.dtype} of shape {shape}; expected (faces, 478 or 468, 3 or 2){why}"
    )


def _of_json(path: str | Path, options: Options, notes: Notes) -> _Found:
    read = read_results(path)
    counts = sorted({len(face) for result in read.results for face in result.faces})
    if not counts:
        raise FormatError(path, f"none of its {len(read.results)} results has a face")
    if len(counts) > 1 or counts[0] not in LAYOUTS:
        numbers = " and ".join(map(str, counts))
        raise FormatError(
            path, f"faces of {numbers} points; MediaPipe's face mesh has 478 or, without irises, 468"
        )
    chooser = Chooser(Path(path), options.keep_face)
    frames, faces, lost = [], [], []
    for result in sorted(read.results, key=lambda one: one.frame):
        chosen = chooser.choose(result.frame, np.array(result.faces)) if result.faces else None
        if chosen is None:
            lost.append(result.frame)
            continue
        frames.append(result.frame)
        faces.append(result.faces[chosen])
    notes.add_frames("frames left out, no face is in them", Path(path).name, lost)
    chooser.tell(notes)
    number, stem = np.array(frames), Path(path).stem
    names = np.array([f"{stem}_{frame:06d}" for frame in frames])
    size = None if read.image_size is None else np.array(read.image_size)
    return _Found(np.array(faces), {"frame": number, "face": names}, size)


def _placed(path: str | Path, points: np.ndarray, size: np.ndarray | None, notes: Notes) -> np.ndarray:
    """(n, p, 3) float64 in pixels and Mien's axes, whatever they are in."""
    points = points.astype(np.float64)
    whole = points[np.isfinite(points).all(axis=(1, 2))]
    # Single coordinates that are not finite are a face's, not the file's doing.
    flat = np.abs(points[..., :2][np.isfinite(points[..., :2])])
    if not len(whole) or np.median(np.abs(whole[..., :2])) <= _PIXELS:
        if flat.max(initial=0.0) > _MOST:
            raise FormatError(path, "most x and y are shares of the image (0 to 1), but not all of them")
        if size is None:
            raise FormatError(
                path,
                "the size of the images is not known; give it with --image-size 1280x720, or in an .npz as "
                "image_size, (2,) or one a face (faces, 2)",
            )
        return to_mien(points, size)
    name, extent = Path(path).name, np.median(np.ptp(whole, axis=1), axis=0)
    if points.shape[2] == 2:
        notes.add("faces taken as x and y in pixels, for they are beyond 0 to 1", name, len(points))
        return points * [1, -1]
    if extent[2] > _FLAT * extent[0]:
        notes.add("faces taken as x, y and z in pixels, for they are beyond 0 to 1", name, len(points))
        return points * [1, -1, -1]
    if size is None:
        raise FormatError(
            path,
            "x and y are in pixels, but z is in shares of the image's width; give the size of the images "
            "with --image-size 1280x720",
        )
    notes.add("faces taken as x and y in pixels and z in shares of the width", name, len(points))
    width = np.broadcast_to(size[..., 0], len(points))
    depth = np.stack([np.ones_like(width), -np.ones_like(width), -width], axis=-1)
    return points * depth[:, None]
