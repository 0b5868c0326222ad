"""Agreement against enumeration, simulation and the krippendorff package."""

import itertools

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mien.errors import DataError
from mien.triplets.agreement import agreement_table, chance_test, difference_chance, krippendorff_alpha
from mien.triplets.questions import Questions
from mien.triplets.votes import Answers, votes


@pytest.mark.parametrize("voters", range(1, 9))
def test_chance_line_is_that_of_all_outcomes(voters):
    outcomes = [abs(2 * sum(votes) - voters) for votes in itertools.product((0, 1), repeat=voters)]
    expected = {value: outcomes.count(value) / len(outcomes) for value in sorted(set(outcomes), reverse=True)}
    assert difference_chance(voters) == expected


def test_five_voters_as_published():
    assert difference_chance(5) == {5: 0.0625, 3: 0.3125, 1: 0.625}


def test_table_counts_by_part_and_difference():
    rows = np.array([[0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [4, 5, 6]])
    parts = np.array(["test", "train", "train", "test", "train"])
    questions = Questions(rows, parts, np.array(list("abcde")))
    said = [(0, "11111"), (1, "11100"), (2, "01000"), (3, "0011")]
    question = np.concatenate([np.full(len(text), number) for number, text in said])
    choice = np.array([int(char) for _, text in said for char in text])
    rater = np.concatenate([np.arange(len(text)).astype(str) for _, text in said])
    table = agreement_table(questions, Answers.of(question, rater, choice))
    assert table.parts == ("train", "test")
    assert table.differences == (5, 4, 3, 2, 1, 0)
    assert table.counts.tolist() == [[0, 0, 1, 0, 1, 0], [1, 0, 0, 0, 0, 1]]
    assert table.unanswered == 1
    three, four = difference_chance(5), difference_chance(4)
    expected = [(3 * three.get(d, 0) + four.get(d, 0)) / 4 for d in table.differences]
    assert table.chance == pytest.approx(expected)
    assert table.shares.sum() == pytest.approx(1)
    with pytest.raises(DataError, match="no question has a vote"):
        agreement_table(questions, Answers.of(np.zeros(0, int), np.zeros(0, str), np.zeros(0, int)))


@given(seed=st.integers(0, 2**32 - 1), values=st.integers(2, 4), missing=st.floats(0, 0.7))
@settings(max_examples=60, deadline=None)
def test_alpha_is_that_of_the_krippendorff_package(seed, values, missing):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, values, 20)
    said = np.where(rng.random((6, 20)) < 0.5, truth, rng.integers(0, values, (6, 20))).astype(float)
    said[rng.random(said.shape) < missing] = np.nan
    counts = np.stack([(said == value).sum(axis=0) for value in range(values)], axis=1)
    usable = counts[counts.sum(axis=1) >= 2]
    if (usable.sum(axis=0) > 0).sum() < 2:
        assert np.isnan(krippendorff_alpha(counts))
        return
    expected = krippendorff.alpha(reliability_data=said, level_of_measurement="nominal")
    assert krippendorff_alpha(counts) == pytest.approx(expected, abs=1e-12)


def test_alpha_at_its_ends():
    assert krippendorff_alpha(np.array([[5, 0], [0, 5]])) == 1
    assert np.isnan(krippendorff_alpha(np.array([[5, 0], [5, 0]])))
    assert np.isnan(krippendorff_alpha(np.array([[1, 0], [0, 1]])))


@pytest.mark.parametrize("sizes", [(2, 2, 3), (5, 1, 2), (3, 4)])
def test_exact_chance_is_that_of_all_outcomes(sizes):
    def agreeing(firsts):
        return sum(f * (f - 1) // 2 + (k - f) * (k - f - 1) // 2 for f, k in zip(firsts, sizes, strict=True))

    outcomes = [
        agreeing([sum(part) for part in parts])
        for parts in itertools.product(*[list(itertools.product((0, 1), repeat=k)) for k in sizes])
    ]
    for firsts in itertools.product(*[range(k + 1) for k in sizes]):
        counts = np.array([[f, k - f] for f, k in zip(firsts, sizes, strict=True)])
        got = chance_test(counts)
        assert got.agreeing == agreeing(firsts)
        assert got.p == pytest.approx(np.mean([value >= got.agreeing for value in outcomes]))


def test_coins_pass_as_coins_as_often_as_stated():
    rng = np.random.default_rng(0)
    first = rng.binomial(5, 0.5, size=(2000, 300))
    p = np.array([chance_test(np.column_stack([row, 5 - row])).p for row in first])
    assert 0.03 < (p < 0.05).mean() < 0.07


def test_people_are_better_than_coins(make_questions, make_answers):
    questions = make_questions(30)
    rng = np.random.default_rng(1)
    people = votes(questions, make_answers(rng.beta(1, 1, len(questions))))
    assert chance_test(people).better
    coins = votes(questions, make_answers(np.full(len(questions), 0.5), seed=5))
    assert not chance_test(coins).better
    with pytest.raises(DataError, match="two votes"):
        chance_test(np.array([[1, 0], [0, 1]]))
