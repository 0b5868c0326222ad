"""Rivals in the tables of experiments, and left out with a note where the data have nothing for them."""

import json
from dataclasses import replace

import numpy as np
import pytest

from mien.cli import main
from mien.errors import ConfigError
from mien.experiments import PosedExperiment, reproduce_posed
from mien.faces.parquet import write_faces
from mien.representations.registry import rows
from mien.runs import Latents, RunDirectory, RunInfo, Table
from mien.settings import recipe

TINY = recipe("fast").changed(
    model={"n_components": 3, "encoder": (8,), "decoder": (8,)},
    objective={"anneal_steps": 5},
    training={"steps": 10, "batch": 20, "triplet_batch": 10, "validate_every": 5},
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, make_posed, write_npz):
    folder = tmp_path_factory.mktemp("rivals")
    write_npz(folder / "faces.npz", make_posed(people=20))
    TINY.save(folder / "tiny.toml")
    return folder


def test_a_table_has_the_rivals_beside_what_was_asked_for(folder, capsys):
    out = folder / "run"
    words = ["--data", f"npz:{folder / 'faces.npz'}", "--config", str(folder / "tiny.toml"), "--quiet"]
    assert main(["reproduce", "posed", *words, "--only", "m2", "--rivals", "--out", str(out)]) == 0
    done = capsys.readouterr()
    table, info = RunDirectory(out).load(Table), RunDirectory(out).load(RunInfo)
    rivals = [name for name, row in rows().items() if row.rival and not {"truth", "ratings"} & row.needs]
    assert {row.name for row in table.rows} == {"m2", *rivals}
    assert {row.name: row.sees for row in table.rows}["lda"] == ["labels"]
    left_out = "Ideal observer is left out (seed 0): it needs the rig and the noise behind the faces"
    assert any(note.startswith(left_out) for note in info.data.notes)
    assert left_out in done.err.replace("\n", " ")
    assert any(
        note.startswith("Ridge on ratings is left out (seed 0): it needs what") for note in info.data.notes
    )
    kernel = next(row for row in table.rows if row.name == "rbf-svm")
    assert kernel.figure("accuracy") is not None
    assert kernel.figure("triplets") is None
    assert table.paired.reference == "m2"
    assert set(table.paired.gaps) == set(rivals)
    assert set(table.paired.gaps["rbf-svm"]) == {"accuracy"}
    spaces = Latents.read(RunDirectory(out).latents(0)).spaces
    assert "rbf-svm" not in spaces
    assert np.isfinite(spaces["lda"]).all()
    assert "Difference from M2" in done.out
    assert "lda‡" in done.out
    page = (out / "report.html").read_text("utf-8")
    assert "LDA‡" in page
    assert "Difference from M2" in page


def test_a_trained_model_has_its_rivals_beside_it(folder):
    out = folder / "trained"
    words = ["--data", f"npz:{folder / 'faces.npz'}", "--config", str(folder / "tiny.toml"), "--quiet"]
    assert main(["train", *words, "--model", "m1", "--rivals", "--out", str(out)]) == 0
    table = json.loads((out / "table.json").read_text("utf-8"))
    assert {"m1", "lda", "linear-metric"} <= {row["name"] for row in table["rows"]}
    assert table["paired"]["reference"] == "m1"
    assert "M1 and its rivals" in (out / "report.html").read_text("utf-8")


def test_rivals_that_need_labels_are_left_out_where_there_are_none(folder, make_posed):
    faces = make_posed(people=12)
    path, out = folder / "plain.parquet", folder / "plain"
    write_faces(path, replace(faces.whole(), label=np.full(len(faces), "")))
    words = ["--data", str(path), "--config", str(folder / "tiny.toml"), "--model", "m1", "--rivals"]
    assert main(["train", *words, "--out", str(out), "--quiet"]) == 0
    assert [row.name for row in RunDirectory(out).load(Table).rows] == ["m1"]
    notes = RunDirectory(out).load(RunInfo).data.notes
    assert any(note.startswith("LDA is left out (seed 0): it needs two labels or more") for note in notes)
    assert any(note.startswith("Linear metric is left out (seed 0): it needs triplets") for note in notes)


def test_what_cannot_be_compared_is_refused(folder, tmp_path):
    data = f"npz:{folder / 'faces.npz'}"
    with pytest.raises(ConfigError, match="--against m1: not a row of this table; there are none, lda"):
        reproduce_posed(PosedExperiment(data, TINY, only=("none", "lda"), against="m1"), tmp_path / "a")
    assert not (tmp_path / "a").exists()
    with pytest.raises(ConfigError, match="ideal needs the rig and the noise behind the faces"):
        reproduce_posed(PosedExperiment(data, TINY, only=("ideal",)), tmp_path / "b")


def test_a_table_is_judged_by_the_tasks_asked_for(folder, capsys):
    out = folder / "tasks"
    words = ["--data", f"npz:{folder / 'faces.npz'}", "--config", str(folder / "tiny.toml"), "--quiet"]
    asked = ["--only", "difference,pca,rbf-svm", "--tasks", "few-shot,dimensions"]
    assert main(["reproduce", "posed", *words, *asked, "--out", str(out)]) == 0
    run = RunDirectory(out).read()
    assert [row.name for row in run.table.rows] == ["difference", "pca"]
    assert {task for task, _ in run.table.columns()} == {"few-shot", "dimensions"}
    assert run.table.rows[0].unjudged == {}
    assert "RBF SVM is left out: it is for none of the tasks asked for" in run.info.data.notes
    assert "More about the spaces" in (out / "report.html").read_text("utf-8")
    capsys.readouterr()
    assert main(["reproduce", "posed", *words, "--tasks", "retreival", "--out", str(folder / "no")]) == 2
    assert "retreival" in capsys.readouterr().err
    only = ["--only", "rbf-svm", "--tasks", "person"]
    assert main(["reproduce", "posed", *words, *only, "--out", str(folder / "no")]) == 2
    assert "no row of this table is for --tasks person" in capsys.readouterr().err
    assert not (folder / "no").exists()


def test_a_trained_model_is_judged_by_the_tasks_asked_for(folder):
    out = folder / "few"
    words = ["--data", f"npz:{folder / 'faces.npz'}", "--config", str(folder / "tiny.toml"), "--quiet"]
    assert main(["train", *words, "--model", "m1", "--tasks", "accuracy", "--out", str(out)]) == 0
    (row,) = RunDirectory(out).load(Table).rows
    assert row.figures.keys() == {"accuracy"}


def test_a_row_that_needs_recordings_says_so_before_anything_is_trained(folder, capsys):
    out = folder / "still"
    words = ["--data", f"npz:{folder / 'faces.npz'}", "--config", str(folder / "tiny.toml"), "--quiet"]
    assert main(["reproduce", "posed", *words, "--only", "m2-time", "--out", str(out)]) == 2
    assert "m2-time needs training faces that are frames of one recording" in capsys.readouterr().err
    assert not (out / "models").exists()
