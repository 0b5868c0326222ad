"""Satisfied triplets against a plain loop over eq. 12."""

import math

import numpy as np
import pytest

from mien.errors import DataError, TripletError
from mien.evaluation import satisfied_triplets
from mien.triplets import Triplets


def drawn(n, m, seed=0):
    rng = np.random.default_rng(seed)
    return Triplets.of(np.array([rng.choice(n, 3, replace=False) for _ in range(m)]))


@pytest.mark.parametrize("m", [1, 40, 5_000])
def test_share_is_equation_12(m):
    space = np.random.default_rng(3).normal(size=(30, 4))
    triplets = drawn(30, m)
    count = 0
    for anchor, near, far in triplets.rows.tolist():
        count += math.dist(space[anchor], space[near]) <= math.dist(space[anchor], space[far])
    result = satisfied_triplets(space, triplets)
    assert result.share == pytest.approx(count / m, abs=1e-12)
    assert result.each.shape == (m,)
    assert result.ties == 0


def test_distance_is_over_all_numbers_of_a_face():
    points = np.random.default_rng(3).normal(size=(30, 5, 3)).astype(np.float32)
    triplets = drawn(30, 100)
    flat = satisfied_triplets(points.reshape(30, 15), triplets)
    np.testing.assert_array_equal(satisfied_triplets(points, triplets).each, flat.each)


def test_a_tie_counts_as_satisfied_and_is_reported():
    space = np.array([[0.0], [1.0], [-1.0], [3.0]])
    result = satisfied_triplets(space, Triplets.of(np.array([[0, 1, 2], [0, 3, 1], [0, 1, 3], [0, 2, 1]])))
    assert result.each.tolist() == [True, False, True, True]
    assert result.tied.tolist() == [True, False, False, True]
    assert result.share == 0.75
    assert result.ties == 0.5
    collapsed = satisfied_triplets(np.zeros((4, 2)), drawn(4, 10))
    assert (collapsed.share, collapsed.ties) == (1.0, 1.0)


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_what_is_not_finite_is_refused(broken):
    space = np.zeros((5, 2))
    space[4, 1] = broken
    with pytest.raises(DataError, match="not finite"):
        satisfied_triplets(space, drawn(4, 5))


def test_no_triplets_and_unknown_faces_are_refused():
    with pytest.raises(DataError, match="no triplets"):
        satisfied_triplets(np.zeros((5, 2)), Triplets.of(np.empty((0, 3), dtype=np.int64)))
    with pytest.raises(TripletError, match=r"does not exist \(there are 5\)"):
        satisfied_triplets(np.zeros((5, 2)), Triplets.of(np.array([[0, 1, 5]])))
