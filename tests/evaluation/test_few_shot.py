"""Few labels against scikit-learn's nearest centroid."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.neighbors import NearestCentroid

from mien.evaluation import Lacking, Space
from mien.evaluation.few_shot import FewShot, nearest_mean


def test_the_nearest_mean_is_scikit_learns():
    rng = np.random.default_rng(0)
    known, label, asked = rng.normal(size=(40, 3)), rng.choice(["a", "b", "c"], 40), rng.normal(size=(30, 3))
    expected = NearestCentroid().fit(known, label).predict(asked)
    np.testing.assert_array_equal(nearest_mean(known, label, asked), expected)


def test_one_person_is_enough_where_the_space_is_the_labels(world):
    one_hot = (world.on.label[:, None] == np.unique(world.on.label)).astype(float)
    found = FewShot().judge(Space(one_hot), world.on)
    assert list(found) == ["1-person", "5-people", "10-people"]
    assert [one.value for one in found.values()] == [1, 1, 1]
    assert found["5-people"].counts == {"people": 10, "faces": 130}


def test_more_people_help_and_nothing_is_known_by_chance(make):
    world = make(people=(24, 8, 30))
    noisy = Space(world.strength + world.looks[:, :4] * 2)
    found = FewShot().judge(noisy, world.on)
    assert found["1-person"].value < found["5-people"].value < found["10-people"].value + 0.03
    for one in FewShot().judge(world.random(k=2), world.on).values():
        # Classes are named about equally often; a third of faces is of each, and a thirteenth neutral.
        assert one.value == pytest.approx(0.25, abs=0.06)
        assert one.chance == pytest.approx(4 / 13)


def test_as_many_people_as_there_are(make):
    world = make(people=(4, 2, 3))
    assert list(FewShot().judge(world.of_units, world.on)) == ["1-person"]


def test_nothing_of_validation_people_is_used(world):
    on = world.on
    label = on.label.copy()
    label[on.validation] = "odd"
    one, other = (FewShot().judge(world.of_units, given) for given in (on, replace(on, label=label)))
    assert [a.value for a in one.values()] == [b.value for b in other.values()]


def test_without_labels_it_says_so(world):
    label = np.where(np.isin(np.arange(len(world.on.label)), world.on.train), "sad", world.on.label)
    with pytest.raises(Lacking, match="training people have no two labels"):
        FewShot().judge(world.of_units, replace(world.on, label=label))
