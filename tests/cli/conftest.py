"""Faces, settings and a trained model that the commands work on."""

import pytest

from mien.cli import main

CONFIG = """
recipe = "fast"
[model]
n_components = 3
encoder = [16, 12]
decoder = [16]
[objective]
anneal_steps = 20
[objective.elbo]
samples = 1
[objective.topology]
samples = 1
[training]
steps = 40
learning_rate = 0.001
batch = 20
triplet_batch = 20
validate_every = 10
average = 0.9
"""


@pytest.fixture(scope="session")
def faces(tmp_path_factory, make_posed, write_npz):
    """A source of 12 people, layout ibug51."""
    return f"npz:{write_npz(tmp_path_factory.mktemp('faces') / 'faces.npz', make_posed())}"


@pytest.fixture(scope="session")
def settings(tmp_path_factory):
    """A TOML file of a training that takes no time."""
    path = tmp_path_factory.mktemp("settings") / "tiny.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def model(tmp_path_factory, faces, settings):
    """The folder of a model that `mien train` made."""
    out = tmp_path_factory.mktemp("run") / "m2"
    assert main(["train", "--data", faces, "--config", str(settings), "--out", str(out), "--quiet"]) == 0
    return out / "models" / "m2-seed0"
