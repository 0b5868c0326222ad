"""`mien explore`: the page of a run, of a model, of other faces."""

import json
import re
import shutil

import pytest

from mien.cli import main
from mien.runs import RunDirectory


def header_of(page):
    return json.loads(re.search(r'id="mien-header">(.*?)</script>', page.read_text("utf-8"))[1])


@pytest.fixture(scope="module")
def page(model, tmp_path_factory):
    out = tmp_path_factory.mktemp("page") / "run.html"
    assert main(["explore", str(model.parents[1]), "--no-open", "--out", str(out)]) == 0
    return out


def test_a_run_keeps_what_the_page_is_given(model, page, tmp_path):
    assert RunDirectory(model.parents[1]).explorer.is_file()
    again = tmp_path / "again.html"
    words = ["--model", "m2", "--seed", "0", "--no-open", "--out", str(again)]
    assert main(["explore", str(model.parents[1]), *words]) == 0
    kept, fresh = header_of(page), header_of(again)
    assert kept["missing"] == []
    assert kept == fresh
    assert fresh["faces"]["count"] == 84


def test_the_page_lies_in_the_run_unless_told_otherwise(model, tmp_path, capsys, monkeypatch):
    run = shutil.copytree(model.parents[1], tmp_path / "run")
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert main(["explore", str(run)]) == 0
    assert capsys.readouterr().out == f"Explorer: {run / 'explorer.html'}\n"
    assert opened == [(run / "explorer.html").as_uri()]


def test_a_model_alone_has_no_faces_and_given_ones_are_shown(model, faces, tmp_path):
    alone = shutil.copytree(model, tmp_path / "model")
    out = tmp_path / "page.html"
    assert main(["explore", str(alone), "--no-open", "--out", str(out)]) == 0
    header = header_of(out)
    assert header["missing"] == [
        {"what": "faces", "why": "no faces were given; add --data to see the space with them"}
    ]
    assert "faces" not in header
    assert main(["explore", str(alone), "--data", faces, "--no-open", "--out", str(out)]) == 0
    assert header_of(out)["faces"]["count"] == 84


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "neither a run with a trained model nor a model's folder"),
        (["--model", "m7"], "no model called 'm7'; there are m2"),
        (["--seed", "5"], "m2 was not trained with seed 5; there are 0"),
    ],
)
def test_what_is_not_there_is_said_in_a_line(model, tmp_path, capsys, words, said):
    path = model.parents[1] if words else tmp_path
    assert main(["explore", str(path), "--no-open", *words]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert said in lines[0]
