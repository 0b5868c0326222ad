"""What a training step sees: faces mirrored, on other people's neutrals, with noise."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from scipy import stats

from mien.landmarks import Landmarks
from mien.models.interface import Draw
from mien.settings import recipe
from mien.training.prepare import mirror_of, prepare
from mien.training.streams import FaceStream, NoiseStream, Order, Strangers, whole_batches
from mien.triplets import Triplets


@pytest.fixture(scope="module")
def prepared(make_posed):
    return prepare(make_posed(people=20).whole(), 0)


def batches(faces, size=60, **training):
    off = {"mirror": 0.0, "exchange": 0.0, "jitter": 0.0, "batch": size, "triplet_batch": size}
    stream = FaceStream(faces, recipe("fast").changed(training={**off, **training}).training, 5)
    return SimpleNamespace(at=lambda step: stream.at(step, NoiseStream(5).of_step(step)))


def x(batch, group="faces"):
    return batch[group].given["x"]


def y(batch, group="faces"):
    return batch[group].given["y"]


def rows_of(batch, faces):
    """Which face each row of a batch without alterations is."""
    return np.array([np.flatnonzero((faces.x == row).all(axis=1))[0] for row in x(batch).numpy()])


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
    np.testing.assert_array_equal(y(batch).numpy(), faces.y[rows])
    anchor, near, far = x(batch, "triplets").unflatten(0, (3, -1)).numpy()
    of = {
        tuple(triplet): weight
        for triplet, weight in zip(faces.triplets.rows.tolist(), faces.triplets.weight, strict=True)
    }
    for row in range(60):
        named = tuple(
            int(np.flatnonzero((faces.x == part[row]).all(axis=1))[0]) for part in (anchor, near, far)
        )
        assert of[named] == batch["triplets"].weight[row]
    assert batch["triplets"].per_face == len(faces.triplets) / len(faces.x)


@pytest.mark.parametrize("chance", [0.3, 1.0])
def test_as_many_are_mirrored_as_was_asked_with_their_neutrals(prepared, chance):
    faces = prepared.faces("train")
    mirror = faces.mirror
    plain, altered = (batches(faces, 2_000, mirror=part).at(0) for part in (0.0, chance))
    expected = mirror.sign * x(plain).numpy()[:, mirror.order] + mirror.offset
    turned = (x(altered).numpy() != x(plain).numpy()).any(axis=1)
    assert turned.mean() == pytest.approx(chance, abs=0.05)
    np.testing.assert_allclose(x(altered).numpy()[turned], expected[turned], atol=1e-6)
    other = mirror.sign * y(plain).numpy()[:, mirror.order] + mirror.offset
    np.testing.assert_allclose(y(altered).numpy()[turned], other[turned], atol=1e-6)
    np.testing.assert_array_equal(y(altered).numpy()[~turned], y(plain).numpy()[~turned])


def test_an_exchanged_face_keeps_its_change_on_another_training_persons_neutral(prepared):
    faces = prepared.faces("train")
    plain, altered = (batches(faces, 2_000, exchange=part).at(0) for part in (0.0, 0.5))
    change = (x(altered) - y(altered)).numpy()
    np.testing.assert_allclose(change, (x(plain) - y(plain)).numpy(), atol=1e-5)
    neutrals = {row.tobytes() for row in faces.y}
    assert {row.tobytes() for row in y(altered).numpy()} <= neutrals
    moved = (y(altered).numpy() != y(plain).numpy()).any(axis=1).mean()
    assert moved == pytest.approx(0.5, abs=0.05)
    triplets = (x(altered, "triplets") - y(altered, "triplets")).numpy()
    np.testing.assert_allclose(triplets, (x(plain, "triplets") - y(plain, "triplets")).numpy(), atol=1e-5)


def test_jitter_has_the_stated_deviation_and_is_each_faces_own(prepared):
    faces = prepared.faces("train")
    plain, altered = (batches(faces, 500, jitter=part).at(0) for part in (0.0, 0.2))
    noise = (x(altered) - x(plain)).numpy(), (y(altered) - y(plain)).numpy()
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
    np.testing.assert_array_equal(x(ahead.at(2)).numpy(), x(fresh.at(2)).numpy())
    assert not np.array_equal(x(fresh.at(2)).numpy(), x(fresh.at(3)).numpy())


@pytest.mark.parametrize("size", [7, 50, 10_000])
def test_whole_batches_hold_every_face_and_triplet_once(prepared, size):
    faces = prepared.faces("validation")
    parts = whole_batches(faces, size=size)
    np.testing.assert_array_equal(np.concatenate([x(batch).numpy() for batch in parts]), faces.x)
    judged = [batch["triplets"] for batch in parts if "triplets" in batch]
    anchors = np.concatenate([group.given["x"][: group.size].numpy() for group in judged])
    np.testing.assert_array_equal(anchors, faces.x[faces.triplets.rows[:, 0]])
    assert sum(batch["faces"].size for batch in parts) == len(faces.x)
    assert sum(group.size for group in judged) == len(faces.triplets)
    assert max(group.size for batch in parts for group in batch.values()) <= size
    few = dataclasses.replace(faces, triplets=Triplets.of(faces.triplets.rows[:2]))
    assert sum(b["triplets"].size for b in whole_batches(few, size=size) if "triplets" in b) == 2


@pytest.mark.parametrize("told", [True, False])
def test_a_face_is_never_exchanged_onto_its_own_persons_neutral(prepared, told):
    faces = prepared.faces("train")
    person = {neutral.tobytes(): who for neutral, who in zip(faces.y, faces.subject, strict=True)}
    if not told:
        faces = dataclasses.replace(faces, subject=None)
    plain, altered = (batches(faces, 2_000, exchange=chance).at(0) for chance in (0.0, 1.0))
    for group in ("faces", "triplets"):
        before, after = (
            [person[neutral.tobytes()] for neutral in y(batch, group).numpy()] for batch in (plain, altered)
        )
        assert not any(one == other for one, other in zip(before, after, strict=True))
        assert set(after) == set(person.values())


def test_people_are_exchanged_with_as_often_as_they_have_faces(prepared):
    people = np.repeat([0, 1, 2, 3], [10, 20, 30, 40])
    drawn = people[Strangers(people).of(np.repeat(np.arange(100), 3_000), np.random.default_rng(0))]
    for who, faces in ((0, 10), (3, 40)):
        own = drawn[np.repeat(people, 3_000) == who]
        counts = np.bincount(own, minlength=4)
        expected = np.bincount(people, minlength=4) / (100 - faces)
        expected[who] = 0
        np.testing.assert_allclose(counts / counts.sum(), expected, atol=0.02)


def test_nobody_else_leaves_a_face_as_it_is(prepared):
    assert Strangers(np.zeros(5, dtype=np.int64)).of(np.arange(5), np.random.default_rng(0)).tolist() == [
        0,
        1,
        2,
        3,
        4,
    ]


def test_batches_hold_every_row_once_a_round_and_depend_on_the_step_alone():
    stream = Order(10, 4, (1, 0))
    ahead = [stream.at(step) for step in range(5)]
    assert sorted(np.concatenate(ahead)[:10].tolist()) == list(range(10))
    assert sorted(np.concatenate(ahead)[10:].tolist()) == list(range(10))
    fresh = Order(10, 4, (1, 0))
    assert fresh.at(3).tolist() == ahead[3].tolist()
    assert len(Order(3, 8, (0,)).at(0)) == 8


@pytest.mark.parametrize("keep", [0.9, 0.5, 0.123])
def test_masks_keep_with_their_chance_and_normals_are_normal_each_a_steps_own(keep):
    rows, width = 500, 400
    wanted = {"one": (Draw((rows, width), keep), Draw((20_000,))), "other": (Draw((rows, width), keep),)}
    noise = NoiseStream(7).at(3).draw(wanted)
    mask, normals = noise["one"]
    assert mask.shape == (rows, width)
    torch.testing.assert_close(mask.unique(), torch.tensor([0.0, 1 / keep]))
    kept = (mask > 0).double()
    spread = (keep * (1 - keep)) ** 0.5
    assert abs(kept.mean() - keep) < 5 * spread / (rows * width) ** 0.5
    # No unit and no row is dropped more often than chance lets it be.
    assert (kept.mean(0) - keep).abs().max() < 5.5 * spread / rows**0.5
    assert (kept.mean(1) - keep).abs().max() < 5.5 * spread / width**0.5
    assert stats.kstest(normals.numpy(), "norm").pvalue > 1e-3
    again = NoiseStream(7).at(3).draw(wanted)
    assert all(torch.equal(a, b) for name in wanted for a, b in zip(noise[name], again[name], strict=True))
    for another in (NoiseStream(7).at(4), NoiseStream(8).at(3)):
        others = another.draw(wanted)["one"][0]
        assert abs(((others > 0).double() * kept).mean() - keep**2) < 0.01
    assert not torch.equal(mask, noise["other"][0])
    without = NoiseStream(7).at(3).draw(wanted, masks=False)
    assert [len(found) for found in without.values()] == [1, 0]
