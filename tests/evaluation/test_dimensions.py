"""Meaning of dimensions against NumPy's correlations and SciPy's assignment by brute force."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from mien.evaluation import Space
from mien.evaluation.dimensions import DimensionMeaning, correlation_replicates, correlations, strengths
from mien.faces.action_units import ActionUnits


def test_a_space_that_is_the_units_has_one_for_each(world):
    turned = world.strength[:, [2, 0, 3, 1]] * [-3, 1, 1, 0.5]
    found = DimensionMeaning().judge(Space(turned), world.on)
    assert found["units"].value == pytest.approx(1)
    assert found["units"].detail.chosen == {"AU01": 1, "AU04": 3, "AU12": 0, "AU15": 2}
    assert found["units"].detail.values[2][0] == pytest.approx(-1)
    assert found["units"].detail.matched == {"AU01": (1, 1), "AU04": (3, 1), "AU12": (0, -1), "AU15": (2, 1)}
    assert found["units"].counts == {"people": 10, "faces": 130, "units": 4, "dimensions": 4}
    assert found["used"].value == 1


def test_random_dimensions_and_identity_mean_nothing(world):
    for space in (world.random(), world.random(1, 40), world.of_identity):
        found = DimensionMeaning().judge(space, world.on)["units"]
        assert found.value == pytest.approx(found.chance, abs=0.12)


def test_a_turned_space_says_the_same_with_less_meaning(world):
    turn = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]) / 2
    found = DimensionMeaning().judge(Space(world.strength @ turn), world.on)["units"]
    assert 0.3 < found.value < 0.9


def test_dimensions_are_chosen_on_training_faces_and_judged_on_test_faces(world):
    on, rng = world.on, np.random.default_rng(3)
    space = world.strength @ rng.normal(size=(4, 5)) + rng.normal(size=(len(on.label), 5))
    strength = strengths(on.units)
    train, test = (np.corrcoef(strength[rows].T, space[rows].T)[:4, 4:] for rows in (on.train, on.test))
    best = max(permutations(range(5), 4), key=lambda chosen: np.abs(train[range(4), chosen]).sum())
    expected = [np.sign(train[unit, one]) * test[unit, one] for unit, one in enumerate(best)]
    found = DimensionMeaning().judge(Space(space), on)["units"]
    assert found.value == pytest.approx(np.mean(expected))
    assert list(found.detail.chosen.values()) == list(best)
    np.testing.assert_allclose(correlations(strength[on.test], space[on.test]), test, rtol=1e-9)
    np.testing.assert_allclose(np.array(found.detail.values), test, atol=1e-4)


def test_units_for_which_no_dimension_is_left_count_as_nothing(world):
    found = DimensionMeaning().judge(Space(world.strength[:, 2:3]), world.on)["units"]
    assert found.value == pytest.approx(1 / 4)


def test_dead_dimensions_are_counted(world):
    wide = np.random.default_rng(0).normal(size=(len(world.on.label), 5)) * [1, 0.5, 0.05, 1e-4, 0]
    found = DimensionMeaning().judge(Space(wide), replace(world.on, units=None))
    assert list(found) == ["used"]
    assert found["used"].value == pytest.approx(2 / 5)
    assert found["used"].about == {"dead": 3}
    assert DimensionMeaning().judge(Space(wide * 0), world.on)["used"].value == 0


def test_strengths_of_units_that_are_not_coded_or_not_graded():
    present = np.array([[1, 1], [0, 0], [-1, 1]], np.int8)
    intensity = np.array([[3, np.nan], [0, np.nan], [np.nan, 2]])
    expected = [[3, 1], [0, 0], [np.nan, 1]]
    np.testing.assert_array_equal(strengths(ActionUnits(("AU01", "AU02"), present, intensity)), expected)


def test_replicates_are_correlations_of_the_resampled_faces(resampled):
    rng = np.random.default_rng(5)
    person, first = np.repeat(np.arange(4), 5), rng.normal(size=20)
    second, drawn = first + rng.normal(size=20), rng.multinomial(4, np.full(4, 0.25), size=20)
    rows = [resampled(person, times) for times in drawn]
    expected = [np.corrcoef(first[one], second[one])[0, 1] for one in rows]
    np.testing.assert_allclose(correlation_replicates(first, second, person, drawn), expected, rtol=1e-9)
    assert np.isnan(correlation_replicates(first, np.ones(20), person, drawn)).all()


def test_a_wide_space_keeps_no_table(world):
    assert DimensionMeaning().judge(world.random(k=65), world.on)["units"].detail is None
