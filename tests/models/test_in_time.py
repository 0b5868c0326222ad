"""The prior in time against the dense Gaussian of the whole recording, in float64."""

import numpy as np
import pytest
import torch

from mien.errors import ConfigError, DataError
from mien.models.interface import Shape
from mien.models.posteriors.gaussian import Gaussian
from mien.models.priors.in_time import InTimePrior, surprise
from mien.settings import recipe
from mien.training.loop import train_model
from mien.training.windows import windows_of

K = 3
FRAMES = np.array([0, 1, 2, 5, 6, 20])


def prior_of(process, **options):
    made = InTimePrior(Shape({"x": 9}, K), InTimePrior.Options(process=process, **options)).double()
    with torch.no_grad():
        made.log_time.copy_(torch.tensor([1.0, 2.0, 3.0]))
        made.slow_logit.copy_(torch.tensor([0.5, 1.5, 3.0]))
    return made


def dense(process, dimension, frames):
    """Covariance of a dimension over frames, written down from the definition."""
    time, slow = np.exp([1.0, 2.0, 3.0])[dimension], 1 / (1 + np.exp(-np.array([0.5, 1.5, 3.0])))[dimension]
    apart = np.abs(np.subtract.outer(frames, frames))
    if process == "walk":
        # z starts as N(0, 1) and is a sum of steps.
        return 1 + np.minimum.outer(frames - frames[0], frames - frames[0]) / time
    root = np.sqrt(3) * apart / time
    kernel = np.exp(-apart / time) if process == "ou" else (1 + root) * np.exp(-root)
    return slow * kernel + (1 - slow) * np.eye(len(frames))


def kl_of_gaussians(mean, variance, covariance):
    """KL of N(mean, diag variance) from N(0, covariance) in nats."""
    inverse = np.linalg.inv(covariance)
    trace, away = (np.diag(inverse) * variance).sum(), mean @ inverse @ mean
    return 0.5 * (trace + away - len(mean) + np.linalg.slogdet(covariance)[1] - np.log(variance).sum())


@pytest.mark.parametrize("process", ["ou", "matern32", "walk"])
def test_frames_priors_and_surprises_sum_to_the_kl_from_the_whole_process(process):
    rng = np.random.default_rng(0)
    mean, variance = rng.normal(size=(6, K)), rng.uniform(0.1, 2, size=(6, K))
    prior = prior_of(process)
    # Windows as wide as the recording: no frame before is forgotten.
    windows = windows_of(np.full(6, "one"), FRAMES, width=6)
    times = torch.from_numpy(windows.times.astype(np.float64))
    rows = torch.from_numpy(windows.rows)
    found = surprise(
        prior.conditional(times), torch.from_numpy(mean)[rows], torch.from_numpy(variance)[rows]
    ).sum(0)
    alone = prior.by_dimension(Gaussian(torch.from_numpy(mean), torch.from_numpy(variance).log())).sum(0)
    for dimension in range(K):
        covariance = dense(process, dimension, FRAMES.astype(float))
        expected = kl_of_gaussians(mean[:, dimension], variance[:, dimension], covariance)
        assert float((found + alone).detach()[dimension]) == pytest.approx(expected, rel=1e-9)


def test_a_markov_process_needs_one_frame_before_and_no_more():
    prior = prior_of("ou")
    with torch.no_grad():
        prior.slow_logit.fill_(40.0)
    wide, narrow = (windows_of(np.full(6, "one"), FRAMES, width=width) for width in (6, 2))
    whole, last = (prior.conditional(torch.from_numpy(one.times.astype(float))) for one in (wide, narrow))
    torch.testing.assert_close(whole.variance, last.variance, rtol=1e-9, atol=1e-12)
    assert whole.gain[:-1].abs().max() < 1e-9


def test_windows_are_of_one_recording_in_the_order_of_its_frames():
    sequence = np.array(["b", "a", "b", "", "a", "b", "b", "c"])
    frame = np.array([7, 2, 3, 9, 1, 7, -1, 4])
    windows = windows_of(sequence, frame, width=3)
    found = {tuple(rows): tuple(times) for rows, times in zip(windows.rows.T, windows.times.T, strict=True)}
    assert found == {(1, 4, 1): (-np.inf, -1.0, 0.0), (0, 2, 0): (-np.inf, -4.0, 0.0)}
    assert windows_of(np.array(["a", "b"]), np.array([1, 1])) is None
    assert windows_of(np.array(["", ""]), np.array([1, 2])) is None
    three = windows_of(np.full(3, "a"), np.array([30, 10, 20]), width=3)
    assert three.rows.tolist() == [[2, 1], [1, 2], [2, 0]]
    assert three.times.tolist() == [[-np.inf, -20], [-10, -10], [0, 0]]


def test_frames_of_a_window_are_altered_together(posed):
    from mien.training.batch import FaceSet
    from mien.training.prepare import prepare
    from mien.training.streams import FaceStream

    prepared = prepare(posed, 0)
    faces = prepared.faces("train")
    windows = windows_of(faces.subject, np.arange(len(faces.x)))
    settings = recipe("fast").changed(training={"mirror": 0.5, "exchange": 0.5, "window_batch": 20}).training
    faces = FaceSet(faces.x, faces.y, None, faces.subject, faces.mirror, windows=windows)
    plan = FaceStream(faces, settings, 0).plan(3)
    n, rows, other = len(faces.x), *(plan[f"windows.{name}"].reshape(4, 20) for name in ("rows", "other"))
    person = np.unique(faces.subject, return_inverse=True)[1]
    moved = person[rows % n] != person[other % n]
    # Frames of a window that is moved are on the neutral of one and the same row.
    assert all(len(set(column % n)) == 1 for column in other[:, moved[0]].T)
    for values in (rows >= n, other >= n, moved):
        assert (values == values[0]).all()
        assert 0 < values.mean() < 1


def test_faces_of_no_recording_are_refused(posed):
    from mien.training.prepare import prepare

    settings = recipe("fast").changed(model={"kind": "m2-time"}, training={"steps": 2})
    with pytest.raises(DataError, match="m2-time needs recordings; the training set has no two frames"):
        train_model(settings, prepare(posed, 0).faces("train"))


def test_the_term_without_the_prior_is_refused(posed):
    from mien.training.prepare import prepare

    settings = recipe("fast").changed(model={"kind": "m2-time", "prior": {"kind": "normal"}})
    faces = prepare(posed, 0).faces("train")
    windows = windows_of(faces.subject, np.arange(len(faces.x)))
    import dataclasses

    with pytest.raises(ConfigError, match="the term dynamics needs the prior in-time"):
        train_model(settings, dataclasses.replace(faces, windows=windows))
