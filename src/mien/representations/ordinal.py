"""An ordinal embedding of the training faces, and a regression that carries it to faces without triplets."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from mien.evaluation import satisfied_triplets
from mien.representations import difference
from mien.representations.interface import Making
from mien.representations.pca import components
from mien.triplets import Triplets

DIMENSIONS = (3, 10)
STRENGTHS = tuple(float(s) for s in 10.0 ** np.arange(-4, 1.1))
"""Of the ridge, in the features' mean square sum; a stronger one draws all faces together."""
CENTRES, ITERATIONS = 400, 100

Loss = Callable[[np.ndarray, np.ndarray, int], tuple[np.ndarray, np.ndarray, np.ndarray]]


def fit(making: Making) -> np.ndarray:
    """The embedding carried to all faces, (n, k).

    Training faces that triplets name are embedded, from their principal components on, by t-STE or as a soft
    ordinal embedding; their places are then regressed on x − y, linearly or by a kernel. Which of these, how
    many dimensions and how strong a ridge are those that satisfy most validation triplets; without any, the
    first that is tried.
    """
    check = making.triplets.get("validation")
    best, chosen = -1.0, np.zeros((len(making.x), 1))
    for space in candidates(making):
        if check is None or not len(check):
            return space
        share = satisfied_triplets(space, check).share
        if share > best:
            best, chosen = share, space
    return chosen


def candidates(making: Making) -> Iterator[np.ndarray]:
    """What every loss, number of dimensions, map and strength makes of all faces, (n, k) each."""
    change = np.asarray(difference.fit(making), dtype=np.float64)
    triplets = making.triplets["train"]
    named, places = np.unique(triplets.rows, return_inverse=True)
    own = Triplets(places.reshape(-1, 3), triplets.weight)
    start = components(change, making.train, making.n_components)
    start = start / (np.sqrt(np.square(start[making.train]).sum(axis=1).mean()) or 1.0)
    features = [regressing(one, named) for one in (change, bumps(change, making.train))]
    for width in dict.fromkeys(min(one, start.shape[1]) for one in (making.n_components, *DIMENSIONS)):
        for loss in (t_ste, soft_ordinal):
            embedded = embedding(start[named, :width], own, loss)
            for carried in features:
                for strength in sorted(STRENGTHS, key=lambda one: abs(np.log10(one) + 2)):
                    yield carried(embedded, strength)


def embedding(start: np.ndarray, triplets: Triplets, loss: Loss) -> np.ndarray:
    """Places of faces, (n, k), with the least weighted mean loss of their triplets, by L-BFGS.

    Parameters
    ----------
    start : (n, k) places to begin with.
    triplets : rows of these.
    """
    from scipy.optimize import minimize

    weight = triplets.weight.astype(np.float64)
    share = weight / weight.sum() if weight.any() else np.full(len(weight), 1 / len(weight))
    anchor, near, far = triplets.rows.T

    def at(flat: np.ndarray) -> tuple[float, np.ndarray]:
        place = flat.reshape(start.shape)
        to_near, to_far = place[anchor] - place[near], place[anchor] - place[far]
        each, by_near, by_far = loss(
            np.square(to_near).sum(axis=1), np.square(to_far).sum(axis=1), start.shape[1]
        )
        pull, push = 2 * (share * by_near)[:, None] * to_near, 2 * (share * by_far)[:, None] * to_far
        gradient = np.zeros_like(place)
        for rows, part in ((anchor, pull + push), (near, -pull), (far, -push)):
            np.add.at(gradient, rows, part)
        return float(share @ each), gradient.ravel()

    found = minimize(at, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS})
    return np.asarray(found.x.reshape(start.shape))


def t_ste(near: np.ndarray, far: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """−log of the choice probability under Student's kernel, by squared distances to near and far.

    Van der Maaten and Weinberger, Stochastic triplet embedding (MLSP 2012), eq. 4, with k − 1 degrees of
    freedom, at least 1.

    Parameters
    ----------
    near, far : (m,)
    width : k.

    Returns
    -------
    (m,) each: the loss, and its derivatives by both.
    """
    degrees = max(1, width - 1)
    power = (degrees + 1) / 2
    log_near, log_far = np.log1p(near / degrees), np.log1p(far / degrees)
    each = np.logaddexp(0, power * (log_near - log_far))
    wrong = -np.expm1(-each)
    return each, wrong * power / (degrees + near), -wrong * power / (degrees + far)


def soft_ordinal(near: np.ndarray, far: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Squared hinge of the distances, with a margin of 1, by their squares.

    Terada and von Luxburg, Local ordinal embedding (ICML 2014), eq. 4, of triplets; arguments as of `t_ste`.
    """
    d_near, d_far = np.sqrt(near + 1e-12), np.sqrt(far + 1e-12)
    amiss = np.maximum(0, 1 + d_near - d_far)
    return np.square(amiss), amiss / d_near, -amiss / d_far


def bumps(change: np.ndarray, train: np.ndarray) -> np.ndarray:
    """Features (n, c) whose products are a Gaussian kernel's, as wide as training faces are apart.

    By Nyström's approximation on at most 400 training faces, evenly taken.
    """
    from scipy.spatial.distance import cdist

    taken = np.linspace(0, len(train) - 1, min(CENTRES, len(train))).round().astype(int)
    centres = change[train[taken]]
    apart = cdist(centres, centres, "sqeuclidean")
    width = float(np.median(apart[apart > 0])) if (apart > 0).any() else 1.0
    values, axes = np.linalg.eigh(np.exp(-apart / width))
    kept = values > 1e-9 * values[-1]
    near = np.exp(-cdist(change, centres, "sqeuclidean") / width)
    return np.asarray(near @ (axes[:, kept] / np.sqrt(values[kept])))


def regressing(features: np.ndarray, known: np.ndarray) -> Callable[[np.ndarray, float], np.ndarray]:
    """Ridge regression on features (n, c): from places (r, k) of known rows, and strength, to all (n, k)."""
    centre = features[known].mean(axis=0)
    left, sizes, axes = np.linalg.svd(features[known] - centre, full_matrices=False)
    along = (features - centre) @ axes.T
    whole = float(np.square(sizes).sum()) or 1.0

    def carried(places: np.ndarray, strength: float) -> np.ndarray:
        middle = places.mean(axis=0)
        shrunk = sizes / (np.square(sizes) + strength * whole / len(sizes))
        return np.asarray(along @ (shrunk[:, None] * (left.T @ (places - middle))) + middle)

    return carried
