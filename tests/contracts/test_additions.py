"""An addition of a usual kind is one file and one line: those that docs/extending.md shows, taken from there.

Each is put where the document says, registered by its line alone, and goes through the base test of its kind,
the commands, the saved model, the report and the tables of the documents.
"""

import importlib.util
import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from mien import ExpressionSpace
from mien.callbacks import CALLBACKS
from mien.cli import main
from mien.errors import ConfigError
from mien.evaluation.registry import TASKS
from mien.models.registry import DECODERS, ENCODERS, MODELS, POSTERIORS, PRIORS, Model
from mien.models.trained import load_model
from mien.objective.registry import TERMS
from mien.plot.registry import FIGURES, Drawn
from mien.representations.registry import NEUTRAL, ROWS, Row
from mien.sources.opening import open_faces
from mien.sources.registry import SOURCES, Source
from mien.study.tasks.registry import TASKS as STUDY_TASKS
from mien.training.engines.registry import ENGINES

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "extending.md").read_text("utf-8")
HEADINGS = {
    "model": ("A model", MODELS), "encoder": ("An encoder", ENCODERS),
    "posterior": ("A posterior", POSTERIORS),
    "decoder": ("A decoder", DECODERS), "prior": ("A prior", PRIORS), "term": ("A term of the loss", TERMS),
    "row": ("A row of the table", ROWS), "engine": ("An engine", ENGINES), "source": ("A source", SOURCES),
    "task": ("An evaluation task", TASKS), "study task": ("A task", STUDY_TASKS),
    "figure": ("A figure", FIGURES), "callback": ("A callback", CALLBACKS),
}  # fmt: skip
SETTINGS = """
[model]
n_components = 3
[objective]
anneal_steps = 10
[training]
steps = 20
learning_rate = 0.001
batch = 20
triplet_batch = 20
validate_every = 10
"""


