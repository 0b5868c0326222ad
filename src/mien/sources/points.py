"""Arrays of points in pixels, as scripts around dlib and face-alignment save them: ``.npy`` or ``.json``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field

from mien.errors import FormatError, of_file
from mien.faces.faces import Faces
from mien.landmarks.layout import NAMES, get_layout
from mien.landmarks.values import DIMS, Landmarks
from mien.sources.arrays import load_arrays
from mien.sources.stream import Reading, Stream, whole_file

# Number of points -> layout.
LAYOUTS = {68: "ibug68", 51: "ibug51"}
SOURCE = "points in pixels"


class Options(Reading):
    """What the points are."""

    layout: str | None = Field(
        None, description="Layout of the points; told by their number if left out (68: ibug68)."
    )


def open_source(path: str, options: Options) -> Stream:
    """Open a file of faces; see `read_points`."""
    return whole_file(path, read_points(path, options.layout))


def read_points(path: str | Path, layout: str | None = None) -> Faces:
    """Read faces.

    Parameters
    ----------
    path : ``.npy`` with an array (n, p, 2) or (n, p, 3), or of one face, (p, 2) or (p, 3); or ``.json`` with
        lists of the same form, or an object of names and faces. Pixels, x right and y down; z, which
        face-alignment gives, toward the camera. All faces are of one person, named as the file, unless they
        have names, which are people's then.
    layout : name of the layout; by the number of points if None.

    Raises
    ------
    FormatError
        If the file holds something else, or the number of points tells no layout.
    """
    path = Path(path)
    if path.suffix.lower() == ".json":
        names, points = _of_json(path)
    else:
        names, points = [], load_arrays(path, ("points",), "a .npy file of numbers", alone="points")["points"]
    if points.ndim == 2:
        points = points[None]
    if points.dtype.kind not in "fiu" or points.ndim != 3 or points.shape[2] not in DIMS or not len(points):
        raise FormatError(
            path,
            f"points are {points.dtype} of shape {points.shape}; expected numbers (faces, points, 2 or 3)",
        )
    n, p, dims = points.shape
    if layout is None and p not in LAYOUTS:
        raise FormatError(path, f"{p} points; say what they are with --layout ({', '.join(NAMES)})")
    placed = points.astype(np.float64) * [1.0, -1.0, 1.0][:dims]
    face = np.array(names) if names else np.array([f"{path.stem}_{row:06d}" for row in range(n)])
    known: dict[str, Any] = {"subject": face}
    if not names:
        known = {"subject": np.full(n, path.stem), "sequence": np.full(n, path.stem), "frame": np.arange(n)}
    with of_file(path):
        landmarks = Landmarks(placed, get_layout(layout or LAYOUTS[p]), "pixel")
        return Faces(landmarks, face, source=SOURCE, **known)


def _of_json(path: Path) -> tuple[list[str], np.ndarray]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise FormatError(path, "not a JSON file", line) from None
    names = list(content) if isinstance(content, dict) else []
    try:
        return names, np.array(list(content.values()) if names else content, dtype=np.float64)
    except (TypeError, ValueError):
        raise FormatError(
            path, "not faces as lists of points: every face needs the same number of [x, y] or [x, y, z]"
        ) from None
