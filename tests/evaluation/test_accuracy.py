"""The classifier against a pipeline of scikit-learn's own parts."""

import numpy as np
import pytest
from sklearn.multiclass import OneVsRestClassifier
from sklearn.svm import LinearSVC

from mien.errors import DataError
from mien.evaluation.accuracy import CONSTANTS, classify

CUTS = np.split(np.arange(240), [160, 200])


@pytest.fixture(scope="module")
def problem():
    rng = np.random.default_rng(4)
    label = np.array(["angry", "happy", "neutral", "sad"])[rng.integers(4, size=240)]
    centres = {name: rng.normal(size=6) for name in np.unique(label)}
    space = np.array([centres[name] for name in label]) + rng.normal(size=(240, 6)) * 2
    return space * 40 + 7, label


def by_hand(space, label, train, validation, test):
    """One machine a class, the largest decision wins; the constant with the best validation accuracy."""
    centre = space[train].mean(axis=0)
    scaled = (space - centre) / np.sqrt(((space[train] - centre) ** 2).sum(axis=1).mean())
    scores, machines = [], []
    for constant in CONSTANTS:
        machine = OneVsRestClassifier(LinearSVC(C=constant, dual=False, max_iter=20_000))
        machine.fit(scaled[train], label[train])
        machines.append(machine)
        scores.append(machine.score(scaled[validation], label[validation]))
    best = int(np.argmax(scores))
    return machines[best].score(scaled[test], label[test]), CONSTANTS[best], scores[best]


def test_the_figures_are_the_pipelines(problem):
    accuracy, constant, validation = by_hand(*problem, *CUTS)
    result = classify(*problem, *CUTS)
    assert result.constant == constant
    assert result.validation_accuracy == pytest.approx(validation)
    assert result.accuracy == pytest.approx(accuracy)
    assert 0.4 < accuracy < 0.95


def test_the_constant_is_chosen_without_the_test_faces(problem):
    space, label = problem
    before = classify(space, label, *CUTS)
    changed = label.copy()
    changed[CUTS[2]] = np.random.default_rng(0).permutation(changed[CUTS[2]])
    moved = space.copy()
    moved[CUTS[2]] *= -1
    for after in (classify(space, changed, *CUTS), classify(moved, label, *CUTS)):
        assert after.constant == before.constant
        assert after.validation_accuracy == before.validation_accuracy
        assert after.accuracy < before.accuracy


def test_the_constant_is_chosen_on_validation_faces(problem):
    space, label = problem
    chosen = set()
    for seed in range(6):
        other = label.copy()
        other[CUTS[1]] = np.random.default_rng(seed).permutation(other[CUTS[1]])
        chosen.add(classify(space, other, *CUTS).constant)
    assert len(chosen) > 1


def test_scale_and_place_of_a_space_do_not_matter(problem):
    space, label = problem
    one, other = classify(space, label, *CUTS), classify(space * 1e-3 - 55, label, *CUTS)
    np.testing.assert_array_equal(one.correct, other.correct)


def test_one_class_and_empty_parts_are_refused(problem):
    space, label = problem
    with pytest.raises(DataError, match="label happy"):
        classify(space, np.full(240, "happy"), *CUTS)
    none = np.empty(0, dtype=np.int64)
    for parts, name in (((none, *CUTS[1:]), "training"), ((CUTS[0], CUTS[1], none), "test")):
        with pytest.raises(DataError, match=f"no labelled {name} faces"):
            classify(space, label, *parts)
