"""Light on the rig's surface: a lamp from above, darker folds and openings, shadows of lids and lips."""

from __future__ import annotations

from functools import cache

import numpy as np

from mien.synthetic.rig import EYE, SKIN, TEETH, TONGUE, load_rig
from mien.synthetic.surface.raster import cover
from mien.synthetic.surface.skin import rounded

# Millimetres of the mouth and the nostrils beyond their landmarks: toward low and high x, y and z.
_INSIDE, _AROUND = np.array([3, 5, 60]), np.array([3, 5, 5])
_DARKEST, _DARK_BY = 0.16, 4.5  # light deep in the mouth; millimetres to get there
_KEY, _KEY_SHARE = np.array([-0.16, 0.42, 0.89]), 0.60
_AMBIENT, _SKY = 0.46, 0.08
_TEETH_LIGHT = 0.97  # small and behind the lips: the shadows of these shape them
_FOLD = 0.6  # how much folds darken and ridges lighten


def shading(vertices: np.ndarray) -> np.ndarray:
    """(v,) light on each vertex (v, 3) of the rig, any unit: a lamp from above, the sky, darker folds."""
    rig = load_rig()
    normal = normals(vertices, rig.triangles)
    key = _KEY / np.linalg.norm(_KEY)
    light = _AMBIENT + _SKY * normal[:, 1] + _KEY_SHARE * np.clip(normal @ key, 0, None)
    start, neighbour, owner, count = _neighbours()
    mean = np.add.reduceat(vertices[neighbour], start) / count[:, None]
    size = np.linalg.norm(vertices[neighbour] - vertices[owner], axis=1)
    size = np.add.reduceat(size, start) / count
    fold = np.einsum("vk,vk->v", mean - vertices, normal) / (size + 1e-12)
    fold = np.add.reduceat(fold[neighbour], start) / count * 0.5 + fold * 0.5
    light = light * (1 - _FOLD * np.clip(fold, -0.2, 0.25)) * _openings()
    light[rig.part == EYE] = 0.45 + 0.55 * light[rig.part == EYE]
    light[rig.part == TEETH] = _TEETH_LIGHT
    light[rig.part == TONGUE] *= 0.85
    return np.asarray(light)


class Shadows:
    """What the upper lid throws on the eye, and the lips on what is behind them.

    Parameters
    ----------
    marks : (p, 2) landmarks of the rig on the screen.
    pixel : pixels a millimetre.
    """

    def __init__(self, marks: np.ndarray, pixel: float) -> None:
        self.pixel = pixel
        self.lids = [rounded(marks[first : first + 8])[:33] for first in (0, 8)]
        self.inner = rounded(marks[60:68])

    def __call__(self, light: np.ndarray, part: np.ndarray, x: np.ndarray, y: np.ndarray) -> None:
        """Darken in place the light (k,) of pixels that show a part (k,) of the rig at columns x, rows y."""
        eyes = np.flatnonzero(part == EYE)
        for lid in self.lids:
            middle = lid[:, 0].mean()
            eye = eyes[np.abs(x[eyes] - middle) < 25 * self.pixel]
            below = (y[eye] - _height(lid, x[eye])) / self.pixel
            light[eye] *= 1 - 0.5 * np.exp(-np.clip(below, 0, None) / 1.6)
        inside = np.flatnonzero((part == TEETH) | (part == TONGUE))
        column, row, inner = x[inside], y[inside], self.inner
        below = (row - _height(inner[:33], column)) / self.pixel
        above = (_height(inner[32:], column) - row) / self.pixel
        corner = np.minimum(column - inner[:, 0].min(), inner[:, 0].max() - column) / self.pixel
        near = np.minimum(np.minimum(below / 2.2, above / 1.1), corner / 6)
        light[inside] *= 1 - 0.7 * np.exp(-np.clip(near, 0, None))


def _height(line: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Row of a line (l, 2) in the columns x."""
    order = np.argsort(line[:, 0], kind="stable")
    return np.interp(x, line[order, 0], line[order, 1])


def normals(vertices: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """(v, 3) unit normals, each the area-weighted mean of the triangles around a vertex."""
    corner = vertices[triangles]
    face = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    flat = triangles.T.ravel()
    total = np.stack(
        [np.bincount(flat, np.tile(face[:, k], 3), minlength=len(vertices)) for k in range(3)], axis=1
    )
    return np.asarray(total / (np.linalg.norm(total, axis=1, keepdims=True) + 1e-12))


@cache
def _neighbours() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Start of each vertex's neighbours, the neighbours, whose they are, how many."""
    rig = load_rig()
    pairs = rig.triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    pairs = np.unique(np.concatenate([pairs, pairs[:, ::-1]]), axis=0)
    count = np.bincount(pairs[:, 0], minlength=len(rig.neutral))
    return np.cumsum(count) - count, pairs[:, 1], pairs[:, 0], count


@cache
def _openings() -> np.ndarray:
    """(v,) light that reaches each vertex: less inside the mouth and the nostrils."""
    rig = load_rig()
    corner = rig.neutral[rig.triangles].astype(np.float64)
    a, b = corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]
    outside = np.flatnonzero(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0] > 0)
    outside = outside[np.argsort(corner[outside, :, 2].mean(axis=1), kind="stable")]
    fine = 8.0
    left, top = rig.neutral[:, 0].min(), rig.neutral[:, 1].max()
    screen = (rig.neutral[:, :2] - [left, top]) * [fine, -fine]
    width, height = (int(extent) + 1 for extent in screen.max(axis=0))
    seen = outside[np.unique(cover(screen, rig.triangles[outside], width, height)[1])]
    away = np.full(len(rig.neutral), np.inf)
    away[rig.triangles[seen].ravel()] = 0.0
    start, neighbour, owner, _ = _neighbours()
    length = np.linalg.norm(rig.neutral[neighbour] - rig.neutral[owner], axis=1)
    for _ in range(40):
        away = np.minimum(away, np.minimum.reduceat(away[neighbour] + length, start))
    light = _DARKEST + (1 - _DARKEST) * np.exp(-((away / _DARK_BY) ** 2))
    marks = rig.neutral[rig.landmarks]
    inside = np.zeros(len(light), dtype=bool)
    for group in (slice(48, 68), slice(38, 46)):
        low, high = marks[group].min(axis=0), marks[group].max(axis=0)
        inside |= ((rig.neutral > low - _INSIDE) & (rig.neutral < high + _AROUND)).all(axis=1)
    return np.where(inside & (rig.part == SKIN), light, 1.0)
