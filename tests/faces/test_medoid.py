"""The medoid against the whole matrix of distances."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from mien.faces.medoid import BLOCK, distance_sums, medoid


@pytest.mark.parametrize("n", [1, 2, 7, BLOCK - 1, BLOCK, 2 * BLOCK + 3])
def test_sums_and_medoid_are_those_of_the_whole_matrix(n):
    points = np.random.default_rng(n).normal(loc=30, scale=0.02, size=(n, 21))
    sums = cdist(points, points).sum(axis=1)
    np.testing.assert_allclose(distance_sums(points), sums, rtol=1e-9, atol=1e-12)
    row, total = medoid(points)
    assert row == sums.argmin()
    assert total == pytest.approx(sums.min(), rel=1e-12)


def test_of_equals_the_first_is_taken():
    corners = np.array([[1.0, 0], [0, 1], [-1, 0], [0, -1]])
    assert medoid(corners)[0] == 0
    assert medoid(np.vstack([corners, [[0.0, 0], [0, 0]]])) == (4, pytest.approx(4.0))
    assert medoid(np.full((300, 9), 0.1))[0] == 0


def test_points_far_from_the_origin_and_near_each_other_keep_their_order():
    rng = np.random.default_rng(5)
    points = 1e4 + rng.normal(scale=1e-3, size=(400, 12))
    assert medoid(points)[0] == cdist(points - points[0], points - points[0]).sum(axis=1).argmin()
