"""A space seen in few dimensions."""

from __future__ import annotations

import numpy as np


def principal_components(points: np.ndarray, components: int = 3) -> tuple[np.ndarray, float]:
    """Project onto the first principal components of these same points.

    Parameters
    ----------
    points : (n, k).
    components : how many to keep; where k or n has fewer, the rest are 0.

    Returns
    -------
    scores : (n, components); of each component the largest loading is positive, so that the sign is fixed.
    captured : share of the variance in these components, 0 where there is no variance.
    """
    centred = np.asarray(points, dtype=np.float64) - np.mean(points, axis=0, dtype=np.float64)
    _, singular, loadings = np.linalg.svd(centred, full_matrices=False)
    loadings = loadings[:components]
    largest = np.take_along_axis(loadings, np.abs(loadings).argmax(axis=1)[:, None], axis=1)
    loadings = loadings * np.where(largest < 0, -1.0, 1.0)
    scores = np.zeros((len(centred), components))
    scores[:, : len(loadings)] = centred @ loadings.T
    variance = float(np.sum(singular**2))
    captured = float(np.sum(singular[:components] ** 2)) / variance if variance > 0 else 0.0
    return scores, captured
