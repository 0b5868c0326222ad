"""What is said before anything is trained: settings that are typed, dry runs, mistakes without PyTorch."""

import json
import subprocess
import sys

import pytest

from mien.cli import main
from mien.errors import ConfigError
from mien.settings import Settings, recipe

MISTAKES = {
    ("--data", "nowhere.parquet"): "nowhere.parquet: there is no such file",
    ("--data", "bu3dfe:nowhere"): "nowhere: there is no such file",
    ("--triplets", "nowhere.csv"): "nowhere.csv: there is no such file",
    ("--model", "m9"): "no model is called 'm9'",
    ("--config", "nowhere.toml"): "nowhere.toml: there is no such file",
    ("--set", "training.steps=0"): "--set: training.steps is 0; it must be at least 1",
    ("--split", "1,2"): "--split is '1,2'",
    ("--engine", "steam"): "no engine is called 'steam'",
}


def test_mistakes_are_told_before_pytorch_is_loaded(tmp_path, faces, make_posed, write_npz):
    lines = {" ".join(words): line for words, line in MISTAKES.items()}
    bad = tmp_path / "bad.csv"
    bad.write_text("anchor,near,far\na,b,ghost\n", encoding="utf-8")
    lines[f"--data {faces} --triplets {bad}"] = "does not exist in the data"
    code = (
        "import json, shlex, sys\nfrom mien.cli import main\n"
        "for words in json.loads(sys.argv[1]):\n"
        f"    code = main(['train', '--out', {str(tmp_path / 'run')!r}, *shlex.split(words), '--quiet'])\n"
        "    print(code, 'torch' in sys.modules, flush=True)\n"
        f"    print(main(['encode', 'nowhere', '--out', 'z.csv']), 'torch' in sys.modules, flush=True)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, json.dumps(list(lines))], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split("\n")[:-1] == ["2 False"] * 2 * len(lines)
    said = [line for line in run.stderr.splitlines() if "no model there" not in line]
    for line, expected in zip(said, lines.values(), strict=True):
        assert expected in line
    assert not (tmp_path / "run").exists()


def test_settings_as_they_are_typed():
    base = recipe("fast")
    typed = base.with_typed(
        [
            "training.steps=100",
            "training.schedule=constant",
            "model.encoder=[64, 32]",
            "objective.topology.gamma = 0.1",
        ]
    )
    assert (typed.training.steps, typed.training.schedule) == (100, "constant")
    assert typed.model.encoder.options == {"widths": [64, 32]}
    assert typed.objective.options("topology") == {"gamma": 0.1, "samples": 1}
    assert typed.training.batch == base.training.batch
    assert base.with_typed(["training.steps=1", "training.steps=2"]).training.steps == 2
    assert base.with_typed([]) is base


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ("training.steps", "write KEY=VALUE"),
        ("=3", "write KEY=VALUE"),
        ("training..steps=3", "write KEY=VALUE"),
        ("training.stepz=3", "unknown key 'training.stepz'"),
        ("training.steps=many", "training.steps is 'many'; expected a whole number"),
        ("training.steps=1\nmodel = 3", "more than one line"),
        ("model.n_components=0", "model.n_components is 0; it must be at least 1"),
    ],
)
def test_settings_that_cannot_be(change, line):
    with pytest.raises(ConfigError) as told:
        Settings().with_typed([change])
    assert line in str(told.value)
    assert "\n" not in str(told.value)


def test_the_model_is_that_of_the_settings_unless_it_is_said(faces, settings, tmp_path, capsys):
    words = [
        "train",
        "--data",
        faces,
        "--config",
        str(settings),
        "--out",
        str(tmp_path / "run"),
        "--dry-run",
        "--json",
    ]
    for more, kind in (
        ([], "m2"),
        (["--set", "model.kind=m1"], "m1"),
        (["--set", "model.kind=m1", "--model", "vae"], "vae"),
    ):
        assert main([*words, *more]) == 0
        assert [one["model"] for one in json.loads(capsys.readouterr().out)["trainings"]] == [kind]


def test_a_dry_run_says_what_the_run_then_does(faces, settings, tmp_path, capsys):
    from mien.models.trained import load_model
    from mien.runs import RunDirectory, RunInfo

    out = tmp_path / "run"
    words = ["reproduce", "posed", "--data", faces, "--config", str(settings), "--set", "training.steps=6"]
    words += [
        "--set",
        "training.validate_every=3",
        "--only",
        "difference,m1",
        "--seeds",
        "2",
        "--out",
        str(out),
    ]
    assert main([*words, "--dry-run", "--json", "--quiet"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert not out.exists()
    assert main([*words, "--quiet", "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    info = RunDirectory(out).load(RunInfo)
    assert plan["splits"] == [split.model_dump(mode="json") for split in info.splits]
    assert list(plan["rows"]) == [row["name"] for row in done["table"]["rows"]]
    assert [(one["model"], one["seed"], one["steps"]) for one in plan["trainings"]] == [
        ("m1", 0, 6),
        ("m1", 1, 6),
    ]
    network = load_model(out / "models" / "m1-seed0").network
    assert plan["trainings"][0]["parameters"] == sum(one.numel() for one in network.parameters())
    assert main([*words, "--dry-run", "--quiet"]) == 2
    assert "already there and not empty; add --resume" in capsys.readouterr().err
    assert main([*words, "--dry-run", "--quiet", "--resume"]) == 0
    assert "kept already, not trained again" in capsys.readouterr().out
    assert main([*words, "--dry-run", "--quiet", "--resume", "--set", "training.batch=3"]) == 2
    assert "begun with other settings" in capsys.readouterr().err


def test_dry_runs_of_the_other_experiments(faces, settings, tmp_path, capsys):
    words = [
        "--data",
        faces,
        "--config",
        str(settings),
        "--out",
        str(tmp_path / "curve"),
        "--dry-run",
        "--quiet",
    ]
    assert main(["curve", *words, "--rows", "difference,m2", "--triplets", "30,10", "--people", "4"]) == 0
    assert "cells       6, 0 made already" in capsys.readouterr().out
    assert main(["reproduce", "spontaneous", *words]) == 2
    assert "nobody has judged these faces" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
