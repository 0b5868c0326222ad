"""Which faces of a fit are validated on: whole people, and the triplets within each part."""

from __future__ import annotations

import numpy as np

from mien.errors import ConfigError, DataError, TripletError
from mien.triplets.values import Triplets

_OWN = 97


def held_out(
    n: int, subjects: np.ndarray | None, neutrals: np.ndarray | None, fraction: float, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Rows to train on and rows to validate on, each sorted; the latter are empty for a fraction of 0.

    Parameters
    ----------
    subjects : (n,) str. Without them faces on the same neutral are one person's; without those too, faces are
        drawn one by one.
    neutrals : (n, d), or None.
    fraction : of the people, at least one.

    Raises
    ------
    ConfigError, DataError
        If the fraction is not from 0 to below 1, or there are not two people.
    """
    if not 0 <= fraction < 1:
        raise ConfigError(f"validation_fraction is {fraction!r}; it must be at least 0 and below 1")
    if fraction == 0:
        return np.arange(n), np.zeros(0, dtype=np.int64)
    if subjects is not None:
        people, person = np.unique(subjects, return_inverse=True)
    elif neutrals is not None:
        people, person = np.unique(neutrals, axis=0, return_inverse=True)
    else:
        people = person = np.arange(n)
    if len(people) < 2:
        raise DataError(
            "validation_fraction needs two people or more, and there is one; subjects= says who is who"
        )
    chosen = np.random.default_rng([seed, _OWN]).permutation(len(people))
    chosen = chosen[: min(max(1, round(fraction * len(people))), len(people) - 1)]
    validated = np.isin(person.reshape(-1), chosen)
    return np.flatnonzero(~validated), np.flatnonzero(validated)


def divided(triplets: Triplets | None, n: int, *parts: np.ndarray) -> tuple[list[Triplets | None], int]:
    """Triplets of each part's faces, as its rows, and how many join faces of two parts and are left out.

    A TripletError if none is left to train on.
    """
    if triplets is None:
        return [None] * len(parts), 0
    found: list[Triplets | None] = []
    for rows in parts:
        place = np.full(n, -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        own = place[triplets.rows]
        here = (own >= 0).all(axis=1)
        found.append(Triplets(own[here], triplets.weight[here]) if here.any() else None)
    if found[0] is None:
        raise TripletError("no triplet is of training people alone; a smaller validation_fraction helps")
    return found, len(triplets) - sum(len(one) for one in found if one is not None)
