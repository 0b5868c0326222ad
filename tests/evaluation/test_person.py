"""Who it is, guessed from a space, against a probe of scikit-learn's parts."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from mien.evaluation import Lacking, Space
from mien.evaluation.person import PersonLeft, folds, probe
from mien.evaluation.ridge import STRENGTHS


def test_who_it_is_is_guessed_from_identity_and_landmarks_but_not_from_units(world):
    found = PersonLeft().judge(world.of_identity, world.on)["all"]
    assert found.value == 1
    assert found.scale.lower
    units = PersonLeft().judge(world.of_units, world.on)["all"]
    assert units.value < 0.15
    assert units.chance == pytest.approx(0.1)
    assert units.about["landmarks"] == found.about["landmarks"] > 0.9
    assert units.counts == {"people": 10, "faces": 130}


def test_a_random_space_is_at_chance(make):
    world = make(people=(3, 2, 10), degrees=8)
    values = [PersonLeft().judge(world.random(seed), world.on)["all"].value for seed in range(5)]
    assert np.mean(values) == pytest.approx(0.1, abs=0.03)


def test_the_probe_is_scikit_learns(world):
    rng = np.random.default_rng(3)
    rows, fold = folds(world.on)
    space = world.looks[rows] + rng.normal(scale=2, size=(len(rows), 6))
    person = world.on.person[rows]
    right = probe(space, person, fold)
    for held in range(5):
        known = (fold != held) & (fold != (held + 1) % 5)
        centre = space[known].mean(axis=0)
        scaled = (space - centre) / np.sqrt(((space[known] - centre) ** 2).sum(axis=1).mean())
        scores = []
        for strength in STRENGTHS:
            model = Ridge(strength * known.sum()).fit(scaled[known], np.eye(10)[person[known]])
            told = model.predict(scaled).argmax(axis=1) == person
            scores.append((told[fold == (held + 1) % 5].mean(), told[fold == held]))
        best = max(range(len(scores)), key=lambda one: scores[one][0])
        np.testing.assert_array_equal(right[fold == held], scores[best][1])
    assert 0.3 < right.mean() < 0.95


def test_every_persons_faces_are_spread_over_the_folds(world):
    rows, fold = folds(world.on)
    assert sorted(rows) == world.on.test.tolist()
    counts = np.array([np.bincount(fold[world.on.person[rows] == one], minlength=5) for one in range(10)])
    assert (counts >= 2).all()


def test_a_recording_is_in_one_fold(world):
    on = world.on
    sequence = np.array([f"{one}-{row % 13 // 3}" for row, one in enumerate(on.subject)])
    rows, fold = folds(replace(on, sequence=sequence))
    assert len(rows) == 130
    for name in np.unique(sequence[rows]):
        assert len(np.unique(fold[sequence[rows] == name])) == 1
    # A space that tells the recording but not the person is no leak then.
    recording = np.unique(sequence, return_inverse=True)[1]
    space = Space(np.random.default_rng(0).normal(size=(recording.max() + 1, 90))[recording])
    assert PersonLeft().judge(space, on)["all"].value > 0.6
    assert PersonLeft().judge(space, replace(on, sequence=sequence))["all"].value < 0.3


def test_people_of_too_few_faces_are_left_out(world):
    on = world.on
    few = np.setdiff1d(on.test, on.test[2:13])
    assert PersonLeft().judge(world.of_identity, replace(on, test=few))["all"].counts["people"] == 9
    with pytest.raises(Lacking, match="no two test people have 3 faces or more each"):
        PersonLeft().judge(world.of_units, replace(on, test=on.test[:15]))
    one = replace(on, sequence=on.subject)
    with pytest.raises(Lacking, match="3 recordings or more"):
        PersonLeft().judge(world.of_units, one)
