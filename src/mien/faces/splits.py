"""Training, validation and test rows with no person in two of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mien.errors import ConfigError, DataError


@dataclass(frozen=True, eq=False)
class Split:
    """Rows of a data set, each array sorted; no subject is in two of them.

    Attributes
    ----------
    train, validation, test : int64 row indices; together every row once.
    """

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray

    def parts(self) -> dict[str, np.ndarray]:
        """The three arrays by name, in the order train, validation, test."""
        return {"train": self.train, "validation": self.validation, "test": self.test}


def split_subjects(
    subject: np.ndarray, fractions: tuple[float, float, float] = (0.8, 0.1, 0.1), seed: int = 0
) -> Split:
    """Divide people at random into training, validation and test.

    Which part a person gets depends on the names and the seed, not on the order of the rows.

    Parameters
    ----------
    subject : (n,) str.
    fractions : shares of the people; the paper's is 80/10/10. Each part gets at least one person.
    seed : of the division.

    Raises
    ------
    ConfigError
        If the fractions are not three positive numbers that sum to 1.
    DataError
        If there are fewer than 3 people.
    """
    shares = np.asarray(fractions, dtype=np.float64)
    if shares.shape != (3,) or not (shares > 0).all() or abs(shares.sum() - 1.0) > 1e-6:
        raise ConfigError(f"fractions are {fractions}; expected three positive numbers that sum to 1")
    people, person = np.unique(np.asarray(subject).astype(np.str_), return_inverse=True)
    if len(people) < 3:
        raise DataError(f"{len(people)} people; training, validation and test need at least 3")
    counts = _counts(len(people), shares)
    part = np.empty(len(people), dtype=np.int64)
    part[np.random.default_rng(seed).permutation(len(people))] = np.repeat(np.arange(3), counts)
    train, validation, test = (np.flatnonzero(part[person] == number) for number in range(3))
    return Split(train, validation, test)


def _counts(total: int, shares: np.ndarray) -> np.ndarray:
    """Whole numbers of people nearest to the shares (largest remainders), none of them 0."""
    exact = shares * total
    counts = np.floor(exact + 1e-9).astype(np.int64)
    for index in np.argsort(counts - exact, kind="stable")[: total - counts.sum()]:
        counts[index] += 1
    while (counts == 0).any():
        counts[np.argmax(counts)] -= 1
        counts[np.argmin(counts)] += 1
    return counts
