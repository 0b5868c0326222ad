"""Neighbourhood components of the change from neutral: a linear map that brings equal labels together."""

from __future__ import annotations

import numpy as np

from mien.representations import difference
from mien.representations.interface import Making
from mien.representations.pca import components

WHITENED = (0.0, 0.5, 1.0)
ITERATIONS = (5, 20)
LENGTH = 5.0


def fit(making: Making) -> np.ndarray:
    """The mapped change, (n, k).

    J. Goldberger and others, NIPS 2004, from the principal components, `LENGTH` long in the mean. How far
    they are whitened at first and how soon to stop are what gives most validation faces their label by their
    neighbours.
    """
    from sklearn.neighbors import NeighborhoodComponentsAnalysis

    along = components(difference.fit(making).astype(np.float64), making.train, making.n_components)
    rows, label = making.labelled("train")
    others, known = making.labelled("validation")
    spread = np.maximum(along[making.train].std(axis=0), 1e-9 * along[making.train].std() + 1e-300)
    best, chosen = -1.0, along
    for exponent in WHITENED:
        start = along / spread**exponent
        start *= LENGTH / np.sqrt(np.square(start[making.train]).sum(axis=1).mean())
        for iterations in ITERATIONS:
            machine = NeighborhoodComponentsAnalysis(init="identity", max_iter=iterations, random_state=0)
            found = machine.fit(start[rows], label).transform(start)
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
    counted = np.column_stack([chance[:, label == kind].sum(axis=1) for kind in kinds])
    return np.asarray(kinds[counted.argmax(axis=1)])
