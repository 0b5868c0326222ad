"""Settings: TOML both ways, every mistake named, the recipes' values."""

import pytest
from pydantic import BaseModel

from mien.errors import ConfigError
from mien.models.registry import completed as completed_parts
from mien.objective.registry import completed
from mien.settings import ModelSection, ObjectiveSection, Settings, TrainingSection, recipe

EVERYTHING = Settings(
    recipe="fast",
    model=ModelSection.of(
        {
            "kind": "m1", "n_components": 7, "encoder": {"kind": "mlp", "widths": (20, 10), "keep": 0.5},
            "posterior": {"kind": "gaussian"}, "decoder": (30,), "prior": {"kind": "normal"},
            "terms": ["elbo"],
        }
    ),
    objective=ObjectiveSection.of(
        {
            "anneal": "prior", "anneal_steps": 99, "elbo": {"sigma2": 0.5, "samples": 2},
            "topology": {"gamma": 0.25, "samples": 4},
        }
    ),
    training=TrainingSection(
        steps=12, learning_rate=0.5, schedule="cosine", batch=3, triplet_batch=4, window_batch=6,
        validate_every=5, average=0.75, clip=2.0, mirror=0.125, exchange=1.0, jitter=0.5,
        patience=2, engine="other", device="cpu",
    ),
)  # fmt: skip


@pytest.mark.parametrize("config", [EVERYTHING, recipe("fast"), recipe("paper")])
def test_toml_round_trip(config, tmp_path):
    assert Settings.from_toml(config.to_toml()) == config
    config.save(tmp_path / "config.toml")
    assert Settings.load(tmp_path / "config.toml") == config


def test_every_setting_was_changed_for_the_round_trip():
    usual = recipe("paper")
    for name in ("model", "objective", "training"):
        mine, theirs = getattr(EVERYTHING, name), getattr(usual, name)
        assert isinstance(mine, BaseModel)
        for setting in mine.model_dump():
            assert getattr(mine, setting) != getattr(theirs, setting), setting


def test_what_is_left_out_keeps_its_default_and_whole_numbers_serve_as_floats():
    config = Settings.from_toml("[training]\nclip = 1\n[objective.elbo]\nsigma2 = 1\n")
    assert config.training == TrainingSection(clip=1.0)
    assert isinstance(config.training.clip, float)
    whole = completed(config)
    assert whole.objective.options("elbo") == {"sigma2": 1.0, "samples": 3, "beta": 1.0, "free": 0.0}
    assert isinstance(whole.objective.options("elbo")["sigma2"], float)
    assert Settings.from_toml("") == Settings()


def test_the_paper_recipe_is_the_papers():
    config = completed(recipe("paper"))
    objective, training = config.objective, config.training
    elbo, topology = objective.options("elbo"), objective.options("topology")
    # V-C: "trained for 100,000 iterations", "each 2,500 iterations", rate 1e-4, dropout 0.9, L = 3, M = 10,
    # B = 200 (posed), V = 10; the decoder's and encoder's widths are in tests/models/test_network.py.
    assert training.steps == 100_000
    assert training.validate_every == 2_500
    assert training.learning_rate == 1e-4
    assert [part.options["keep"] for part in (config.model.encoder, config.model.decoder)] == [0.9, 0.9]
    assert (elbo["samples"], topology["samples"]) == (3, 10)
    assert (training.batch, training.triplet_batch) == (200, 10)
    # V-D: M2, KL term annealed over 100,000 iterations, reconstruction variance 0.001, topological 0.04.
    assert config.model.kind == "m2"
    assert (objective.anneal, objective.anneal_steps) == ("kl", 100_000)
    assert (elbo["sigma2"], topology["gamma"]) == (0.001, 0.04)
    assert config.model.n_components == 30
    assert [part.options["widths"] for part in (config.model.encoder, config.model.decoder)] == [[], []]
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
    with pytest.raises(ConfigError, match="'slow'; there are fast, quick, paper"):
        recipe("slow")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("speed = 3", "x.toml: unknown key 'speed'; there are recipe, relative, model, objective, training"),
        ("[training]\nstep = 3", "x.toml: unknown key 'training.step'; there are steps, learning_rate"),
        ("[training]\nsteps = 3.5", r"x.toml: training.steps is 3.5; expected a whole number"),
        ("[training]\nsteps = true", "training.steps is True; expected a whole number"),
        ("[training]\nclip = 'small'", "training.clip is 'small'; expected a number"),
        ("[training]\nclip = true", "training.clip is True; expected a number"),
        ("[model]\nkind = 2", "model.kind is 2; expected text"),
        ("[model]\nencoder = 5", "model.encoder is 5; expected a table"),
        ("[objective]\nsigma2 = 1.0", "objective: unknown key 'sigma2'; there are anneal, anneal_steps, and"),
        ("model = 'm2'", "x.toml: model is 'm2'; expected a table"),
        ("[model", "x.toml: not TOML"),
    ],
)
def test_wrong_toml_is_named(text, message):
    with pytest.raises(ConfigError, match=message):
        Settings.from_toml(text, "x.toml")


