"""Principal components of the aligned landmarks."""

from __future__ import annotations

import numpy as np

from mien.evaluation import Space
from mien.representations.interface import Making


def fit(making: Making) -> Space:
    """Components of x, (n, k); decoded, they know nothing of a neutral."""
    return components(making.x, making.train, making.n_components)


def components(
    space: np.ndarray, train: np.ndarray, n_components: int, onto: np.ndarray | None = None
) -> Space:
    """Principal components that the training rows show.

    Parameters
    ----------
    space : (n, d)
    train : rows that PCA is fitted on.
    n_components : at most what the training rows allow.
    onto : (n, d) what decoded components are added to, by row; nothing if None.
    """
    from sklearn.decomposition import PCA

    most = min(n_components, len(train) - 1, space.shape[1])
    found = PCA(most, svd_solver="full").fit(space[train])

    def decode(latents: np.ndarray, rows: np.ndarray) -> np.ndarray:
        made = found.inverse_transform(latents)
        return np.asarray(made if onto is None else onto[rows] + made)

    return Space(found.transform(space), decode)
