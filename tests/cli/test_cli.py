"""Every command on good input, from faces to report."""

import dataclasses
import json
import re
import subprocess
import sys

import numpy as np
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from mien.cli import main
from mien.evaluation import judge
from mien.faces.parquet import read_faces, write_faces
from mien.inference.evaluate import evaluate_source
from mien.models.trained import load_model
from mien.runs import RunDirectory, Table, TableRow
from mien.settings import Settings

ROW = {"name", "title", "colour", "sees", "dim", "figures", "seeds", "unjudged"}
RUN = {
    "schema", "mien", "experiment", "command", "started", "seconds", "recipe", "seeds", "data", "splits",
    "versions", "machine", "minutes", "leak", "selection", "raters", "asked",
}  # fmt: skip


def test_train_leaves_model_metrics_settings_and_checkpoint(model, settings, posed):
    run = model.parents[1]
    assert Settings.load(run / "config.toml") == Settings.load(settings)
    lines = [json.loads(line) for line in (run / "metrics" / "m2-seed0.jsonl").read_text().splitlines()]
    assert {line["part"] for line in lines} == {"train", "validation"}
    assert {"reconstruction", "kl", "topology"} <= lines[-1]["terms"].keys()
    assert "total" in lines[-1]
    assert lines[-1]["step"] == 40
    assert (run / "checkpoints" / "m2-seed0.safetensors").is_file()
    about = json.loads((model / "model.json").read_text())
    assert about["data"]["licence"] == "unknown"
    assert about["triplets"]["count"] > 0
    assert sorted(place for part in about["people"]["parts"].values() for place in part) == [*range(12)]
    names = {part: set(some) for part, some in load_model(model).about.people.among(posed.subject).items()}
    assert set.union(*names.values()) == set(posed.subject.tolist())
    written = b"".join(path.read_bytes() for path in model.iterdir())
    assert not [name for name in posed.subjects.tolist() if f'"{name}"'.encode() in written], "names nobody"


