"""Ridge regression at every strength against scikit-learn's."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from mien.evaluation.ridge import STRENGTHS, of_one_length, ridge


@pytest.mark.parametrize(("n", "k"), [(60, 5), (12, 40)])
def test_every_strength_is_scikit_learns(n, k):
    rng = np.random.default_rng(0)
    space, asked = rng.normal(size=(n, k)) * 3 + 2, rng.normal(size=(7, k))
    targets = space[:, :2] @ rng.normal(size=(2, 3)) + rng.normal(size=(n, 3))
    found = ridge(space, targets, asked)
    for strength, told in zip(STRENGTHS, found, strict=True):
        expected = Ridge(alpha=strength * n, solver="svd").fit(space, targets).predict(asked)
        np.testing.assert_allclose(told, expected, rtol=1e-6, atol=1e-7)


def test_training_faces_have_length_one_whatever_the_space():
    rng = np.random.default_rng(1)
    space, train = rng.normal(size=(30, 4)) * 50 + 7, np.arange(20)
    scaled = of_one_length(space, train)
    assert np.square(scaled[train]).sum(axis=1).mean() == pytest.approx(1)
    np.testing.assert_allclose(of_one_length(space * 1e-3 - 5, train), scaled, atol=1e-9)
    assert (of_one_length(np.ones((5, 2)), np.arange(3)) == 0).all()
