"""Ridge regression from the change from neutral: to labels and their degrees, or to people's ratings."""

from __future__ import annotations

import numpy as np

from mien.representations import difference
from mien.representations.interface import Making
from mien.vocabulary import NEUTRAL

PENALTIES = tuple(10.0 ** np.arange(-6, 2.1, 0.5))


def fit(making: Making) -> np.ndarray:
    """How much of each expression is seen in a face, (n, expressions)."""
    rows, others = making.labelled("train")[0], making.labelled("validation")[0]
    return _regressed(making, rows, others, shown(making, rows))


def fit_with_ratings(making: Making) -> np.ndarray:
    """What people would say of a face in numbers, (n, q): mean ratings, or shares of their labels."""
    assert making.seen is not None
    return _regressed(making, making.rated("train"), making.rated("validation"), making.seen)


def _regressed(making: Making, rows: np.ndarray, others: np.ndarray, goal: np.ndarray) -> np.ndarray:
    """What is foretold of all faces.

    The penalty, in shares of the mean square of a coordinate, is the one with the least squared error on
    validation people.

    Parameters
    ----------
    rows, others : training and validation rows whose goal is known.
    goal : (n, q)
    """
    change = difference.fit(making).astype(np.float64)
    centre = change[rows].mean(axis=0)
    left, strong, right = np.linalg.svd(change[rows] - centre, full_matrices=False)
    along = (change - centre) @ right.T
    seen, offset = left.T @ (goal[rows] - goal[rows].mean(axis=0)), goal[rows].mean(axis=0)
    unit = np.square(strong).sum() / change.shape[1]
    best, chosen = np.inf, np.zeros_like(goal)
    for penalty in PENALTIES:
        weights = (strong / (np.square(strong) + penalty * unit))[:, None] * seen
        found = along @ weights + offset
        error = float(np.square(found[others] - goal[others]).mean())
        if error < best:
            best, chosen = error, found
    return chosen


def shown(making: Making, train: np.ndarray) -> np.ndarray:
    """Which expression each face shows, (n, expressions): its degree where that is known, 1 elsewhere.

    A neutral face shows none, and so does one without a label. Degrees are shares of the highest of training.
    """
    assert making.label is not None
    label = making.label
    kinds = [name for name in np.unique(label[train]) if name != NEUTRAL]
    amount = np.ones(len(label))
    if making.intensity is not None:
        degree = np.asarray(making.intensity, dtype=np.float64)
        most = np.nanmax(np.append(degree[train], 0.0))
        amount = np.where(np.isnan(degree), 1.0, degree / most) if most > 0 else amount
    return np.column_stack([(label == name) * amount for name in kinds])
