"""Where the landmarks of a layout are on the rig's surface."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from mien.errors import DataError, LayoutError
from mien.landmarks.layout import NAMES, get_layout
from mien.synthetic.surface.marks import marks

# Layouts of MediaPipe's mesh begin with the points of this one.
_MESH = "mediapipe478"
_DEFORMED = "mediapipe"
# A place that drawn faces agree on to within this many millimetres is as good as a landmark on an edge.
_SHARP, _LOOSEST = 1.0, 4.0


@dataclass(frozen=True, eq=False)
class Places:
    """The p landmarks of a layout on the surface.

    Attributes
    ----------
    layout : its name.
    vertices, shares : (p, s) vertices of the rig around each landmark, and their shares.
    loose : (p,) how many times worse than a landmark on an edge each is placed.
    """

    layout: str
    vertices: np.ndarray
    shares: np.ndarray
    loose: np.ndarray

    def on(self, surface: np.ndarray) -> np.ndarray:
        """The landmarks of surfaces or shapes (..., v, 3): (..., p, 3) float64."""
        return np.einsum("...psk,ps->...pk", surface[..., self.vertices, :].astype(np.float64), self.shares)


@cache
def places(layout: str) -> Places:
    """The places of a layout.

    A LayoutError if the rig does not know all of its landmarks; the message names the layouts that it knows.
    """
    if layout.startswith(_DEFORMED):
        return _of_mesh(layout)
    pairs = marks(layout) if layout in NAMES else None
    single = pairs is not None and ((pairs.among > 0).sum(axis=1) == 1).all()
    if pairs is None or not single or set(pairs.among.argmax(axis=1)) != set(range(pairs.among.shape[1])):
        raise LayoutError(f"the rig has no points of layout {layout!r}; it has {', '.join(known())}")
    rows = np.argsort(pairs.among.argmax(axis=1))
    return Places(layout, pairs.vertices[rows], pairs.shares[rows], pairs.weight[rows, 0] ** -0.5)


@cache
def known() -> tuple[str, ...]:
    """Names of the layouts whose landmarks are all on the rig."""
    found = []
    for name in NAMES:
        try:
            places(name)
        except LayoutError:
            continue
        found.append(name)
    return tuple(found)


def _of_mesh(layout: str) -> Places:
    """MediaPipe's mesh, as `tools/place_mediapipe.py` found it."""
    file = resources.files("mien.synthetic").joinpath("data", f"{_MESH}.npz")
    try:
        with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as data:
            vertices, shares, spread = data["vertices"], data["shares"], data["spread"]
    except (OSError, KeyError, ValueError) as error:
        raise DataError(f"{file}: the mesh's places cannot be read ({error}); reinstall mien") from error
    n = get_layout(layout).n_points
    loose = np.clip(spread[:n].astype(np.float64) / _SHARP, 1.0, _LOOSEST)
    return Places(layout, vertices[:n].astype(np.int64), shares[:n].astype(np.float64), loose)
