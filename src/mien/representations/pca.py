"""Principal components of the aligned landmarks."""

from __future__ import annotations

from typing import Any

import numpy as np

from mien.evaluation import Space
from mien.representations.interface import Making


def space(making: Making) -> Space:
    """Components of x, (n, k); decoded, they know nothing of a neutral."""
    found = principal(making.x, making.train, making.n_components)
    return Space(found.transform(making.x), lambda latents, rows: found.inverse_transform(latents))


def components(space: np.ndarray, train: np.ndarray, n_components: int) -> np.ndarray:
    """What `principal` makes of all rows, (n, k)."""
    return np.asarray(principal(space, train, n_components).transform(space))


def principal(space: np.ndarray, train: np.ndarray, n_components: int) -> Any:
    """Principal components that the training rows show: scikit-learn's ``PCA``, fitted.

    Parameters
    ----------
    space : (n, d)
    train : rows that PCA is fitted on.
    n_components : at most what the training rows allow.
    """
    from sklearn.decomposition import PCA

    most = min(n_components, len(train) - 1, space.shape[1])
    return PCA(most, svd_solver="full").fit(space[train])
