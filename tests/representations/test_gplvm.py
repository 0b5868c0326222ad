"""The GP-LVM as rows: what it finds, which faces it is of, what triplets do to it."""

from types import SimpleNamespace

import numpy as np
import pytest

from mien.evaluation import satisfied_triplets
from mien.representations import gplvm
from mien.representations.gp.latent import LatentModel, Scale, minimise
from mien.representations.interface import Making
from mien.triplets import Triplets


@pytest.fixture(scope="module")
def curved():
    """Faces on a curved sheet in 6 dimensions, 90 of them, and the sheet's two coordinates."""
    rng = np.random.default_rng(0)
    hidden = rng.uniform(-1.5, 1.5, (90, 2))
    a, b = hidden.T
    change = np.stack([a, b, a**2, np.sin(2 * b), a * b, a - b], axis=1)
    return change + rng.normal(scale=0.05, size=change.shape), hidden


@pytest.mark.parametrize("back", ["kernel", "mlp"])
def test_it_explains_more_of_new_faces_than_as_many_principal_components(curved, back):
    change, _ = curved
    train, new = change[:60], change[60:]
    model = LatentModel(Scale.of(train), train, 2, back)
    first = model.of_faces().item()
    last = minimise(model, model.of_faces, 100)
    assert last < first
    assert last == pytest.approx(model.of_faces().item())
    scale = model.scale
    left = (new - scale.centre) / scale.length
    along = left @ scale.axes[:, :2]
    components = np.square(left - along @ scale.axes[:, :2].T).mean()
    assert model.error(new) < 0.6 * components
    assert model.encode(new).shape == (30, 2)


def test_dimensions_that_are_not_needed_fade():
    rng = np.random.default_rng(1)
    flat = rng.normal(size=(80, 1)) @ rng.normal(size=(1, 6)) + rng.normal(scale=0.05, size=(80, 6))
    model = LatentModel(Scale.of(flat), flat, 4, "kernel")
    minimise(model, model.of_faces, 200)
    mean, spread = (one.detach().numpy() for one in model.latents())
    relevance = model.kernel.relevance.detach().numpy()
    assert relevance[0] > 100 * relevance[1:].max()
    assert spread[:, 0].max() < 0.1
    assert spread[:, 1:].mean(axis=0).min() > 0.6, "the others are nearly their prior"
    assert mean[:, 0].std() > 1.5 * mean[:, 1:].std(axis=0).max()


def making_of(change, hidden, row):
    rng = np.random.default_rng(3)
    parts = {"train": np.arange(50), "validation": np.arange(50, 70)}

    def judged(rows):
        drawn = np.array([rng.choice(rows, 3, replace=False) for _ in range(400)])
        near, far = (np.linalg.norm(hidden[drawn[:, 0]] - hidden[drawn[:, k]], axis=1) for k in (1, 2))
        drawn[near > far] = drawn[near > far][:, [0, 2, 1]]
        return Triplets.of(drawn)

    y = rng.normal(size=change.shape)
    triplets = {part: judged(rows) for part, rows in parts.items()}
    made = Making(row, change + y, y, parts["train"], 3, validation=parts["validation"], triplets=triplets)
    return made, judged(np.arange(70, 90))


def test_triplets_shape_the_latents_of_new_people(curved):
    change, hidden = curved
    making, test = making_of(change, hidden * [0.2, 3], "gplvm-t")
    plain, judged = (
        satisfied_triplets(fit(making), test).share for fit in (gplvm.fit, gplvm.fit_with_triplets)
    )
    assert judged > plain + 0.1


def test_of_many_faces_some_are_taken_evenly_of_all_people_and_it_is_said(monkeypatch):
    monkeypatch.setattr(gplvm, "MOST_FACES", 10)
    subject = np.repeat(["A", "B", "C", "D"], [20, 2, 9, 9])
    notes = []
    prepared = SimpleNamespace(seed=3, dataset=SimpleNamespace(subject=subject))
    training = SimpleNamespace(prepared=prepared, watcher=SimpleNamespace(note=notes.append))
    train = np.arange(1, 40)
    making = Making("gplvm", np.zeros((40, 4)), np.zeros((40, 4)), train, training=training)
    taken = gplvm.some_faces(making)
    assert len(np.unique(taken)) == 10
    assert np.isin(taken, train).all()
    assert np.unique(subject[taken], return_counts=True)[1].tolist() in (
        [3, 2, 3, 2],
        [3, 2, 2, 3],
        [2, 2, 3, 3],
    )
    assert notes == ["gplvm is of 10 of 39 training faces, evenly of all people: it is for small data"]
    np.testing.assert_array_equal(gplvm.some_faces(making), taken)
    notes.clear()
    few = Making("gplvm", np.zeros((40, 4)), np.zeros((40, 4)), train[:10], training=training)
    np.testing.assert_array_equal(gplvm.some_faces(few), train[:10])
    assert notes == []
