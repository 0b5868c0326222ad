"""Principal components of the aligned landmarks."""

from __future__ import annotations

import numpy as np

from mien.representations.interface import Making


def fit(making: Making) -> np.ndarray:
    """Components of x, (n, k)."""
    return components(making.x, making.train, making.n_components)


def components(space: np.ndarray, train: np.ndarray, n_components: int) -> np.ndarray:
    """Principal components that the training rows show.

    Parameters
    ----------
    space : (n, d)
    train : rows that PCA is fitted on.
    n_components : at most what the training rows allow.

    Returns
    -------
    (n, k)
    """
    from sklearn.decomposition import PCA

    most = min(n_components, len(train) - 1, space.shape[1])
    return np.asarray(PCA(most, svd_solver="full").fit(space[train]).transform(space))
