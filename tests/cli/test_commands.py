"""What holds for every command: an example that parses, a result for --json, help that is whole."""

import inspect
import io
import json
import os
import shlex
import subprocess
import sys
import typing
from types import SimpleNamespace

import pytest
import typer
import typer.main

from mien import __version__
from mien.cli import app, main
from mien.cli.result import Result

# They work until they are interrupted, and print where as soon as it is known.
SERVING = {"mien study serve", "mien study demo"}


def tree(command, name="mien", parent=None):
    context = typer.Context(command, parent=parent, info_name=name.rpartition(" ")[2])
    yield name, command, context
    for part, child in getattr(command, "commands", {}).items():
        yield from tree(child, f"{name} {part}", context)


ROOT = typer.main.get_command(app)
ALL = {name: (command, context) for name, command, context in tree(ROOT)}
COMMANDS = {name: command for name, (command, _) in ALL.items() if not hasattr(command, "commands")}
GROUPS = sorted(ALL.keys() - COMMANDS.keys())


def examples(command):
    """The lines of a command's examples, without what a shell does with them."""
    return [
        line.partition("#")[0].partition(" > ")[0].partition(" | ")[0].strip()
        for line in (command.epilog or "").splitlines()
        if line.strip()
    ]


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_command_has_an_example_of_itself(name):
    found = examples(ALL[name][0])
    assert found
    assert all(line.startswith("mien ") for line in found)
    assert any(line == name or line.startswith(f"{name} ") for line in found)


@pytest.mark.parametrize("line", sorted({line for one, _ in ALL.values() for line in examples(one)}))
def test_examples_parse(line):
    words = shlex.split(line)[1:]
    command, context = ROOT, None
    while True:
        context = typer.Context(command, parent=context, info_name="x", resilient_parsing=False)
        if not hasattr(command, "commands"):
            break
        assert words[0] in command.commands, line
        command = command.commands[words.pop(0)]
    command.parse_args(context, words)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_gives_a_result_for_json(name):
    command = COMMANDS[name]
    hints = typing.get_type_hints(inspect.unwrap(command.callback))
    assert hints["return"] is (type(None) if name in SERVING else Result)
    assert [one.opts for one in command.params if one.name == "json"] == [["--json"]]


@pytest.mark.parametrize("name", sorted(ALL))
@pytest.mark.parametrize("width", [80, 120])
def test_help_fits_the_terminal(name, width, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERMINAL_WIDTH", str(width))
    assert main([*name.split()[1:], "-h"]) == 0
    text, _, shown = capsys.readouterr().out.partition("\nExamples:\n")
    assert text.startswith(f"Usage: {name}")
    assert all(len(line) <= width for line in text.splitlines())
    assert [line.strip() for line in shown.splitlines()] == [
        line.strip() for line in ALL[name][0].epilog.splitlines() if line.strip()
    ]


@pytest.mark.parametrize("name", GROUPS)
def test_a_group_alone_shows_its_help_whole(name, capsys):
    assert main(name.split()[1:]) == 0
    alone = capsys.readouterr()
    assert main([*name.split()[1:], "--help"]) == 0
    asked = capsys.readouterr()
    assert alone.err == ""
    assert alone.out == asked.out
    assert len(alone.out.splitlines()) > 8
    for part in ALL[name][0].commands:
        assert f"\n  {part} " in alone.out


def test_summaries_of_commands_are_not_cut(capsys):
    assert main([]) == 0
    assert "..." not in capsys.readouterr().out.partition("Commands:")[2]


def test_the_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"mien {__version__}\n"


def test_wrong_words_say_which_help_to_read(capsys):
    assert main(["train"]) == 2
    assert capsys.readouterr().err == "mien: Missing option '--out'; see mien train --help\n"
    assert main(["reproduce", "nix"]) == 2
    assert capsys.readouterr().err.rstrip().endswith("see mien reproduce --help")


def completed(words, typed):
    """What a shell that asks is told, of the word that is typed last."""
    known = {
        "_MIEN_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - typed),
    }
    run = subprocess.run(
        [sys.executable, "-m", "mien"],
        env={**os.environ, **known},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return run.stdout.split()


def test_the_shell_completes_commands_options_and_names():
    assert completed("mien rep", 1) == ["report", "reproduce"]
    assert "--dry-run" in completed("mien train --dry", 1)
    assert completed("mien train --model m2-i", 1) == ["m2-iw", "m2-iaf"]


def test_a_result_goes_into_json_whatever_is_in_it(capsys):
    import dataclasses
    from pathlib import Path

    import numpy as np

    from mien.settings import Settings

    @dataclasses.dataclass
    class Some:
        path: Path
        numbers: np.ndarray

    found = {"some": Some(Path("a/b"), np.arange(2)), 5: np.float32(0.5), "nan": float("nan"), "set": {2, 1}}
    Result({**found, "settings": Settings()}, "text").show(True)
    read = json.loads(capsys.readouterr().out)
    assert read["settings"]["model"]["kind"] == "m2"
    del read["settings"]
    assert read == {"some": {"path": "a/b", "numbers": [0, 1]}, "5": 0.5, "nan": None, "set": [1, 2]}


class Pipes:
    """Standard streams of a command that is run in this process."""

    def __init__(self, monkeypatch):
        self.monkeypatch = monkeypatch

    def run(self, *words, given=b""):
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        self.monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(given)))
        self.monkeypatch.setattr(sys, "stdout", out)
        code = main([str(word) for word in words])
        out.flush()
        return code, out.buffer.getvalue()


