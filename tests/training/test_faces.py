"""What a training step sees: faces mirrored, on other people's neutrals, with noise."""

import dataclasses

import numpy as np
import pytest

from mien.landmarks import Landmarks
from mien.settings import recipe
from mien.training.faces import FaceBatches, whole_batches
from mien.training.prepare import mirror_of, prepare_posed
from mien.triplets import Triplets


@pytest.fixture(scope="module")
def prepared(make_posed):
    return prepare_posed(make_posed(people=20).whole(), 0)


def batches(faces, size=60, **training):
    off = {"mirror": 0.0, "exchange": 0.0, "jitter": 0.0, "batch": size, "triplet_batch": size}
    return FaceBatches(faces, recipe("fast").changed(training={**off, **training}).training, 5)


def rows_of(batch, faces):
    """Which face each row of a batch without alterations is."""
    return np.array([np.flatnonzero((faces.x == x).all(axis=1))[0] for x in batch.x.numpy()])


def test_the_mirror_of_an_aligned_face_is_the_mirrored_face_aligned(prepared):
    layout, alignment = prepared.dataset.landmarks.layout, prepared.alignment
    points = prepared.dataset.landmarks.points
    mirrored = (points[:, layout.mirror] * [-1, 1, 1]).astype(np.float32)
    expected = alignment.apply(Landmarks(mirrored, layout, "mm")).reshape(len(points), -1)
    mirror = mirror_of(layout, alignment.mean)
    np.testing.assert_allclose(mirror.sign * prepared.x[:, mirror.order] + mirror.offset, expected, atol=2e-6)


def test_without_alterations_rows_and_their_neutrals_are_seen_as_they_are(prepared):
    faces = prepared.faces("train")
    batch = batches(faces).at(3)
    rows = rows_of(batch, faces)
    np.testing.assert_array_equal(batch.y.numpy(), faces.y[rows])
    anchor, near, far = batch.triplet_x.numpy()
    of = {
        tuple(triplet): weight
        for triplet, weight in zip(faces.triplets.rows.tolist(), faces.triplets.weight, strict=True)
    }
    for row in range(60):
        named = tuple(
            int(np.flatnonzero((faces.x == part[row]).all(axis=1))[0]) for part in (anchor, near, far)
        )
        assert of[named] == batch.triplet_weight[row]
    assert batch.triplets_per_face == len(faces.triplets) / len(faces.x)


@pytest.mark.parametrize("chance", [0.3, 1.0])
def test_as_many_are_mirrored_as_was_asked_with_their_neutrals(prepared, chance):
    faces = prepared.faces("train")
    mirror = faces.mirror
    plain, altered = (batches(faces, 2_000, mirror=part).at(0) for part in (0.0, chance))
    expected = mirror.sign * plain.x.numpy()[:, mirror.order] + mirror.offset
    turned = (altered.x.numpy() != plain.x.numpy()).any(axis=1)
    assert turned.mean() == pytest.approx(chance, abs=0.05)
    np.testing.assert_allclose(altered.x.numpy()[turned], expected[turned], atol=1e-6)
    other = mirror.sign * plain.y.numpy()[:, mirror.order] + mirror.offset
    np.testing.assert_allclose(altered.y.numpy()[turned], other[turned], atol=1e-6)
    np.testing.assert_array_equal(altered.y.numpy()[~turned], plain.y.numpy()[~turned])


def test_an_exchanged_face_keeps_its_change_on_another_training_persons_neutral(prepared):
    faces = prepared.faces("train")
    plain, altered = (batches(faces, 2_000, exchange=part).at(0) for part in (0.0, 0.5))
    change = (altered.x - altered.y).numpy()
    np.testing.assert_allclose(change, (plain.x - plain.y).numpy(), atol=1e-5)
    neutrals = {row.tobytes() for row in faces.y}
    assert {row.tobytes() for row in altered.y.numpy()} <= neutrals
    moved = (altered.y.numpy() != plain.y.numpy()).any(axis=1).mean()
    assert moved == pytest.approx(0.5 * (1 - 1 / len(neutrals)), abs=0.05)
    triplets = (altered.triplet_x - altered.triplet_y).numpy()
    np.testing.assert_allclose(triplets, (plain.triplet_x - plain.triplet_y).numpy(), atol=1e-5)


def test_jitter_has_the_stated_deviation_and_is_each_faces_own(prepared):
    faces = prepared.faces("train")
    plain, altered = (batches(faces, 500, jitter=part).at(0) for part in (0.0, 0.2))
    noise = (altered.x - plain.x).numpy(), (altered.y - plain.y).numpy()
    for one in noise:
        assert one.std() == pytest.approx(0.2, rel=0.02)
        assert abs(one.mean()) < 0.01
    assert abs(np.corrcoef(noise[0].ravel(), noise[1].ravel())[0, 1]) < 0.02


def test_alterations_are_of_the_step_alone(prepared):
    faces = prepared.faces("train")
    every = {"mirror": 0.5, "exchange": 0.5, "jitter": 0.1}
    ahead, fresh = batches(faces, **every), batches(faces, **every)
    for step in range(4):
        ahead.at(step)
    np.testing.assert_array_equal(ahead.at(2).x.numpy(), fresh.at(2).x.numpy())
    assert not np.array_equal(fresh.at(2).x.numpy(), fresh.at(3).x.numpy())


@pytest.mark.parametrize("size", [7, 50, 10_000])
def test_whole_batches_hold_every_face_and_triplet_once(prepared, size):
    faces = prepared.faces("validation")
    parts = whole_batches(faces, True, size)
    np.testing.assert_array_equal(np.concatenate([batch.x.numpy() for batch, _, _ in parts]), faces.x)
    anchors = np.concatenate([b.triplet_x[0].numpy() for b, _, _ in parts if b.triplet_x is not None])
    np.testing.assert_array_equal(anchors, faces.x[faces.triplets.rows[:, 0]])
    assert [sum(column) for column in list(zip(*parts, strict=True))[1:]] == [
        len(faces.x),
        len(faces.triplets),
    ]
    assert max(max(n, m) for _, n, m in parts) <= size
    few = dataclasses.replace(faces, triplets=Triplets.of(faces.triplets.rows[:2]))
    assert sum(m for _, _, m in whole_batches(few, True, size)) == 2
