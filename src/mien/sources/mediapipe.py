"""Arrays of MediaPipe's face mesh: ``.npy`` or ``.npz``, x and y in shares of the image, z on x's scale."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field, field_validator

from mien.errors import FormatError
from mien.faces.faces import Faces
from mien.landmarks.layout import get_layout
from mien.landmarks.values import DIMS, Landmarks
from mien.sources.arrays import load_arrays
from mien.sources.stream import Reading, Stream, whole_file

# Number of points -> layout.
LAYOUTS = {478: "mediapipe478", 468: "mediapipe468"}
SOURCE = "MediaPipe face mesh"
_MOST = 8.0
_COLUMNS = ("face", "subject", "label", "intensity", "sequence", "frame")


class Options(Reading):
    """How the images were."""

    image_size: tuple[float, float] | None = Field(
        None, description="Size of the images, for example 1280x720."
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
    return whole_file(path, read_mediapipe(path, options.image_size))


def to_mien(points: np.ndarray, image_size: tuple[float, float]) -> np.ndarray:
    """From MediaPipe's axes to Mien's: x right, y up, z toward the camera, in pixels.

    MediaPipe gives x in image widths, y in image heights downward, z in image widths away from the camera.

    Parameters
    ----------
    points : (..., 3), or (..., 2) without z.
    image_size : width and height; any unit, as only faces of one scale are wanted.

    Returns
    -------
    (..., 3) or (..., 2) float64
    """
    width, height = image_size
    dims = np.shape(points)[-1]
    scale, shift = [width, -height, -width][:dims], [0.0, height, 0.0][:dims]
    return np.asarray(points, dtype=np.float64) * scale + shift


def read_mediapipe(path: str | Path, image_size: tuple[float, float] | None = None) -> Faces:
    """Read faces of MediaPipe.

    Parameters
    ----------
    path : ``.npy`` with an array (n, 478, 3) or (n, 468, 3), or without z (n, 478, 2) or (n, 468, 2), or
        ``.npz`` with it as ``landmarks`` and, where they are known, ``subject``, ``label``, ``intensity``,
        ``face``, ``sequence``, ``frame`` (n,) and ``image_size`` (2,).
        Without subjects, all faces are of one, named as the file.
    image_size : width and height of the images, where the file does not give them.

    Raises
    ------
    FormatError
        If the arrays are not these, the image size is not known, or coordinates are
        not shares of the image.
    """
    what = "a .npy or .npz file of numbers"
    arrays = load_arrays(path, ("landmarks", "image_size", *_COLUMNS), what, alone="landmarks")
    if "landmarks" not in arrays:
        raise FormatError(path, "no array landmarks")
    points = arrays["landmarks"]
    if points.dtype.kind != "f" or points.ndim != 3 or points.shape[2] not in DIMS or not len(points):
        raise FormatError(
            path,
            f"landmarks are {points.dtype} of shape {points.shape}; expected (faces, 478 or 468, 3 or 2)",
        )
    if points.shape[1] not in LAYOUTS:
        raise FormatError(
            path, f"{points.shape[1]} points; MediaPipe's face mesh has 478 or, without irises, 468"
        )
    size = _size(path, arrays.get("image_size"), image_size)
    # Single coordinates that are not finite are a face's, not the file's doing.
    if np.abs(points[np.isfinite(points)]).max(initial=0.0) > _MOST:
        raise FormatError(path, "coordinates are not between 0 and 1; MediaPipe gives shares of the image")
    n, stem = len(points), Path(path).stem
    columns: dict[str, Any] = {
        "face": np.char.mod(f"{stem.replace('%', '%%')}_%06d", np.arange(n)),
        "subject": np.full(n, stem),
        "sequence": np.full(n, stem),
        "frame": np.arange(n),
    }
    columns |= {name: arrays[name] for name in _COLUMNS if name in arrays}
    try:
        placed = to_mien(points, size).astype(np.float32)
        landmarks = Landmarks(placed, get_layout(LAYOUTS[points.shape[1]]), "pixel")
        return Faces(landmarks, **columns, source=SOURCE)
    except ValueError as error:
        raise FormatError(path, str(error)) from None


def _size(
    path: str | Path, stored: np.ndarray | None, given: tuple[float, float] | None
) -> tuple[float, float]:
    if given is not None:
        return given
    if stored is None:
        raise FormatError(path, "the size of the images is not known; give it with --image-size 1280x720")
    if stored.shape != (2,) or stored.dtype.kind not in "fiu" or not (stored > 0).all():
        raise FormatError(path, "image_size is not a width and a height")
    return float(stored[0]), float(stored[1])
