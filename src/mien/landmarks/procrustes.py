"""Rotations between point sets, their mean shape, and the frontal pose of a shape. All in float64."""

from __future__ import annotations

import numpy as np

from mien.errors import DataError
from mien.landmarks.degeneracy import batches
from mien.landmarks.layout import Layout

_TOLERANCE = 1e-7
_MOST_ROUNDS = 200
# In a head held straight the mouth is before the eyes: 6 to 9 degrees in photographs and depth scans.
_LEAN = np.deg2rad(7.0)


def rotations_onto(points: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Rotations that bring each face nearest to the reference, both taken about their centroids.

    The orthogonal Procrustes problem with determinant +1 (Kabsch, 1976; Umeyama, 1991), as a batched SVD.

    Parameters
    ----------
    points : (n, p, d), d = 3 or 2.
    reference : (p, d), or (n, p, d) where each face has its own.

    Returns
    -------
    (n, d, d) float64; ``rotations[i] @ point`` is the point turned.
    """
    reference = reference - reference.mean(axis=-2, keepdims=True)
    # The reference is centred, so the faces need not be.
    covariance = np.swapaxes(points, 1, 2) @ reference
    u, _, vt = np.linalg.svd(covariance)
    u[:, :, -1] *= np.sign(np.linalg.det(u @ vt))[:, None]
    return np.swapaxes(u @ vt, 1, 2)


def mean_shape(points: np.ndarray) -> np.ndarray:
    """Generalised Procrustes mean of shapes that differ by rotation, shift and scale (Gower, 1975).

    Parameters
    ----------
    points : (n, p, d) float64, finite; d = 3 or 2.

    Returns
    -------
    (p, d) float64, centred, of norm 1; its pose is that of the first face.

    Raises
    ------
    DataError
        If all the points of a face are one.
    """
    points = points - points.mean(axis=1, keepdims=True)
    norms = np.linalg.norm(points, axis=(1, 2), keepdims=True)
    if not (norms > 0).all():
        raise DataError("a face's points are all one point; it has no shape")
    points /= norms
    shape = points[0]
    for _ in range(_MOST_ROUNDS):
        total = np.zeros_like(shape)
        for part in batches(len(points)):
            turned = points[part] @ np.swapaxes(rotations_onto(points[part], shape), 1, 2)
            total += turned.sum(axis=0)
        total /= np.linalg.norm(total)
        change, shape = np.linalg.norm(total - shape), total
        if change < _TOLERANCE:
            break
    return shape


def frontal(shape: np.ndarray, layout: Layout) -> np.ndarray:
    """The shape made symmetric and turned to the front, whatever pose it came in.

    x is normal to the plane of best mirror symmetry, toward the subject's left. In that plane the line
    from the centre of the eyes to that of the mouth leans 7 degrees forward; z is then toward the camera. In
    two dimensions that line is upright.

    Parameters
    ----------
    shape : (p, 3) or (p, 2).

    Returns
    -------
    (p, 3) or (p, 2) float64, centred; equal to its own mirror image.
    """
    shape = shape - shape.mean(axis=0)
    mirrored = shape[layout.mirror]
    # |mirrored - shape (I - 2nn')|^2 is least where n'(shape' mirrored)n is least.
    product = shape.T @ mirrored
    side = np.linalg.eigh((product + product.T) / 2)[1][:, 0]
    left, right = (shape[list(layout.regions[region])].mean(axis=0) for region in ("left_eye", "right_eye"))
    if side @ (left - right) < 0:
        side = -side
    symmetric = (shape + mirrored - 2 * np.outer(mirrored @ side, side)) / 2
    if shape.shape[1] == 2:
        return symmetric @ np.stack([side, [-side[1], side[0]]], axis=1)
    eyes = symmetric[[*layout.left_lower_lid, *layout.right_lower_lid]].mean(axis=0)
    up = eyes - symmetric[list(layout.regions["mouth"])].mean(axis=0)
    up -= side * (up @ side)
    up /= np.linalg.norm(up)
    front = np.cross(side, up)
    up, front = np.cos(_LEAN) * up + np.sin(_LEAN) * front, np.cos(_LEAN) * front - np.sin(_LEAN) * up
    return symmetric @ np.stack([side, up, front], axis=1)
