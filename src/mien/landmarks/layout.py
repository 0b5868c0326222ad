"""Landmark layouts as data: the names, regions, mirror pairs and drawing edges of a set of points.

Coordinates in Mien are x to the right in the image, y up, z toward the camera, so the subject's left is at
positive x.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from mien.errors import LayoutError

NAMES = ("bu3dfe83", "bp4d83", "ibug68", "ibug51", "mediapipe478", "mediapipe468")
_EYES = ("left_lower_lid", "right_lower_lid", "left_eye_corners", "right_eye_corners")


@dataclass(frozen=True, eq=False)
class Layout:
    """The meaning of each of p landmarks. All indices are 0-based.

    Attributes
    ----------
    name : the layout's name, for example ``"bu3dfe83"``.
    names : p point names, unique.
    regions : region name -> indices. Every layout has at least ``left_eye``, ``right_eye``, ``left_brow``,
        ``right_brow``, ``nose`` and ``mouth``; left and right are the subject's.
    mirror : (p,) permutation; ``mirror[i]`` is the point on the other side of the face, or i on the midline.
    edges : (e, 2) pairs of points that a drawing connects.
    left_lower_lid, right_lower_lid : points of the lower eyelids; their mean is the eye's centre (paper V-A).
    left_eye_corners, right_eye_corners : (inner, outer) corner of each eye.
    notes : where the order comes from, and what of it is inferred.
    """

    name: str
    names: tuple[str, ...]
    regions: dict[str, tuple[int, ...]]
    mirror: np.ndarray
    edges: np.ndarray
    left_lower_lid: tuple[int, ...]
    right_lower_lid: tuple[int, ...]
    left_eye_corners: tuple[int, int]
    right_eye_corners: tuple[int, int]
    notes: tuple[str, ...] = ()

    @property
    def n_points(self) -> int:
        """Number of landmarks p."""
        return len(self.names)

    def __repr__(self) -> str:
        return f"Layout({self.name!r}, {self.n_points} points)"


@cache
def get_layout(name: str) -> Layout:
    """The layout of that name.

    A LayoutError if there is no such layout; the message lists those there are.
    """
    if name not in NAMES:
        raise LayoutError(f"no landmark layout is called {name!r}; there are {', '.join(NAMES)}")
    data = _stored(name)
    mirror = np.array(data["mirror"], dtype=np.int64)
    edges = np.array(data["edges"], dtype=np.int64).reshape(-1, 2)
    mirror.flags.writeable = edges.flags.writeable = False
    return Layout(
        name=name,
        names=tuple(data["names"]),
        regions={region: tuple(points) for region, points in data["regions"].items()},
        mirror=mirror,
        edges=edges,
        notes=tuple(data.get("notes", ())),
        **{name: tuple(data[name]) for name in _EYES},
    )


def _stored(name: str) -> dict[str, Any]:
    """A layout's file; one that is a stretch of another layout's points says only which."""
    text = resources.files("mien.landmarks").joinpath("layouts", f"{name}.json").read_text("utf-8")
    data: dict[str, Any] = json.loads(text)
    if "of" not in data:
        return data
    whole, (first, end) = _stored(data["of"]), data["points"]

    def kept(points: list[int]) -> list[int]:
        return [point - first for point in points if first <= point < end]

    regions = {region: kept(points) for region, points in whole["regions"].items()}
    return {
        "names": whole["names"][first:end],
        "regions": {region: points for region, points in regions.items() if points},
        "mirror": kept(whole["mirror"][first:end]),
        "edges": [edge for edge in map(kept, whole["edges"]) if len(edge) == 2],
        **{eye: kept(whole[eye]) for eye in _EYES},
        "notes": data["notes"],
    }
