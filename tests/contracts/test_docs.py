"""The documents agree with the code: links, commands, the command reference, the recipes."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main

from mien.cli import app
from mien.settings import Settings, recipe

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PRINTED = re.compile(r"^print\(.*\)  # (.+)$", re.MULTILINE)
_PLACE = re.compile(r"`([\w.]+)` in `((?:\w+/)*\w+\.py)`")
_INLINE = re.compile(r"`(mien [^`]+)`")


def headings(path: Path) -> set[str]:
    """Anchors of a document's headings, as GitHub makes them."""
    text = _FENCED.sub("", path.read_text("utf-8"))
    found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in found}


def command_lines(text: str) -> list[str]:
    """All `mien …` command lines of a document."""
    lines = [line.strip() for block in _FENCED.findall(text) for line in block.splitlines()]
    fenced = [line.partition(" #")[0] for line in lines if line.startswith("mien ")]
    return [*fenced, *_INLINE.findall(_FENCED.sub("", text))]


def wrong_in(line: str) -> str:
    """What the command line does not know of it, or nothing."""
    words = shlex.split(line)[1:]
    command: Any = typer.main.get_command(app)
    while words and hasattr(command, "commands") and not words[0].startswith("-"):
        if words[0] not in command.commands:
            return f"no command {words[0]}"
        command = command.commands[words.pop(0)]
    known = {"--help", *(name for param in command.params for name in param.opts)}
    unknown = [word for word in words if word.startswith("-") and word.partition("=")[0] not in known]
    return f"no option {unknown}" if unknown else ""


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_relative_links_lead_somewhere(path: Path) -> None:
    text = _FENCED.sub("", path.read_text("utf-8"))
    for link in _LINK.findall(text):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), f"{link} leads nowhere"
        if anchor:
            assert anchor in headings(target), f"{link}: no such heading"


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_commands_and_options_exist(path: Path) -> None:
    wrong = {line: wrong_in(line) for line in command_lines(path.read_text("utf-8"))}
    assert not {line: what for line, what in wrong.items() if what}


def test_the_check_itself_sees_commands_and_mistakes() -> None:
    found = command_lines((ROOT / "docs" / "start.md").read_text("utf-8"))
    assert "mien reproduce posed" in found
    assert len(found) >= 8
    assert wrong_in("mien reproduce posed --seeds 3 --out runs/x") == ""
    assert wrong_in("mien reproduce unheard") == "no command unheard"
    assert "--sed" in wrong_in("mien train --sed 3")


@pytest.mark.parametrize("name", ["triplets", "judgments"])
def test_examples_print_what_they_say(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = "\n".join(_PYTHON.findall((ROOT / "docs" / f"{name}.md").read_text("utf-8")))
    exec(compile(code, f"{name}.md", "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    said = _PRINTED.findall(code)
    assert len(printed) == len(said) > 0
    for line, text in zip(printed, said, strict=True):
        assert text == line or text.startswith(f"{line}: ")


def test_names_in_documents_are_in_the_code() -> None:
    found = [
        (path.name, name, file)
        for path in DOCUMENTS
        for name, file in _PLACE.findall(path.read_text("utf-8"))
    ]
    assert len(found) > 15
    for document, name, file in found:
        source = ROOT / "src" / "mien" / file
        assert source.exists(), f"{document}: there is no {file}"
        assert re.search(rf"\b{name.rpartition('.')[2]}\b", source.read_text("utf-8")), (
            f"{document}: {name} in {file}"
        )


@pytest.mark.parametrize("script", ["cli_docs.py", "tables.py"])
def test_written_documents_are_current(script: str) -> None:
    path = ROOT / "scripts" / script
    done = subprocess.run([sys.executable, str(path), "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["paper", "fast"])
def test_recipes_are_documented_as_they_are(name: str) -> None:
    text = (ROOT / "docs" / "models.md").read_text("utf-8")
    block = re.search(rf"^```toml {name}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert block is not None
    assert Settings.from_toml(block[1]) == recipe(name)
