"""Settings: TOML both ways, every mistake named, the recipes' values."""

import dataclasses

import pytest

from mien.errors import ConfigError
from mien.settings import ModelSection, ObjectiveSection, RunConfig, TrainingSection, recipe

EVERYTHING = RunConfig(
    "fast",
    ModelSection("m1", 7, (20, 10), (30,), 0.5),
    ObjectiveSection(0.5, 0.25, 2, 4, "prior", 99),
    TrainingSection(12, 0.5, "cosine", 3, 4, 5, 0.75, 2.0, 0.125, 1.0, 0.5),
)


@pytest.mark.parametrize("config", [EVERYTHING, recipe("fast"), recipe("paper")])
def test_toml_round_trip(config, tmp_path):
    assert RunConfig.from_toml(config.to_toml()) == config
    config.save(tmp_path / "config.toml")
    assert RunConfig.load(tmp_path / "config.toml") == config


def test_every_setting_was_changed_for_the_round_trip():
    usual = recipe("paper")
    for name in ("model", "objective", "training"):
        mine, theirs = getattr(EVERYTHING, name), getattr(usual, name)
        for setting in dataclasses.fields(mine):
            assert getattr(mine, setting.name) != getattr(theirs, setting.name), setting.name


def test_what_is_left_out_keeps_its_default_and_whole_numbers_serve_as_floats():
    config = RunConfig.from_toml("[objective]\nsigma2 = 1\n")
    assert config == RunConfig(objective=ObjectiveSection(sigma2=1.0))
    assert isinstance(config.objective.sigma2, float)
    assert RunConfig.from_toml("") == RunConfig()


def test_the_paper_recipe_is_the_papers():
    config = recipe("paper")
    objective, training = config.objective, config.training
    # V-C: "trained for 100,000 iterations", "each 2,500 iterations", rate 1e-4, dropout 0.9, L = 3, M = 10,
    # B = 200 (posed), V = 10; the decoder's and encoder's widths are in tests/models/test_recipes.py.
    assert training.steps == 100_000
    assert training.validate_every == 2_500
    assert training.learning_rate == 1e-4
    assert config.model.keep == 0.9
    assert (objective.samples, objective.triplet_samples) == (3, 10)
    assert (training.batch, training.triplet_batch) == (200, 10)
    # V-D: M2, KL term annealed over 100,000 iterations, reconstruction variance 0.001, topological 0.04.
    assert config.model.kind == "m2"
    assert (objective.anneal, objective.anneal_steps) == ("kl", 100_000)
    assert (objective.sigma2, objective.gamma) == (0.001, 0.04)
    assert config.model.n_components == 30
    assert (config.model.encoder, config.model.decoder) == ((), ())
    # Nothing that the paper does not have.
    assert training.schedule == "constant"
    assert (training.average, training.clip, training.mirror) == (0, 0, 0)
    assert (training.exchange, training.jitter) == (0, 0)


def test_the_paper_gives_spontaneous_faces_a_batch_of_250():
    assert recipe("paper", "spontaneous") == recipe("paper").changed(training={"batch": 250})
    with pytest.raises(ConfigError, match="'dynamic'; there are posed and spontaneous"):
        recipe("paper", "dynamic")


def test_the_fast_recipe_is_shorter():
    fast, paper = recipe("fast"), recipe("paper")
    assert fast.recipe == "fast"
    assert fast.training.steps <= paper.training.steps / 10
    assert fast.objective.anneal_steps <= fast.training.steps


def test_an_unknown_recipe_is_refused():
    with pytest.raises(ConfigError, match="'slow'; there are fast and paper"):
        recipe("slow")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("speed = 3", "x.toml: unknown key 'speed'; there are recipe, model, objective, training"),
        ("[training]\nstep = 3", "training: unknown key 'step'; there are steps, learning_rate"),
        ("[training]\nsteps = 3.5", r"x.toml: training: steps is 3.5; expected int"),
        ("[training]\nsteps = true", "steps is True; expected int"),
        ("[objective]\nsigma2 = 'small'", "sigma2 is 'small'; expected float"),
        ("[objective]\nsigma2 = true", "sigma2 is True; expected float"),
        ("[model]\nkind = 2", "kind is 2; expected str"),
        ("[model]\nencoder = 5", "encoder is 5; expected a list of whole numbers"),
        ("[model]\nencoder = [5, 'x']", "expected a list of whole numbers"),
        ("[model]\nencoder = [5, true]", "expected a list of whole numbers"),
        ("model = 'm2'", r"model is 'm2'; expected a table \[model\]"),
        ("[model", "x.toml: not TOML"),
    ],
)
def test_wrong_toml_is_named(text, message):
    with pytest.raises(ConfigError, match=message):
        RunConfig.from_toml(text, "x.toml")


@pytest.mark.parametrize(
    ("section", "setting", "value", "message"),
    [
        ("model", "kind", "m3", "no model is called 'm3'"),
        ("model", "n_components", 0, "model.n_components is 0; it must be at least 1"),
        ("model", "keep", 0.0, "model.keep is 0.0; it must be above 0"),
        ("model", "keep", 1.5, "model.keep is 1.5"),
        ("model", "encoder", (5, 0), "layer widths; each must be at least 1"),
        ("objective", "sigma2", 0.0, "objective.sigma2 is 0.0; it must be above 0"),
        ("objective", "gamma", -1.0, "objective.gamma is -1.0"),
        ("objective", "gamma", float("nan"), "objective.gamma is nan"),
        ("objective", "sigma2", float("inf"), "objective.sigma2 is inf"),
        ("objective", "samples", 0, "objective.samples is 0"),
        ("objective", "triplet_samples", 0, "objective.triplet_samples is 0"),
        ("objective", "anneal", "all", "objective.anneal is 'all'; it can be kl or prior"),
        ("objective", "anneal_steps", -1, "objective.anneal_steps is -1"),
        ("training", "steps", 0, "training.steps is 0"),
        ("training", "learning_rate", 0.0, "training.learning_rate is 0.0"),
        ("training", "schedule", "linear", "'linear'; it can be constant or cosine"),
        ("training", "batch", 0, "training.batch is 0"),
        ("training", "triplet_batch", 0, "training.triplet_batch is 0"),
        ("training", "validate_every", 0, "training.validate_every is 0"),
        ("training", "clip", -1.0, "training.clip is -1.0"),
        ("training", "average", 1.0, "training.average is 1.0"),
        ("training", "mirror", 1.1, "training.mirror is 1.1; it must be from 0 to 1"),
        ("training", "exchange", -0.1, "training.exchange is -0.1"),
        ("training", "jitter", -0.1, "training.jitter is -0.1"),
    ],
)
def test_out_of_range_is_named(section, setting, value, message):
    with pytest.raises(ConfigError, match=message):
        recipe("fast").changed(**{section: {setting: value}})


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.toml: cannot be read"):
        RunConfig.load(tmp_path / "none.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"binary\.toml: cannot be read"):
        RunConfig.load(tmp_path / "binary.toml")
