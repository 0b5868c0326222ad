"""How far raters agree: the paper's Table I with the line of random voters, and Krippendorff's alpha."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, nan, sqrt

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

from mien.errors import DataError
from mien.triplets.given import Given
from mien.triplets.questions import Questions
from mien.triplets.votes import Answers, votes
from mien.vocabulary import PARTS


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


def answers_alpha(given: Given, counts: np.ndarray) -> float:
    """`krippendorff_alpha` of the answers: of odd ones where all answers name the odd one of three.

    Parameters
    ----------
    counts : (q, 2) `votes`, which are taken where answers of both kinds are there.
    """
    tallies = given.tallies()
    return krippendorff_alpha(tallies[0] if len(tallies) == 1 else counts)


@dataclass(frozen=True)
class ChanceTest:
    """Do raters agree more than chance has it?

    Attributes
    ----------
    pairs : pairs of answers to the same question, or about the odd one of the same three faces.
    agreeing : how many of them say the same.
    chance : share of them that agree by chance: 1/2 where there are two faces to choose from, 1/3 for the odd
        one of three, the mean where both were asked.
    z : standard deviations above what chance gives.
    p : one-sided probability of so many agreeing pairs by chance.
    """

    pairs: int
    agreeing: int
    chance: float
    z: float
    p: float

    @property
    def better(self) -> bool:
        """Agreement is better than chance at the 5 % level."""
        return self.p < 0.05


def chance_test(*tallies: np.ndarray) -> ChanceTest:
    """Test agreement against raters who choose at random.

    The statistic is the number of pairs of answers to the same that say the same. It is counted over answers,
    not over the judgments that they make: the two of an odd-one-out answer agree with another's two together,
    so that pairs of judgments have a larger variance than independent ones. If answers are random, each pair
    agrees with probability 1/c, c things being there to choose from, and pairs are independent two by two:
    the number has mean P/c and variance P (c - 1)/c² over P pairs. Its distribution is exact (a product of
    characteristic functions).

    Parameters
    ----------
    tallies : (u, c) int each, how many chose each of c; of `votes` or `Given.tallies`.

    Raises
    ------
    DataError
        If nothing has two answers.
    """
    several = [np.asarray(tally, dtype=np.int64) for tally in tallies]
    several = [tally[tally.sum(axis=1) >= 2] for tally in several]
    pairs = [int((tally.sum(axis=1) * (tally.sum(axis=1) - 1) // 2).sum()) for tally in several]
    if not sum(pairs):
        raise DataError("no question has two votes; agreement cannot be judged")
    agreeing = sum(int((tally * (tally - 1) // 2).sum()) for tally in several)
    options = [tally.shape[1] for tally in several]
    mean = sum(number / c for number, c in zip(pairs, options, strict=True))
    variance = sum(number * (c - 1) / c**2 for number, c in zip(pairs, options, strict=True))
    length = next_fast_len(sum(pairs) + 1, real=True)
    spectrum = np.ones(length // 2 + 1, dtype=np.complex128)
    for tally, c in zip(several, options, strict=True):
        for voters, times in zip(*np.unique(tally.sum(axis=1), return_counts=True), strict=True):
            spectrum *= rfft(_agreeing_by_chance(int(voters), c), length) ** int(times)
    p = float(irfft(spectrum, length)[agreeing : sum(pairs) + 1].sum())
    return ChanceTest(
        sum(pairs), agreeing, mean / sum(pairs), (agreeing - mean) / sqrt(variance), min(max(p, 0.0), 1.0)
    )


def _agreeing_by_chance(voters: int, options: int) -> np.ndarray:
    """How probable each number of agreeing pairs is among voters who choose one of the options at random."""
    # By (voters so far, pairs so far), an option after the other; each number of voters for it.
    reached = {(0, 0): 1.0}
    for option in range(options, 0, -1):
        further: dict[tuple[int, int], float] = {}
        for (used, pairs), probability in reached.items():
            left = voters - used
            for here in range(left + 1) if option > 1 else (left,):
                share = comb(left, here) * (1 / option) ** here * (1 - 1 / option) ** (left - here)
                place = (used + here, pairs + comb(here, 2))
                further[place] = further.get(place, 0.0) + probability * share
        reached = further
    found = np.zeros(comb(voters, 2) + 1)
    for (_, pairs), probability in reached.items():
        found[pairs] += probability
    return found
