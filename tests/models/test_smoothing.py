"""Smoothing against the dense Gaussian posterior, and against movements whose truth is known."""

import numpy as np
import pytest

from mien.models.smoothing import Evidence, Movement, movement_of, smoothed

FRAMES = np.array([3, 4, 5, 9, 10, 40, 41])


def test_it_is_the_posterior_of_the_dense_gaussian():
    rng = np.random.default_rng(0)
    mean, precision = rng.normal(size=(7, 2)), rng.uniform(0.5, 20, size=(7, 2))
    precision[2, 0] = 0
    movement = Movement(np.array([4.0, 30.0]), np.array([0.8, 1.5]), np.array([0.1, 0.0]))
    at = np.arange(1, 45)
    found, deviation = smoothed(Evidence(FRAMES, mean, precision), movement, at)
    for k in range(2):
        seen = precision[:, k] > 0
        frames = FRAMES[seen]

        def kernel(one, other, k=k):
            return movement.slow[k] * np.exp(-np.abs(np.subtract.outer(one, other)) / movement.time[k])

        noise = np.diag(1 / precision[seen, k] + movement.fast[k])
        gain = kernel(at, frames) @ np.linalg.inv(kernel(frames, frames) + noise)
        np.testing.assert_allclose(found[:, k], gain @ mean[seen, k], atol=1e-9)
        variance = np.diag(kernel(at, at) - gain @ kernel(frames, at))
        np.testing.assert_allclose(deviation[:, k] ** 2, variance, atol=1e-9)


def test_a_posterior_is_its_prior_and_its_evidence():
    evidence = Evidence.of_posterior(np.array([0]), np.array([[0.9, 0.0]]), np.array([[0.1, 1.0]]))
    # N(0, 1) seen through N(1, 1/9) is N(.9, .1); a posterior that is the prior says nothing.
    np.testing.assert_allclose(evidence.mean, [[1.0, 0.0]])
    np.testing.assert_allclose(evidence.precision, [[9.0, 0.0]], atol=1e-12)


def moving(seed, time, frames=400, fast=0.15, slow=0.85, variance=0.02):
    """A slow movement, and what frames say of it: posteriors for a prior N(0, 1)."""
    rng = np.random.default_rng(seed)
    decay = np.exp(-1 / time)
    truth = np.empty((frames, len(time)))
    truth[0] = rng.normal(size=len(time)) * np.sqrt(slow)
    for t in range(1, frames):
        truth[t] = decay * truth[t - 1] + rng.normal(size=len(time)) * np.sqrt(slow * (1 - decay**2))
    precision = 1 / variance - 1
    site = truth + rng.normal(size=truth.shape) * np.sqrt(fast + 1 / precision)
    return truth, site * precision * variance, np.full_like(site, variance)


@pytest.fixture(scope="module")
def recordings():
    time = np.array([5.0, 20.0])
    return [moving(seed, time) for seed in range(8)]


@pytest.fixture(scope="module")
def found(recordings):
    frame = np.arange(400)
    return movement_of([Evidence.of_posterior(frame, mean, variance) for _, mean, variance in recordings])


def test_times_and_shares_are_found_again(found):
    np.testing.assert_allclose(found.time, [5, 20], rtol=0.4)
    np.testing.assert_allclose(found.fast, 0.15, rtol=0.15)
    np.testing.assert_allclose(found.slow, 0.85, rtol=0.25)


def test_a_gap_is_bridged_with_honest_uncertainty(found):
    away, inside = [], []
    for seed in range(100, 120):
        truth, mean, variance = moving(seed, np.array([5.0, 20.0]))
        kept = np.r_[0:150, 180:400]
        evidence = Evidence.of_posterior(kept, mean[kept], variance[kept])
        middle, deviation = smoothed(evidence, found, np.arange(400))
        gap = slice(150, 180)
        inside.append(np.abs(truth[gap] - middle[gap]) < 1.96 * deviation[gap])
        away.append((deviation[165] > deviation[100]).all())
    assert all(away)
    # 20 gaps of 30 frames that hang together: far fewer than 600 cases.
    assert 0.88 < np.mean(inside) < 0.99


def test_frames_are_nearer_to_the_truth_than_before(found, recordings):
    for truth, mean, variance in recordings:
        middle, _ = smoothed(Evidence.of_posterior(np.arange(400), mean, variance), found)
        before, after = (np.square(values - truth).mean(0) for values in (mean, middle))
        assert (after < 0.7 * before).all()