@pytest.mark.parametrize(
    ("section", "setting", "value", "message"),
    [
        ("model", "n_components", 0, "model.n_components is 0; it must be at least 1"),
        ("objective", "anneal", "all", "objective.anneal is 'all'; it can be 'kl' or 'prior'"),
        ("objective", "anneal_steps", -1, "objective.anneal_steps is -1; it must be at least 0"),
        ("training", "steps", 0, "training.steps is 0"),
        ("training", "learning_rate", 0.0, "training.learning_rate is 0.0"),
        ("training", "schedule", "linear", "'linear'; it can be 'constant' or 'cosine'"),
        ("training", "batch", 0, "training.batch is 0"),
        ("training", "triplet_batch", 0, "training.triplet_batch is 0"),
        ("training", "validate_every", 0, "training.validate_every is 0"),
        ("training", "clip", -1.0, "training.clip is -1.0"),
        ("training", "average", 1.0, "training.average is 1.0"),
        ("training", "mirror", 1.1, "training.mirror is 1.1; it must be at most 1"),
        ("training", "jitter", float("nan"), "training.jitter is nan; it must be a finite number"),
        ("training", "clip", float("inf"), "training.clip is inf; it must be a finite number"),
        ("training", "exchange", -0.1, "training.exchange is -0.1"),
        ("training", "jitter", -0.1, "training.jitter is -0.1"),
    ],
)
def test_out_of_range_is_named(section, setting, value, message):
    with pytest.raises(ConfigError, match=message):
        recipe("fast").changed(**{section: {setting: value}})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"elbo": {"sigma2": 0.0}}, "objective.elbo: sigma2 is 0.0; it must be above 0"),
        ({"elbo": {"sigma2": float("inf")}}, "objective.elbo: sigma2 is inf; it must be a finite number"),
        ({"elbo": {"samples": 0}}, "objective.elbo: samples is 0; it must be at least 1"),
        ({"elbo": {"sigma2": "small"}}, "objective.elbo: sigma2 is 'small'; expected a number"),
        ({"elbo": {"gamma": 1.0}}, "objective.elbo: unknown key 'gamma'; there are sigma2, samples"),
        ({"topology": {"gamma": -1.0}}, "objective.topology: gamma is -1.0; it must be above 0"),
        ({"topology": {"gamma": float("nan")}}, "objective.topology: gamma is nan"),
        ({"topology": {"samples": 0}}, "objective.topology: samples is 0"),
        ({"taste": {}}, "no term of the loss is called 'taste'; there are elbo, importance"),
    ],
)
def test_a_terms_options_are_the_terms(change, message):
    with pytest.raises(ConfigError, match=message):
        completed(recipe("fast").changed(objective=change))


def test_completed_settings_are_whole_and_the_same_again(tmp_path):
    whole = completed(recipe("fast"))
    assert completed(whole) == whole
    assert completed_parts(whole) == whole
    whole.save(tmp_path / "whole.toml")
    assert Settings.load(tmp_path / "whole.toml") == whole
    for name in ("encoder", "posterior", "decoder", "prior"):
        assert getattr(whole.model, name).kind


def test_another_device_is_the_same_run_and_another_rate_is_not():
    one = recipe("fast")
    assert one.same_run(one.changed(training={"device": "cuda"}))
    assert not one.same_run(one.changed(training={"learning_rate": 0.5}))


def test_a_list_is_short_for_widths():
    given = Settings.from_toml("[model]\nencoder = [20, 10]\n")
    assert given == Settings.from_toml("[model.encoder]\nwidths = [20, 10]\n")
    assert given.model.encoder.options == {"widths": [20, 10]}


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.toml: cannot be read"):
        Settings.load(tmp_path / "none.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"binary\.toml: cannot be read"):
        Settings.load(tmp_path / "binary.toml")


def test_a_number_that_is_typed_means_itself_in_a_recipe_whose_numbers_are_relative():
    """The paper's gamma of .04 is no .04 of triplets a face and coordinate."""
    fast = recipe("fast")
    assert set(fast.relative) == {"sigma2", "gamma", "jitter"}
    typed = fast.with_typed(["objective.topology.gamma=0.04", "training.steps=10"])
    assert typed.relative == ("sigma2", "jitter")
    assert typed.objective.options("topology")["gamma"] == 0.04
    both = fast.with_typed(["objective.topology.gamma=0.5", 'relative=["gamma"]'])
    assert both.relative == ("gamma",)
    assert fast.with_typed(["training.steps=10"]).relative == fast.relative
