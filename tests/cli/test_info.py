"""``mien info`` reads whatever Mien writes: each kind of file and folder is made by a command, and read."""

import asyncio
import json

import pytest

from mien.cli import main
from mien.synthetic.perception import Perception
from mien.synthetic.spontaneous import builtin_video
from mien.synthetic.written import posed_files, spontaneous_files


def said(*words):
    assert main([str(word) for word in words]) == 0, words


@pytest.fixture(scope="module")
def made(tmp_path_factory, posed, settings):
    """A folder with something of every kind."""
    room = tmp_path_factory.mktemp("made")
    data = room / "data"
    assert posed_files(data, faces=posed) == {"posed.parquet": 84, "posed-triplets.csv": 336}
    dataset, behind = builtin_video(seed=5, n_subjects=6, n_tasks=2, seconds=24.0)
    spontaneous_files(data, video=(dataset, Perception.of(behind)), split=(3, 1, 2))
    questions, answers = data / "spontaneous-questions.csv", data / "spontaneous-answers.csv"
    said("labels", data / "spontaneous-label-answers.csv", data / "labels.csv")
    said("answers", "write", "cblearn-order", questions, answers, data / "order.npz")
    said("answers", "write", "cblearn-boolean", questions, answers, data / "boolean.csv")
    faces = ("--data", data / "posed.parquet")
    tiny = ("--config", settings, "--quiet")
    said("reproduce", "posed", *faces, *tiny, "--only", "difference,m2", "--out", room / "run")
    said(
        "curve",
        *faces,
        *tiny,
        "--rows",
        "difference",
        "--triplets",
        "30",
        "--people",
        "4",
        "--out",
        room / "curve",
    )
    model = room / "run" / "models" / "m2-seed0"
    said("encode", model, *faces, "--out", room / "latents.csv")
    said("encode", model, *faces, "--out", room / "latents.parquet")
    pytest.importorskip("matplotlib", reason="mien[plot] is not installed")
    said("figures", room / "run", room / "figures", "--only", "results,curves", "--quiet")
    return room


