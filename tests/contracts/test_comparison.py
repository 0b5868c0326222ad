"""The script that fills docs/comparison.md: its blocks are the document's, filled from finished runs."""

import importlib.util
import re
from pathlib import Path

import pytest

from mien.runs import Curve, FacesInfo, Figure, Gap, Paired, Point, RunDirectory, Table, TableRow

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "comparison.md").read_text("utf-8")


@pytest.fixture
def script(monkeypatch, tmp_path):
    spec = importlib.util.spec_from_file_location("comparison", ROOT / "scripts" / "comparison.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "FOLDER", Path("runs"))
    monkeypatch.setattr(module, "DOCUMENT", tmp_path / "comparison.md")
    return module


def test_every_run_has_its_block_and_nothing_is_written_without_a_run(script):
    assert re.findall(r"<!-- run (\w+) -->", TEXT) == list(script.RUNS)
    assert script.written(TEXT) == TEXT


def test_a_finished_run_is_written_with_its_command(script, tmp_path):
    def figure(value):
        return {"accuracy": {"all": Figure(value=value, low=value - 0.1, high=value + 0.1)}}

    rows = [
        TableRow(name="lda", title="LDA", sees=["labels"], dim=2, figures=figure(0.7)),
        TableRow(name="m2", title="M2", sees=["triplets"], dim=2, figures=figure(0.75)),
    ]
    gap = Gap(value=-0.05, low=-0.11, high=0.01)
    paired = Paired(reference="m2", gaps={"lda": {"accuracy": {"all": gap}}})
    for name in ("posed", "triplets"):
        (tmp_path / "runs" / name).mkdir(parents=True)
    RunDirectory(tmp_path / "runs" / "posed").save(Table(rows=rows, paired=paired))
    points = [
        Point(axis="triplets", size=size, row="m2", title="M2", sees=["triplets"], people=9, triplets=size,
              seeds=[0], figures={"triplets": {"all": Figure(value=value)}})
        for size, value in ((100, 0.6), (1000, 0.8))
    ]  # fmt: skip
    curve = Curve(mien="0", data=FacesInfo(source="drawn", faces=9, subjects=9), points=points)
    RunDirectory(tmp_path / "runs" / "triplets").save(curve)
    script.DOCUMENT.write_text(TEXT, encoding="utf-8")
    assert script.main(["--finished"]) == 0
    text = script.DOCUMENT.read_text("utf-8")
    assert script.RUNS["posed"] in text
    assert "| LDA | labels | .700 [.600, .800] | −.050 (level, −.110 to +.010) |" in text
    assert "| M2 | triplets | .750 [.650, .850] | – |" in text
    assert "| Triplets by triplets | 100 | 1,000 |" in text
    assert "| M2† | .600 | .800 |" in text
    assert "Not run yet: `python scripts/comparison.py people`." in text or script.RUNS["people"] in text
    assert script.written(text) == text
