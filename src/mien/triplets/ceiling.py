"""The ceiling that people set: how well raters who did not vote predict those who did."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf

import numpy as np
from scipy import optimize, special, stats

from mien.errors import DataError, TripletError
from mien.triplets.questions import Questions
from mien.triplets.votes import Answers, votes

OTHERS = 5
_BOUNDS = (-7.0, 9.0)


@dataclass(frozen=True, eq=False)
class Ceiling:
    """Agreement with the majority of the voters, by vote difference.

    Attributes
    ----------
    differences : d vote differences, the largest first; ties are not among them.
    count : (d,) int64, questions.
    agreement : (d,) float64, share in which the others' majority is that of the voters; a tie of the others
        counts one half.
    unseen : questions with a majority that nobody else answered.
    """

    differences: tuple[int, ...]
    count: np.ndarray
    agreement: np.ndarray
    unseen: int = 0


def ceiling(questions: Questions, answers: Answers, extra: Answers) -> Ceiling:
    """How often the majority of further raters is that of the voters, from further answers.

    Parameters
    ----------
    answers : the votes that made the triplets.
    extra : answers of raters who did not vote on the same question; declared repeats do not count.

    Raises
    ------
    TripletError
        If somebody is in both for a question, or as in `votes`.
    DataError
        If no question with a majority has further answers.
    """
    counts, others = votes(questions, answers), votes(questions, extra)
    voted = set(zip(answers.question.tolist(), answers.rater.tolist(), strict=True))
    for question, rater in zip(extra.question.tolist(), extra.rater.tolist(), strict=True):
        if rater and (question, rater) in voted:
            raise TripletError(
                f"rater {rater} is among the voters and the further raters of question "
                f"{questions.name[question]}; the ceiling needs people who did not vote"
            )
    lead = np.sign(counts[:, 0] - counts[:, 1])
    seen = others.sum(axis=1) > 0
    use = (lead != 0) & seen
    if not use.any():
        raise DataError("no question with a majority has answers of further raters")
    right = (1 + lead * np.sign(others[:, 0] - others[:, 1])) / 2
    return _by_difference(
        np.abs(counts[:, 0] - counts[:, 1])[use], right[use], int(((lead != 0) & ~seen).sum())
    )


def fit_spread(counts: np.ndarray) -> float:
    """How contested questions are: a of the Beta(a, a) that voters' probabilities come from.

    Every question has its own probability that a voter says `first`, drawn from Beta(a, a); the votes are
    then beta-binomial. a is the most likely one. Near 0 all agree on every question, 1 is a uniform spread,
    large means coins. Five votes fall a third each on differences 5, 3 and 1 at a = 1.

    Parameters
    ----------
    counts : (q, 2) int, votes for the first and the second face.

    Returns
    -------
    a, from about .001 to 8,000.

    Raises
    ------
    DataError
        If no question has two votes.
    """
    counts = np.asarray(counts, dtype=np.int64)
    kinds, times = np.unique(np.sort(counts[counts.sum(axis=1) >= 2], axis=1), axis=0, return_counts=True)
    if not len(kinds):
        raise DataError("no question has two votes; agreement cannot be predicted")

    def loss(log_a: float) -> float:
        a = exp(log_a)
        return -float(times @ (special.betaln(kinds[:, 0] + a, kinds[:, 1] + a) - special.betaln(a, a)))

    return exp(optimize.minimize_scalar(loss, bounds=_BOUNDS, method="bounded").x)


def predicted_agreement(spread: float, won: int, lost: int, others: float = OTHERS) -> float:
    """The chance that the majority of other raters is that of the voters.

    After `won` and `lost` votes the probability of the winning side is Beta(a + won, a + lost).

    Parameters
    ----------
    spread : a of `fit_spread`.
    won, lost : votes for either face, won > lost.
    others : number of other raters, a tie of whom counts one half; ``math.inf`` for everybody, which no space
        can go past on average.
    """
    a, b = spread + won, spread + lost
    if others == inf:
        return float(stats.beta.sf(0.5, a, b))
    number = int(others)
    agree = float(stats.betabinom.sf(number // 2, number, a, b))
    return agree if number % 2 else agree + float(stats.betabinom.pmf(number // 2, number, a, b)) / 2


def predicted_ceiling(counts: np.ndarray, others: float = OTHERS) -> Ceiling:
    """The ceiling where there are no further answers, predicted from the (q, 2) votes themselves.

    See `predicted_agreement` for `others`. A DataError if no question has two votes, or all are ties.
    """
    counts = np.asarray(counts, dtype=np.int64)
    spread = fit_spread(counts)
    counts = np.sort(counts[counts[:, 0] != counts[:, 1]], axis=1)
    if not len(counts):
        raise DataError("no question has a majority")
    kinds, kind = np.unique(counts, axis=0, return_inverse=True)
    agreement = np.array([predicted_agreement(spread, int(w), int(v), others) for v, w in kinds])
    return _by_difference(counts[:, 1] - counts[:, 0], agreement[kind.reshape(-1)])


def _by_difference(difference: np.ndarray, right: np.ndarray, unseen: int = 0) -> Ceiling:
    values = tuple(int(value) for value in np.unique(difference)[::-1])
    count = np.array([(difference == value).sum() for value in values], dtype=np.int64)
    return Ceiling(values, count, np.array([right[difference == value].mean() for value in values]), unseen)
