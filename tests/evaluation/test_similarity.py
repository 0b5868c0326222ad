"""Likeness to ratings against SciPy's rank correlation."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from scipy.spatial.distance import pdist
from scipy.stats import spearmanr

from mien.evaluation import Lacking, Space
from mien.evaluation.similarity import Similarity, pairs_of


def test_the_figure_is_that_of_all_pairs(world):
    on, rng = world.on, np.random.default_rng(0)
    space = world.strength + rng.normal(size=world.strength.shape)
    found = Similarity().judge(Space(space), on)["all"]
    expected = spearmanr(pdist(on.seen[on.test]), pdist(space[on.test])).statistic
    assert found.value == pytest.approx(expected)
    assert found.counts == {"people": 10, "faces": 130, "pairs": 130 * 129 // 2}
    assert found.replicates.min() < expected < found.replicates.max()
    assert np.std(found.replicates) < 0.1


def test_what_people_said_is_like_itself_and_nothing_else(world):
    assert Similarity().judge(Space(world.on.seen * 3), world.on)["all"].value == pytest.approx(1)
    found = Similarity().judge(world.of_identity, world.on)["all"]
    assert found.value == pytest.approx(found.chance, abs=0.05)
    values = [Similarity().judge(world.random(seed), world.on)["all"].value for seed in range(6)]
    assert np.mean(values) == pytest.approx(0, abs=0.04)
    assert Similarity().judge(Space(world.on.seen * 0), world.on)["all"].value == 0


def test_faces_nobody_said_anything_of_do_not_count(world):
    on = world.on
    seen = on.seen.copy()
    seen[on.test[::3]] = np.nan
    found = Similarity().judge(world.of_units, replace(on, seen=seen))["all"]
    assert found.counts["faces"] == 130 - len(on.test[::3])
    assert found.value == pytest.approx(1)


def test_pairs_are_all_or_drawn_without_repeating(monkeypatch):
    assert [*zip(*(one.tolist() for one in pairs_of(5, 0)), strict=True)] == [*combinations(range(5), 2)]
    monkeypatch.setattr("mien.evaluation.similarity.PAIRS", 300)
    for faces in (40, 3_000):
        first, second = pairs_of(faces, 1)
        assert len(first) == 300
        assert (first < second).all()
        assert len(set(zip(first.tolist(), second.tolist(), strict=True))) == 300
        np.testing.assert_array_equal(first, pairs_of(faces, 1)[0])


def test_without_ratings_it_says_so(world):
    on = world.on
    with pytest.raises(Lacking, match="nobody's ratings"):
        Similarity().judge(world.of_units, replace(on, seen=None))
    with pytest.raises(Lacking, match="no two test faces"):
        Similarity().judge(world.of_units, replace(on, seen=on.seen * np.nan))
    with pytest.raises(Lacking, match="the same of all test faces"):
        Similarity().judge(world.of_units, replace(on, seen=on.seen * 0))
