"""Baselines against numpy's singular value decomposition."""

import numpy as np
import pytest

from mien.errors import ConfigError
from mien.representations.interface import Making
from mien.representations.registry import represent

RNG = np.random.default_rng(2)
X = RNG.normal(size=(40, 9)) @ RNG.normal(size=(9, 9))
Y = RNG.normal(size=(40, 9))
TRAIN = np.arange(25)


def baseline(name, x, y, train, components=30):
    return represent(Making(name, x, y, train, components))


def svd_components(space, k):
    centre = space[TRAIN].mean(axis=0)
    _, _, axes = np.linalg.svd(space[TRAIN] - centre, full_matrices=False)
    return (space - centre) @ axes[:k].T


@pytest.mark.parametrize(("name", "space"), [("pca", X), ("difference-pca", X - Y)])
def test_pca_is_numpys_up_to_the_signs(name, space):
    ours, theirs = baseline(name, X, Y, TRAIN, 4), svd_components(space, 4)
    signs = np.sign((ours * theirs).sum(axis=0))
    np.testing.assert_allclose(ours, theirs * signs, atol=1e-9)


def test_pca_is_fitted_on_training_faces_only():
    moved, neutral = X.copy(), Y.copy()
    moved[25:] *= 100
    neutral[25:] -= 9
    for name in ("pca", "difference-pca"):
        before, after = baseline(name, X, Y, TRAIN, 4), baseline(name, moved, neutral, TRAIN, 4)
        np.testing.assert_array_equal(before[:25], after[:25])
        assert not np.allclose(before[25:], after[25:])


def test_landmarks_and_difference_are_what_they_say():
    np.testing.assert_array_equal(baseline("none", X, Y, TRAIN), X)
    np.testing.assert_array_equal(baseline("difference", X, Y, TRAIN), X - Y)


def test_components_are_at_most_what_the_faces_allow():
    assert baseline("pca", X, None, TRAIN, 30).shape == (40, 9)
    assert baseline("pca", X, None, np.arange(5), 30).shape == (40, 4)


def test_unknown_name_and_missing_neutral_are_refused():
    with pytest.raises(ConfigError, match="'ica'; there are none, difference, pca, difference-pca"):
        baseline("ica", X, Y, TRAIN)
    with pytest.raises(ConfigError, match="neutral"):
        baseline("difference", X, None, TRAIN)
