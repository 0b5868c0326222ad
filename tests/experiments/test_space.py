"""SPACE.toml: what is varied, and one line where it cannot be."""

import re
from pathlib import Path

import pytest

from mien.errors import ConfigError
from mien.experiments.space import BUILT_IN, built_in, label, read_space, said

CONDITIONAL = """
search = "grid"
[space]
model.kind = ["m1", "m2"]
objective.elbo.sigma2 = [0.001, 0.01, 0.1]
objective.topology.gamma = { choices = [0.04, 0.1], when = { model.kind = "m2" } }
[together.size]
small = { model.encoder = [8], model.decoder = [8], training.batch = 20 }
large = { model.encoder = [16, 8], model.decoder = [8, 16] }
[mark]
title = "ours"
size = "large"
objective.elbo.sigma2 = 0.01
"""


@pytest.fixture
def read(tmp_path):
    def made(text, **more):
        path = tmp_path / "space.toml"
        path.write_text(text, encoding="utf-8")
        return read_space(path, **more)

    return made


def test_a_grid_has_each_point_once_and_conditions_leave_out_what_says_nothing(read):
    space = read(CONDITIONAL)
    points = [tuple(sorted(point.items())) for point in space.grid]
    assert len(points) == len(set(points)) == space.size == 2 * (3 + 3 * 2)
    assert all(("objective.topology.gamma" in point) == (point["model.kind"] == "m2") for point in space.grid)
    assert sum(space.marked(point) for point in space.grid) == 1 + 2
    texts = {space.settings(point).model_dump_json() for point in space.grid}
    assert len(texts) == space.size


def test_a_point_becomes_settings(read):
    space = read(CONDITIONAL, engine="eager")
    point = {"size": "small", "model.kind": "m2", "objective.elbo.sigma2": "0.1"}
    settings = space.settings(point)
    assert settings.model.encoder.options["widths"] == [8]
    assert (settings.training.batch, settings.training.engine) == (20, "eager")
    assert settings.objective.options("elbo")["sigma2"] == 0.1
    assert space.settings({**point, "size": "large"}).training.batch == space.base.training.batch
    assert said(point) == "size small, kind m2, sigma2 0.1"
    assert [label(one) for one in ([480, 240], True, 0.0001, 1e6)] == ["480-240", "true", "0.0001", "1e+06"]


def test_ranges_are_whole_where_both_ends_are(read):
    space = read(
        'search = "tpe"\ntrials = 7\n[space]\nmodel.n_components = { low = 2, high = 9 }\n'
        "training.learning_rate = { low = 1e-4, high = 0.01, log = true }\n"
    )
    whole, real = space.dimensions
    assert (whole.whole, real.whole, real.log, space.size) == (True, False, True, 7)
    assert space.settings({whole.name: 3}).model.n_components == 3
    assert read('search = "tpe"\n[space]\nmodel.n_components = [2, 3]', trials=4).size == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing is varied"),
        ("[space", "not TOML"),
        ("spce = 1", "unknown key 'spce'; there are title"),
        ("[space]\nobjective.elbo.sigma2 = 0.1", "sigma2 is 0.1; expected a list of choices"),
        ("[space]\nobjective.elbo.sigma3 = [0.1]", "unknown key 'sigma3'"),
        ("[space]\nobjective.elbo.sigma2 = [-0.1]", "sigma2 is -0.1; it must be above 0"),
        ("[space]\nobjective.elbo.sigma2 = [0.1, 0.1]", "a choice is there twice"),
        ("[space]\nobjective.elbo.sigma2 = []", "there is no choice"),
        ("[space]\nmodel.kind = ['m9']", "no model is called 'm9'"),
        ("[space]\ntraining.steps = { low = 1, high = 5 }", "is a range; a grid takes choices"),
        ("trials = 3\n[space]\ntraining.steps = [1, 2]", "a grid has all its points"),
        ("search = 'tpe'\n[space]\ntraining.steps = [1, 2]", "needs trials, how many"),
        ("search = 'tpe'\ntrials = 3\n[space]\ntraining.steps = { low = 5, high = 5 }", "from 5 to 5 is no"),
        (
            "search = 'tpe'\ntrials = 3\n[space]\ntraining.jitter = { low = 0, high = 1, log = true }",
            "no range of a logarithm",
        ),
        ("search = 'tpe'\ntrials = 3\n[space]\ntraining.steps = { low = 0, high = 5 }", "at least 1"),
        ("[space]\nmodel.kind = ['m2']\n[mark]\nmodel.kind = 'm1'", "its choices are m2"),
        ("[space]\nmodel.kind = ['m2']\n[mark]\nmodel.knd = 'm2'", "mark.model.knd: not varied"),
        (
            "[space]\nmodel.kind = ['m2']\n"
            "objective.anneal = { choices = ['kl'], when = { model.kind = 'm1' } }",
            "when model.kind is m1, but its choices are m2",
        ),
        (
            "[space]\nobjective.anneal = { choices = ['kl'], when = { model.kind = 'm1' } }",
            "it has no choices here",
        ),
        ("[together.a]\nx = 3", "together.a.x is 3; expected a table"),
        ("[together.a]\nx = { training.stps = 3 }", "unknown key 'training.stps'"),
        (
            "[together.a]\nx = { training.steps = 3 }\ny = { training.steps = 3 }",
            "are the same settings: a x and a y",
        ),
    ],
)  # fmt: skip
def test_mistakes_are_told_in_one_line_with_the_file(read, tmp_path, text, said):
    with pytest.raises(ConfigError) as error:
        read(text)
    line = str(error.value)
    assert line.startswith(str(tmp_path / "space.toml"))
    assert said in line
    assert "\n" not in line


