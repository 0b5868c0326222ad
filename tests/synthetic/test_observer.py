"""The ideal observer against closed forms, and against simulated people whose movements are known."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from mien.errors import DataError
from mien.synthetic import posed, spontaneous
from mien.synthetic.known import known_of, known_posed, known_spontaneous, knows_truth
from mien.synthetic.observer import Known, Mixture, Observer

QUANTILES = norm.ppf((np.arange(400) + 0.5) / 400)


def toy(groups):
    """Five points, two identities and two weights that are normal and independent in each component."""
    rng = np.random.default_rng(5)
    means, deviations = np.array(groups, dtype=float).transpose(1, 0, 2)
    share = np.full(len(groups), 1 / len(groups))
    covariance = np.array([np.diag(one**2) for one in deviations])
    likely = means[..., None] + deviations[..., None] * QUANTILES
    shown = Mixture(share, means, covariance, likely)
    rest = Mixture(np.ones(1), np.array([[0.1, 0.0]]), 0.04 * np.eye(2)[None], likely[:1])
    noise = np.diag(rng.uniform(0.2, 0.5, 15))
    face, identity, movement = rng.normal(0, 20, (5, 3)), rng.normal(0, 2, (2, 15)), rng.normal(0, 2, (2, 15))
    return Known(("a", "b"), face, identity, movement, noise, 0.03, 0.01, 0.05, 3.0, shown, rest)


def joint(known, mean, covariance):
    """Mean and covariance of (w, x, y) when w is normal: the linear model written out."""
    flat, p = known.face.reshape(-1), len(known.face)
    ways = [0.05 * np.cross(axis, known.face).reshape(-1) for axis in np.eye(3)]
    ways += [3.0 * np.tile(axis, p) for axis in np.eye(3)]
    each = known.noise + sum(np.outer(way, way) for way in [*ways, 0.01 * flat])
    shared = sum(np.outer(way, way) for way in [*known.identity, 0.03 * flat])
    m, rest = known.movement, known.resting
    xx = each + shared + m.T @ covariance @ m
    yy = each + shared + m.T @ rest.covariance[0] @ m
    wx, none = covariance @ m, np.zeros((2, 3 * p))
    whole = np.block([[covariance, wx, none], [wx.T, xx, shared], [none.T, shared, yy]])
    return np.concatenate([mean, flat + mean @ m, flat + rest.mean[0] @ m]), whole


@pytest.mark.parametrize("change", [False, True])
def test_with_one_normal_component_it_is_the_conditional_normal(change):
    known = toy([([0.4, 1.0], [0.3, 0.5])])
    mean, whole = joint(known, known.shown.mean[0], known.shown.covariance[0])
    drawn = np.random.default_rng(0).multivariate_normal(mean, whole, 40)
    seen = Observer(known, change)._inferred(drawn[:, 2:17], drawn[:, 17:])
    if change:
        # Of x and y it is given x − y.
        told = np.block([[np.eye(2), np.zeros((2, 30))], [np.zeros((15, 2)), np.eye(15), -np.eye(15)]])
        mean, whole, drawn = told @ mean, told @ whole @ told.T, drawn @ told.T
    gain = np.linalg.solve(whole[2:, 2:], whole[2:, :2]).T
    expected = mean[:2] + (drawn[:, 2:] - mean[2:]) @ gain.T
    left = whole[:2, :2] - gain @ whole[2:, :2]
    # Exact where the exchanged prior was the right one; the quantiles end at three deviations.
    np.testing.assert_allclose(seen.mean, expected, atol=0.01)
    np.testing.assert_allclose(np.median(seen.deviation, axis=0), np.sqrt(np.diag(left)), rtol=0.02)


def test_components_are_as_likely_as_the_densities_of_both_faces_say():
    known = toy([([0.0, 0.0], [0.2, 0.2]), ([1.0, 0.6], [0.4, 0.3])])
    of = [joint(known, *both) for both in zip(known.shown.mean, known.shown.covariance, strict=True)]
    rng = np.random.default_rng(1)
    drawn = np.concatenate([rng.multivariate_normal(*one, 20) for one in of])
    seen = Observer(known)._inferred(drawn[:, 2:17], drawn[:, 17:])
    log = np.stack([multivariate_normal(m[2:], c[2:, 2:]).logpdf(drawn[:, 2:]) for m, c in of], axis=1)
    expected = np.exp(log - log.max(axis=1, keepdims=True))
    expected /= expected.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(seen.chance, expected, atol=2e-3)
    assert (seen.chance.argmax(axis=1) == np.repeat([0, 1], 20)).mean() > 0.8


def calibrated(seen, true, names, spread):
    """Errors are as large as they are said to be, and the mean is no further off than it says."""
    mean, deviation = seen.mean[:, : len(names)], seen.deviation[:, : len(names)]
    error = true - mean
    assert np.sqrt(np.square(error).mean() / np.square(deviation).mean()) == pytest.approx(1, abs=spread)
    assert (np.abs(error) < norm.ppf(0.95) * deviation).mean() == pytest.approx(0.92, abs=0.05)
    away = mean - mean.mean(axis=0)
    slope = float(((true - true.mean(axis=0)) * away).sum() / np.square(away).sum())
    assert slope == pytest.approx(1, abs=0.05), "the truth, given a mean, is that mean"
    assert np.square(error).mean() < 0.2 * true.var(axis=0).mean()
    return error


def truth(seed, people, style):
    activation, _ = posed.activations(np.random.default_rng(seed), people, style)
    return activation.reshape(people * 25, -1)


def test_it_is_calibrated_on_posed_people_that_it_never_saw():
    faces = posed.builtin_posed(seed=11, n_subjects=30)
    known = known_posed()
    seen = Observer(known).see(faces.landmarks.points, faces.neutral_points())
    moving = faces.label != "neutral"
    true = truth(11, 30, posed.Style())
    some = type(seen)(seen.mean[moving], seen.deviation[moving], seen.chance[moving])
    calibrated(some, true[moving], known.names, 0.08)
    # Components are the degrees of the emotions, neutral first.
    named = some.chance[:, 1:].reshape(-1, 6, 4).sum(axis=2).argmax(axis=1)
    assert (np.array(list(posed.CODES))[named] == faces.label[moving]).mean() > 0.8
    itself = seen.mean[~moving]
    np.testing.assert_array_equal(itself, np.broadcast_to(itself[0], itself.shape))


# The others move points that another one moves as well, or both sides at once: no landmark tells them apart.
TOLD_APART = (2, 4, 5, 6, 7, 12, 14, 15, 20, 23, 24, 25, 43)


def test_as_noise_goes_the_truth_comes_and_the_errors_stay_as_large_as_they_are_said_to_be():
    errors = []
    for noise in (0.8, 0.1, 0.01):
        style = posed.Style(noise=noise)
        faces, known = posed.builtin_posed(4, 6, style), known_posed(style)
        seen = Observer(known).see(faces.landmarks.points, faces.neutral_points())
        moving = faces.label != "neutral"
        away = (truth(4, 6, style) - seen.mean[:, : len(known.names)])[moving]
        said = seen.deviation[moving, : len(known.names)]
        assert np.sqrt(np.square(away).mean() / np.square(said).mean()) == pytest.approx(1, abs=0.15)
        apart = [place for place, name in enumerate(known.names) if int(name[2:4]) in TOLD_APART]
        errors.append(np.sqrt(np.square(away[:, apart]).mean()))
    assert errors[0] > 2 * errors[1] > 4 * errors[2]
    assert errors[2] < 0.008


@pytest.mark.soak
def test_it_is_nearly_calibrated_on_video_of_people_that_it_never_saw():
    video, behind = spontaneous.builtin_video(seed=3, n_subjects=6, seconds=20)
    known = known_spontaneous()
    still = np.array(
        [rows[behind.activation[rows].mean(axis=2).max(axis=1).argmin()]
         for rows in (np.flatnonzero(behind.person == person) for person in range(6))]
    )  # fmt: skip
    rows = np.setdiff1d(np.arange(0, len(video), 15), still)
    neutral = still[behind.person[rows]]
    seen = Observer(known).see(video.landmarks.points[rows], video.landmarks.points[neutral])
    true = behind.activation[rows].reshape(len(rows), -1)
    error = true - seen.mean[:, : len(known.names)]
    deviation = seen.deviation[:, : len(known.names)]
    assert np.sqrt(np.square(error).mean() / np.square(deviation).mean()) == pytest.approx(1.1, abs=0.15)
    assert np.square(error).mean() < 0.3 * true.var(axis=0).mean()


def test_only_of_the_built_in_sets_anything_is_known(posed, make_posed):
    from mien.synthetic.posed import builtin_posed

    assert knows_truth(builtin_posed(n_subjects=1))
    assert not knows_truth(posed)
    with pytest.raises(DataError, match="drawn by a test: nothing is known of what is behind these faces"):
        known_of(posed)
