"""A sweep whole: chosen by validation people, resumed, and shared by processes of which one is killed."""

import csv
import os
import signal
import subprocess
import sys
import time
import tomllib

import numpy as np
import pytest

from mien.cli import main
from mien.errors import DataError
from mien.experiments.space import read_space
from mien.experiments.sweep import SweepExperiment, folder_of, sweep
from mien.models.trained import load_model
from mien.runs import RunDirectory, Sweep, Table
from mien.settings import Settings

from ..study.store.postgres_server import PostgresServer, binaries

SPACE = """
title = "A few"
search = "grid"
prune = false
[fixed]
model.kind = "m2"
model.n_components = 3
model.encoder = [8]
model.decoder = [8]
objective.anneal_steps = 5
training = {{ steps = {steps}, batch = 20, triplet_batch = 10, validate_every = {every} }}
[space]
objective.elbo.sigma2 = [0.001, 0.1]
training.learning_rate = [1e-9, 3e-3]
[mark]
title = "ours"
objective.elbo.sigma2 = 0.1
training.learning_rate = 3e-3
"""


@pytest.fixture(scope="module")
def faces(tmp_path_factory, make_posed, write_npz):
    return f"npz:{write_npz(tmp_path_factory.mktemp('sweep') / 'faces.npz', make_posed(people=20))}"


