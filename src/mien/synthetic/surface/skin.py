"""Colours of the rig's surface: a flat picture of skin, lips, brows and eyes, and where it lies on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from mien.synthetic.rig import EYE, TEETH, TONGUE, FaceRig, load_rig

MILLIMETRES = 59.0  # between the eyes of the mean face
BACKGROUND = (236, 236, 234)
SKIN_COLOUR = (214, 178, 156)
LIP_COLOUR = (178, 112, 104)
BROW_COLOUR, LASH_COLOUR = (74, 54, 44), (58, 42, 36)
TEETH_COLOUR = (238, 234, 222)
TONGUE_COLOUR = (176, 92, 92)
WHITE_COLOUR = (240, 238, 234)
IRIS_COLOUR, PUPIL_COLOUR, RIM_COLOUR = (104, 82, 62), (24, 20, 18), (58, 46, 38)

_FINE = 4.0  # texels a millimetre
_LEFT, _TOP, _RIGHT, _BOTTOM = -92.0, 140.0, 92.0, -130.0  # of the skin, millimetres of the rig at rest
_PATCH = 30  # millimetres, of the patches beside the skin
_LIPS = slice(48, 60)
_NECK = (-96.0, -112.0)  # millimetres, where the neck fades out
_LASH = 1.1  # millimetres
_IRIS, _PUPIL = 5.9, 2.5  # radii, millimetres


@dataclass(frozen=True, eq=False)
class Material:
    """The picture that is laid on the surface.

    Attributes
    ----------
    picture : (h, w) uint32, four bytes a texel: colour, and how much it covers the background.
    places : (t, 3, 2) float64, column and row in it of each triangle's corners.
    triangles : (t, 3) int64, those of the rig that can be seen.
    nearer : (t,) float64, millimetres added to the depth when triangles are sorted.
    part : (t,) uint8.
    """

    picture: np.ndarray
    places: np.ndarray
    triangles: np.ndarray
    nearer: np.ndarray
    part: np.ndarray

    def looking(self, gaze: np.ndarray | None) -> np.ndarray:
        """`places` with the irises moved by (2,) eye distances across and up."""
        if gaze is None:
            return self.places
        moved = np.asarray(gaze) * [-MILLIMETRES * _FINE, MILLIMETRES * _FINE]
        return self.places + (self.part == EYE)[:, None, None] * moved


@cache
def material() -> Material:
    """The material of the rig, made once."""
    rig = load_rig()
    triangles, part = rig.triangles, rig.part[rig.triangles[:, 0]]
    skin = _skin_picture(rig)
    ball = _eye_picture()
    column = np.concatenate([ball, *(np.full_like(ball, colour) for colour in (TEETH_COLOUR, TONGUE_COLOUR))])
    picture = np.full((max(len(skin), len(column)), skin.shape[1] + column.shape[1], 4), 255, np.uint8)
    picture[: len(skin), : skin.shape[1]] = skin
    picture[: len(column), skin.shape[1] :, :3] = column

    rest = rig.neutral.astype(np.float64)
    flat = np.stack([(rest[:, 0] - _LEFT) * _FINE, (_TOP - rest[:, 1]) * _FINE], axis=1)
    side = _PATCH * _FINE
    middle = skin.shape[1] + side / 2
    for sign in (-1, 1):
        eye, pole = rig.eyeball(sign)
        flat[eye] = (rest[eye, :2] - rest[pole, :2]) * [_FINE, -_FINE] + [middle, side / 2]
    places = flat[triangles]
    for number, inside in enumerate((part == TEETH, part == TONGUE)):
        places[inside] = [middle, side * (number + 1.5)]
    nearer = np.select([part == EYE, part == TEETH, part == TONGUE], [-3.0, -2.0, -3.0], 0.0)
    return Material(picture.view(np.uint32)[:, :, 0], places, triangles, nearer, part)


def _eye_picture() -> np.ndarray:
    """An eyeball from the front: white, iris with a darker rim, pupil, one light."""
    side, more = int(_PATCH * _FINE), 4
    image = Image.new("RGB", (side * more, side * more), WHITE_COLOUR)
    pen = ImageDraw.Draw(image)
    middle = side * more / 2

    def disc(x: float, y: float, radius: float, colour: tuple[int, int, int]) -> None:
        x, y, radius = middle + x * _FINE * more, middle + y * _FINE * more, radius * _FINE * more
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)

    disc(0, 0, _IRIS, RIM_COLOUR)
    disc(0, 0, _IRIS - 0.7, IRIS_COLOUR)
    disc(0, 0, _PUPIL, PUPIL_COLOUR)
    disc(-1.7, -1.9, 0.9, (250, 250, 250))
    image = image.filter(ImageFilter.GaussianBlur(0.25 * _FINE * more))
    return np.asarray(image.resize((side, side), Image.Resampling.BOX))


def _skin_picture(rig: FaceRig) -> np.ndarray:
    """Skin, lips and brows from the front, on the face at rest."""
    size = int((_RIGHT - _LEFT) * _FINE), int((_TOP - _BOTTOM) * _FINE)
    image = Image.new("RGB", size, SKIN_COLOUR)
    marks = (rig.neutral[rig.landmarks, :2] - [_LEFT, _TOP]) * [_FINE, -_FINE]

    def paint(corners: np.ndarray, colour: tuple[int, int, int], strength: int, soft: float) -> None:
        mask = Image.new("L", size, 0)
        ImageDraw.Draw(mask).polygon([tuple(corner) for corner in corners], fill=strength)
        image.paste(colour, mask=mask.filter(ImageFilter.GaussianBlur(soft * _FINE)))

    paint(rounded(marks[_LIPS]), LIP_COLOUR, 255, 0.5)
    for first in (16, 26):
        paint(rounded(marks[first : first + 10]), BROW_COLOUR, 225, 0.6)
    for first in (0, 8):
        paint(_lashes(marks[first : first + 8]), LASH_COLOUR, 235, 0.2)
    below = (np.arange(size[1]) / _FINE - (_TOP - _NECK[0])) / (_NECK[0] - _NECK[1])
    solid = np.round(255 * (1 - np.clip(below, 0, 1))).astype(np.uint8)
    return np.dstack([np.asarray(image), np.broadcast_to(solid[:, None], (size[1], size[0]))])


def _lashes(eye: np.ndarray) -> np.ndarray:
    """Outline of a dark edge along the upper lid of an eye (8, 2) in texels; none at its inner corner."""
    rim = rounded(eye)[: 4 * 2**3 + 1]
    share = np.linspace(0, 1, len(rim))[:, None]
    away = rim - eye.mean(axis=0)
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    return np.concatenate([rim - 0.2 * _FINE * away, (rim + _LASH * _FINE * share**0.5 * away)[::-1]])


def rounded(corners: np.ndarray, times: int = 3) -> np.ndarray:
    """A closed outline through (n, 2) corners (Catmull and Rom, 1974), 2^times points a corner."""
    count = 2**times
    t = np.arange(count)[:, None] / count
    before, start, end, after = (np.roll(corners, shift, axis=0) for shift in (1, 0, -1, -2))
    pieces = [
        b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
        for a, b, c, d in zip(before, start, end, after, strict=True)
    ]
    return np.concatenate(pieces)
