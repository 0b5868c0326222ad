"""How far raters agree: the paper's Table I with the line of random voters, and Krippendorff's alpha."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, nan, sqrt

import numpy as np
from scipy import stats

from mien.errors import DataError
from mien.triplets.questions import Questions
from mien.triplets.votes import Answers, votes
from mien.vocabulary import PARTS

_EXACT_BELOW = 200


@dataclass(frozen=True, eq=False)
class AgreementTable:
    """Table I: questions by part and vote difference.

    Attributes
    ----------
    parts : p names of the parts, ``""`` where it is not known.
    differences : d vote differences that occur, the largest first; 0 is a tie.
    counts : (p, d) int64, questions.
    chance : (d,) float64, share of questions with each difference if every voter tossed a coin.
    unanswered : questions without a vote; they are not counted.
    """

    parts: tuple[str, ...]
    differences: tuple[int, ...]
    counts: np.ndarray
    chance: np.ndarray
    unanswered: int

    @property
    def shares(self) -> np.ndarray:
        """(d,) share of the answered questions with each difference, all parts together."""
        return self.counts.sum(axis=0) / self.counts.sum()


def difference_chance(voters: int) -> dict[int, float]:
    """How probable each vote difference is where all voters toss coins.

    The difference is d where (voters + d) / 2 of them say the same: binomial, both ways round.
    For five voters .0625, .3125 and .625 at differences 5, 3 and 1.
    """
    found: dict[int, float] = {}
    for first in range(voters + 1):
        difference = abs(2 * first - voters)
        found[difference] = found.get(difference, 0.0) + comb(voters, first) / 2**voters
    return dict(sorted(found.items(), reverse=True))


def agreement_table(questions: Questions, answers: Answers) -> AgreementTable:
    """Count questions by part and vote difference (paper Table I).

    Where questions have different numbers of votes, the chance line is the mean of theirs. A DataError if no
    question has a vote.
    """
    counts = votes(questions, answers)
    voters = counts.sum(axis=1)
    answered = voters > 0
    if not answered.any():
        raise DataError("no question has a vote")
    difference = np.abs(counts[:, 0] - counts[:, 1])
    chance: dict[int, float] = {}
    for number, times in zip(*np.unique(voters[answered], return_counts=True), strict=True):
        for value, share in difference_chance(int(number)).items():
            chance[value] = chance.get(value, 0.0) + share * times / answered.sum()
    differences = tuple(sorted(set(chance) | set(difference[answered].tolist()), reverse=True))
    present = set(questions.part[answered].tolist())
    parts = tuple(part for part in PARTS if part in present) + tuple(sorted(present - set(PARTS)))
    table = [
        [int((answered & (questions.part == part) & (difference == value)).sum()) for value in differences]
        for part in parts
    ]
    return AgreementTable(
        parts,
        differences,
        np.array(table, dtype=np.int64),
        np.array([chance.get(value, 0.0) for value in differences]),
        int((~answered).sum()),
    )


def krippendorff_alpha(counts: np.ndarray) -> float:
    """Krippendorff's alpha for nominal values: 1 agreement, 0 what chance gives, below 0 worse.

    1 - D_o / D_e from the coincidences within units of at least two values (K. Krippendorff, Content
    Analysis, 4th ed., 2018, ch. 12).

    Parameters
    ----------
    counts : (u, c) int, how many raters gave unit u the value c. For votes, `votes` gives them.

    Returns
    -------
    NaN where no unit has two values, or all values are the same.
    """
    counts = np.asarray(counts, dtype=np.float64)
    size = counts.sum(axis=1)
    counts, size = counts[size >= 2], size[size >= 2]
    total = size.sum()
    values = counts.sum(axis=0)
    expected = total**2 - (values**2).sum()
    if not expected > 0:
        return nan
    disagreeing = (size**2 - (counts**2).sum(axis=1)) / (size - 1)
    return float(1 - (total - 1) * disagreeing.sum() / expected)


@dataclass(frozen=True)
class ChanceTest:
    """Do raters agree more than coins?

    Attributes
    ----------
    pairs : pairs of votes on the same question.
    agreeing : how many of them say the same.
    z : standard deviations above the half that coins give.
    p : one-sided probability of so many agreeing pairs if all votes were coins.
    """

    pairs: int
    agreeing: int
    z: float
    p: float

    @property
    def better(self) -> bool:
        """Agreement is better than chance at the 5 % level."""
        return self.p < 0.05


def chance_test(counts: np.ndarray) -> ChanceTest:
    """Test agreement, of (q, 2) `votes`, against raters who toss coins.

    The statistic is the number of pairs of votes on one question that say the same. If votes are fair coins,
    each pair agrees with probability 1/2 and pairs are independent two by two, so that the number has mean
    P/2 and variance P/4 over P pairs. Up to 200 questions its distribution is computed exactly, by
    convolution; beyond, it is taken as normal. A DataError if no question has two votes.
    """
    counts = np.asarray(counts, dtype=np.int64)
    counts = counts[counts.sum(axis=1) >= 2]
    if not len(counts):
        raise DataError("no question has two votes; agreement cannot be judged")
    voters = counts.sum(axis=1)
    pairs = int((voters * (voters - 1) // 2).sum())
    agreeing = int((counts * (counts - 1) // 2).sum())
    z = (agreeing - pairs / 2) / sqrt(pairs / 4)
    if len(counts) > _EXACT_BELOW:
        return ChanceTest(pairs, agreeing, z, float(stats.norm.sf(z)))
    chance = np.ones(1)
    for number in voters.tolist():
        one = np.zeros(number * (number - 1) // 2 + 1)
        for first in range(number + 1):
            one[comb(first, 2) + comb(number - first, 2)] += comb(number, first) / 2**number
        chance = np.convolve(chance, one)
    return ChanceTest(pairs, agreeing, z, float(min(chance[agreeing:].sum(), 1.0)))
