"""A term with parameters of its own has an optimiser of its own: here an adversary."""

import sys
from types import ModuleType

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from mien.errors import ConfigError
from mien.models.registry import MODELS, Model
from mien.objective.interface import Term
from mien.objective.registry import TERMS
from mien.settings import Section, recipe
from mien.training.batch import FaceSet
from mien.training.loop import train_model


class Adversary(Term):
    """Latents should look like draws of the prior to a critic, which learns to tell them apart."""

    names, own_names, phase = ("fooling",), ("telling",), "critic"

    class Options(Section):
        """None."""

    def __init__(self, options, network):
        super().__init__()
        self.critic = nn.Linear(network.shape.components, 1)

    def forward(self, network, group, posterior, noise):
        return {"fooling": functional.softplus(-self.critic(posterior.mean)).mean()}

    def own(self, network, group, posterior, noise):
        z = posterior.mean.detach()
        drawn = torch.linspace(-2, 2, z.numel()).reshape(z.shape)
        false, true = functional.softplus(self.critic(z)), functional.softplus(-self.critic(drawn))
        return {"telling": (false + true).mean()}


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    module = ModuleType("adversary")
    module.Adversary = Adversary
    monkeypatch.setitem(sys.modules, "adversary", module)
    monkeypatch.setitem(TERMS, "adversary", "adversary:Adversary")
    needs = frozenset({"neutral"})
    monkeypatch.setitem(MODELS, "aae", Model("AAE", "blue", "", terms=("elbo", "adversary"), needs=needs))


def faces(seed):
    rng = np.random.default_rng(seed)
    y = rng.normal(size=(40, 6)).astype(np.float32)
    return FaceSet((y + rng.normal(size=y.shape)).astype(np.float32), y)


SETTINGS = recipe("fast").changed(
    model={"kind": "aae", "n_components": 3, "encoder": (8,), "decoder": (8,)},
    objective={"elbo": {"sigma2": 0.1}},
    training={"steps": 20, "batch": 10, "validate_every": 5, "mirror": 0.0, "exchange": 0.0, "clip": 0.0},
)


def test_both_learn_and_both_are_told(tmp_path):
    found = train_model(SETTINGS.changed(training={"steps": 300, "validate_every": 100}), faces(0), faces(1))
    told = [record for record in found.records if record["part"] == "train"]
    assert {"fooling", "telling", "reconstruction", "kl"} <= told[0].keys()
    assert told[-1]["telling"] < told[0]["telling"]
    assert "telling" not in found.records[-1], "validation is of the network"
    assert "fooling" in found.records[-1]


def test_the_critics_loss_does_not_move_the_network(monkeypatch):
    first = train_model(SETTINGS.changed(training={"steps": 1}), faces(0)).network.state_dict()
    monkeypatch.setattr(Adversary, "own", lambda self, *_: {"telling": 0 * self.critic.weight.sum()})
    other = train_model(SETTINGS.changed(training={"steps": 1}), faces(0)).network.state_dict()
    assert all(torch.equal(first[name], other[name]) for name in first)
    assert "critic.weight" not in first


@pytest.mark.parametrize("stop", [7, 10])
def test_resuming_is_exact_with_two_optimisers(stop, tmp_path):
    whole = train_model(SETTINGS, faces(0), faces(1), 3)
    path = tmp_path / "checkpoint.safetensors"

    def watch(step, steps, record):
        if step == stop:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_model(SETTINGS, faces(0), faces(1), 3, path, watch=watch)
    resumed = train_model(SETTINGS, faces(0), faces(1), 3, path, True)
    told = [[{k: v for k, v in r.items() if k != "seconds"} for r in one.records] for one in (whole, resumed)]
    assert told[0] == told[1]
    for name, value in whole.network.state_dict().items():
        assert torch.equal(value, resumed.network.state_dict()[name])


def test_a_term_that_needs_more_than_the_model_has_is_refused(monkeypatch):
    monkeypatch.setattr(Adversary, "needs", frozenset({"x", "image"}))
    with pytest.raises(ConfigError, match="the term adversary needs image; aae has none"):
        train_model(SETTINGS, faces(0))
