"""`mien report`, and the run that `mien train` leaves for it."""

import dataclasses
import json
import re

import numpy as np
import pytest

from mien.cli import main
from mien.runs import RunDirectory, RunInfo, Table


def test_train_leaves_a_run_that_report_shows(model, capsys):
    run = RunDirectory(model.parents[1])
    info, row = run.load(RunInfo), run.load(Table).rows[0]
    assert (info.experiment, info.seeds) == ("single", [0])
    assert "train --data" in info.command or info.command.startswith("mien")
    assert (row.name, row.dim, list(row.figures)[:2]) == ("m2", 3, ["accuracy", "triplets"])
    assert info.crossing == 0
    assert info.splits[0].test.triplets > 0
    page = run.report.read_text("utf-8")
    said = re.sub(r"<[^>]+>", "", page)
    assert re.search(
        r"M2 labels [\d.]+ of the test faces rightly\. M2 satisfies [\d.]+ of the triplets\.", said
    )
    run.report.unlink()
    assert main(["report", str(run.path)]) == 0
    assert capsys.readouterr().out == f"Report: {run.report}\n"
    assert run.report.read_text("utf-8") == page
    assert re.findall(r'<section id="(\w+)"', page) == [
        "results", "plot", "confusion", "calibration", "more", "spaces", "explorer", "errors", "training",
        "strips", "reading", "again",
    ]  # fmt: skip


def train(posed, write_npz, settings, tmp_path, **columns):
    faces = write_npz(tmp_path / "faces.npz", dataclasses.replace(posed, **columns))
    out = tmp_path / "run"
    words = ["--data", f"npz:{faces}", "--config", str(settings), "--model", "m1", "--out", str(out)]
    assert main(["train", *words, "--quiet"]) == 0
    return RunDirectory(out)


def test_a_model_without_triplets_is_judged_by_those_of_the_labels(
    make_posed, write_npz, settings, tmp_path, capsys
):
    run = train(make_posed(), write_npz, settings, tmp_path)
    row = run.load(Table).rows[0]
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("M1 labels ")
    assert any(line.startswith("Warning: Only 1 test person") for line in said)
    assert said[-2:] == [f"Model: {run.model('m1', 0)}", f"Report: {run.report}"]
    assert list(row.figures)[:2] == ["accuracy", "triplets"]
    assert json.loads((run.model("m1", 0) / "model.json").read_text())["triplets"]["count"] == 0
    faces = f"npz:{tmp_path / 'faces.npz'}"
    assert main(["evaluate", str(run.model("m1", 0)), "--data", faces, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["figures"]
    assert told["triplets"]["all"]["value"] == pytest.approx(row.figure("triplets").value, abs=0.03)


def test_faces_without_labels_have_a_report_without_the_papers_figures(
    make_posed, write_npz, settings, tmp_path
):
    posed = make_posed()
    neutral = np.where(posed.label == "neutral", "neutral", "")
    run = train(posed, write_npz, settings, tmp_path, label=neutral)
    row = run.load(Table).rows[0]
    assert {"accuracy", "triplets"} <= row.unjudged.keys()
    assert run.load(Table).columns(paper=True) == []
    page = run.report.read_text("utf-8")
    assert "Not judged: accuracy, because it needs two labels among training people" in page
    assert "Not judged: triplets, because there are no triplets of test people" in page
    assert 'id="plot"' not in page
    assert 'data-row="m1"' in page
    assert 'id="strips"' in page


def test_several_runs_stand_in_one_page_here(model, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = RunDirectory(model.parents[1])
    before = run.report.read_text("utf-8")
    assert main(["report", str(run.path), str(run.path)]) == 0
    assert capsys.readouterr().out == "Report: runs-side-by-side.html\n"
    assert (tmp_path / "runs-side-by-side.html").exists()
    assert run.report.read_text("utf-8") == before
    assert main(["report", str(tmp_path / "nowhere")]) == 2
    assert "no such run directory" in capsys.readouterr().err


def test_a_run_of_an_earlier_version_is_refused_with_a_word_what_to_do(tmp_path, capsys):
    (tmp_path / "run.json").write_text('{"schema": 1, "mien": "0.1.0", "data": {}}')
    assert main(["report", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said == (
        f"mien: {tmp_path}/run.json: schema 1, made by an earlier version of Mien; this one reads schema 2; "
        "run the command again\n"
    )
