"""Triangles to pixels, back to front, with NumPy alone."""

from __future__ import annotations

import numpy as np


def cover(
    screen: np.ndarray, triangles: np.ndarray, width: int, height: int
) -> tuple[np.ndarray, np.ndarray]:
    """Which triangle each pixel shows; later triangles cover earlier ones.

    Each triangle is cut into rows of pixels whose centres it holds, and the rows are written in the order of
    the triangles.

    Parameters
    ----------
    screen : (v, 2) columns and rows, pixels.
    triangles : (t, 3), back to front; those turned away (clockwise on the screen) are left out before.
    width, height : of the picture.

    Returns
    -------
    pixel : (k,) int64, flat index of each pixel that shows a triangle, ascending.
    triangle : (k,) int64, the row of `triangles`.
    """
    corner = screen[triangles].astype(np.float64)  # (t, 3, 2)
    low = np.maximum(np.ceil(corner[:, :, 1].min(1) - 0.5), 0).astype(np.int64)
    high = np.minimum(np.floor(corner[:, :, 1].max(1) - 0.5), height - 1).astype(np.int64)
    rows = np.maximum(high - low + 1, 0)
    owner = np.repeat(np.arange(len(triangles)), rows)
    row = _counted(rows) + low[owner]
    left, right = _edges(corner, owner, row + 0.5)
    first = np.maximum(np.ceil(left - 0.5), 0).astype(np.int64)
    last = np.minimum(np.ceil(right - 0.5) - 1, width - 1).astype(np.int64)
    length = np.maximum(last - first + 1, 0)
    place = np.repeat(row * width + first, length) + _counted(length)
    shown = np.full(width * height, -1, dtype=np.int32)
    shown[place] = np.repeat(owner.astype(np.int32), length)
    pixel = np.flatnonzero(shown >= 0)
    return pixel, shown[pixel].astype(np.int64)


def _counted(counts: np.ndarray) -> np.ndarray:
    """0, 1, … counts[0] − 1, 0, 1, … for each count."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) - np.repeat(ends - counts, counts)


def _edges(corner: np.ndarray, owner: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where the triangle begins and ends in a row."""
    left = np.full(len(y), np.inf)
    right = np.full(len(y), -np.inf)
    for a, b in ((0, 1), (1, 2), (2, 0)):
        (x0, y0), (x1, y1) = corner[:, a].T, corner[:, b].T
        span = y1 - y0
        slope = (x1 - x0) / np.where(span == 0, 1.0, span)
        low, high = np.minimum(y0, y1), np.where(span == 0, -np.inf, np.maximum(y0, y1))
        crosses = (low.take(owner) <= y) & (y <= high.take(owner))
        x = (x0 - slope * y0).take(owner) + slope.take(owner) * y
        np.minimum(left, x, out=left, where=crosses)
        np.maximum(right, x, out=right, where=crosses)
    empty = ~np.isfinite(left) | ~np.isfinite(right)
    left[empty], right[empty] = 0.0, -1.0
    return left, right


def planes(screen: np.ndarray, triangles: np.ndarray, values: np.ndarray) -> np.ndarray:
    """(t, 3, c), values as a linear function of the place on the screen: value = [column, row, 1] @ plane.

    Parameters
    ----------
    screen, triangles : (v, 2), (t, 3).
    values : (t, 3, c) at the corners.
    """
    corner = screen[triangles].astype(np.float64)
    a, b = corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]
    area = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    area = np.where(np.abs(area) < 1e-9, np.inf, area)[:, None]
    u, v = values[:, 1] - values[:, 0], values[:, 2] - values[:, 0]
    along = (u * b[:, 1:2] - v * a[:, 1:2]) / area
    down = (v * a[:, 0:1] - u * b[:, 0:1]) / area
    level = values[:, 0] - along * corner[:, 0, 0:1] - down * corner[:, 0, 1:2]
    return np.stack([along, down, level], axis=1)