def info(path, capsys):
    capsys.readouterr()
    assert main(["info", str(path), "--json"]) == 0, path
    found = json.loads(capsys.readouterr().out)
    assert main(["info", str(path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(found)
    assert max(map(len, lines)) < 2_000
    return found


def test_every_file_and_folder_is_known(made, capsys):
    kinds = {}
    for path in [made, *sorted(made.rglob("*"))]:
        found = info(path, capsys)
        assert list(found)[:2] == ["path", "kind"]
        kinds[str(path.relative_to(made))] = found["kind"]
    assert kinds["run"] == "run"
    assert kinds["run/models/m2-seed0"] == kinds["run/models/m2-seed0/model.json"] == "model"
    assert kinds["run/checkpoints/m2-seed0.safetensors"] == "checkpoint of a training"
    assert kinds["run/table.json"] == "table of a run"
    assert kinds["run/metrics/m2-seed0.jsonl"] == "metrics of a training"
    assert kinds["curve"] == "curve"
    assert kinds["curve/cells/triplets-30-difference-seed0.json"] == "cell of a curve"
    assert kinds["figures"] == "figures"
    assert kinds["data/boolean.csv"] == kinds["data/order.npz"] == "answers as numbers"
    assert kinds["latents.csv"] == kinds["latents.parquet"] == "latents"
    assert kinds["data/labels.csv"] == "labels"


def test_what_is_told_is_what_is_there(made, posed, capsys):
    run = info(made / "run", capsys)
    assert (run["state"], run["faces"], run["people"], run["test_people"]) == ("finished", 84, 12, [1])
    table = json.loads((made / "run" / "table.json").read_text())["rows"]
    by_row = {row["name"]: row["figures"]["triplets"]["all"]["value"] for row in table}
    assert {name: one["triplets"] for name, one in run["figures"].items()} == pytest.approx(by_row, abs=6e-4)
    latents = info(made / "latents.parquet", capsys)
    assert (latents["faces"], latents["dimensions"], latents["people"]) == (84, 3, 12)
    assert latents["columns"] == ["face", "subject", "label", "z0 to z2"]
    triplets = info(made / "data" / "posed-triplets.csv", capsys)
    assert (triplets["triplets"], triplets["by_weight"]) == (336, {"1": 336})
    answers = info(made / "data" / "spontaneous-answers.csv", capsys)
    votes = sum(int(each) * count for each, count in answers["answers_a_question"].items())
    assert votes == answers["answers"] > 0
    model = info(made / "run" / "models" / "m2-seed0", capsys)
    assert model["model"]["kind"] == "m2" if isinstance(model["model"], dict) else model["model"] == "m2"
    from mien.models.trained import load_model

    network = load_model(made / "run" / "models" / "m2-seed0").network
    assert model["parameters"] == sum(value.numel() for value in network.state_dict().values())
    assert sum(model["subjects"].values()) == 12


def test_the_files_to_begin_with_go_through_the_commands(made, settings, tmp_path, capsys):
    data = made / "data"
    words = ["train", "--data", data / "posed.parquet", "--triplets", data / "posed-triplets.csv"]
    said(*words, "--config", settings, "--out", tmp_path / "a", "--dry-run")
    assert "train 10 people, 70 faces, 280 triplets" in capsys.readouterr().out
    words = ["train", "--data", data / "spontaneous.parquet", "--triplets", data / "spontaneous-triplets.csv"]
    said(*words, "--split", "3,1,2", "--config", settings, "--out", tmp_path / "b", "--dry-run", "--json")
    plan = json.loads(capsys.readouterr().out)
    parts = [plan["splits"][0][part]["triplets"] for part in ("train", "validation", "test")]
    assert min(parts) > 0
    assert list(tmp_path.iterdir()) == []


def test_a_study_and_its_store_and_export(made, capsys):
    pytest.importorskip("fastapi", reason="mien[study] is not installed")
    from mien.study.directory import StudyDirectory
    from mien.study.store import open_store

    study, data = made / "study", made / "data"
    triplets = data / "few.csv"
    triplets.write_text(
        "".join(f"{line}\n" for line in (data / "posed-triplets.csv").read_text().split()[:4])
    )
    said("study", "init", study, "--faces", data / "posed.parquet", "--triplets", triplets, "--quiet")

    async def opened():
        directory = StudyDirectory(study)
        store = await open_store(directory.default_store, directory.design.rules, create=True)
        await store.close()

    asyncio.run(opened())
    said("study", "export", study, made / "export", "--all")
    said("study", "export", study, made / "dataset", "--format", "psych-ds")
    for folder in (study, made / "export", made / "dataset"):
        for path in [folder, *sorted(folder.rglob("*"))]:
            if path.name in ("study.sqlite-wal", "study.sqlite-shm"):
                continue
            assert info(path, capsys)["kind"], path
    found = info(study, capsys)
    assert (found["kind"], found["pictures"] > 0) == ("study", True)
    assert "questions.csv" in found["asked"]


@pytest.mark.parametrize("name", ["model.safetensors", "x.npz", "x.csv", "x.json", "latents.csv"])
def test_what_nobody_knows_is_one_line(tmp_path, name, capsys):
    path = tmp_path / name
    path.write_text(
        "face,subject,z0\na,b,no number\n" if name == "latents.csv" else "nothing that is known\n"
    )
    assert main(["info", str(path)]) == 2
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)
    assert str(path) in said.err
    assert main(["info", str(tmp_path / "nowhere")]) == 2
    assert "there is no such file or folder" in capsys.readouterr().err


def test_info_needs_no_pytorch(made):
    import subprocess
    import sys

    code = "import sys\nfrom mien.cli import main\nassert main(sys.argv[1:]) == 0\n"
    code += "assert 'torch' not in sys.modules"
    for path in (made / "run" / "models" / "m2-seed0", made / "run"):
        subprocess.run([sys.executable, "-c", code, "info", str(path)], check=True, capture_output=True)
