"""95 % intervals by resampling people, because faces of one person are not independent of each other."""

from __future__ import annotations

import numpy as np

REPLICATES = 2_000
_CHUNK = 100


def people_drawn(n_subjects: int, rng: np.random.Generator, replicates: int = REPLICATES) -> np.ndarray:
    """How often each person is drawn in each replicate: (replicates, n_subjects) int, n_subjects a row."""
    return rng.multinomial(n_subjects, np.full(n_subjects, 1 / n_subjects), size=replicates)


def bootstrap_faces(correct: np.ndarray, subject: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Replicates of a share or mean over faces, NaN where a replicate has no face.

    Parameters
    ----------
    correct : (n,) bool or float
    subject : (n,) int, 0 … s−1
    drawn : (r, s) from `people_drawn`.

    Returns
    -------
    (r,) float
    """
    people = drawn.shape[1]
    right = np.bincount(subject, weights=correct, minlength=people)
    return ratio(drawn @ right, drawn @ np.bincount(subject, minlength=people))


def ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Quotients, NaN where there is nothing to divide by."""
    there = below > 0
    return np.asarray(np.where(there, above / np.where(there, below, 1), np.nan))


def bootstrap_people(value: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Replicates of a mean over people: (s,) a value each, NaN for who has none, to (r,)."""
    known = np.isfinite(value)
    return ratio(drawn @ np.where(known, value, 0.0), drawn @ known)


def bootstrap_triplets(satisfied: np.ndarray, subjects: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Replicates of a share over triplets, which join up to three people.

    A triplet counts as often as all of its people were drawn together: the product over its different people
    (the vertex bootstrap for relations, Snijders and Borgatti 1999).

    Parameters
    ----------
    satisfied : (m,) bool
    subjects : (m, 3) int, the people of anchor, near and far, 0 … s−1.
    drawn : (r, s) from `people_drawn`.

    Returns
    -------
    (r,) float, NaN where a replicate has no triplet.
    """
    first, second, third = subjects.T
    shares = []
    for start in range(0, len(drawn), _CHUNK):
        counts = drawn[start : start + _CHUNK]
        weight = counts[:, first].astype(np.float64)
        weight *= np.where(second == first, 1, counts[:, second])
        weight *= np.where((third == first) | (third == second), 1, counts[:, third])
        total = weight.sum(axis=1)
        shares.append(np.where(total > 0, (weight @ satisfied) / np.maximum(total, 1), np.nan))
    return np.concatenate(shares)


def interval(replicates: np.ndarray) -> tuple[float, float]:
    """The 2.5 % and 97.5 % quantiles, empty replicates left out; NaN where all are empty."""
    if np.isnan(replicates).all():
        return float("nan"), float("nan")
    low, high = np.nanquantile(replicates, [0.025, 0.975])
    return float(low), float(high)