@pytest.fixture
def pipes(monkeypatch):
    return Pipes(monkeypatch)


QUESTIONS = b"name,part,anchor,first,second\nq1,test,a,b,c\nq2,test,b,c,d\n"
ANSWERS = b"question,rater,choice\nq1,r1,first\nq1,r2,first\nq1,r3,second\nq2,r1,second\n"


def test_csv_goes_through_the_standard_streams(pipes, tmp_path, capsys):
    (tmp_path / "q.csv").write_bytes(QUESTIONS)
    (tmp_path / "a.csv").write_bytes(ANSWERS)
    code, triplets = pipes.run("votes", "-", tmp_path / "a.csv", "-", given=QUESTIONS)
    assert (code, triplets.split()) == (0, [b"anchor,near,far,weight", b"a,b,c,1.0", b"b,d,c,1.0"])
    assert "file       standard output\n" in capsys.readouterr().err
    code, told = pipes.run("info", "-", "--json", given=triplets)
    assert code == 0
    told = json.loads(told)
    assert (told["path"], told["kind"], told["triplets"]) == ("standard input", "triplets", 2)


def test_parquet_goes_through_the_standard_streams(pipes, posed, tmp_path, capsys):
    from mien.faces.parquet import read_faces, write_faces

    write_faces(tmp_path / "f.parquet", posed)
    given = (tmp_path / "f.parquet").read_bytes()
    code, out = pipes.run("convert", "parquet", "-", "-", "--quiet", given=given)
    assert code == 0
    (tmp_path / "again.parquet").write_bytes(out)
    assert read_faces(tmp_path / "again.parquet").face.tolist() == posed.face.tolist()
    assert "84" in capsys.readouterr().err


def test_what_the_standard_streams_cannot_do(pipes, tmp_path, capsys):
    (tmp_path / "a.csv").write_bytes(ANSWERS)
    wrong = {
        ("votes", "-", "-", tmp_path / "t.csv"): "- is standard input, which can be read once",
        ("votes", "-", tmp_path / "a.csv", "-", "--json"): "--json and - both write to standard output",
        ("train", "--data", "-", "--out", tmp_path / "run"): "a run keeps where its faces come from",
    }
    for words, line in wrong.items():
        code, out = pipes.run(*words, given=QUESTIONS)
        assert (code, out) == (2, b""), words
        assert line in capsys.readouterr().err
    code, _ = pipes.run("votes", "-", tmp_path / "a.csv", "-", given=QUESTIONS.replace(b"q2", b"q9"))
    assert code == 2
    said = capsys.readouterr().err
    assert f"{tmp_path / 'a.csv'}:5" in said
    code, _ = pipes.run("votes", "-", tmp_path / "a.csv", "-", given=b"name,part\n")
    assert code == 2
    assert "mien: standard input" in capsys.readouterr().err
