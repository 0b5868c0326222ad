"""What answers of other kinds say as triplets, as pairs and scores, and as labels.

- *Odd one out of three* (M. N. Hebart et al., Nature Human Behaviour 4, 2020): seen from either of the two
that are
  left, the other is nearer than the odd one. One answer is two triplets, which agree with somebody else's two
  or not, together: files mark them as ``one_answer``.
- *Best and worst of a set of n* (J. J. Louviere, T. N. Flynn, A. A. J. Marley, Best-Worst Scaling, 2015): the
best is
  before all others and all others are before the worst, 2 n - 3 of the n (n - 1) / 2 pairs. A face's score is
  how often it was best less how often it was worst, over how often it was shown, from -1 to 1.
- *Ratings of valence*: a third of the scale a label, so that five ratings make votes as five labels do
(IV-C).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mien.triplets.votes import LABELS


def odd_one_out_triplets(faces: np.ndarray, odd: np.ndarray) -> np.ndarray:
    """(2 a, 3) anchor, near, far of a answers, the two of one answer after each other.

    Parameters
    ----------
    faces : (a, 3) int, rows of the faces.
    odd : (a,) int, the place of the odd one among the three, 0 to 2.
    """
    faces, odd = np.asarray(faces).reshape(-1, 3), np.asarray(odd)
    rest = np.array([[1, 2], [0, 2], [0, 1]])[odd]
    at = np.arange(len(faces))
    one, other, far = faces[at, rest[:, 0]], faces[at, rest[:, 1]], faces[at, odd]
    both = np.stack([np.column_stack([one, other, far]), np.column_stack([other, one, far])], axis=1)
    return both.reshape(-1, 3)


def implied_pairs(size: int, best: int, worst: int) -> list[tuple[int, int]]:
    """Pairs (more, less) of places in a set of `size` that a best and a worst say."""
    between = [place for place in range(size) if place not in (best, worst)]
    return [(best, worst), *((best, place) for place in between), *((place, worst) for place in between)]


@dataclass(frozen=True, eq=False)
class Scores:
    """Best-worst counts of n faces.

    Attributes
    ----------
    shown, best, worst : (n,) int64, how often each was in a set, the best of it, the worst of it.
    pairs : (p, 3) int64, more, less and how many said so, ordered by the faces.
    """

    shown: np.ndarray
    best: np.ndarray
    worst: np.ndarray
    pairs: np.ndarray

    def score(self) -> np.ndarray:
        """(n,) from -1 to 1; NaN for faces that were never shown."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray((self.best - self.worst) / self.shown.astype(np.float64))


def best_worst_scores(sets: list[list[int]], best: np.ndarray, worst: np.ndarray, n: int) -> Scores:
    """Count best-worst answers.

    Parameters
    ----------
    sets : a lists of rows of the faces.
    best, worst : (a,) int, places in each set.
    n : number of faces.
    """
    shown, most, least = np.zeros((3, n), dtype=np.int64)
    pairs: dict[tuple[int, int], int] = {}
    for faces, top, bottom in zip(sets, np.asarray(best).tolist(), np.asarray(worst).tolist(), strict=True):
        shown[faces] += 1
        most[faces[top]] += 1
        least[faces[bottom]] += 1
        for more, less in implied_pairs(len(faces), top, bottom):
            key = faces[more], faces[less]
            pairs[key] = pairs.get(key, 0) + 1
    rows = [(*key, pairs[key]) for key in sorted(pairs)]
    return Scores(shown, most, least, np.array(rows, dtype=np.int64).reshape(-1, 3))


def labels_of_ratings(valence: np.ndarray, least: float, most: float) -> np.ndarray:
    """(a,) str, the lowest third of the scale negative, the highest positive, what is between neutral."""
    share = (np.asarray(valence, dtype=np.float64) - least) / (most - least)
    return np.array(LABELS)[(share > 1 / 3).astype(int) + (share > 2 / 3)]
