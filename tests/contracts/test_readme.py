"""README does what it says: its Python and its commands run as they stand there, on the built-in faces.

The commands take a quarter of a minute; CI runs them beside the site of the documents.
"""

from __future__ import annotations

import re
import shlex
import webbrowser
from pathlib import Path

import pytest

from mien.cli import main

README = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
# Training is as it stands there, but short.
TINY = """
[model]
n_components = 4
encoder = [16]
decoder = [16]
[training]
steps = 4
validate_every = 2
batch = 32
triplet_batch = 32
"""


def blocks(language: str, heading: str) -> list[str]:
    """Code of one language below a heading."""
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert section is not None, f"README has no heading {heading}"
    return re.findall(rf"^```{language}\n(.*?)^```", section[1], re.MULTILINE | re.DOTALL)


def commands(heading: str) -> list[list[str]]:
    """Words of each `mien` line below a heading, without `mien`."""
    lines = [line.partition(" #")[0] for block in blocks("sh", heading) for line in block.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("mien ")]


def test_python_runs_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = blocks("python", "Use it")
    monkeypatch.chdir(tmp_path)
    shown: dict[str, object] = {}
    exec(compile(re.sub(r"steps=\d+", "steps=4", code), "README.md", "exec"), shown)
    assert shown["z"].shape == (2500, 8)
    assert shown["smile"].shape == (1, 83, 3)
    assert sorted(path.name for path in (tmp_path / "model").iterdir()) == ["model.json", "model.safetensors"]


@pytest.mark.soak
def test_commands_run_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.chdir(tmp_path)
    Path("tiny.toml").write_text(TINY)
    lines = commands("Use it")
    assert [words[0] for words in lines].count("train") == 1
    for words in lines:
        short = ["--config", "tiny.toml", "--quiet"] if words[0] == "train" else []
        assert main([*words, *short]) == 0, words
    assert Path("runs/mine/report.html").exists()
    assert Path("latents.parquet").exists()
    assert Path("decoded.parquet").exists()
    assert list(Path("figures").glob("*.pdf"))
    assert [Path(address.removeprefix("file://")).name for address in opened] == ["explorer.html"]
