"""Faces to pictures: aligned alike, framed alike, drawn alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

import numpy as np
from PIL import Image

from mien.errors import ConfigError, DataError
from mien.landmarks.alignment import Alignment
from mien.landmarks.degeneracy import batches, eye_centres, refuse_degenerate
from mien.landmarks.layout import Layout
from mien.landmarks.values import Landmarks
from mien.synthetic.surface.frame import MOST, Frame
from mien.synthetic.surface.lines import draw_lines
from mien.synthetic.surface.paint import paint_surface
from mien.synthetic.surface.surface import bent, gaze

Style = Literal["surface", "lines"]
STYLES: tuple[Style, ...] = ("surface", "lines")
_AT_ONCE = 32  # surfaces in memory


def draw_faces(
    points: np.ndarray,
    layout: Layout,
    *,
    names: np.ndarray | None = None,
    people: np.ndarray | None = None,
    rotations: np.ndarray | None = None,
    alignment: Alignment | None = None,
    frame: Frame | None = None,
    style: Style = "surface",
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Image.Image]:
    """Pictures of faces, all from the front, with the eyes in the same places.

    Parameters
    ----------
    points : (n, p, 3); x right in the image, y up, z toward the camera. Or (n, p, 2), for lines.
    layout : what each point is.
    names : (n,) the faces' names, for error messages.
    people : (n,) whose face each is; the surface then has one identity a person, so that only expressions
        differ. None: every face for itself.
    rotations : (n, 3, 3) given poses, ``rotations[i] @ point`` is of the frontal face; None to find them.
    alignment : of an earlier call, where faces are added to a study; None to fit one to these faces.
    frame : size of the pictures and place of the eyes.
    style : ``"surface"``, a shaded face bent to the landmarks, or ``"lines"``, their outlines alone.
    progress : called with faces done and faces in all.

    Yields
    ------
    RGB pictures, in the order of the faces.

    Raises
    ------
    DataError
        If there are no faces, or faces are not finite, without depth or without two eyes; named. Faces in
        two dimensions are drawn as lines only.
    ConfigError
        If `style` is neither of the two, or the pictures are too large.
    """
    chosen = frame or Frame()
    if max(chosen.width, chosen.height) > MOST:
        raise ConfigError(f"pictures of {chosen.width} × {chosen.height} pixels; at most {MOST} a side")
    if style not in STYLES:
        raise ConfigError(f"style is {style!r}; expected one of {', '.join(STYLES)}")
    landmarks = Landmarks(points, layout)
    labels = np.arange(len(landmarks)) if names is None else np.asarray(names)
    for column, what in ((labels, "names"), (people, "people")):
        if column is not None and len(column) != len(landmarks):
            raise DataError(f"there are {len(column)} {what} for {len(landmarks)} faces")
    if style == "surface" and landmarks.dims == 2:
        raise DataError(
            "faces in two dimensions have no depth to shade: draw them as lines, or lift them first "
            "(mien convert KIND FILE OUT.parquet --to LAYOUT)"
        )
    refuse_degenerate(landmarks, labels)
    if alignment is None:
        alignment = Alignment.fit(landmarks, rotations=rotations)
    aligned = levelled(alignment.restore(alignment.apply(landmarks, rotations, labels)), layout)
    pictures: Iterator[Image.Image] = (draw_lines(face, layout, chosen) for face in aligned)
    if style == "surface":
        pictures = _surfaces(aligned, layout, chosen, people)
    return _counted(pictures, len(aligned), progress)


def style_of(landmarks: Landmarks) -> Style:
    """How faces are drawn where nobody says: as a surface, or as lines where there is no depth to shade."""
    return "surface" if landmarks.dims == 3 else "lines"


def levelled(aligned: np.ndarray, layout: Layout) -> np.ndarray:
    """Aligned faces (n, p, 3 or 2) turned and scaled in the picture until the eyes are level and 1 apart.

    A face as a whole can be straight with one eye a little higher than the other.
    """
    left, right = eye_centres(aligned, layout)
    across, up = (left - right)[:, 0], (left - right)[:, 1]
    square = (across**2 + up**2)[:, None]
    x, y, *depth = np.moveaxis(aligned.astype(np.float64), 2, 0)
    across, up = across[:, None] / square, up[:, None] / square
    deep = [z / np.sqrt(square) for z in depth]
    return np.stack([x * across + y * up, y * across - x * up, *deep], axis=2)


def _surfaces(
    aligned: np.ndarray, layout: Layout, frame: Frame, people: np.ndarray | None
) -> Iterator[Image.Image]:
    fitted = bent(aligned, layout, None if people is None else np.asarray(people))
    for rows in batches(len(aligned), _AT_ONCE):
        vertices = fitted.vertices(rows)
        looks = gaze(aligned[rows], layout, vertices)
        for surface, look in zip(vertices, looks, strict=True):
            yield paint_surface(surface, frame, look)


def _counted(
    pictures: Iterator[Image.Image], total: int, progress: Callable[[int, int], None] | None
) -> Iterator[Image.Image]:
    for done, picture in enumerate(pictures, start=1):
        yield picture
        if progress is not None:
            progress(done, total)