def test_a_missing_file_says_what_is_built_in():
    with pytest.raises(ConfigError, match="built in are paper, short"):
        read_space("nosuch.toml")


def test_the_built_in_spaces_have_the_papers_choice_of_v_d():
    for name in BUILT_IN:
        assert built_in(name).is_file()
    paper = read_space("paper")
    (marked,) = [point for point in paper.grid if paper.marked(point)]
    settings = paper.settings(marked)
    assert settings.model.kind == "m2"
    assert settings.model.encoder.options["widths"] == [480, 240, 120, 60]
    assert settings.model.decoder.options["widths"] == [300, 400, 300]
    assert settings.objective.options("elbo") == {"sigma2": 0.001, "samples": 3}
    assert settings.objective.options("topology") == {"gamma": 0.04, "samples": 10}
    assert (settings.objective.anneal, settings.objective.anneal_steps) == ("kl", 100_000)
    assert (settings.training.steps, settings.training.batch) == (100_000, 200)
    vae = [point for point in paper.grid if point["model.kind"] == "vae"]
    assert len(vae) == 27
    assert not any("objective.topology.gamma" in point for point in vae)
    short = read_space("short")
    marked = short.settings(short.mark)
    assert marked.objective.anneal_steps == short.base.training.steps
    # The paper's numbers, and not so many of the training faces' own.
    assert (marked.objective.options("elbo")["sigma2"], marked.objective.options("topology")["gamma"]) == (
        0.001,
        0.04,
    )
    assert marked.relative == ("jitter",)


def test_the_space_of_the_documents_can_be_read(read):
    text = (Path(__file__).parents[2] / "docs" / "sweep.md").read_text("utf-8")
    (block,) = re.findall(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    space = read(block)
    assert (space.size, len(space.dimensions)) == (40, 6)


def test_a_number_that_is_written_means_itself_unless_it_is_said_to_be_relative(read):
    space = read('recipe = "fast"\n[space]\nobjective.elbo.sigma2 = [0.1, 0.2]\n')
    assert space.base.relative == ("gamma", "jitter")
    text = 'recipe = "fast"\n[fixed]\nrelative = ["sigma2"]\nobjective.topology.gamma = 0.02\n'
    space = read(text + "[space]\nobjective.elbo.sigma2 = [0.1, 0.2]\n")
    assert space.base.relative == ("sigma2",)
    together = "[together.way]\na = { training.jitter = 0.1 }\nb = { training.jitter = 0.2 }\n"
    assert read(f'recipe = "fast"\n{together}').base.relative == ("sigma2", "gamma")
