"""A linear map of the change from neutral, learnt from triplets by M2's own energy, without a network."""

from __future__ import annotations

import numpy as np

from mien.evaluation import satisfied_triplets
from mien.representations import difference
from mien.representations.interface import Making
from mien.representations.pca import components
from mien.triplets import Triplets

LENGTHS = (1.0, 4.0)
PENALTIES = (1.0, 0.1, 0.01, 0.001, 0.0001)
ITERATIONS = 60
_NEARLY_NONE = 1e-12


def fit(making: Making) -> np.ndarray:
    """The mapped change, (n, k)."""
    return learnt(difference.fit(making), making)


def learnt(space: np.ndarray, making: Making) -> np.ndarray:
    """A space mapped linearly so that it satisfies the training triplets, (n, k).

    Minimises the mean weighted energy softplus(d(anchor, near) − d(anchor, far)) of the paper's eq. 6, by
    L-BFGS from the principal components. A penalty on the squared way from there, and the length of the
    start, which says how sharp the energy is, are those that satisfy most validation triplets; without any,
    the dearest penalty.

    Parameters
    ----------
    space : (n, d)
    """
    along = components(np.asarray(space, dtype=np.float64), making.train, space.shape[1])
    unit = float(np.sqrt(np.square(along[making.train]).sum(axis=1).mean())) or 1.0
    along /= unit
    start = np.eye(along.shape[1], min(making.n_components, along.shape[1]))
    check = making.triplets.get("validation")
    best, chosen = -1.0, along @ start
    for length in LENGTHS:
        weights = length * start
        for penalty in PENALTIES:
            weights = least(along, making.triplets["train"], weights, length * start, penalty / length**2)
            share = (
                satisfied_triplets(along @ weights, check).share if check is not None and len(check) else 0.0
            )
            if share > best:
                best, chosen = share, along @ weights
    return chosen


def least(
    along: np.ndarray, triplets: Triplets, weights: np.ndarray, start: np.ndarray, penalty: float
) -> np.ndarray:
    """The map (q, k) with the least `energy`, from `weights`."""
    from scipy.optimize import minimize

    anchor, near, far = (along[column] for column in triplets.rows.T)
    shape, weight = weights.shape, triplets.weight.astype(np.float64)
    weight = weight if weight.any() else np.ones(len(weight))

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = energy(flat.reshape(shape), anchor - near, anchor - far, weight, start, penalty)
        return value, gradient.ravel()

    found = minimize(loss, weights.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS})
    return np.asarray(found.x.reshape(shape))


def energy(
    weights: np.ndarray,
    to_near: np.ndarray,
    to_far: np.ndarray,
    weight: np.ndarray,
    start: np.ndarray,
    penalty: float,
) -> tuple[float, np.ndarray]:
    """Mean energy of the triplets with the penalty, and its gradient (q, k).

    Parameters
    ----------
    to_near, to_far : (m, q) anchor less near, and less far.
    weight : (m,) of the triplets.
    """
    from scipy.special import expit

    near, far = to_near @ weights, to_far @ weights
    d_near, d_far = (np.sqrt(np.square(way).sum(axis=1) + _NEARLY_NONE) for way in (near, far))
    share = weight / weight.sum()
    pull = (share * expit(d_near - d_far))[:, None]
    way = weights - start
    gradient = to_near.T @ (pull * near / d_near[:, None]) - to_far.T @ (pull * far / d_far[:, None])
    value = float(share @ np.logaddexp(0, d_near - d_far) + penalty * np.square(way).sum())
    return value, gradient + 2 * penalty * way
