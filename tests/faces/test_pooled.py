"""Neutral faces by all faces of a person: nearer to the truth, and no label is looked at."""

import numpy as np
import pytest

from mien.errors import DataError
from mien.faces.pooled import SUFFIX, pooled, with_pooled
from mien.landmarks.alignment import Alignment
from mien.synthetic.posed import Style, builtin_posed

PEOPLE, EACH, D = 40, 12, 20
RNG = np.random.default_rng(5)
TRUTH = RNG.normal(0, 1.0, (PEOPLE, D))
WAYS = RNG.normal(0, 1.0, (3, D)) / np.sqrt(D)


def made(noise, habit=0.0, rng=None):
    """Faces (n, D), people and neutral rows; the first of every person is the neutral."""
    rng = rng or np.random.default_rng(1)
    own = rng.normal(0, habit, (PEOPLE, 1, 3))
    moved = (1 + own + rng.normal(0, 1, (PEOPLE, EACH - 1, 3))) @ WAYS
    faces = TRUTH[:, None] + np.concatenate([np.zeros((PEOPLE, 1, D)), moved], axis=1)
    faces = faces + rng.normal(0, noise, faces.shape)
    person = np.repeat(np.arange(PEOPLE), EACH)
    return faces.reshape(-1, D), person.astype(str), person * EACH


def error(found):
    order = found.subject.astype(int)
    return np.sqrt(np.square(found.neutral - TRUTH[order]).mean())


def test_most_of_the_noise_of_a_neutral_is_taken_out():
    x, subject, neutral = made(0.1)
    found = pooled(x, subject, neutral)
    assert found.noise == pytest.approx(0.1, rel=0.15)
    assert error(found) < 0.7 * 0.1
    # What is left is in the three directions in which faces move: elsewhere it is about 0.1 / sqrt(11).
    across = np.linalg.svd(WAYS)[2][3:]
    left = (found.neutral - TRUTH[found.subject.astype(int)]) @ across.T
    assert np.sqrt(np.square(left).mean()) < 0.6 * 0.1


def test_what_a_person_does_much_of_is_not_taken_for_the_persons_bones():
    x, subject, neutral = made(0.02, habit=3.0)
    found = pooled(x, subject, neutral)
    assert error(found) < 1.05 * 0.02, "no worse than the marked one"
    plain = np.sqrt(np.square((x.reshape(PEOPLE, EACH, D)[:, 1:]).mean(axis=1) - TRUTH).mean())
    assert plain > 10 * error(found)


def test_without_noise_nothing_is_moved_and_order_does_not_matter():
    x, subject, neutral = made(0.0)
    found = pooled(x, subject, neutral)
    assert found.moved.max() < 1e-6
    x, subject, neutral = made(0.1)
    order = np.random.default_rng(3).permutation(len(x))
    place = np.argsort(order)
    again = pooled(x[order], subject[order], place[neutral[order]])
    np.testing.assert_allclose(again.neutral, pooled(x, subject, neutral).neutral, atol=1e-9)


def test_too_little_is_refused():
    x, subject, neutral = made(0.1)
    with pytest.raises(DataError, match="4 people have other faces"):
        pooled(x[: 4 * EACH], subject[: 4 * EACH], neutral[: 4 * EACH])
    wide = np.concatenate([x] * 4, axis=1)[: 6 * EACH]
    with pytest.raises(DataError, match="66 faces of 6 people are too few"):
        pooled(wide, subject[: 6 * EACH], neutral[: 6 * EACH])


@pytest.fixture(scope="module")
def posed():
    return builtin_posed(seed=5, n_subjects=40)


def test_pooled_neutrals_of_landmarks_are_nearer_to_those_without_noise(posed):
    still = builtin_posed(seed=5, n_subjects=40, style=Style(noise=0.0))
    faces, found = with_pooled(posed)
    assert len(faces) == len(posed) + 40
    assert faces.subject[-40:].tolist() == found.subject.tolist()
    assert set(faces.neutral.tolist()) == {f"{subject} {SUFFIX}" for subject in found.subject}
    alignment = Alignment.fit(posed.landmarks)
    truth = alignment.apply(still.landmarks)[::25]
    marked, own = alignment.apply(posed.landmarks)[::25], alignment.apply(faces.landmarks)[-40:]
    # Much of what is left is of the eyes' corners, by which faces are aligned.
    assert np.square(own - truth).mean() < 0.92 * np.square(marked - truth).mean()
    assert (np.abs(own - marked) < 0.02).all(), "in the place, size and pose of the marked one"


def test_a_taken_name_is_refused(posed):
    once, _ = with_pooled(posed.take(np.arange(14 * 25)))
    with pytest.raises(DataError, match="used more than once"):
        with_pooled(once)
