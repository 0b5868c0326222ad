"""The surface that the page draws: the rig's where it has the layout's landmarks, else a triangulation."""

from __future__ import annotations

from typing import Any

import numpy as np

from mien.errors import LayoutError
from mien.explorer.payload import quantised
from mien.landmarks.alignment import Alignment
from mien.landmarks.layout import Layout, get_layout
from mien.synthetic.surface.linear import PARTS, LinearSurface, linear_surface

DENSE = 200
"""A layout of so many points is a surface by itself."""
_STRANGE = (
    15.0  # millimetres: points that far from those of a mean face are no face that the rig can be bent to
)


def surface(alignment: Alignment) -> tuple[dict[str, Any] | None, dict[str, np.ndarray]]:
    """Header (None for a triangulation) and arrays of the surface over a model's mean face."""
    layout = get_layout(alignment.layout)
    if alignment.dims == 3 and layout.n_points < DENSE:
        try:
            found = linear_surface(alignment.mean, layout)
        except LayoutError:
            found = None
        if found is not None and found.misfit < _STRANGE:
            return _of_rig(found)
    return None, {"triangles": triangulated(alignment.mean, layout).astype(np.int16)}


def _of_rig(found: LinearSurface) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    rows, marks = np.nonzero(found.warp)
    spread, scale = quantised(found.spread)
    carried, most = quantised(found.warp[rows, marks][:, None])
    header = {"parts": list(PARTS), "poles": found.poles.tolist(), "millimetre": found.millimetre}
    return header, {
        "triangles": found.triangles.astype(np.int16),
        "part": found.part,
        "edge": np.rint(255 * found.edge).astype(np.uint8),
        "tint": np.rint(255 * found.tint).astype(np.uint8),
        "base": found.base.astype(np.float32),
        "spread": spread,
        "spread.scale": scale,
        "read": found.read.astype(np.float32),
        "warp.count": np.bincount(rows, minlength=len(found.base)).astype(np.uint8),
        "warp.mark": marks.astype(np.uint8),
        "warp.share": carried[:, 0],
        "warp.scale": most,
        "among": found.among.astype(np.float32),
        "marks": found.vertices.astype(np.int16),
        "shares": found.shares.astype(np.float32),
    }


def triangulated(mean: np.ndarray, layout: Layout) -> np.ndarray:
    """Triangles (t, 3) over the points of a mean face (p, 3 or 2), anticlockwise seen from the front.

    The Delaunay triangulation of the face from the front; nothing is between the lips.
    """
    from scipy.spatial import Delaunay

    flat = np.asarray(mean, np.float64)[:, :2]
    triangles = Delaunay(flat, qhull_options="QJ").simplices
    a, b, c = (flat[triangles[:, corner]] for corner in range(3))
    turn = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    triangles[turn < 0] = triangles[turn < 0][:, ::-1]
    mouth = np.isin(triangles, layout.regions.get("inner_lip", ())).all(axis=1)
    return np.asarray(triangles[(np.abs(turn) > 1e-9) & ~mouth])
