"""Neighbourhood components of the change from neutral: a linear map that brings equal labels together."""

from __future__ import annotations

import numpy as np

from mien.representations import difference
from mien.representations.interface import Making
from mien.representations.pca import components

LENGTHS = (3.0, 8.0)
ITERATIONS = (5, 20)
WIDTH = 40


def fit(making: Making) -> np.ndarray:
    """The mapped change, (n, k).

    J. Goldberger and others, NIPS 2004, from the first `WIDTH` principal components. How long the components
    are at first, which says how many neighbours count, and how soon to stop are those with which most
    validation faces get their label from their neighbours.
    """
    from sklearn.neighbors import NeighborhoodComponentsAnalysis

    along = components(difference.fit(making).astype(np.float64), making.train, WIDTH)
    along /= float(np.sqrt(np.square(along[making.train]).sum(axis=1).mean())) or 1.0
    rows, label = making.labelled("train")
    others, known = making.labelled("validation")
    k = min(making.n_components, along.shape[1])
    best, chosen = -1.0, along[:, :k]
    for length in LENGTHS:
        for iterations in ITERATIONS:
            machine = NeighborhoodComponentsAnalysis(k, init="identity", max_iter=iterations, random_state=0)
            found = machine.fit(length * along[rows], label).transform(length * along)
            accuracy = float((named(found[rows], label, found[others]) == known).mean())
            if accuracy > best:
                best, chosen = accuracy, found
    return np.asarray(chosen)


def named(near: np.ndarray, label: np.ndarray, space: np.ndarray) -> np.ndarray:
    """The label that most neighbours have, each counting exp(−d²), as NCA itself counts them."""
    from scipy.spatial.distance import cdist

    far = cdist(space, near, "sqeuclidean")
    chance = np.exp(far.min(axis=1, keepdims=True) - far)
    kinds = np.unique(label)
    return np.asarray(
        kinds[np.column_stack([chance[:, label == kind].sum(axis=1) for kind in kinds]).argmax(1)]
    )
