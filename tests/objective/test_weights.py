"""Annealing: weights of the terms by the step, and that training steps are weighted so."""

import numpy as np
import pytest

from mien.errors import ConfigError
from mien.objective.elbo import Elbo
from mien.objective.topology import Topology
from mien.objective.weights import weights_at
from mien.settings import ObjectiveSection, recipe
from mien.training.batch import FaceSet
from mien.training.engines.eager import EagerEngine
from mien.training.loop import train_model
from mien.triplets import Triplets


def annealed(step, steps, way="kl"):
    return weights_at(step, ObjectiveSection(anneal=way, anneal_steps=steps), (Elbo, Topology))


def test_beta_grows_linearly_to_one_and_stays():
    betas = [annealed(step, 40)["kl"] for step in range(60)]
    np.testing.assert_allclose(betas, np.minimum(np.arange(60) / 40, 1))
    assert annealed(0, 0) == {"reconstruction": 1.0, "kl": 1.0, "topology": 1.0}


def test_the_kl_alone_or_the_whole_prior():
    assert annealed(10, 40, "kl") == {"reconstruction": 1.0, "kl": 0.25, "topology": 1.0}
    assert annealed(10, 40, "prior") == {"reconstruction": 1.0, "kl": 0.25, "topology": 0.25}
    with pytest.raises(ConfigError, match="it can be 'kl' or 'prior'"):
        annealed(0, 40, "all")


@pytest.mark.parametrize("way", ["kl", "prior"])
def test_every_step_of_a_training_has_its_weights(way, monkeypatch):
    rng = np.random.default_rng(0)
    y = rng.normal(size=(30, 6)).astype(np.float32)
    rows = np.array([rng.choice(30, 3, replace=False) for _ in range(20)])
    faces = FaceSet((y + 0.1).astype(np.float32), y, Triplets.of(rows))
    given, step = [], EagerEngine.step

    def watched(self, faces, noise, number, weights, rate):
        given.append((weights["kl"], weights["topology"]))
        return step(self, faces, noise, number, weights, rate)

    monkeypatch.setattr(EagerEngine, "step", watched)
    config = recipe("fast").changed(
        model={"kind": "m2", "n_components": 2, "encoder": (6,), "decoder": (6,)},
        objective={"anneal": way, "anneal_steps": 8},
        training={"steps": 12, "batch": 10, "triplet_batch": 10, "mirror": 0.0, "exchange": 0.0},
    )
    train_model(config, faces)
    beta = np.minimum(np.arange(12) / 8, 1)
    np.testing.assert_allclose(given, np.stack([beta, beta if way == "prior" else np.ones(12)], axis=1))
