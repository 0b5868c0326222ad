"""Linear readings of a space: ridge regression in closed form, at every strength at once."""

from __future__ import annotations

import numpy as np

STRENGTHS = tuple(float(strength) for strength in 10.0 ** np.arange(-6, 1.1))


def of_one_length(space: np.ndarray, train: np.ndarray) -> np.ndarray:
    """(n, k), centred and divided by the root mean square length of a training face, one number for all."""
    moved = space - space[train].mean(axis=0)
    length = np.sqrt(np.square(moved[train]).sum(axis=1).mean())
    return np.asarray(moved / (length or 1.0))


def ridge(features: np.ndarray, targets: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """What ridge regression says of faces.

    Parameters
    ----------
    features : (n, k) of the faces that it learns from, scaled by `of_one_length`.
    targets : (n, t)
    asked : (m, k) of the faces to say it of.

    Returns
    -------
    (s, m, t) float64, a strength each: the penalty is a strength of `STRENGTHS` times n times the squared
    weights, the offset is free (A. E. Hoerl and R. W. Kennard, Technometrics 12(1), 1970).
    """
    centre, middle = features.mean(axis=0), targets.mean(axis=0)
    known, wanted, new = features - centre, targets - middle, asked - centre
    if len(known) >= known.shape[1]:
        squares, axes = np.linalg.eigh(known.T @ known)
        right, left = axes.T @ (known.T @ wanted), new @ axes
    else:
        squares, axes = np.linalg.eigh(known @ known.T)
        right, left = axes.T @ wanted, new @ known.T @ axes
    squares = squares.clip(0)[:, None]
    n = len(known)
    return np.stack([left @ (right / (squares + strength * n)) + middle for strength in STRENGTHS])
