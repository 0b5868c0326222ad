"""The face with the smallest sum of distances to the others, in memory that grows with their number only."""

from __future__ import annotations

import numpy as np

BLOCK = 1024
# Sums of matrix products differ from sums of differences by rounding; so near, they are summed again.
_NEAR = 1e-7
_MOST_AGAIN = 64


def distance_sums(points: np.ndarray) -> np.ndarray:
    """Each point's sum of Euclidean distances to all points.

    Squared distances come from matrix products of the centred points in float64, a block of 1,024 by 1,024 at
    a time, so that time grows with n² and memory with n. Pruning by the triangle inequality (Newling and
    Fleuret 2017) spares next to nothing on faces: noise in some 250 dimensions makes all of them about as far
    from each other.

    Parameters
    ----------
    points : (n, d).

    Returns
    -------
    (n,) float64
    """
    points = np.asarray(points, dtype=np.float64)
    points = points - points.mean(axis=0)
    squares = np.square(points).sum(axis=1)
    sums = np.zeros(len(points))
    for start in range(0, len(points), BLOCK):
        here = slice(start, start + BLOCK)
        for other in range(start, len(points), BLOCK):
            there = slice(other, other + BLOCK)
            apart = points[here] @ points[there].T
            apart *= -2.0
            apart += squares[here, None]
            apart += squares[there]
            if other == start:
                np.fill_diagonal(apart, 0.0)
            np.sqrt(np.maximum(apart, 0.0, out=apart), out=apart)
            sums[here] += apart.sum(axis=1)
            if other != start:
                sums[there] += apart.sum(axis=0)
    return sums


def medoid(points: np.ndarray) -> tuple[int, float]:
    """The point with the smallest sum of Euclidean distances to the others (paper V-A).

    Parameters
    ----------
    points : (n, d), n at least 1.

    Returns
    -------
    row : the first of equals.
    total : its sum of distances.
    """
    points = np.asarray(points, dtype=np.float64)
    sums = distance_sums(points)
    near = np.flatnonzero(sums <= sums.min() * (1 + _NEAR))
    if len(near) > _MOST_AGAIN:
        near = np.sort(near[np.argsort(sums[near], kind="stable")[:_MOST_AGAIN]])
    exact = [np.sqrt(np.square(points - points[row]).sum(axis=1)).sum() for row in near]
    # Rounding may still part equals by a last digit; the first of them is then the one to take.
    first = int(np.flatnonzero(np.array(exact) <= min(exact) * (1 + 1e-12))[0])
    return int(near[first]), float(exact[first])
