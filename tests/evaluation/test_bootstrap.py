"""Intervals by resampling people, against loops that rebuild every resampled data set."""

import numpy as np
import pytest

from mien.evaluation.bootstrap import (
    bootstrap_faces,
    bootstrap_people,
    bootstrap_triplets,
    interval,
    pair_sums,
    people_drawn,
)


def copies(drawn):
    """The people of a replicate, one entry a copy."""
    return [person for person, times in enumerate(drawn) for _ in range(times)]


def faces_loop(correct, subject, drawn):
    kept = [right for person in copies(drawn) for right in correct[subject == person]]
    return sum(kept) / len(kept)


def triplets_loop(satisfied, subjects, drawn):
    """Every way to give each different person of a triplet one of that person's copies."""
    numbered = copies(drawn)
    total = good = 0
    for right, people in zip(satisfied, subjects.tolist(), strict=True):
        ways = 1
        for person in set(people):
            ways *= sum(copy == person for copy in numbered)
        total += ways
        good += ways * right
    return good / total if total else float("nan")


def test_faces_are_the_resampled_data_sets():
    rng = np.random.default_rng(0)
    subject = rng.integers(6, size=50)
    subject[:6] = np.arange(6)
    correct = rng.random(50) < 0.7
    drawn = people_drawn(6, rng, 30)
    expected = [faces_loop(correct, subject, row) for row in drawn]
    np.testing.assert_allclose(bootstrap_faces(correct, subject, drawn), expected, rtol=1e-12)


def test_triplets_of_one_two_and_three_people_are_the_resampled_data_sets():
    rng = np.random.default_rng(1)
    subjects = rng.integers(5, size=(80, 3))
    subjects[:4] = [[2, 2, 2], [1, 1, 3], [1, 3, 1], [3, 1, 1]]
    assert {len(set(row)) for row in subjects.tolist()} == {1, 2, 3}
    satisfied = rng.random(80) < 0.6
    drawn = people_drawn(5, rng, 250)
    expected = [triplets_loop(satisfied, subjects, row) for row in drawn]
    np.testing.assert_allclose(bootstrap_triplets(satisfied, subjects, drawn), expected, rtol=1e-12)


def pairs_loop(values, first, second, drawn):
    """Sums over every way to give each different person of a pair one of that person's copies."""
    numbered, total = copies(drawn), 0.0
    for value, a, b in zip(values, first, second, strict=True):
        ways = sum(copy == a for copy in numbered)
        total += value * (ways if a == b else ways * sum(copy == b for copy in numbered))
    return total


def test_pairs_of_one_and_two_people_are_the_resampled_data_sets():
    rng = np.random.default_rng(2)
    first, second = rng.integers(5, size=(2, 60))
    assert (first == second).any()
    values, drawn = rng.normal(size=(60, 2)), people_drawn(5, rng, 40)
    expected = [[pairs_loop(column, first, second, row) for column in values.T] for row in drawn]
    np.testing.assert_allclose(pair_sums(values, first, second, drawn), expected, rtol=1e-9, atol=1e-9)


def test_means_over_people_leave_out_who_has_none():
    value, drawn = np.array([1.0, np.nan, 4.0]), np.array([[1, 1, 1], [2, 0, 1], [0, 3, 0]])
    np.testing.assert_array_equal(bootstrap_people(value, drawn), [2.5, 2.0, np.nan])


def test_without_any_replicate_there_is_no_interval():
    assert np.isnan(interval(np.full(5, np.nan))).all()
    assert np.isnan(bootstrap_faces(np.array([True]), np.array([0]), np.array([[0, 2]]))).all()


def test_a_person_drawn_twice_counts_twice():
    satisfied = np.array([True, False])
    drawn = np.array([[2, 1, 0]])
    alone = np.array([[0, 0, 0], [1, 1, 1]])
    assert bootstrap_triplets(satisfied, alone, drawn)[0] == pytest.approx(2 / 3)
    pairs = np.array([[0, 0, 1], [1, 1, 1]])  # drawn 2 × 1 times and 1 time
    assert bootstrap_triplets(satisfied, pairs, drawn)[0] == pytest.approx(2 / 3)
    assert bootstrap_faces(satisfied, np.array([0, 1]), drawn)[0] == pytest.approx(2 / 3)


def test_a_replicate_without_triplets_is_left_out_of_the_interval():
    drawn = np.array([[2, 0, 0], [0, 1, 1]])
    shares = bootstrap_triplets(np.array([True]), np.array([[1, 1, 2]]), drawn)
    assert np.isnan(shares[0])
    assert shares[1] == 1
    assert interval(shares) == (1.0, 1.0)


def test_as_many_people_as_there_are():
    drawn = people_drawn(7, np.random.default_rng(0), 500)
    assert drawn.shape == (500, 7)
    assert (drawn.sum(axis=1) == 7).all()
    assert drawn.mean(axis=0) == pytest.approx(np.ones(7), abs=0.2)


def test_interval_covers_the_true_share_about_95_percent_of_the_time():
    rng = np.random.default_rng(5)
    people, each, rounds = 40, 10, 400
    subject = np.repeat(np.arange(people), each)
    covered = too_narrow = 0
    for _ in range(rounds):
        skill = rng.beta(4, 2, size=people)  # mean 2/3; faces of one person are not independent
        correct = rng.random(people * each) < skill[subject]
        low, high = interval(bootstrap_faces(correct, subject, people_drawn(people, rng, 300)))
        covered += low <= 2 / 3 <= high
        half = 1.96 * np.sqrt(correct.mean() * (1 - correct.mean()) / len(correct))
        too_narrow += abs(correct.mean() - 2 / 3) <= half
    assert 0.90 <= covered / rounds <= 0.98
    # Counting faces as if they were independent would not have held what it promises.
    assert too_narrow / rounds < 0.88
