"""What a model has of its own beside the terms' defaults, and other terms by settings."""

import numpy as np
import pytest
import torch

from mien.errors import ConfigError
from mien.models.network import build_network
from mien.models.registry import MODELS
from mien.objective.interface import FACES, Group
from mien.objective.registry import completed, terms_for
from mien.settings import Settings, recipe
from mien.training.batch import FaceSet
from mien.training.loop import train_model
from mien.training.step import terms_of


def figures(settings, columns=("x", "y")):
    settings = settings.changed(model={"n_components": 3, "encoder": (6,), "decoder": (6,)})
    torch.manual_seed(0)
    network = build_network(settings.model, dict.fromkeys(columns, 5)).eval()
    given = {name: torch.linspace(-1, 1, 20).reshape(4, 5) for name in columns}
    noise = {"encoder": (), "elbo": (torch.ones(1, 4, 3),)}
    terms = terms_for(settings.changed(model={"terms": ["elbo"]}), network)
    return {
        k: float(v.detach()) for k, v in terms_of(network, terms, {FACES: Group(given, 4)}, noise).items()
    }


@pytest.mark.parametrize(("kind", "plain"), [("beta-vae", "vae"), ("m2-beta-kl", "m2")])
def test_the_kl_counts_fourfold_unless_settings_say_otherwise(kind, plain):
    columns = MODELS[plain].columns
    once = figures(recipe("fast").changed(model={"kind": plain}), columns)
    settings = recipe("fast").changed(model={"kind": kind})
    dear = figures(settings, columns)
    assert dear["kl"] == pytest.approx(4 * once["kl"], rel=1e-6)
    assert dear["reconstruction"] == once["reconstruction"]
    twice = figures(settings.changed(objective={"elbo": {"beta": 2.0}}), columns)
    assert twice["kl"] == pytest.approx(2 * once["kl"], rel=1e-6)
    options = completed(settings).objective.options("elbo")
    assert (options["beta"], options["sigma2"]) == (4.0, 0.05), "the recipe's sigma2 stays"
    assert completed(settings.changed(model={"kind": plain})).objective.options("elbo")["beta"] == 1.0


@pytest.mark.parametrize("kind", MODELS)
def test_own_options_are_of_terms_there_are(kind):
    settings = completed(Settings().changed(model={"kind": kind}))
    for term, options in MODELS[kind].options.items():
        assert options.items() <= settings.objective.options(term).items()
    if {"elbo", "importance"} & set(MODELS[kind].terms):
        assert settings.objective.options("elbo")["sigma2"] == 0.001, "every likelihood is said in one place"


def faces():
    rng = np.random.default_rng(0)
    y = rng.normal(size=(20, 5)).astype(np.float32)
    return FaceSet(y + rng.normal(size=y.shape).astype(np.float32), y)


def test_terms_are_chosen_in_settings():
    settings = recipe("fast").changed(
        model={"kind": "m1", "terms": ["importance"], "n_components": 2, "encoder": (6,), "decoder": (6,)},
        training={"steps": 2, "batch": 10, "mirror": 0.0},
    )
    trained = train_model(settings, faces())
    assert "importance" in trained.records[-1]
    assert trained.settings.model.terms == ("importance",)
    assert Settings.from_toml(trained.settings.to_toml()) == trained.settings


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        (["elbo", "topology"], "the term topology needs triplets; m1 has none"),
        (["nosuch"], "no term of the loss is called 'nosuch'; there are elbo"),
        (["elbo", "importance"], "the terms elbo and importance both give kl, reconstruction"),
        (["elbo", 3], "model.terms.1 is 3; expected text"),
    ],
)
def test_terms_that_cannot_be_are_refused(terms, message):
    with pytest.raises(ConfigError, match=message):
        train_model(
            recipe("fast").changed(model={"kind": "m1", "terms": terms}, training={"mirror": 0.0}), faces()
        )
