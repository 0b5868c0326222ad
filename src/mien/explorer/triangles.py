"""A surface for landmarks."""

from __future__ import annotations

import numpy as np

from mien.landmarks.layout import Layout

_LONG = 2.5  # times the median side: longer triangles bridge what is no skin


def triangulated(mean: np.ndarray, layout: Layout) -> np.ndarray:
    """Triangles (t, 3) over the points of a mean face (p, 3 or 2), anticlockwise seen from the front.

    The Delaunay triangulation of the face from the front.
    """
    from scipy.spatial import Delaunay

    flat = np.asarray(mean, np.float64)[:, :2]
    triangles = Delaunay(flat, qhull_options="QJ").simplices
    a, b, c = (flat[triangles[:, corner]] for corner in range(3))
    turn = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    triangles[turn < 0] = triangles[turn < 0][:, ::-1]
    return np.asarray(triangles[np.abs(turn) > 1e-9])
