"""Detected action units against scikit-learn, and where the right figure is known."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import f1_score, precision_score, recall_score

from mien.evaluation import Lacking, Space
from mien.evaluation.units import UnitDetection, best_threshold, f1
from mien.faces.action_units import ActionUnits


def test_a_space_that_is_the_units_finds_them_all(world):
    present = world.on.units.present.astype(float)
    found = UnitDetection().judge(Space(present), world.on)["all"]
    assert found.value == 1
    assert (found.replicates[np.isfinite(found.replicates)] == 1).all()
    assert found.counts == {"people": 10, "faces": 130, "units": 4}


def test_a_random_space_is_no_better_than_always_saying_present(world):
    found = UnitDetection().judge(world.random(), world.on)["all"]
    assert found.value < found.chance + 0.04
    happy = world.on.units.present[world.on.test, 2].mean()
    twelve = next(item for item in found.detail.items if item.name == "AU12")
    always = np.ones(len(world.on.test))
    expected = f1_score(world.on.units.present[world.on.test, 2], always)
    assert twelve.chance == pytest.approx(2 * happy / (1 + happy)) == pytest.approx(expected)


def test_each_units_figures_are_scikit_learns(make):
    world = make(seed=4)
    rng = np.random.default_rng(4)
    space = world.strength + rng.normal(scale=2, size=world.strength.shape)
    for found in UnitDetection()._detected(Space(space), world.on):
        hits = found.hits().sum(axis=0)
        assert f1(hits) == pytest.approx(f1_score(found.present, found.told))
        told = (found.told & found.present).sum()
        assert hits[0] == told
    outcome = UnitDetection().judge(Space(space), world.on)["all"]
    for item, one in zip(
        outcome.detail.items, UnitDetection()._detected(Space(space), world.on), strict=True
    ):
        assert item.about["precision"] == pytest.approx(precision_score(one.present, one.told))
        assert item.about["recall"] == pytest.approx(recall_score(one.present, one.told))
    assert outcome.value == pytest.approx(np.mean([item.value for item in outcome.detail.items]))
    assert 0.5 < outcome.value < 1


def test_the_threshold_is_the_best_of_all_that_there_are():
    rng = np.random.default_rng(5)
    for size in (1, 2, 30):
        score = np.round(rng.normal(size=size), 1)
        present = rng.random(size) < 0.4
        present[0] = True
        threshold, quality = best_threshold(score, present)
        cuts = [score.min() - 1, *score, score.max() + 1]
        expected = max(f1_score(present, score >= cut, zero_division=0) for cut in cuts)
        assert quality == pytest.approx(expected)
        assert f1_score(present, score >= threshold) == pytest.approx(expected)


def test_replicates_are_f1_of_the_resampled_faces(make, resampled):
    world = make(people=(6, 3, 4), seed=6)
    space = Space(world.strength + np.random.default_rng(6).normal(scale=2, size=world.strength.shape))
    outcome, detected = (
        UnitDetection().judge(space, world.on)["all"],
        UnitDetection()._detected(space, world.on),
    )
    person = world.on.person[world.on.test]
    for times, found in zip(world.on.drawn[:15], outcome.replicates[:15], strict=True):
        rows = resampled(person, times)
        expected = np.mean([f1_score(one.present[rows], one.told[rows]) for one in detected])
        assert found == pytest.approx(expected)


def test_faces_that_are_not_coded_do_not_count(world):
    units, on = world.on.units, world.on
    present = units.present.copy()
    present[on.test[::2], 0] = -1
    some = replace(on, units=ActionUnits(units.names, present, units.intensity))
    found = UnitDetection().judge(Space(units.present.astype(float)), some)["all"]
    assert [item.count for item in found.detail.items] == [65, 130, 130, 130]
    assert found.value == 1


def test_without_units_it_says_what_is_missing(world):
    with pytest.raises(Lacking, match="no face has coded action units"):
        UnitDetection().judge(world.of_units, replace(world.on, units=None))
    never = ActionUnits(("AU01",), np.zeros((len(world.on.label), 1), np.int8), world.strength[:, :1] * 0)
    with pytest.raises(Lacking, match="no action unit is both present and absent"):
        UnitDetection().judge(world.of_units, replace(world.on, units=never))
