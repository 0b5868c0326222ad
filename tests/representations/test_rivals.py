"""Rivals against independent implementations, and that nothing is told of test people."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.linalg
import torch
from scipy.optimize import check_grad
from sklearn.linear_model import Ridge
from sklearn.svm import SVC

from mien.drawing.names import SEEN
from mien.evaluation import Judged, judge, satisfied_triplets
from mien.evaluation.bootstrap import interval
from mien.models.registry import MODELS
from mien.objective.topology import topology_energy
from mien.representations import lda, linear_metric, nca, rbf_svm, ridge
from mien.representations.interface import Making, Training
from mien.representations.registry import ROWS, SEES, in_order, represent, rows
from mien.settings import recipe
from mien.synthetic.posed import builtin_posed
from mien.training.prepare import prepare
from mien.triplets import Triplets

N, D = 150, 7
PARTS = np.split(np.arange(N), [90, 120])
LABEL = np.array(["happy", "neutral", "sad"])[np.arange(N) % 3]


@pytest.fixture(scope="module")
def making():
    """Faces in which the label is seen in three of seven coordinates."""
    rng = np.random.default_rng(4)
    mixed = rng.normal(size=(D, D))
    hidden = rng.normal(size=(N, D))
    hidden[:, :3] += 1.5 * np.eye(3)[np.arange(N) % 3]
    y = rng.normal(size=(N, D))
    known = np.where(np.arange(N) < 120, LABEL, "")
    degree = np.where(known == "", np.nan, np.where(known == "neutral", 0.0, 1.0 + np.arange(N) % 4))
    return Making("", y + hidden @ mixed, y, PARTS[0], 3, None, PARTS[1], known, degree)


def test_lda_is_fishers_by_the_closed_form(making):
    space = lda.fit(making)
    change, train = making.x - making.y, PARTS[0]

    def closed(shrinkage):
        groups = [change[train][LABEL[train] == name] for name in np.unique(LABEL)]
        within = sum(len(g) / len(train) * np.cov(g, rowvar=False, bias=True) for g in groups)
        total = np.cov(change[train], rowvar=False, bias=True)
        shrunk = [
            (1 - shrinkage) * np.cov(g, rowvar=False, bias=True)
            + shrinkage * np.trace(np.cov(g, rowvar=False, bias=True)) / D * np.eye(D)
            for g in groups
        ]
        inside = sum(len(g) / len(train) * one for g, one in zip(groups, shrunk, strict=True))
        assert within.shape == inside.shape
        all_ = (1 - shrinkage) * total + shrinkage * np.trace(total) / D * np.eye(D)
        _, axes = scipy.linalg.eigh(all_ - inside, inside)
        return (change - change[train].mean(axis=0)) @ axes[:, ::-1][:, :2]

    agreed = []
    for shrinkage in lda.SHRINKAGES:
        expected = closed(shrinkage)
        signs = np.sign((space * expected).sum(axis=0))
        agreed.append(np.allclose(space, expected * signs, atol=1e-6))
    assert sum(agreed) == 1


def test_ridge_is_scikit_learns_with_the_least_error_of_validation_people(making):
    space = ridge.fit(making)
    change, (train, validation, _) = making.x - making.y, PARTS
    goal = ridge.shown(making, train)
    assert goal.shape == (N, 2), "a neutral face shows nothing"
    assert goal[train].max() == 1
    np.testing.assert_allclose(goal[0], [0.25, 0])
    assert not goal[1].any()
    unit = np.square(change[train] - change[train].mean(axis=0)).sum() / D
    machines = [Ridge(penalty * unit).fit(change[train], goal[train]) for penalty in ridge.PENALTIES]
    found = [machine.predict(change) for machine in machines]
    errors = [np.square(one - goal)[validation].mean() for one in found]
    np.testing.assert_allclose(space, found[int(np.argmin(errors))], atol=1e-9)


def test_ridge_on_ratings_learns_from_those_that_were_asked_about_alone(making):
    change, (train, validation, test) = making.x - making.y, PARTS
    rng = np.random.default_rng(6)
    said = change @ rng.normal(size=(D, 2)) + rng.normal(size=(N, 2))
    said[test] = said[train[::3]] = said[validation[0]] = np.nan
    told = replace(making, seen=said, label=None)
    assert "ratings" not in told.lacks()
    space = ridge.fit_with_ratings(told)
    rows, others = np.delete(train, np.s_[::3]), validation[1:]
    unit = np.square(change[rows] - change[rows].mean(axis=0)).sum() / D
    machines = [Ridge(penalty * unit).fit(change[rows], said[rows]) for penalty in ridge.PENALTIES]
    errors = [np.square(one.predict(change[others]) - said[others]).mean() for one in machines]
    np.testing.assert_allclose(space, machines[int(np.argmin(errors))].predict(change), atol=1e-9)
    for seen in (None, np.full((N, 2), np.nan)):
        assert "ratings" in replace(making, seen=seen).lacks()


def test_degrees_that_are_not_known_count_as_one(making):
    for intensity in (None, np.full(N, np.nan)):
        goal = ridge.shown(replace(making, intensity=intensity), PARTS[0])
        assert set(np.unique(goal)) == {0.0, 1.0}


def test_the_kernel_machine_has_its_own_accuracy(making):
    space = rbf_svm.fit(making)
    assert space.shape == (N, 3)
    assert set(np.unique(space)) == {0.0, 1.0}
    change, (train, _, test) = making.x - making.y, PARTS
    centred = change - change[train].mean(axis=0)
    size = np.square(centred[train]).sum(axis=1).mean()
    plain = [
        SVC(C=c, gamma=w / size).fit(centred[train], LABEL[train]).predict(centred)
        for w in rbf_svm.WIDTHS for c in rbf_svm.CONSTANTS
    ]  # fmt: skip
    right = [(one == LABEL)[PARTS[1]].mean() for one in plain]
    expected = plain[int(np.argmax(right))]
    subject = np.array([f"P{row // 10:02}" for row in range(N)])
    result = judge(space, Judged(LABEL, subject, *PARTS, {}, 0), ROWS["rbf-svm"].tasks)
    assert result.value("accuracy") == (expected == LABEL)[test].mean()


def test_neighbours_vote_by_their_nearness():
    near, label = np.array([[0.0], [1.0], [1.1]]), np.array(["a", "b", "b"])
    assert nca.named(near, label, np.array([[0.1], [0.9], [-9.0], [99.0]])).tolist() == ["a", "b", "a", "b"]
    # At .4 the nearest is an a, but two b are not much farther away.
    assert np.exp(-0.16) < np.exp(-0.36) + np.exp(-0.49)
    assert nca.named(near, label, np.array([[0.4]])).tolist() == ["b"]


def test_nca_finds_the_coordinates_that_labels_are_about():
    x, _ = planted(0)
    label = np.array(["a", "b", "c", "d"])[2 * (x[:, 0] > 0) + (x[:, 1] > 0)]
    told = np.where(np.arange(N) < 120, label, "")
    found = nca.fit(Making("", x, np.zeros_like(x), PARTS[0], D, None, PARTS[1], told))
    plain = x / np.sqrt(np.square(x).sum(axis=1).mean()) * 8
    train, test = PARTS[0], PARTS[2]
    right = [(nca.named(s[train], label[train], s[test]) == label[test]).mean() for s in (found, plain)]
    assert right[0] > right[1] + 0.2


def test_the_energy_is_the_topological_priors_and_its_gradient_is_right():
    rng = np.random.default_rng(1)
    space, weights = rng.normal(size=(9, 5)), rng.normal(size=(5, 3))
    anchor, near, far = (space[k : k + 3] for k in (0, 3, 6))
    weight, start = np.array([1.0, 3.0, 0.5]), rng.normal(size=(5, 3))

    def value(flat, penalty=0.3):
        return linear_metric.energy(flat.reshape(5, 3), anchor - near, anchor - far, weight, start, penalty)

    theirs = topology_energy(*(torch.from_numpy(some @ weights) for some in (anchor, near, far))).numpy()
    assert value(weights, 0.0)[0] == pytest.approx(float(np.average(theirs, weights=weight)), rel=1e-9)
    assert value(weights)[0] - value(weights, 0.0)[0] == pytest.approx(0.3 * np.square(weights - start).sum())
    assert check_grad(lambda f: value(f)[0], lambda f: value(f)[1].ravel(), weights.ravel()) < 1e-5


def planted(seed):
    """Faces whose first two coordinates alone decide the triplets, hidden under louder ones."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(N, D)) * [1, 1, 3, 3, 3, 3, 3]
    triplets = {}
    for part, part_rows, count in zip(("train", "validation", "test"), PARTS, (1500, 200, 400), strict=True):
        drawn = np.array([rng.choice(part_rows, 3, replace=False) for _ in range(count)])
        near, far = (np.linalg.norm((x[drawn[:, 0]] - x[drawn[:, k]])[:, :2], axis=1) for k in (1, 2))
        drawn[near > far] = drawn[near > far][:, [0, 2, 1]]
        triplets[part] = Triplets.of(drawn)
    return x, triplets


