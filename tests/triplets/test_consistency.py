"""The best any space could do: against trying everything, and against a space that does it."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mien.evaluation.triplets import satisfied_triplets
from mien.triplets import Triplets
from mien.triplets.consistency import best_by_difference, best_possible
from mien.triplets.questions import questions_among

FACES = 5
ALL = [(a, b, c) for a, b, c in itertools.permutations(range(FACES), 3)]


def acyclic(rows):
    """Peel off pairs that nothing is closer than, until nothing or a cycle is left."""
    edges = {(frozenset((a, n)), frozenset((a, f))) for a, n, f in rows}
    while edges:
        targets = {target for _, target in edges}
        rest = {(source, target) for source, target in edges if source in targets}
        if rest == edges:
            return False
        edges = rest
    return True


def brute(rows):
    for count in range(len(rows), -1, -1):
        if any(acyclic(kept) for kept in itertools.combinations(rows, count)):
            return count
    raise AssertionError


@given(st.lists(st.sampled_from(ALL), min_size=1, max_size=11))
@settings(max_examples=120, deadline=None)
def test_best_is_that_of_trying_every_subset(rows):
    got = best_possible(Triplets.of(np.array(rows)))
    assert got.lower == got.upper
    assert got.lower == brute(rows)


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_bounds_hold_the_best(seed, monkeypatch_module):
    rng = np.random.default_rng(seed)
    rows = [ALL[number] for number in rng.integers(0, len(ALL), 12)]
    triplets = Triplets.of(np.array(rows))
    exact = best_possible(triplets)
    with monkeypatch_module.context() as patch:
        patch.setattr("mien.triplets.consistency.EXACT_NODES", 1)
        bounds = best_possible(triplets)
    assert bounds.lower <= exact.lower <= bounds.upper
    assert bounds.upper - bounds.lower <= 3


@pytest.fixture(scope="module")
def monkeypatch_module():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.mark.parametrize("seed", range(5))
def test_a_space_with_the_pairs_in_any_order_exists(seed):
    """The simplex of the module's argument, made: points whose distances have a random order."""
    rng = np.random.default_rng(seed)
    n = 9
    squared = np.ones((n, n)) - np.eye(n)
    upper = np.triu_indices(n, 1)
    squared[upper] += 0.01 * rng.permutation(len(upper[0])) / len(upper[0])
    squared = np.triu(squared, 1) + np.triu(squared, 1).T
    centre = np.eye(n) - 1 / n
    values, vectors = np.linalg.eigh(-centre @ squared @ centre / 2)
    assert values[1:].min() > 0.1
    space = vectors[:, 1:] * np.sqrt(values[1:])
    every = np.array(list(itertools.permutations(range(n), 3)))
    right = squared[every[:, 0], every[:, 1]] < squared[every[:, 0], every[:, 2]]
    triplets = Triplets.of(every[right])
    assert satisfied_triplets(space, triplets).share == 1
    assert best_possible(triplets).shares == (1, 1)


def test_known_cycles():
    # d01 < d02 < d12 < d01: three anchors, one cycle.
    cycle = [[0, 1, 2], [2, 0, 1], [1, 2, 0]]
    assert best_possible(Triplets.of(np.array(cycle))).lower == 2
    again = [[0, 1, 2]] * 3 + [[0, 2, 1]] * 2
    got = best_possible(Triplets.of(np.array(again)))
    assert (got.count, got.lower, got.upper) == (5, 3, 3)
    assert got.shares == (0.6, 0.6)


def test_each_difference_alone():
    rows = np.array([[0, 1, 2], [0, 2, 1], [0, 2, 1], [3, 4, 5], [0, 1, 2]])
    got = best_by_difference(Triplets(rows, np.array([5, 5, 3, 1, 3])))
    assert list(got) == [5, 3, 1]
    assert [got[difference].lower for difference in (5, 3, 1)] == [1, 1, 1]
    assert best_possible(Triplets(rows, np.ones(5))).lower == 3
    assert best_possible(Triplets.of(np.zeros((0, 3), int))).shares == (1, 1)


def test_the_papers_size_with_and_without_contradictions():
    rng = np.random.default_rng(0)
    rows = questions_among(np.arange(3498), 6, rng)
    got = best_possible(Triplets.of(rows))
    assert got.lower == got.upper
    space = rng.normal(size=(60, 3))
    rows = questions_among(np.arange(60), 300, rng)
    far = np.linalg.norm(space[rows[:, 0]] - space[rows[:, 1]], axis=1)
    other = np.linalg.norm(space[rows[:, 0]] - space[rows[:, 2]], axis=1)
    turned = (far > other) != (rng.random(len(rows)) < 0.1)
    judged = Triplets.of(np.where(turned[:, None], rows[:, [0, 2, 1]], rows))
    got = best_possible(judged)
    assert satisfied_triplets(space, judged).each.sum() <= got.lower <= got.upper < len(rows)
