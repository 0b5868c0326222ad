"""Encoding by a program: PyTorch's numbers, whatever the threads and whoever shares a neutral face."""

from pathlib import Path

import numpy as np
import pytest
import torch

from mien.errors import DataError, LayoutError
from mien.models.encoding import distinct
from mien.models.tracing import mean_program
from mien.models.trained import load_model
from mien.threads import BLOCK

SAVED = Path(__file__).parent / "saved" / "v3"
N, PEOPLE = 2 * BLOCK + 76, 9


@pytest.fixture
def model():
    return load_model(SAVED)


@pytest.fixture(scope="module")
def faces():
    """Faces, neutral faces of some people, and whose each face is."""
    with np.load(SAVED / "expected.npz") as expected:
        known, neutral = expected["faces"], expected["neutral"]
    rng = np.random.default_rng(0)

    def changed(points, n):
        some = points[rng.integers(0, len(points), n)]
        return (some + rng.normal(scale=0.01 * np.ptp(points), size=some.shape)).astype(np.float32)

    return changed(known, N), changed(neutral, PEOPLE), rng.integers(0, PEOPLE, N)


def by_torch(model, x, y):
    with torch.no_grad():
        return model.network.encode({"x": torch.from_numpy(x), "y": torch.from_numpy(y)}).mean.numpy()


def close(found, wanted):
    np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=1e-6 * np.abs(wanted).max())


def test_latents_are_pytorchs_however_neutrals_are_given(model, faces):
    points, neutrals, person = faces
    x, y = model.prepare(points), model.prepare(neutrals)
    wanted = by_torch(model, x, y[person])
    assert wanted.std() > 0.1
    close(model.encode(points, neutrals[person]), wanted)
    close(model.encode(points.reshape(N, -1), [*neutrals[person]]), wanted)
    close(model.encode_prepared(x, y[person]), wanted)
    close(model.encode_prepared(x, y, person), wanted)
    some = np.flatnonzero(person == 3)
    close(model.encode(points[some], neutrals[person[some]]), wanted[some])
    close(model.encode(points[:1], neutrals[person[:1]]), wanted[:1])
    own = (neutrals[person] + np.linspace(0, 1e-3, N)[:, None, None]).astype(np.float32)
    assert distinct(own) is None
    close(model.encode(points, own), by_torch(model, x, model.prepare(own)))
    assert model.encode(points[:0], neutrals[:0]).shape == (0, model.n_components)


def test_threads_change_no_bit(model, faces):
    points, neutrals, person = faces
    one = model.encode(points, neutrals[person], threads=1)
    for threads in (2, 3, None):
        np.testing.assert_array_equal(model.encode(points, neutrals[person], threads), one)
    own = points[::-1].copy()
    one = model.encode(points, own, threads=1)
    np.testing.assert_array_equal(model.encode(points, own, threads=2), one)


def test_weights_that_change_are_noticed(model, faces):
    points, neutrals, person = faces
    points, own = points[:40], neutrals[person[:40]]
    x, y = model.prepare(points), model.prepare(own)
    before = model.encode(points, own)
    assert mean_program(model.network) is mean_program(model.network)
    state = {name: value.clone() for name, value in model.network.state_dict().items()}
    with torch.no_grad():
        next(model.network.encoder.parameters()).mul_(1.5)
    changed = model.encode(points, own)
    assert np.abs(changed - before).max() > 0.01
    close(changed, by_torch(model, x, y))
    model.network.load_state_dict(state)
    np.testing.assert_array_equal(model.encode(points, own), before)
    model.network.encoder = Sorting(model.network.encoder)
    close(model.encode(points, own), by_torch(model, x, y))


class Sorting(torch.nn.Module):
    """No program knows how to sort."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, given, noise=()):
        return self.encoder({name: one.sort(dim=-1).values for name, one in given.items()}, noise)


def test_an_encoder_without_a_program_goes_by_pytorch(model, faces):
    points, neutrals, person = faces
    model.network.encoder = Sorting(model.network.encoder)
    assert mean_program(model.network) is None
    x, y = model.prepare(points), model.prepare(neutrals)
    wanted = by_torch(model, x, y[person])
    close(model.encode(points, neutrals[person]), wanted)
    close(model.encode_prepared(x, y, person), wanted)
    close(model.encode_prepared(x, y[person]), wanted)


def test_faces_that_cannot_be_used_are_named(model, faces):
    points, neutrals, person = faces
    broken, own = points.copy(), neutrals[person]
    broken[BLOCK + 5, 3, 1] = np.nan
    with pytest.raises(DataError, match=f"not finite in face {BLOCK + 5}"):
        model.encode(broken, own)
    row = int(np.flatnonzero(person == 4)[0])
    broken = own.copy()
    broken[person == 4] = neutrals[4, :1]
    with pytest.raises(DataError, match=f"eyes are in one point in face {row}"):
        model.encode(points, broken)
    with pytest.raises(DataError, match="kind m2 needs the neutral"):
        model.encode(points)
    with pytest.raises(LayoutError, match="takes 153 numbers a face"):
        model.encode(points[:, :50], own)


def test_rows_that_are_the_same_are_found():
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(7, 30)).astype(np.float32)
    which = rng.integers(0, 7, 1000)
    first, found = distinct(rows[which].reshape(1000, 10, 3))
    np.testing.assert_array_equal(rows[which][first][found], rows[which])
    assert len(first) == 7
    near = rows[which].copy()
    near[700, 4] = np.nextafter(near[700, 4], np.float32(np.inf))
    told = distinct(near)
    assert told is None or np.array_equal(near[told[0]][told[1]], near), "one bit apart is apart"
    assert distinct(rows) is None
    assert distinct(rows[:1]) is None
    broken = rows[which].copy()
    broken[3] = np.nan
    assert distinct(broken) is None, "a number that is none is like no other"


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU is there")
def test_a_model_on_a_gpu_encodes_there(model, faces, monkeypatch):
    points, neutrals, person = faces
    wanted = model.encode(points, neutrals[person])
    monkeypatch.setattr("mien.models.trained.encoded", lambda *_: pytest.fail("NumPy has encoded"))
    there = load_model(SAVED, "cuda")
    np.testing.assert_allclose(there.encode(points, neutrals[person]), wanted, atol=1e-3)
    assert next(there.network.parameters()).is_cuda
