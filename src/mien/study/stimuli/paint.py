"""The rig's surface as a shaded picture."""

from __future__ import annotations

import numpy as np
from PIL import Image

from mien.datasets.rig import load_rig
from mien.study.stimuli.frame import Frame
from mien.study.stimuli.raster import cover, planes
from mien.study.stimuli.skin import BACKGROUND, MILLIMETRES, material, shading, shadows

_MORE = 2  # samples a pixel and direction


def paint_surface(vertices: np.ndarray, frame: Frame) -> Image.Image:
    """One face from the front.

    Parameters
    ----------
    vertices : (v, 3) of the rig, in eye distances, the eyes' middle at 0.
    frame : size and place.

    Returns
    -------
    RGB picture.
    """
    large = frame.scaled(_MORE)
    look, rig = material(), load_rig()
    screen = large.pixels(vertices)
    corner = screen[look.triangles]
    a, b = corner[:, 1, :2] - corner[:, 0, :2], corner[:, 2, :2] - corner[:, 0, :2]
    shown = np.flatnonzero(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0] < 0)
    depth = corner[shown, :, 2].mean(axis=1) + look.nearer[shown] * large.eye_distance / MILLIMETRES
    shown = shown[np.argsort(depth, kind="stable")]
    flat = screen[:, :2]
    triangles = look.triangles[shown]
    pixel, which = cover(flat, triangles, large.width, large.height)
    light = shading(vertices.astype(np.float64))
    values = np.concatenate([look.places[shown], light[triangles][:, :, None]], axis=2)
    plane = planes(flat, triangles, values).astype(np.float32)[which]
    y, x = np.divmod(pixel, large.width)
    at = plane[:, 0] * (x + 0.5).astype(np.float32)[:, None]
    at += plane[:, 1] * (y + 0.5).astype(np.float32)[:, None]
    at += plane[:, 2]
    mark = flat[rig.landmarks]
    part = look.part[shown][which]
    shadows(at[:, 2], part, x, y, mark, large.eye_distance / MILLIMETRES)
    height, width, _ = look.picture.shape
    column = np.clip(at[:, 0].astype(np.int64), 0, width - 1)
    row = np.clip(at[:, 1].astype(np.int64), 0, height - 1)
    colour = look.picture[row, column]
    cover_ = colour[:, 3:]
    colour = np.clip(colour[:, :3] * at[:, 2:3], 0, 255)
    picture = np.empty((large.height * large.width, 3), dtype=np.float32)
    picture[:] = BACKGROUND
    picture[pixel] += cover_ * (colour - picture[pixel])
    small = picture.reshape(frame.height, _MORE, frame.width, _MORE, 3).mean(axis=(1, 3))
    return Image.fromarray((small + 0.5).astype(np.uint8), "RGB")
