"""Answers that make two judgments each: what tests and measures count is the answers."""

import itertools

import numpy as np
import pytest
from scipy import stats

from mien.errors import TripletError
from mien.triplets.agreement import answers_alpha, chance_test, krippendorff_alpha
from mien.triplets.formats.numbers import odd_one_out_triplets
from mien.triplets.given import as_given
from mien.triplets.raters import left_share, rater_measures
from mien.triplets.votes import Answers, asked_by, votes


def odd_ones(rows, rater, repeat=None):
    """Questions and answers of (a, 3) rows i, j, odd."""
    questions, question, choice = asked_by(odd_one_out_triplets(np.asarray(rows)))
    n = len(rows)
    again = np.zeros(n, bool) if repeat is None else np.asarray(repeat)
    answers = Answers(
        question, np.repeat(rater, 2), choice,
        np.full(2 * n, np.nan), np.full(2 * n, -1), np.repeat(again, 2),
        np.repeat(np.arange(n), 2),
    )  # fmt: skip
    return questions, answers


def at_random(rng, tasks, raters):
    """Each rater names one of the three faces of each task at random."""
    faces = 3 * np.repeat(np.arange(tasks), raters)[:, None] + np.arange(3)
    odd = rng.integers(0, 3, len(faces))
    rows = np.stack([np.roll(face, -1 - place) for face, place in zip(faces, odd, strict=True)])
    return rows, np.char.add("R", np.tile(np.arange(raters), tasks).astype(str))


def test_two_judgments_are_one_answer_of_three_options():
    rows = [[0, 1, 2], [1, 0, 2], [2, 0, 1], [3, 4, 5]]
    given = as_given(*odd_ones(rows, np.array(["a", "b", "c", "a"])))
    assert given.options.tolist() == [3] * 4
    assert given.option.tolist() == [2, 2, 1, 2]
    assert len(set(given.asked[:3].tolist())) == 1
    assert given.asked[3] != given.asked[0]
    assert [tally.tolist() for tally in given.tallies()] == [[[0, 1, 2]]]


def test_half_an_answer_is_an_answer_to_its_question_and_other_pairs_are_refused():
    questions, answers = odd_ones([[0, 1, 2]], np.array(["a"]))
    half = as_given(questions, answers.take([1]))
    assert (half.options.tolist(), half.asked.tolist()) == ([2], [1])
    questions, answers = odd_ones([[0, 1, 2], [0, 2, 1]], np.array(["a", "b"]))
    answers.given[:] = [0, 1, 0, 1]
    with pytest.raises(TripletError, match="not its two halves"):
        as_given(questions, answers)


@pytest.mark.parametrize(("options", "sizes"), [(3, (2, 3)), (3, (4,)), (2, (2, 3))])
def test_exact_chance_is_that_of_all_outcomes(options, sizes):
    outcomes = []
    for said in itertools.product(*[itertools.product(range(options), repeat=size) for size in sizes]):
        outcomes.append(sum(a == b for one in said for a, b in itertools.combinations(one, 2)))
    most = np.array([[size, *[0] * (options - 1)] for size in sizes])
    got = chance_test(most)
    assert got.agreeing == max(outcomes)
    assert got.p == pytest.approx(np.mean(np.array(outcomes) >= max(outcomes)))
    assert got.chance == pytest.approx(1 / options)
    assert got.z == pytest.approx((max(outcomes) - np.mean(outcomes)) / np.std(outcomes))


@pytest.mark.parametrize(("tasks", "raters"), [(40, 4), (100, 6)])
def test_answers_at_random_pass_as_random_as_often_as_stated(tasks, raters):
    rng, times = np.random.default_rng(tasks), 250
    p, naive = np.empty((2, times))
    for number in range(times):
        questions, answers = odd_ones(*at_random(rng, tasks, raters))
        p[number] = chance_test(*as_given(questions, answers).tallies()).p
        naive[number] = chance_test(votes(questions, answers)).p
    for level in (0.05, 0.2):
        low, high = stats.binom.ppf([0.001, 0.999], times, level)
        # The number of pairs is whole: an exact test stays a little below its level.
        assert low - 0.02 * times <= (p < level).sum() <= high
    assert (naive < 0.05).sum() > (p < 0.05).sum()


def test_agreement_better_than_chance_is_seen_and_alpha_is_of_odd_ones():
    rows, rater = at_random(np.random.default_rng(0), 60, 4)
    first = np.repeat(rows[::4], 4, axis=0)
    alike = np.random.default_rng(1).random(len(rows)) < 0.5
    questions, answers = odd_ones(np.where(alike[:, None], first, rows), rater)
    given = as_given(questions, answers)
    assert chance_test(*given.tallies()).better
    odd = np.zeros((60, 3), int)
    for row in np.where(alike[:, None], first, rows):
        odd[row[0] // 3, row[2] % 3] += 1
    assert answers_alpha(given, votes(questions, answers)) == pytest.approx(krippendorff_alpha(odd))


def test_raters_are_measured_by_answers():
    said = [("a", 2), ("b", 2), ("c", 2), ("d", 1), ("a", 1), ("b", 2)]
    faces = {odd: [face for face in range(3) if face != odd] + [odd] for odd in range(3)}
    questions, answers = odd_ones(
        [faces[odd] for _, odd in said], np.array([name for name, _ in said]), [False] * 4 + [True] * 2
    )
    got = rater_measures(questions, answers)
    assert got.name.tolist() == list("abcd")
    assert got.votes.tolist() == [1, 1, 1, 1]
    assert got.compared.tolist() == [1, 1, 1, 1]
    assert got.agreeing.tolist() == [1, 1, 1, 0]
    assert (got.repeats.tolist(), got.kept.tolist(), got.orphans) == ([1, 1, 0, 0], [0, 1, 0, 0], 0)


def test_the_interval_of_the_left_side_counts_raters_who_prefer_a_side():
    rng, people, each, times = np.random.default_rng(3), 20, 40, 150
    held = wrong = plain = 0
    for _ in range(times):
        taste = np.repeat(rng.beta(4, 4, people), each)
        left = rng.random(len(taste)) < taste
        n = len(left)
        answers = Answers(
            np.arange(n), np.repeat(np.arange(people), each).astype(str), np.where(left, 0, 1),
            np.full(n, np.nan), np.ones(n), np.zeros(n, bool),
        )  # fmt: skip
        got, of, interval, p = left_share(answers)
        assert (got, of) == (left.sum(), n)
        held += interval[0] <= 0.5 <= interval[1]
        wrong += p < 0.05
        plain += stats.binomtest(int(got), n).pvalue < 0.05
    assert held >= stats.binom.ppf(0.001, times, 0.95)
    assert wrong <= stats.binom.ppf(0.999, times, 0.05)
    assert plain > 3 * stats.binom.ppf(0.999, times, 0.05) / 2


def test_one_rater_and_unknown_raters_have_the_binomial_interval():
    answers = Answers(
        np.arange(10), np.full(10, ""), np.zeros(10), np.full(10, np.nan), [1] * 7 + [0] * 3, [False] * 10
    )
    exact = stats.binomtest(7, 10)
    for rater in ("", "one"):
        answers.rater[:] = rater
        _, _, interval, p = left_share(Answers(*(getattr(answers, name) for name in Answers.COLUMNS)))
        assert interval == pytest.approx(tuple(exact.proportion_ci(method="exact")))
        assert p == pytest.approx(exact.pvalue)