def test_info_of_model_and_faces(model, faces, capsys):
    assert main(["info", str(model)]) == 0
    said = capsys.readouterr().out
    assert "kind" in said
    assert "m2" in said
    assert "ibug51" in said
    assert main(["info", faces.removeprefix("npz:")]) == 0
    said = capsys.readouterr().out
    assert "84" in said
    assert "ibug51" in said


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_encode_writes_the_models_latents(model, faces, posed, tmp_path, suffix, capsys):
    out = tmp_path / f"latents.{suffix}"
    assert main(["encode", str(model), "--data", faces, "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"84 faces: {out}\n"
    table = pyarrow.csv.read_csv(out) if suffix == "csv" else pq.read_table(out)
    assert table.column_names == ["face", "subject", "label", "z0", "z1", "z2"]
    assert table["face"].to_pylist() == posed.face.tolist()
    points = posed.landmarks.points
    expected = load_model(model).encode(points, points[posed.neutral_rows])
    written = np.stack([np.array(table[f"z{k}"]) for k in range(3)], axis=1)
    np.testing.assert_allclose(written, expected, rtol=1e-4, atol=1e-5)


def test_decode_puts_latents_on_their_subjects_neutral(model, faces, posed, tmp_path):
    latents, out = tmp_path / "latents.csv", tmp_path / "decoded.parquet"
    assert main(["encode", str(model), "--data", faces, "--out", str(latents)]) == 0
    assert main(["decode", str(model), str(latents), "--data", faces, "--out", str(out)]) == 0
    table, points = read_faces(out), posed.landmarks.points
    assert (table.landmarks.layout.name, table.landmarks.unit) == ("ibug51", "eyes")
    assert table.face.tolist() == posed.face.tolist()
    loaded = load_model(model)
    neutral = points[posed.neutral_rows]
    expected = loaded.decode(loaded.encode(points, neutral), neutral)
    np.testing.assert_allclose(table.landmarks.points, expected, atol=1e-4)


@pytest.fixture
def two_neutrals(posed, tmp_path, monkeypatch):
    """Faces of people who have two neutral faces each, some of which are in another batch; their file."""
    monkeypatch.setattr("mien.faces.parquet.ROW_GROUP", 10)
    other = np.char.add(posed.subject, "-happy-1")
    faces = dataclasses.replace(posed, neutral=np.where(posed.label == "sad", other, posed.neutral))
    write_faces(tmp_path / "two.parquet", faces)
    return faces, tmp_path / "two.parquet"


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_each_face_is_encoded_and_decoded_on_its_own_neutral(model, two_neutrals, tmp_path, suffix):
    faces, source = two_neutrals
    latents, out = tmp_path / f"latents.{suffix}", tmp_path / "decoded.parquet"
    assert main(["encode", str(model), "--data", str(source), "--out", str(latents)]) == 0
    table = pyarrow.csv.read_csv(latents) if suffix == "csv" else pq.read_table(latents)
    written = np.stack([np.array(table[f"z{k}"]) for k in range(3)], axis=1)
    loaded, points = load_model(model), faces.landmarks.points
    neutral = points[faces.neutral_rows]
    expected = loaded.encode(points, neutral)
    np.testing.assert_allclose(written, expected, rtol=1e-4, atol=1e-5)
    assert main(["decode", str(model), str(latents), "--data", str(source), "--out", str(out)]) == 0
    np.testing.assert_allclose(read_faces(out).landmarks.points, loaded.decode(expected, neutral), atol=1e-4)


def test_evaluate_prints_the_row_of_the_models_own_test_people(model, faces, capsys):
    assert main(["evaluate", str(model), "--data", faces, "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert row.keys() == ROW
    assert row["name"] == "m2"
    assert row["dim"] == 3
    accuracy, triplets = row["figures"]["accuracy"]["all"], row["figures"]["triplets"]["all"]
    assert 0 <= accuracy["value"] <= 1
    assert (accuracy["low"], accuracy["high"], accuracy["counts"]["people"]) == (None, None, 1)
    assert row == evaluate_source(load_model(model), faces).row.model_dump()
    assert main(["evaluate", str(model), "--data", faces]) == 0
    said = capsys.readouterr().out
    assert re.search(rf"^accuracy +{accuracy['value']:.3f} +[\d.]+ +1 person, \d+ faces$", said, re.MULTILINE)
    assert said.splitlines()[-1].startswith("Warning: Only 1 test person: there is no interval")
    assert re.search(rf"^triplets +{triplets['value']:.3f} .* \d+ triplets$", said, re.MULTILINE)
    assert "Not judged: units, because no face has coded action units" in said


def test_evaluate_by_some_tasks_alone(model, faces, capsys):
    words = ["evaluate", str(model), "--data", faces, "--tasks"]
    assert main([*words, "few-shot, calibration,person", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert row["figures"].keys() == {"few-shot", "calibration"}
    assert row["unjudged"] == {"person": "no two test people have 3 faces or more each"}
    log = row["figures"]["calibration"]["log"]
    assert log["scale"] == {"least": 0.0, "most": None, "lower": True, "unit": "nats"}
    assert log["chance"] == pytest.approx(np.log(2))
    assert log["counts"]["people"] == 1
    assert main([*words, "person,taste"]) == 2
    assert "no evaluation task is called 'taste'; there are accuracy, triplets" in capsys.readouterr().err


def test_triplets_of_a_file_train_and_judge(model, faces, settings, posed, tmp_path, capsys):
    about = load_model(model).about.people.among(posed.subject)
    text = {}
    for part in ("train", "test"):
        rows = np.flatnonzero(np.isin(posed.subject, about[part]))[:7]
        names = posed.face[rows]
        lines = [f"{names[a]},{names[b]},{names[c]},2\n" for a, b, c in ((1, 2, 3), (2, 1, 0), (3, 4, 6))]
        text[part] = tmp_path / f"{part}.csv"
        text[part].write_text("anchor,near,far,weight\n" + "".join(lines), encoding="utf-8")
    both = tmp_path / "both.csv"
    both.write_text(text["train"].read_text() + text["test"].read_text().split("\n", 1)[1], encoding="utf-8")
    out = tmp_path / "run"
    words = ["--data", faces, "--config", str(settings), "--triplets", str(both), "--out", str(out)]
    assert main(["train", *words, "--quiet"]) == 0
    trained = out / "models" / "m2-seed0"
    assert json.loads((trained / "model.json").read_text())["triplets"]["count"] == 3
    capsys.readouterr()
    assert main(["evaluate", str(trained), "--data", faces, "--triplets", str(text["test"]), "--json"]) == 0
    share = json.loads(capsys.readouterr().out)["figures"]["triplets"]["all"]["value"]
    assert any(share == pytest.approx(number / 3) for number in range(4))


@pytest.fixture(scope="module")
def reproduced(faces, settings, tmp_path_factory):
    out = tmp_path_factory.mktemp("posed") / "run"
    words = ["--data", faces, "--config", str(settings), "--only", "none,difference,m2", "--seeds", "2"]
    run = subprocess.run(
        [sys.executable, "-m", "mien", "reproduce", "posed", *words, "--out", str(out)],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return out, run


def test_reproduce_posed_writes_table_run_and_report(reproduced):
    out, run = reproduced
    assert run.returncode == 0, run.stderr
    table = json.loads((out / "table.json").read_text())["rows"]
    assert [row["name"] for row in table] == ["none", "difference", "m2"]
    for row in table:
        assert row.keys() == ROW
        assert [part["seed"] for part in row["seeds"]] == [0, 1]
        assert row["figures"]["triplets"].keys() == {"all"}
    assert [row["dim"] for row in table] == [153, 153, 3]
    info = json.loads((out / "run.json").read_text())
    assert info.keys() == RUN
    assert info["seeds"] == [0, 1]
    assert "--seeds 2" in info["command"]
    for split in info["splits"]:
        assert split["crossing"] == {"subjects": 0, "triplets": 0}
        assert [split[part]["subjects"] for part in ("train", "validation", "test")] == [10, 1, 1]
    assert "<html" in (out / "report.html").read_text(encoding="utf-8")[:500].lower()
    assert run.stdout.splitlines()[-2:] == [
        f"Report: {out / 'report.html'}",
        f"Explorer: {out / 'explorer.html'}",
    ]
    assert "paper" in run.stdout.lower()
    assert ".720" in run.stdout or "0.720" in run.stdout
    assert len(RunDirectory(out).read().table.rows) == 3


def test_the_tables_figures_follow_from_the_kept_models(reproduced, faces):
    out, _ = reproduced
    from mien.sources.opening import open_faces
    from mien.training.prepare import prepare

    row = RunDirectory(out).load(Table).rows[2]
    results = []
    for seed in (0, 1):
        prepared = prepare(open_faces(faces), seed)
        points = prepared.dataset.landmarks.points
        loaded = load_model(out / "models" / f"m2-seed{seed}")
        latents = loaded.encode(points, points[prepared.dataset.neutral_rows])
        results.append(judge(latents, prepared.judged()))
        with np.load(out / "latents" / f"seed{seed}.npz") as kept:
            np.testing.assert_allclose(kept["m2"], latents[prepared.split.test], atol=1e-5)
            assert set(kept["subject"]) == set(prepared.dataset.subject[prepared.split.test])
    judged = TableRow.judged("m2", results)
    assert row.figure("accuracy").value == judged.figure("accuracy").value
    assert row.figure("triplets").value == pytest.approx(judged.figure("triplets").value, abs=0.02)


def test_convert_and_train_on_parquet(faces, settings, tmp_path, capsys):
    parquet, source = tmp_path / "faces.parquet", faces.removeprefix("npz:")
    assert main(["convert", "npz", source, str(parquet)]) == 0
    assert "84" in capsys.readouterr().out
    words = ["--config", str(settings), "--model", "m1", "--seed", "3", "--quiet"]
    assert main(["train", "--data", str(parquet), *words, "--out", str(tmp_path / "run")]) == 0
    assert load_model(tmp_path / "run" / "models" / "m1-seed3").kind == "m1"


@pytest.mark.parametrize("words", [[], ["reproduce"], ["reproduce", "posed"], ["train"], ["encode"]])
def test_help_answers(words, capsys):
    assert main([*words, "--help"]) == 0
    assert "Usage" in capsys.readouterr().out
