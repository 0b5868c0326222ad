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
    """Replicates of a share or mean over triplets, which join up to three people.

    Parameters
    ----------
    satisfied : (m,) bool or float
    subjects : (m, 3) int, the people of anchor, near and far, 0 … s−1.
    drawn : (r, s) from `people_drawn`.

    Returns
    -------
    (r,) float64, NaN where a replicate has no triplet.
    """
    sums = triplet_sums(np.column_stack([satisfied, np.ones(len(subjects))]), subjects, drawn)
    return ratio(sums[:, 0], sums[:, 1])


def triplet_sums(values: np.ndarray, subjects: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Sums over triplets in each replicate.

    A triplet counts as often as all of its people were drawn together: the product over its different people
    (the vertex bootstrap for relations, Snijders and Borgatti 1999).

    Parameters
    ----------
    values : (m, c) float
    subjects, drawn : as in `bootstrap_triplets`.

    Returns
    -------
    (r, c) float64
    """
    people = drawn.shape[1]
    a, b, c = np.sort(subjects, axis=1).T
    # Triplets of the same people count alike, so they are summed before anybody is drawn.
    codes, cell = np.unique((a * people + b) * people + c, return_inverse=True)
    cells = np.stack([np.bincount(cell, weights=column) for column in np.asarray(values, np.float64).T], 1)
    a, b, c = codes // people**2, codes // people % people, codes % people
    sums = []
    for start in range(0, len(drawn), _CHUNK):
        counts = drawn[start : start + _CHUNK]
        weight = counts[:, a].astype(np.float64)
        weight *= np.where(a == b, 1, counts[:, b])
        weight *= np.where(b == c, 1, counts[:, c])
        sums.append(weight @ cells)
    return np.concatenate(sums)


def pair_sums(values: np.ndarray, first: np.ndarray, second: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Sums over pairs of faces in each replicate; a pair counts as often as its people were drawn together.

    Parameters
    ----------
    values : (m, c) float
    first, second : (m,) int, the two people of each pair, 0 … s−1; a pair may be of one person.
    drawn : (r, s) from `people_drawn`.

    Returns
    -------
    (r, c) float64
    """
    people = drawn.shape[1]
    cells = np.stack(
        [
            np.bincount(first * people + second, weights=column, minlength=people * people)
            for column in np.asarray(values, dtype=np.float64).T
        ]
    ).reshape(-1, people, people)
    own = np.diagonal(cells, axis1=1, axis2=2)
    counts = drawn.astype(np.float64)
    apart = cells - own[:, :, None] * np.eye(people)
    return np.stack(
        [((counts @ one) * counts).sum(axis=1) + counts @ same for one, same in zip(apart, own, strict=True)],
        axis=1,
    )


def interval(replicates: np.ndarray) -> tuple[float, float]:
    """The 2.5 % and 97.5 % quantiles, empty replicates left out; NaN where all are empty."""
    if np.isnan(replicates).all():
        return float("nan"), float("nan")
    low, high = np.nanquantile(replicates, [0.025, 0.975])
    return float(low), float(high)
