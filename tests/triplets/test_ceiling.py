"""The ceiling against counting, and its prediction against simulated crowds."""

import math

import numpy as np
import pytest
from scipy import stats

from mien.errors import DataError, TripletError
from mien.triplets.ceiling import ceiling, fit_spread, predicted_agreement, predicted_ceiling
from mien.triplets.votes import Answers


@pytest.mark.parametrize("spread", [0.3, 1.0, 4.0])
def test_spread_of_a_simulated_crowd_is_found(spread):
    rng = np.random.default_rng(1)
    first = rng.binomial(5, rng.beta(spread, spread, 20_000))
    assert fit_spread(np.column_stack([first, 5 - first])) == pytest.approx(spread, rel=0.06)


def test_spread_is_the_most_likely_one():
    rng = np.random.default_rng(2)
    voters = rng.integers(2, 8, 500)
    first = rng.binomial(voters, rng.beta(0.7, 0.7, 500))
    found = fit_spread(np.column_stack([first, voters - first]))
    grid = np.exp(np.linspace(-3, 3, 2001))
    likelihood = [stats.betabinom.logpmf(first, voters, a, a).sum() for a in grid]
    assert found == pytest.approx(grid[int(np.argmax(likelihood))], rel=0.01)


def test_uniform_spread_makes_thirds():
    shares = [2 * stats.betabinom.pmf(5 - lost, 5, 1, 1) for lost in (0, 1, 2)]
    assert shares == pytest.approx([1 / 3] * 3)


@pytest.mark.parametrize("others", [3, 4, 5, 101])
@pytest.mark.parametrize("spread", [0.4, 1.0, 2.5])
def test_prediction_is_that_of_simulated_crowds(spread, others):
    rng = np.random.default_rng(3)
    chance = rng.beta(spread, spread, 400_000)
    first, more = rng.binomial(5, chance), rng.binomial(others, chance)
    lead, other = np.sign(2 * first - 5), np.sign(2 * more - others)
    right = (1 + lead * other) / 2
    for difference in (5, 3, 1):
        rows = np.abs(2 * first - 5) == difference
        error = 4 * right[rows].std() / math.sqrt(rows.sum())
        won = (5 + difference) // 2
        assert predicted_agreement(spread, won, 5 - won, others) == pytest.approx(
            right[rows].mean(), abs=error
        )


def test_everybody_is_the_limit_of_many():
    assert predicted_agreement(0.8, 4, 1, math.inf) == pytest.approx(
        predicted_agreement(0.8, 4, 1, 100_001), abs=1e-3
    )
    # Uniform spread, all five of five: the chance that p > 1/2 under Beta(6, 1) is 1 - 2^-6.
    assert predicted_agreement(1.0, 5, 0, math.inf) == pytest.approx(1 - 2**-6)


def test_predicted_ceiling_of_a_crowd(make_questions):
    rng = np.random.default_rng(4)
    chance = rng.beta(1, 1, 30_000)
    first, more = rng.binomial(5, chance), rng.binomial(5, chance)
    got = predicted_ceiling(np.column_stack([first, 5 - first]))
    assert got.differences == (5, 3, 1)
    assert got.count.sum() == 30_000
    for difference, agreement in zip(got.differences, got.agreement, strict=True):
        rows = np.abs(2 * first - 5) == difference
        right = (more[rows] > 2.5) == (first[rows] > 2.5)
        assert agreement == pytest.approx(right.mean(), abs=0.02)
    assert 4 not in got.differences
    with pytest.raises(DataError, match="two votes"):
        predicted_ceiling(np.array([[1, 0]]))
    with pytest.raises(DataError, match="no question has a majority"):
        predicted_ceiling(np.array([[1, 1]]))


def test_ceiling_from_further_raters(make_questions, make_answers):
    questions = make_questions(10, 3)
    rng = np.random.default_rng(5)
    chance = rng.beta(1, 1, len(questions))
    said = make_answers(chance, 5, 1)
    more = make_answers(chance, 4, 2)
    more = Answers.of(more.question, np.char.add("X", more.rater), more.choice)
    more = more.take(np.flatnonzero(more.question != 3))
    got = ceiling(questions, said, more)
    expected: dict[int, list[float]] = {}
    for number in range(len(questions)):
        if number == 3:
            continue
        second, other = said.choice[said.question == number].sum(), more.choice[more.question == number].sum()
        right = 0.5 if other == 2 else float((other > 2) == (second > 2.5))
        expected.setdefault(abs(2 * int(second) - 5), []).append(right)
    assert got.differences == tuple(sorted(expected, reverse=True))
    for difference, right in expected.items():
        place = got.differences.index(difference)
        assert got.agreement[place] == pytest.approx(np.mean(right))
        assert got.count[place] == len(right)
    assert got.unseen == 1


def test_nobody_may_be_on_both_sides(make_questions, make_answers):
    questions = make_questions(10, 3)
    said = make_answers(np.full(len(questions), 0.2))
    with pytest.raises(
        TripletError, match="rater R00 is among the voters and the further raters of question"
    ):
        ceiling(questions, said, said.take(np.array([0])))
    other = said.take(np.flatnonzero(said.question == 0))
    rest = said.take(np.flatnonzero(said.question == 1))
    with pytest.raises(DataError, match="no question with a majority has answers"):
        ceiling(questions, other, rest)
