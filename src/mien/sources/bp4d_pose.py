"""Which way the poses of BP4D-Spontaneous turn: found by comparing them with the landmarks."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from mien.errors import ConfigError
from mien.landmarks.layout import Layout
from mien.landmarks.procrustes import frontal, mean_shape, rotations_onto

# It is not documented whether rot turns the frontal face to the head's pose or back, nor whether its axes are
# those of the landmarks or of an image (y down, z away).
Pose = Literal["auto", "none", "head", "frontal", "head-image", "frontal-image"]
CHOICES: tuple[str, ...] = get_args(Pose)
CONVENTIONS = CHOICES[2:]
_FLIP = np.diag([1.0, -1.0, -1.0])
_STILL = 2.0
_BETTER = 0.5


def to_frontal(rotation: np.ndarray, convention: str) -> np.ndarray:
    """Given poses as rotations that turn the face to the front.

    Parameters
    ----------
    rotation : (n, 3, 3) as the files have them.
    convention : ``head``: they turn a frontal face to the head's pose; ``frontal``: they turn it back; with
        ``-image`` in axes with y down and z away from the camera.

    Raises
    ------
    ConfigError
        If there is no such convention.
    """
    if convention not in CONVENTIONS:
        raise ConfigError(f"the pose is {convention!r}; expected one of {', '.join(CHOICES)}")
    if convention.endswith("-image"):
        rotation = _FLIP @ rotation @ _FLIP
    return np.swapaxes(rotation, 1, 2) if convention.startswith("head") else rotation


def spreads(points: np.ndarray, rotation: np.ndarray, layout: Layout) -> dict[str, float]:
    """How far faces turned by their poses still differ in pose, in degrees (mean angle to their mean pose).

    The pose that a face really has is taken from its landmarks, by Procrustes rotation.

    Parameters
    ----------
    points : (n, p, 3), faces of a few people.
    rotation : (n, 3, 3), their poses as the files have them.

    Returns
    -------
    dict
        A convention -> degrees; ``"none"`` -> degrees without turning.
    """
    points = points.astype(np.float64)
    away = np.swapaxes(rotations_onto(points, frontal(mean_shape(points), layout)), 1, 2)
    turned = {name: to_frontal(rotation, name) @ away for name in CONVENTIONS}
    return {name: _spread(residual) for name, residual in [("none", away), *turned.items()]}


def best_convention(degrees: dict[str, float]) -> str | None:
    """The convention after which faces differ least in pose; None where none halves the difference.

    Where heads hardly moved (2 degrees) there is nothing to tell by, and the first one is taken.
    """
    if degrees["none"] < _STILL:
        return CONVENTIONS[0]
    best = min(CONVENTIONS, key=lambda name: degrees[name])
    return best if degrees[best] < _BETTER * degrees["none"] else None


def _spread(residual: np.ndarray) -> float:
    u, _, vt = np.linalg.svd(residual.mean(axis=0))
    mean = u @ np.diag([1.0, 1.0, np.sign(np.linalg.det(u @ vt))]) @ vt
    traces = np.einsum("nij,ij->n", residual, mean)
    return float(np.degrees(np.arccos(np.clip((traces - 1) / 2, -1, 1))).mean())
