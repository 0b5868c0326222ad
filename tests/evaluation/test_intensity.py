"""Intensity against scikit-learn and SciPy, and where the right figure is known."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn.linear_model import Ridge
from sklearn.metrics import r2_score

from mien.evaluation import Lacking, Space
from mien.evaluation.intensity import Intensity, explained_replicates, ranks_within
from mien.evaluation.ridge import STRENGTHS


def test_a_space_that_is_the_intensity_tells_all_of_it(world):
    found = Intensity().judge(Space(world.on.intensity[:, None]), world.on)
    assert found["all"].value == pytest.approx(1, abs=1e-6)
    assert found["rank"].value == pytest.approx(1)
    assert found["all"].counts == {"people": 10, "faces": 130}


def test_a_random_space_and_who_it_is_tell_nothing(world):
    for space in (world.random(), world.of_identity):
        found = Intensity().judge(space, world.on)
        assert found["all"].value == pytest.approx(found["all"].chance, abs=0.03)
        assert found["rank"].value == pytest.approx(found["rank"].chance, abs=0.15)


def test_the_figures_are_those_of_other_libraries(world):
    on, rng = world.on, np.random.default_rng(2)
    space = world.strength @ rng.normal(size=(4, 3)) + rng.normal(size=(len(on.label), 3))
    known, chosen = space[on.train] - space[on.train].mean(axis=0), None
    length = np.sqrt((known**2).sum(axis=1).mean())
    scaled = (space - space[on.train].mean(axis=0)) / length
    for strength in STRENGTHS:
        model = Ridge(strength * len(on.train)).fit(scaled[on.train], on.intensity[on.train])
        score = r2_score(on.intensity[on.validation], model.predict(scaled[on.validation]))
        if chosen is None or score > chosen[0]:
            chosen = score, strength, model.predict(scaled[on.test])
    found = Intensity().judge(Space(space), on)
    assert found["all"].about["strength"] == chosen[1]
    assert found["all"].value == pytest.approx(r2_score(on.intensity[on.test], chosen[2]))
    ranks = [
        spearmanr(chosen[2][on.person[on.test] == one], on.intensity[on.test][on.person[on.test] == one])
        for one in range(10)
    ]
    assert found["rank"].value == pytest.approx(np.mean([rank.statistic for rank in ranks]))
    by_label = {item.name: item for item in found["all"].detail.items}
    assert by_label.keys() == {"angry", "happy", "sad"}
    happy = on.label[on.test] == "happy"
    assert by_label["happy"].value == pytest.approx(r2_score(on.intensity[on.test][happy], chosen[2][happy]))


def test_replicates_are_r2_of_the_resampled_faces(resampled):
    rng = np.random.default_rng(3)
    person, true = np.repeat(np.arange(5), 6), rng.normal(size=30)
    told = true + rng.normal(size=30)
    drawn = rng.multinomial(5, np.full(5, 0.2), size=20)
    rows = [resampled(person, times) for times in drawn]
    expected = [r2_score(true[one], told[one]) for one in rows]
    np.testing.assert_allclose(explained_replicates(told, true, person, drawn), expected, rtol=1e-9)


def test_ranks_of_ties_of_one_value_and_of_nothing_said():
    true, told = np.array([1, 2, 2, 3, 5, 5, 1, 2]), np.array([2.0, 1, 4, 4, 1, 2, 7, 7])
    person = np.array([0, 0, 0, 0, 1, 1, 2, 2])
    found = ranks_within(told, true, person, 4)
    assert found[0] == pytest.approx(spearmanr(told[:4], true[:4]).statistic)
    assert np.isnan(found[[1, 3]]).all()
    assert found[2] == 0


def test_without_intensities_it_says_what_is_missing(world):
    on = world.on
    unknown = on.intensity.copy()
    unknown[on.validation] = np.nan
    same = np.where(np.isin(np.arange(len(on.label)), on.test), 2.0, on.intensity)
    for given, says in (
        (None, "no face has an intensity"),
        (unknown, "no validation face has an intensity"),
        (same, "all test faces have one intensity"),
    ):
        with pytest.raises(Lacking, match=says):
            Intensity().judge(world.of_units, replace(on, intensity=given))