def section(kind):
    """The code of the file, if there is one, and the line, as the document has them."""
    part = re.search(rf"^## {HEADINGS[kind][0]}\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    blocks = re.findall(r"^```python\n(.*?)^```", part[1], re.MULTILINE | re.DOTALL)
    return blocks[:-1], blocks[-1]


@pytest.fixture
def add(monkeypatch):
    """Add what the document shows of a kind: ``add("encoder")`` gives its name."""

    def added(kind):
        files, line = section(kind)
        names = {"Model": Model, "Row": Row, "Source": Source, "Drawn": Drawn, "NEUTRAL": NEUTRAL}
        ((name, entry),) = eval("{" + line + "}", names).items()
        registry = HEADINGS[kind][1]
        assert name not in registry
        at = entry if isinstance(entry, str) else getattr(entry, "at", "")
        module = at.partition(":")[0]
        assert bool(files) == bool(module)
        if module:
            path = module.removeprefix("mien.").replace(".", "/") + ".py"
            assert f"`{path}`" in TEXT, "the document says where the file goes"
            assert not (ROOT / "src" / "mien" / path).exists()
            spec = importlib.util.spec_from_loader(module, loader=None)
            made = importlib.util.module_from_spec(spec)
            monkeypatch.setitem(sys.modules, module, made)
            exec(compile(files[0], path, "exec"), made.__dict__)
        monkeypatch.setitem(registry, name, entry)
        return name

    return added


@pytest.fixture
def tables():
    """The tables of the documents, as scripts/tables.py makes them."""
    spec = importlib.util.spec_from_file_location("tables", ROOT / "scripts" / "tables.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def faces(tmp_path_factory, make_posed, write_npz):
    return f"npz:{write_npz(tmp_path_factory.mktemp('faces') / 'faces.npz', make_posed())}"


@pytest.fixture
def run(tmp_path, faces, capsys):
    """Train by the command line with more settings; gives the model's folder and the run."""

    def trained(settings="", *words, kind="m2"):
        config, out = tmp_path / "config.toml", tmp_path / "run"
        config.write_text(SETTINGS + settings, encoding="utf-8")
        given = ["--data", faces, "--config", config, "--model", kind, "--out", out, "--quiet", *words]
        assert main(["train", *map(str, given)]) == 0, capsys.readouterr().err
        folder = out / "models" / f"{kind}-seed0"
        capsys.readouterr()
        assert main(["info", str(folder)]) == 0
        said = capsys.readouterr().out
        assert main(["evaluate", str(folder), "--data", faces, "--json"]) == 0
        figures = json.loads(capsys.readouterr().out)["figures"]
        (out / "report.html").unlink()
        assert main(["report", str(out)]) == 0
        return folder, said, figures, (out / "report.html").read_text("utf-8")

    return trained


def encodes_as_before(folder, faces):
    """The saved model gives finite latents, and the same ones when it is saved and loaded again."""
    model, table = load_model(folder), open_faces(faces)
    z = model.encode(table.landmarks.points, table.neutral_points())
    assert np.isfinite(z).all()
    again = load_model(model.save(folder.parent / "again"))
    np.testing.assert_array_equal(again.encode(table.landmarks.points, table.neutral_points()), z)
    assert again.about == model.about
    return model


@pytest.mark.parametrize("kind", ["encoder", "posterior", "decoder", "prior"])
def test_a_part(kind, add, run, faces, check, tables):
    name = add(kind)
    getattr(check, kind)(name)
    folder, said, _, page = run(f'[model.{kind}]\nkind = "{name}"\n')
    assert f"{kind} kind {name}" in said
    assert name in page
    model = encodes_as_before(folder, faces)
    assert getattr(model.about.settings.model, kind).kind == name
    assert f"| {kind} | `{name}` |" in tables.parts()
    assert [path.name for path in tables.stale()] == ["models.md"]


def test_a_model_with_a_part_of_its_own(add, run, faces, check, tables, tmp_path, capsys):
    add("decoder")
    name = add("model")
    check.model(name)
    folder, said, figures, page = run(kind=name)
    assert f"kind {name}" in said
    assert MODELS[name].title in page
    assert {"accuracy", "triplets", "calibration"} <= figures.keys()
    model = encodes_as_before(folder, faces)
    assert model.about.settings.model.decoder.kind == MODELS[name].decoder
    assert f"| `{name}` |" in tables.models()
    out = tmp_path / "reproduced"
    given = [
        "--data",
        faces,
        "--config",
        tmp_path / "config.toml",
        "--only",
        f"none,{name}",
        "--out",
        out,
        "--quiet",
    ]
    assert main(["reproduce", "posed", *map(str, given)]) == 0
    assert name in capsys.readouterr().out
    reported = (out / "report.html").read_text("utf-8")
    assert MODELS[name].title in reported
    assert f"var(--{MODELS[name].colour})" in reported, "its curves have its colour"


def test_a_term(add, run, faces, check, tables, monkeypatch):
    name = add("term")
    check.term(name)
    model = Model(
        "M2, sparse", "green", "M2 with a price", terms=("elbo", "topology", name), needs=MODELS["m2"].needs
    )
    monkeypatch.setitem(MODELS, "m2s", model)
    folder, said, _, page = run(f"[objective.{name}]\nprice = 0.3\n", kind="m2s")
    assert f"{name} price 0.3" in said
    assert f'data-term="{name}"' in page
    metrics = (folder.parents[1] / "metrics" / "m2s-seed0.jsonl").read_text("utf-8").splitlines()
    assert all(name in json.loads(line)["terms"] for line in metrics)
    about = encodes_as_before(folder, faces).about
    assert about.settings.objective.options(name) == {"price": 0.3}
    assert f"| term | `{name}` |" in tables.parts()
    assert [path.name for path in tables.stale()] == ["models.md"]


def test_a_row(add, faces, check, tables, tmp_path, capsys):
    name = add("row")
    check.row(name)
    out = tmp_path / "run"
    given = ["--data", faces, "--only", f"none,{name}", "--out", out, "--quiet"]
    assert main(["reproduce", "posed", *map(str, given)]) == 0
    assert ROWS[name].title in (out / "report.html").read_text("utf-8")
    table = json.loads((out / "table.json").read_text("utf-8"))["rows"]
    assert [(row["name"], row["title"]) for row in table][1] == (name, ROWS[name].title)
    assert name in capsys.readouterr().out
    assert f"| `{name}` |" in tables.rows()
    assert [path.name for path in tables.stale()] == ["evaluation.md"]


def test_an_engine(add, run, faces, check, tables):
    name = add("engine")
    check.engine(name)
    folder, said, _, _ = run("", "--engine", name)
    assert f"engine {name}" in said
    assert encodes_as_before(folder, faces).about.settings.training.engine == name
    assert f"| engine | `{name}` |" in tables.parts()
    assert [path.name for path in tables.stale()] == ["models.md"]


def test_a_source(add, posed, tables, tmp_path, capsys):
    name = add("source")
    path, out = tmp_path / "faces.jsonl", tmp_path / "faces.parquet"
    columns = (posed.face, posed.subject, posed.label, posed.landmarks.points)
    keys = ("face", "subject", "label", "points")
    rows = [
        dict(zip(keys, (str(f), str(s), str(lab), p.tolist()), strict=True))
        for f, s, lab, p in zip(*columns, strict=True)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    for spec in (str(path), f"{name}:{path}"):
        assert main(["info", spec]) == 0
        assert "ibug51" in capsys.readouterr().out
        read = open_faces(spec)
        np.testing.assert_array_equal(read.landmarks.points, posed.landmarks.points)
        np.testing.assert_array_equal(read.neutral_rows, posed.neutral_rows)
    assert main(["convert", name, str(path), str(out), "--layout", "ibug51"]) == 0
    np.testing.assert_array_equal(open_faces(str(out)).face, posed.face)
    path.write_text(path.read_text("utf-8") + "{}\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["info", str(path)]) == 2
    assert f"faces.jsonl:{len(posed) + 1}: not a face" in capsys.readouterr().err
    with pytest.raises(ConfigError, match=rf"\b{name}\b"):
        open_faces("nosuch:file")
    assert f"| `{name}:FILE` or `FILE.jsonl` |" in tables.sources()
    assert [path.name for path in tables.stale()] == ["data.md"]


def test_a_task(add, run, check, tables):
    name = add("task")
    check.task(name)
    _, _, figures, page = run()
    assert 0 <= figures[name]["all"]["value"] <= 1
    assert "Nearest face" in page
    assert f"| `{name}` |" in tables.tasks()
    assert [path.name for path in tables.stale()] == ["evaluation.md"]


def test_a_figure(add, run, tables):
    name = add("figure")
    folder = run()[0].parents[1]
    out = folder / "figures"
    assert main(["figures", str(folder), str(out), "--only", name, "--format", "svg", "--quiet"]) == 0
    assert [path.name for path in out.iterdir()] == [f"{name}.svg"]
    assert f"| `{name}` |" in tables.figures()
    assert [path.name for path in tables.stale()] == ["figures.md"]


def test_a_callback(add, posed, monkeypatch, tmp_path):
    name = add("callback")
    monkeypatch.chdir(tmp_path)
    space = ExpressionSpace(n_components=2, steps=5).fit(posed, callbacks=name)
    lines = [json.loads(line) for line in (tmp_path / "m1-seed0.jsonl").read_text("utf-8").splitlines()]
    assert lines == space.history_


def test_without_an_addition_no_table_is_stale(tables):
    assert tables.stale() == []


def test_a_study_task(add, make_posed, write_npz, tmp_path, capsys, monkeypatch):
    """From a file of faces through plan, page, answers over HTTP, raters and the export."""
    from .study_task import through_a_study

    name = add("study task")
    part = re.search(r"^## A task\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)[1]
    assert "`study/app/static/tasks/posed.js`" in part
    module = re.search(r"^```js\n(.*?)^```", part, re.MULTILINE | re.DOTALL)[1]
    for exported in ("stage", "put", "right", "named"):
        assert re.search(rf"^export (const|function) {exported}\b", module, re.MULTILINE)
    posed = make_posed(people=6)
    source = f"npz:{write_npz(tmp_path / 'faces.npz', posed)}"
    through_a_study(name, posed.face.tolist()[:20], source, tmp_path, monkeypatch)
    assert main(["study", "raters", str(tmp_path / "study")]) == 0
    assert "nobody is excluded by a rule" in capsys.readouterr().out
    assert main(["study", "export", str(tmp_path / "study"), str(tmp_path / "out")]) == 0
    rows = (tmp_path / "out" / "posed-answers.csv").read_text("utf-8").splitlines()
    assert rows[0] == "face,rater,choice,seconds,repeat"
    assert len(rows) == 1 + 6
    assert all(row.split(",")[2] in ("meant", "posed") for row in rows[1:])
    assert main(["study", "check", str(tmp_path / "study")]) == 0
