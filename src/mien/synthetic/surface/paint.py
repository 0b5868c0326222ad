"""The rig's surface as a shaded picture."""

from __future__ import annotations

import numpy as np
from PIL import Image

from mien.synthetic.rig import load_rig
from mien.synthetic.surface.frame import Frame
from mien.synthetic.surface.light import Shadows, shading
from mien.synthetic.surface.raster import cover, planes
from mien.synthetic.surface.skin import BACKGROUND, MILLIMETRES, material

_MORE = 2  # samples a pixel and direction
_CHUNK = 1 << 15  # pixels at a time, so that they stay in the processor's cache


def paint_surface(vertices: np.ndarray, frame: Frame, gaze: np.ndarray | None = None) -> Image.Image:
    """An RGB picture of one face from the front.

    Parameters
    ----------
    vertices : (v, 3) of the rig, in eye distances, the eyes' middle at 0.
    gaze : (2,) how far the irises are from the front of the eyeballs, across and up; None for straight ahead.
    """
    large = frame.scaled(_MORE)
    look, millimetre = material(), large.eye_distance / MILLIMETRES
    screen = large.pixels(vertices)
    corner = screen[look.triangles]
    a, b = corner[:, 1, :2] - corner[:, 0, :2], corner[:, 2, :2] - corner[:, 0, :2]
    shown = np.flatnonzero(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0] < 0)
    depth = corner[shown, :, 2].mean(axis=1) + look.nearer[shown] * millimetre
    shown = shown[np.argsort(depth, kind="stable")]
    flat, triangles = screen[:, :2], look.triangles[shown]
    pixel, which = cover(flat, triangles, large.width, large.height)
    light = shading(vertices.astype(np.float64))[triangles][:, :, None]
    places = look.looking(gaze)[shown]
    plane = planes(flat, triangles, np.concatenate([places, light], axis=2))
    along, down, level = np.ascontiguousarray(plane.transpose(1, 2, 0), dtype=np.float32)
    part, darken = look.part[shown], Shadows(flat[load_rig().landmarks], millimetre)
    picture = np.empty((large.height * large.width, 3), dtype=np.float32)
    picture[:] = BACKGROUND
    for start in range(0, len(pixel), _CHUNK):
        some, of = pixel[start : start + _CHUNK], which[start : start + _CHUNK]
        row, column = np.divmod(some, large.width)
        x, y = column.astype(np.float32) + np.float32(0.5), row.astype(np.float32) + np.float32(0.5)
        u, v, lit = (along[k].take(of) * x + down[k].take(of) * y + level[k].take(of) for k in range(3))
        darken(lit, part[of], x, y)
        picture[some] = _coloured(look.picture, u, v, lit)
    samples = picture.reshape(large.height, large.width, 3)
    # The mean of each 2 × 2 samples.
    rows = samples[0::2] + samples[1::2]
    small = rows[:, 0::2] + rows[:, 1::2]
    return Image.fromarray((small * np.float32(0.25) + np.float32(0.5)).astype(np.uint8), "RGB")


def _coloured(texture: np.ndarray, u: np.ndarray, v: np.ndarray, light: np.ndarray) -> np.ndarray:
    """(k, 3) colours of places in the texture under a light, over the background."""
    height, width = texture.shape
    place = np.clip(v, 0, height - 1).astype(np.int32) * width + np.clip(u, 0, width - 1).astype(np.int32)
    colour = texture.ravel()[place].view(np.uint8).reshape(-1, 4).astype(np.float32)
    lit = np.minimum(colour[:, :3] * light[:, None], 255)
    fading = np.flatnonzero(colour[:, 3] < 255)
    behind = np.array(BACKGROUND, dtype=np.float32)
    lit[fading] = behind + colour[fading, 3:] / 255 * (lit[fading] - behind)
    return np.asarray(lit)
