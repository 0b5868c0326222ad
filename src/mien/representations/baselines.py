"""Representations without a model: the landmarks, the change from neutral, and their principal components."""

from __future__ import annotations

import numpy as np

from mien.errors import ConfigError

NAMES = ("none", "difference", "pca", "difference-pca")


def baseline(
    name: str, x: np.ndarray, y: np.ndarray | None, train: np.ndarray, n_components: int = 30
) -> np.ndarray:
    """A baseline's representation of all faces.

    Parameters
    ----------
    name : ``none`` (x itself), ``difference`` (x − y), ``pca`` or ``difference-pca``.
    x, y : (n, d) aligned faces and their neutrals.
    train : rows that PCA is fitted on.
    n_components : components of PCA, at most what the training faces allow.

    Returns
    -------
    (n, k)
    """
    if name not in NAMES:
        raise ConfigError(f"no baseline is called {name!r}; there are {', '.join(NAMES)}")
    space = x
    if name.startswith("difference"):
        if y is None:
            raise ConfigError("the difference from neutral needs each face's neutral")
        space = x - y
    if not name.endswith("pca"):
        return space
    from sklearn.decomposition import PCA

    components = min(n_components, len(train) - 1, space.shape[1])
    return PCA(components, svd_solver="full").fit(space[train]).transform(space)
