"""Choice probabilities against scikit-learn, and where they are right by construction."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from mien.evaluation import Lacking, Space
from mien.evaluation.bootstrap import people_drawn
from mien.evaluation.calibration import Calibration, best_scale, distances, judged, on_scale
from mien.triplets import Triplets


def chosen_by(world, scale, seed=0, n=6_000):
    """Triplets of test and of validation people, chosen at random with these probabilities."""
    rng, found = np.random.default_rng(seed), []
    for rows in (world.on.test, world.on.validation):
        drawn = rng.choice(rows, (n, 3))
        drawn = drawn[
            (drawn[:, 0] != drawn[:, 1]) & (drawn[:, 0] != drawn[:, 2]) & (drawn[:, 1] != drawn[:, 2])
        ]
        first, second = (
            np.linalg.norm(world.strength[drawn[:, 0]] - world.strength[drawn[:, k]], axis=1) for k in (1, 2)
        )
        turned = rng.random(len(drawn)) > expit(scale * (second - first))
        found.append(Triplets.of(np.where(turned[:, None], drawn[:, [0, 2, 1]], drawn)))
    return replace(world.on, triplets={"all": found[0]}, validation_triplets=found[1])


def test_the_probabilities_that_choices_were_made_with_are_calibrated(world):
    on = chosen_by(world, 0.4)
    own = Calibration().judge(Space(world.strength, choice=on_scale(0.4)), on)
    fitted = Calibration().judge(Space(world.strength), on)
    assert own["error"].value < 0.02
    assert fitted["error"].value < 0.03
    assert fitted["log"].about["scale"] == pytest.approx(0.4, rel=0.1)
    assert own["log"].about == {}
    assert fitted["log"].value == pytest.approx(own["log"].value, abs=0.01)
    sure = Calibration().judge(Space(world.strength, choice=on_scale(4)), on)
    assert sure["error"].value > 0.1
    assert sure["log"].value > own["log"].value
    assert own["error"].detail.scale is None
    assert fitted["error"].detail.scale == fitted["log"].about["scale"]


def test_a_random_space_says_one_half(world):
    found = Calibration().judge(world.random(), chosen_by(world, 2.0))
    assert found["log"].value == pytest.approx(np.log(2), abs=0.005)
    assert found["log"].chance == pytest.approx(np.log(2))


def test_log_score_and_bins_by_other_ways():
    rng = np.random.default_rng(1)
    sure = rng.uniform(0.02, 0.99, size=500)
    whose = rng.integers(5, size=(500, 3))
    log, error = judged(sure, whose, people_drawn(5, rng, 50))
    both = np.column_stack([1 - sure, sure])
    assert log.value == pytest.approx(log_loss(np.ones(500), both, labels=[0, 1]))
    expected, observed = both.max(axis=1), (sure > 0.5).astype(float)
    total = 0.0
    for one, low in enumerate(np.arange(0.5, 1, 0.05)):
        inside = (expected >= low) & (expected < low + 0.05)
        bin = error.detail.bins[one]
        assert (bin.low, bin.high) == pytest.approx((low, low + 0.05))
        assert bin.triplets == inside.sum()
        assert bin.expected == pytest.approx(expected[inside].mean())
        assert bin.observed == pytest.approx(observed[inside].mean())
        total += inside.sum() * abs(expected[inside].mean() - observed[inside].mean())
    assert error.value == pytest.approx(total / 500)
    assert len(log.replicates) == len(error.replicates) == 50


def test_a_bin_without_triplets_and_a_tie():
    _, error = judged(np.array([0.5, 0.99]), np.zeros((2, 3), dtype=int), np.ones((1, 1), dtype=int))
    assert [bin.triplets for bin in error.detail.bins] == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert error.detail.bins[0].observed == 0.5
    assert error.detail.bins[4].expected is None
    assert error.value == pytest.approx(0.01 / 2)


def test_the_scale_is_that_of_logistic_regression(world):
    on = chosen_by(world, 0.7, seed=3)
    near, far = distances(world.strength, on.validation_triplets)
    apart, label = np.concatenate([far - near, near - far]), np.repeat([1, 0], len(near))
    model = LogisticRegression(C=1e9, fit_intercept=False).fit(apart[:, None], label)
    assert best_scale(near, far) == pytest.approx(model.coef_[0, 0], rel=1e-3)


def test_scales_of_spaces_that_are_always_right_never_and_collapsed():
    near, far = np.array([1.0, 2.0]), np.array([2.0, 3.0])
    assert 10 < best_scale(near, far) <= 1e3
    assert best_scale(far, near) == pytest.approx(0, abs=1e-4)
    assert best_scale(near, near) == 0


def test_every_vote_difference_is_judged_apart(world):
    on = chosen_by(world, 0.4)
    triplets = on.triplets["all"]
    halves = {"5": triplets.take(slice(0, 100)), "1": triplets.take(slice(100, 400))}
    found = Calibration().judge(Space(world.strength, choice=on_scale(0.4)), replace(on, triplets=halves))
    assert list(found) == ["log", "log-5", "log-1", "error", "error-5", "error-1"]
    assert found["log"].counts["triplets"] == 400
    assert found["log"].value == pytest.approx((found["log-5"].value + 3 * found["log-1"].value) / 4)
    assert Calibration().heading("error-5") == "Calibration, expected error, votes 5"


def test_without_triplets_it_says_so(world):
    with pytest.raises(Lacking, match="no triplets of test people"):
        Calibration().judge(world.of_units, replace(world.on, triplets={}))
    with pytest.raises(Lacking, match="no validation triplets set a scale"):
        Calibration().judge(world.of_units, replace(world.on, validation_triplets=None))
