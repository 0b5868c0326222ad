"""Faces along a dimension: which dimensions come first, how far a point has moved, and the head turned."""

from __future__ import annotations

import numpy as np

from mien.runs import Strips

ACTIVE_NATS = 0.01
# Ways of a point, in eye distances, from which a line has the first, second and third tint.
TINTS = (0.015, 0.04, 0.08)


def by_movement(strips: Strips) -> tuple[list[int], list[int]]:
    """0-based dimensions, most movement first: those in use, and those with a KL below 0.01 nats."""
    order = np.argsort(-strips.movement, kind="stable").tolist()
    active = [dim for dim in order if strips.active[dim] >= ACTIVE_NATS]
    return active, [dim for dim in order if strips.active[dim] < ACTIVE_NATS]


def signed(value: float) -> str:
    """A latent value for reading: ``−3``, ``0``, ``+1``."""
    return f"{value:+g}".replace("-", "−") if value else "0"


def turned(points: np.ndarray, degrees: float) -> np.ndarray:
    """Points (..., 3) seen after a turn of the head about the vertical axis, as (..., 2) with y up.

    Points (..., 2) stay as they are.
    """
    if points.shape[-1] == 2:
        return points
    angle = np.deg2rad(degrees)
    x = points[..., 0] * np.cos(angle) + points[..., 2] * np.sin(angle)
    return np.stack([x, points[..., 1]], axis=-1)
