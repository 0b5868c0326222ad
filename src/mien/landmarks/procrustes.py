"""Rotations between point sets, their mean shape, and the frontal pose of a shape. All in float64."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mien.errors import DataError
from mien.landmarks.degeneracy import batches
from mien.landmarks.layout import Layout

_TOLERANCE = 1e-7
_MOST_ROUNDS = 200
# In a head held straight the mouth is before the eyes: 6 to 9 degrees in photographs and depth scans.
_LEAN = np.deg2rad(7.0)
# Below this the root below has not settled after so many steps; faces are above .3.
SURE, MOST_STEPS, _SETTLED, _TINY = 0.02, 12, 1e-9, 1e-300


def rotations_onto(points: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Rotations that bring each face nearest to the reference, both taken about their centroids.

    The orthogonal Procrustes problem with determinant +1 (Kabsch, 1976; Umeyama, 1991).

    Parameters
    ----------
    points : (n, p, d), d = 3 or 2.
    reference : (p, d), or (n, p, d) where each face has its own.

    Returns
    -------
    (n, d, d) float64; ``rotations[i] @ point`` is the point turned.
    """
    n, _, d = points.shape
    reference = reference - reference.mean(axis=-2, keepdims=True)
    # The reference is centred, so the faces need not be.
    if reference.ndim == 2:
        products = points.reshape(n, -1).astype(np.float64) @ products_with(reference)
    else:
        products = (np.swapaxes(points, 1, 2) @ reference).reshape(n, d * d)
    return nearest_rotations(products).reshape(n, d, d)


def products_with(reference: np.ndarray) -> np.ndarray:
    """(p·d, d²): flat faces (n, p·d) times it are the sums over points of point × reference (p, d)."""
    p, d = reference.shape
    return np.einsum("pb,ac->pacb", reference, np.eye(d)).reshape(p * d, d * d)


def nearest_rotations(products: np.ndarray) -> np.ndarray:
    """The rotation that makes points × reference largest, for each sum of such products.

    In the plane by their angle; in space in closed form but for the largest root of a polynomial (FOAM,
    Markley 1993), and by a singular value decomposition where the points are nearly on a line.

    Parameters
    ----------
    products : (n, d²) float64, point_a · reference_b at ``d * a + b``; d = 3 or 2.

    Returns
    -------
    (n, d²) float64, row by row. Not finite where the products are not.
    """
    if products.shape[1] == 4:
        xx, xy, yx, yy = products.T
        length = np.hypot(xx + yy, xy - yx)
        safe = np.where(length > 0, length, 1.0)
        c, s = np.where(length > 0, (xx + yy) / safe, 1.0), (xy - yx) / safe
        return np.stack([c, -s, s, c], axis=1)
    if len(products) == 1:
        # For one face plain numbers are four times as fast as arrays.
        found, sure = _turned_by(products[0].tolist(), bool)
        if sure > SURE:
            return np.array([found])
    with np.errstate(all="ignore"):
        turned, sures = _turned_by([*np.ascontiguousarray(products.T)], np.any)
    rotations = np.stack(turned, axis=1)
    unsure = np.flatnonzero(~(sures > SURE) & np.isfinite(products).all(axis=1))
    if len(unsure):
        u, _, vt = np.linalg.svd(products[unsure].reshape(-1, 3, 3))
        u[:, :, -1] *= np.sign(np.linalg.det(u @ vt))[:, None]
        rotations[unsure] = np.swapaxes(u @ vt, 1, 2).reshape(-1, 9)
    return rotations


def _turned_by(products: list[Any], any_of: Callable[[Any], Any]) -> tuple[list[Any], Any]:
    """The nine numbers of the rotation, and how sure it is; of plain numbers, or of arrays of many faces.

    Sure is (s2 + s3)(s1 + s3)(s1 + s2) of the singular values, whose squares sum to 1 (s3 has the sign of the
    determinant): 0 where turning about some axis changes nothing.
    """
    # Transposed: of reference and point, as the source has it.
    xx, yx, zx, xy, yy, zy, xz, yz, zz = products
    norm = (xx * xx + xy * xy + xz * xz + yx * yx + yy * yy + yz * yz + zx * zx + zy * zy + zz * zz) ** 0.5
    scale = 1 / (norm + _TINY)
    xx, xy, xz = xx * scale, xy * scale, xz * scale
    yx, yy, yz = yx * scale, yy * scale, yz * scale
    zx, zy, zz = zx * scale, zy * scale, zz * scale
    a, b, c = yy * zz - yz * zy, yz * zx - yx * zz, yx * zy - yy * zx
    d, e, f = xz * zy - xy * zz, xx * zz - xz * zx, xy * zx - xx * zy
    g, h, i = xy * yz - xz * yy, xz * yx - xx * yz, xx * yy - xy * yx
    det = xx * a + xy * b + xz * c
    last = 4 * (a * a + b * b + c * c + d * d + e * e + f * f + g * g + h * h + i * i)
    # From above the largest root, so that each step comes nearer.
    det8, root = 8 * det, 3**0.5 + 0 * det
    for _ in range(MOST_STEPS):
        apart = root * root - 1
        step = (apart * apart - det8 * root - last) / (4 * root * apart - det8 + _TINY)
        root = root - step
        if not any_of(abs(step) > _SETTLED):
            break
    half = (root * root - 1) / 2
    whole, sure = half + 1, half * root - det
    over = 1 / (sure + _TINY)
    aa, ab, ac = xx * xx + xy * xy + xz * xz, xx * yx + xy * yy + xz * yz, xx * zx + xy * zy + xz * zz
    bb, bc, cc = yx * yx + yy * yy + yz * yz, yx * zx + yy * zy + yz * zz, zx * zx + zy * zy + zz * zz
    return [
        (whole * xx + root * a - aa * xx - ab * yx - ac * zx) * over,
        (whole * xy + root * b - aa * xy - ab * yy - ac * zy) * over,
        (whole * xz + root * c - aa * xz - ab * yz - ac * zz) * over,
        (whole * yx + root * d - ab * xx - bb * yx - bc * zx) * over,
        (whole * yy + root * e - ab * xy - bb * yy - bc * zy) * over,
        (whole * yz + root * f - ab * xz - bb * yz - bc * zz) * over,
        (whole * zx + root * g - ac * xx - bc * yx - cc * zx) * over,
        (whole * zy + root * h - ac * xy - bc * yy - cc * zy) * over,
        (whole * zz + root * i - ac * xz - bc * yz - cc * zz) * over,
    ], sure


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
