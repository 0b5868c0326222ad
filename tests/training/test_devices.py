"""Everything of a step is on the device that was asked for."""

import numpy as np
import pytest
import torch

from mien.models.network import build_network
from mien.objective.registry import completed, terms_for
from mien.settings import recipe
from mien.training.batch import FaceSet, Mirror
from mien.training.loop import train_model
from mien.training.step import draws_of, terms_of, total_of
from mien.training.streams import FaceStream, NoiseStream, whole_batches
from mien.triplets import Triplets

D = 9


def faces(seed=0):
    rng = np.random.default_rng(seed)
    y = rng.normal(size=(40, D)).astype(np.float32)
    triplets = Triplets.of(np.array([rng.choice(40, 3, replace=False) for _ in range(30)]))
    mirror = Mirror(np.arange(D)[::-1].copy(), np.ones(D, np.float32), np.zeros(D, np.float32))
    return FaceSet(y + 1, y, triplets, np.repeat(np.arange(8), 5).astype(str), mirror)


SETTINGS = completed(
    recipe("fast").changed(
        model={"n_components": 3, "encoder": (8,), "decoder": (8,)},
        training={"steps": 20, "validate_every": 10, "jitter": 0.1, "batch": 16, "triplet_batch": 16},
    )
)


class OnMeta(NoiseStream):
    """Numbers that are nowhere; PyTorch has no generator there."""

    def _block(self, keep, size):
        return torch.empty(size, device="meta")


def test_no_part_of_a_step_stays_on_the_cpu():
    """On the device `meta` any operation with a tensor of the CPU is an error."""
    network = build_network(SETTINGS.model, {"x": D, "y": D}).to("meta")
    terms = terms_for(SETTINGS, network)
    stream = FaceStream(faces(), SETTINGS.training, 0, "meta")
    for batch in (stream.at(3, OnMeta(0)), *whole_batches(faces(), "meta", 16)):
        noise = OnMeta(0).draw(draws_of(network, terms, batch))
        figures = terms_of(network, terms, batch, noise)
        assert figures.keys() == {"reconstruction", "kl", "topology"}
        total_of(figures, {name: torch.ones((), device="meta") for name in figures}).backward()
        assert all(parameter.grad.device.type == "meta" for parameter in network.parameters())


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU is there")
def test_training_on_a_gpu_learns_what_training_on_a_cpu_learns(tmp_path):
    settings = SETTINGS.changed(training={"steps": 200, "validate_every": 50})
    found = {}
    for device in ("cpu", "cuda"):
        on = settings.changed(training={"device": device})
        found[device] = train_model(on, faces(0), faces(1), 3, tmp_path / f"{device}.safetensors")
        assert next(found[device].network.parameters()).device.type == "cpu"
    totals = [one.records[-1]["total"] for one in found.values()]
    assert totals[1] == pytest.approx(totals[0], rel=0.3)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU is there")
@pytest.mark.parametrize("fused_from", [0, 10**9])
def test_a_recorded_step_learns_as_an_eager_one_does(fused_from, monkeypatch, tmp_path):
    monkeypatch.setattr("mien.training.engines.graph.GraphEngine.fused_from", fused_from)
    found = {}
    for engine in ("eager", "graph"):
        on = SETTINGS.changed(training={"steps": 200, "device": "cuda", "engine": engine})
        found[engine] = train_model(on, faces(0), faces(1), 3, tmp_path / f"{engine}.safetensors")
    totals = [one.records[-1]["total"] for one in found.values()]
    assert totals[1] == pytest.approx(totals[0], rel=1e-3)
