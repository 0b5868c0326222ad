"""Several processes are one: parts of a batch add up, and so do whole trainings; who is killed is told of."""

import json
import os
import signal
import socket
import subprocess
import sys
import time

import numpy as np
import pytest
import torch

from mien.errors import ConfigError
from mien.models.network import build_network
from mien.models.registry import MODELS
from mien.objective.registry import completed, terms_for
from mien.runs import RunDirectory
from mien.runs.metrics import read_metrics
from mien.settings import recipe
from mien.training import peers
from mien.training.batch import FaceSet
from mien.training.engines.ddp import DdpEngine, items_of, noise_of, part_of
from mien.training.step import draws_of, terms_of
from mien.training.streams import FaceStream, NoiseStream
from mien.training.windows import windows_of
from mien.triplets import Triplets

D, PARTS = 9, 3


def settings(kind, **training):
    made = recipe("fast").changed(
        model={"kind": kind, "n_components": 4},
        training={"steps": 20, "jitter": 0.1, "batch": 16, "triplet_batch": 7, "window_batch": 5, **training},
    )
    return completed(made)


def faces(kind):
    rng = np.random.default_rng(0)
    y = np.repeat(rng.normal(size=(8, D)), 5, axis=0).astype(np.float32)
    triplets = Triplets.of(
        np.array([rng.choice(40, 3, replace=False) for _ in range(30)]), rng.integers(1, 6, 30).astype(float)
    )
    needs = MODELS.find(kind).needs
    sequence, frame = np.repeat(np.arange(8), 5).astype(str), np.tile(np.arange(5), 8)
    return FaceSet(
        (y + rng.normal(size=(40, D))).astype(np.float32),
        y if "neutral" in needs else None,
        triplets if "triplets" in needs else None,
        windows=windows_of(sequence, frame) if "recordings" in needs else None,
    )


@pytest.mark.parametrize("kind", list(MODELS))
def test_the_parts_of_a_batch_and_of_its_noise_add_up_to_the_whole(kind):
    """Of every model, unless a term of it says that it is of whole batches, which is refused."""
    of = settings(kind)
    torch.manual_seed(0)
    given = faces(kind)
    network = build_network(of.model, dict.fromkeys(MODELS[kind].columns, D)).train()
    terms = terms_for(of, network)
    noise = NoiseStream(0).of_step(3)
    batch = FaceStream(given, of.training, 0).at(3, noise)
    noise = noise.draw(draws_of(network, terms, batch))
    whole = terms_of(network, terms, batch, noise)
    group = {name: term.group for term in terms.values() for name in term.names}
    summed = dict.fromkeys(whole, 0.0)
    for rank in range(PARTS):
        own = part_of(batch, rank, PARTS)
        drawn = noise_of(network, terms, batch, own, noise, rank, PARTS)
        for name, figure in terms_of(network, terms, own, drawn).items():
            summed[name] += figure.item() * own[group[name]].size / batch[group[name]].size
    same = all(summed[name] == pytest.approx(whole[name].item(), rel=1e-4, abs=1e-5) for name in whole)
    assert same or not all(term.apart for term in terms.values())
    assert not same or kind != "contrastive", "a far face of another part is no negative here"


def test_what_is_of_whole_batches_is_refused(monkeypatch):
    monkeypatch.setattr(peers, "size", lambda: 2)
    of = settings("contrastive")
    network = build_network(of.model, dict.fromkeys(MODELS["contrastive"].columns, D))
    with pytest.raises(ConfigError, match="the term contrastive is of whole batches, of which 2 processes"):
        DdpEngine(network, terms_for(of, network), of.training)
    free = settings("m1").changed(objective={"elbo": {"free": 0.1}})
    network = build_network(free.model, {"x": D, "y": D})
    with pytest.raises(ConfigError, match="the term elbo is of whole"):
        DdpEngine(network, terms_for(free, network), free.training)
    with pytest.raises(ConfigError, match="a batch of 3 cannot be shared among 4"):
        items_of(3, 0, 4)
    assert [items_of(7, rank, 3) for rank in range(3)] == [slice(0, 2), slice(2, 4), slice(4, 7)]