def test_the_metric_finds_what_the_triplets_are_about():
    x, triplets = planted(0)
    told = {part: triplets[part] for part in ("train", "validation")}
    space = linear_metric.fit(Making("", x, np.zeros_like(x), PARTS[0], 4, None, PARTS[1], triplets=told))
    before, after = (satisfied_triplets(one, triplets["test"]).share for one in (x, space))
    assert space.shape == (N, 4)
    assert after > 0.9 > 0.7 > before
    alone = {"train": triplets["train"]}
    assert np.isfinite(linear_metric.fit(Making("", x, np.zeros_like(x), PARTS[0], 4, triplets=alone))).all()


@pytest.fixture(scope="module")
def prepared():
    return prepare(builtin_posed(n_subjects=10), 1)


@pytest.mark.parametrize("name", ROWS)
def test_what_is_said_of_test_people_changes_nothing(name, prepared):
    # Thirty coordinates are as good as all for this, and quicker.
    prepared = replace(prepared, x=prepared.x[:, :30], y=prepared.y[:, :30])
    rng, test = np.random.default_rng(2), prepared.split.test
    other = prepared.dataset.label.copy()
    other[test] = rng.permutation(other[test])
    intensity = prepared.dataset.intensity.copy()
    intensity[test] = rng.permutation(intensity[test])
    turned = prepared.triplets["test"].rows[:, [0, 2, 1]]
    said = np.random.default_rng(4).dirichlet(np.ones(3), len(other))
    said_other = said.copy()
    said_other[test] = rng.permutation(said[test])
    changed = replace(
        prepared,
        dataset=replace(prepared.dataset, label=other, intensity=intensity),
        triplets={**prepared.triplets, "test": Triplets.of(turned)},
    )
    spaces = [
        represent(Making.of(name, Training(one, recipe("fast"), None), one.dataset.label, seen))
        for one, seen in ((prepared, said), (changed, said_other))
    ]
    np.testing.assert_array_equal(*spaces)


