"""The script that fills tables of the documents: its blocks are theirs, filled from finished runs."""

import importlib.util
import re
from pathlib import Path

import pytest

from mien.runs import Curve, FacesInfo, Figure, Gap, Paired, Point, RunDirectory, RunInfo, Table, TableRow

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def script(monkeypatch, tmp_path):
    spec = importlib.util.spec_from_file_location("comparison", ROOT / "scripts" / "comparison.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "FOLDER", Path("runs"))
    documents = {path.name: path.read_text("utf-8") for path in module.DOCUMENTS}
    for name, text in documents.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(module, "DOCUMENTS", [tmp_path / name for name in documents])
    return module


def test_every_run_has_its_block_and_nothing_is_written_without_a_run(script):
    texts = [path.read_text("utf-8") for path in script.DOCUMENTS]
    found = [name for text in texts for name in re.findall(r"<!-- run (\w+) -->", text)]
    assert set(found) == set(script.RUNS)
    assert [script.written(text) for text in texts] == texts


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
    assert script.main(["--finished"]) == 0
    text = (tmp_path / "comparison.md").read_text("utf-8")
    assert script.RUNS["posed"] in text
    assert "| LDA | labels | .700 [.600, .800] | −.050 (level, −.110 to +.010) |" in text
    assert "| M2 | triplets | .750 [.650, .850] | – |" in text
    assert "| Triplets by triplets | 100 | 1,000 |" in text
    assert "| M2† | .600 | .800 |" in text
    assert "Not run yet: `python scripts/comparison.py people`." in text or script.RUNS["people"] in text
    assert script.written(text) == text


def test_a_table_of_the_paper_stands_beside_it(script, tmp_path):
    figures = {
        "accuracy": {"all": Figure(value=0.8, sd=0.01, low=0.75, high=0.85)},
        "triplets": {"all": Figure(value=0.9, sd=0.02, low=0.86, high=0.94)},
    }
    (tmp_path / "runs" / "table2").mkdir(parents=True)
    run = RunDirectory(tmp_path / "runs" / "table2")
    run.save(Table(rows=[TableRow(name="m2", dim=30, figures=figures)]))
    faces = FacesInfo(source="drawn", faces=9, subjects=9)
    run.save(
        RunInfo(mien="0", experiment="posed", started="", seconds=1.0, recipe="fast", seeds=[0], data=faces)
    )
    assert script.main(["--finished"]) == 0
    for name in ("results.md", "README.md"):
        text = (tmp_path / name).read_text("utf-8")
        assert "| m2 | 30 | .800 ± .010 [.750, .850] | .900 ± .020 [.860, .940] | .736 | .798 |" in text