CONFIG = """
[model]
n_components = 3
encoder = [16]
decoder = [16]
[objective]
anneal_steps = 10
[training]
steps = {steps}
batch = 30
triplet_batch = 15
validate_every = 10
clip = 1.0
learning_rate = 1e-3
"""


def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Two:
    """A training by two processes of torchrun."""

    def __init__(self, folder, data, out, steps, *more):
        config = folder / f"{steps}.toml"
        config.write_text(CONFIG.format(steps=steps), encoding="utf-8")
        self.words = ["train", "--data", data, "--config", str(config), "--out", str(out), *more]
        self.log = folder / f"{out.name}.log"

    def start(self):
        command = [
            sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--master-addr",
            "127.0.0.1", "--master-port", str(port()), "-m", "mien", *self.words,
        ]  # fmt: skip
        with self.log.open("w") as log:
            return subprocess.Popen(
                command, stdout=log, stderr=log, env={**os.environ, "OMP_NUM_THREADS": "1"}
            )

    def run(self):
        assert self.start().wait(300) == 0, self.log.read_text()
        return self.log.read_text()


@pytest.fixture(scope="module")
def data(tmp_path_factory, make_posed, write_npz):
    return f"npz:{write_npz(tmp_path_factory.mktemp('ddp') / 'faces.npz', make_posed(people=16))}"


def test_two_processes_give_the_curve_of_one(data, tmp_path):
    from mien.cli import main

    two, one = Two(tmp_path, data, tmp_path / "two", 30), tmp_path / "one"
    printed = two.run()
    assert printed.count("Model:") == 1, "the first alone says what came out"
    assert main([*two.words[:-1], str(one), "--quiet"]) == 0
    found = [read_metrics(RunDirectory(run).metrics("m2", 0)) for run in (one, tmp_path / "two")]
    assert [(record.step, record.part) for record in found[0]] == [
        (record.step, record.part) for record in found[1]
    ]
    for alone, shared in zip(*found, strict=True):
        assert shared.terms == pytest.approx(alone.terms, rel=2e-3, abs=2e-3)
    tables = [json.loads((run / "table.json").read_text())["rows"][0] for run in (one, tmp_path / "two")]
    assert tables[0]["name"] == tables[1]["name"]


@pytest.mark.soak
def test_who_is_killed_is_told_of_and_the_rest_goes_on_from_the_checkpoint(data, tmp_path):
    out = tmp_path / "out"
    two = Two(tmp_path, data, out, 1_000)
    running, checkpoint = two.start(), RunDirectory(out).checkpoint("m2", 0)
    deadline = time.monotonic() + 200
    while not checkpoint.exists():
        assert running.poll() is None, two.log.read_text()
        assert time.monotonic() < deadline
    followers = [int(pid) for pid in os.listdir("/proc") if pid.isdigit() and _is_second(pid, str(out))]
    assert len(followers) == 1
    os.kill(followers[0], signal.SIGKILL)
    assert running.wait(200) != 0
    said = two.log.read_text()
    assert "another process of this training is gone" in said or "mien: interrupted" in said
    assert "--resume" in said
    assert checkpoint.exists()
    two.words.append("--resume")
    two.run()
    steps = [record.step for record in read_metrics(RunDirectory(out).metrics("m2", 0))]
    assert steps[-1] == 1_000
    assert steps == sorted(steps)


def test_other_commands_are_refused_under_torchrun(monkeypatch, capsys):
    from mien.cli import main

    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("RANK", "1")
    assert main(["sweep", "short"]) == 2
    assert "torchrun is for mien train and mien reproduce" in capsys.readouterr().err


def _is_second(pid, out):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as line, open(f"/proc/{pid}/environ", "rb") as about:
            return out.encode() in line.read().split(b"\0") and b"RANK=1" in about.read().split(b"\0")
    except OSError:
        return False