def test_a_row_is_told_nothing_of_test_people(prepared):
    label, said = prepared.dataset.label, np.ones((len(prepared.dataset), 2))
    said[prepared.split.train[0]] = np.nan
    made = Making.of("lda", Training(prepared, recipe("fast"), None), label, said)
    test = prepared.split.test
    assert np.isnan(made.seen[test]).all()
    assert made.rated("train").tolist() == prepared.split.train[1:].tolist()
    assert made.rated("validation").tolist() == prepared.split.validation.tolist()
    assert set(made.label[test]) == {""}
    assert np.isnan(made.intensity[test]).all()
    assert set(made.triplets) == {"train", "validation"}
    assert not np.isin(made.triplets["train"].rows, test).any()
    assert (made.label[made.train] == prepared.dataset.label[made.train]).all()


def test_rivals_are_added_to_a_table_and_are_in_none_unasked():
    usual, more = in_order(()), in_order((), rivals=True)
    rivals = [name for name, row in rows().items() if row.rival]
    assert set(more) - set(usual) == set(rivals)
    assert set(usual) < set(more)
    assert in_order(("m2",), rivals=True) == [name for name in rows() if name == "m2" or name in rivals]
    assert rows()["m2"].sees == ["triplets"]
    assert rows()["lda"].sees == ["labels"]
    assert rows()["difference"].sees == []
    assert rows()["ridge-ratings"].sees == ["ratings"]
    assert rows()["m2-time"].sees == ["triplets"]
    assert {*SEES} == {*SEEN}
    assert rows()["ideal-metric"].sees == ["triplets", "truth"]
    assert not any(model.rival for name, model in MODELS.items() if name in ("vae", "m1", "m2"))


@pytest.mark.soak
def test_no_row_is_beyond_the_ideal_observer_by_more_than_chance():
    faces = builtin_posed(seed=3, n_subjects=80)
    whole = prepare(faces, 0, fractions=(0.5, 0.1, 0.4))
    results = {}
    for name in ("ideal", "difference", "lda", "ridge", "rbf-svm"):
        made = Making.of(name, Training(whole, recipe("fast"), None), faces.label)
        outcome = judge(represent(made), whole.judged(), ["accuracy"]).outcomes["accuracy"]["all"]
        results[name] = outcome
    for name, outcome in results.items():
        low, _ = interval(outcome.replicates - results["ideal"].replicates)
        assert low <= 0, name
    assert results["ideal"].value > results["difference"].value