def space_file(folder, steps=40, every=20):
    path = folder / "space.toml"
    path.write_text(SPACE.format(steps=steps, every=every), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def made(faces, tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    out = folder / "sweep"
    asked = SweepExperiment(faces, read_space(space_file(folder)))
    return asked, out, sweep(asked, out)


def test_the_best_by_validation_people_is_chosen_and_it_alone_is_judged_by_test_people(made):
    asked, out, _ = made
    found = RunDirectory(out).load(Sweep)
    assert [trial.number for trial in found.trials] == [0, 1, 2, 3]
    assert all(trial.state == "complete" for trial in found.trials)
    best = max(found.trials, key=lambda trial: (trial.score, -trial.number))
    assert found.chosen == best.number
    for trial in found.trials:
        assert trial.score == pytest.approx((trial.triplets + trial.accuracy) / 2)
        assert [step for step, _ in trial.curve] == [20]
    assert [trial.marked for trial in found.trials] == [
        trial.values["objective.elbo.sigma2"] == "0.1" and trial.values["training.learning_rate"] == "0.003"
        for trial in found.trials
    ]
    chosen = Settings.from_toml(found.settings)
    assert chosen == Settings.load(out / "chosen.toml") == asked.space.settings(best.values)
    table = RunDirectory(out / "chosen").load(Table)
    assert [row.name for row in table.rows] == ["m2"]
    assert {"accuracy", "triplets"} <= table.rows[0].figures.keys()
    assert not list(out.glob("trials/*/models")), "no other model is kept"
    kept = [path.name for path in (out / "trials").iterdir()]
    assert kept == [f"{best.number:04}"]


def test_the_score_is_of_the_kept_weights_on_validation_people(made):
    """Recomputed from the saved model in NumPy."""
    from mien.experiments.run import compared
    from mien.sources.opening import open_faces
    from mien.training.prepare import prepare

    asked, out, _ = made
    best = RunDirectory(out).load(Sweep).best
    prepared = prepare(compared(open_faces(asked.data)), 0)
    z = load_model(out / "chosen" / "models" / "m2-seed0").encode_prepared(prepared.x, prepared.y)
    anchor, near, far = (z[column] for column in prepared.triplets["validation"].rows.T)
    distances = [np.linalg.norm(anchor - other, axis=1) for other in (near, far)]
    assert best.triplets == pytest.approx((distances[0] < distances[1]).mean())


def test_a_table_a_page_and_a_resumed_sweep_that_trains_nothing(made, monkeypatch, capsys):
    asked, out, page = made
    with open(out / "sweep.csv", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == 4
    assert {line["objective.elbo.sigma2"] for line in lines} == {"0.001", "0.1"}
    text = page.read_text()
    assert text.count("<polyline") == 4
    assert "Ours, trial" in text or "It is ours" in text
    before = (out / "sweep.json").read_text()
    monkeypatch.setattr("mien.experiments.sweep.train_model", None)
    assert sweep(asked, out, resume=True) == page
    assert (out / "sweep.json").read_text() == before
    with pytest.raises(Exception, match="add --resume"):
        sweep(asked, out)


def test_an_interrupted_sweep_goes_on_from_its_checkpoint(faces, tmp_path, monkeypatch):
    asked = SweepExperiment(faces, read_space(space_file(tmp_path)))
    out = tmp_path / "sweep"
    from mien.experiments import sweep as module

    told = []

    def interrupted(*given, **more):
        told.append(given[0])
        if len(told) == 2:
            raise KeyboardInterrupt
        return trained(*given, **more)

    trained = module.train_model
    monkeypatch.setattr(module, "train_model", interrupted)
    with pytest.raises(KeyboardInterrupt):
        sweep(asked, out)
    assert folder_of(RunDirectory(out), 0).is_dir()
    sweep(asked, out, resume=True)
    assert len(told) == 5, "the first is not done again, the second from where it was"
    assert told[1] == told[2]
    assert [trial.deaths for trial in RunDirectory(out).load(Sweep).trials] == [0, 0, 0, 0]


def test_trials_that_cannot_be_done_are_named_and_none_left_is_told(faces, tmp_path):
    path = tmp_path / "space.toml"
    text = SPACE.format(steps=10, every=5).replace("[1e-9, 3e-3]", "[1e30]").partition("[mark]")[0]
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="none can be chosen; the first failed: training went astray"):
        sweep(SweepExperiment(faces, read_space(path)), tmp_path / "sweep")


def test_the_command(faces, tmp_path, capsys):
    path = tmp_path / "space.toml"
    text = SPACE.format(steps=10, every=5).replace('"grid"', '"tpe"\ntrials = 9')
    path.write_text(text, encoding="utf-8")
    words = ["sweep", str(path), "--data", faces, "--out", str(tmp_path / "out"), "--quiet"]
    assert main([*words, "--trials", "2"]) == 0
    printed = capsys.readouterr().out
    assert "A few: 2 trained to their end" in printed
    assert f"Page: {tmp_path / 'out' / 'sweep.html'}" in printed
    assert main([*words, "--trials", "3", "--resume"]) == 0, "more trials go on with those that are there"
    assert "A few: 3 trained to their end" in capsys.readouterr().out
    assert main([*words, "--trials", "3", "--resume", "--seed", "1"]) == 2
    assert "begun there over another space" in capsys.readouterr().err
    settings = tomllib.loads((tmp_path / "out" / "chosen.toml").read_text())
    assert settings["model"]["kind"] == "m2"


@pytest.mark.soak
def test_two_processes_share_a_sweep_and_one_is_killed_in_mid_trial(faces, tmp_path):
    """On a real PostgreSQL: each point of the grid once, none lost, the same result for who is left."""
    if binaries() is None:
        if "postgres" in os.environ.get("MIEN_REQUIRE", "").split(","):
            pytest.fail("PostgreSQL's server is not installed (Debian: postgresql)")
        pytest.skip("PostgreSQL's server is not installed (Debian: postgresql)")
    server = PostgresServer.started()
    try:
        storage = server.new_database()
        command = [
            sys.executable, "-m", "mien", "sweep", str(space_file(tmp_path, steps=200, every=20)),
            "--data", faces, "--storage", storage,
        ]  # fmt: skip
        logs = [(tmp_path / f"{name}.log").open("w") for name in ("killed", "left")]
        killed, left = (
            subprocess.Popen([*command, "--out", str(tmp_path / name)], stdout=log, stderr=log)
            for name, log in zip(("killed", "left"), logs, strict=True)
        )
        running = (
            "SELECT count(*) FROM trials t JOIN trial_user_attributes a ON a.trial_id = t.trial_id "
            f"JOIN trial_intermediate_values v ON v.trial_id = t.trial_id WHERE t.state = 'RUNNING' "
            f"AND a.key = 'owner' AND a.value_json LIKE '% {killed.pid}\"'"
        )
        deadline = time.monotonic() + 500
        while not _count(server, storage, running):
            assert killed.poll() is None, (tmp_path / "killed.log").read_text()
            assert time.monotonic() < deadline
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        assert left.wait(500) == 0, (tmp_path / "left.log").read_text()
        for log in logs:
            log.close()
        [[complete]] = server.execute("SELECT count(*) FROM trials WHERE state = 'COMPLETE'", storage)
        assert complete == 4
        found = RunDirectory(tmp_path / "left").load(Sweep)
        assert [trial.number for trial in found.trials] == [0, 1, 2, 3]
        assert len({tuple(sorted(trial.values.items())) for trial in found.trials}) == 4
        assert sum(trial.deaths for trial in found.trials) == 1
        assert "p%40ss" not in (tmp_path / "left" / "sweep.json").read_text(), "no password is kept"
    finally:
        server.remove()


def _count(server, storage, query):
    import psycopg

    try:
        return server.execute(query, storage)[0][0]
    except psycopg.errors.UndefinedTable:
        return 0
