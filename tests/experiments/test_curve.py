"""The curve: its cells are right, kept, and not made again."""

import csv

import numpy as np
import pytest

from mien.cli import main
from mien.errors import ConfigError
from mien.experiments.curve import CurveExperiment, _Cells, _Place, data_curve
from mien.representations.interface import Silent
from mien.runs import Cell, Curve, RunDirectory
from mien.settings import recipe
from mien.training.prepare import prepare

TINY = recipe("fast").changed(
    model={"n_components": 3, "encoder": (8,), "decoder": (8,)},
    objective={"anneal_steps": 5},
    training={"steps": 10, "batch": 20, "triplet_batch": 10, "validate_every": 5},
)


@pytest.fixture(scope="module")
def faces(tmp_path_factory, make_posed, write_npz):
    return f"npz:{write_npz(tmp_path_factory.mktemp('curve') / 'faces.npz', make_posed(people=20))}"


@pytest.fixture(scope="module")
def made(faces, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "curve"
    asked = CurveExperiment(faces, TINY, (0, 1), ("difference", "m2"), (30, 100), (4, 10))
    return asked, out, data_curve(asked, out)


def test_every_row_is_judged_at_every_size(made):
    _, out, page = made
    curve = RunDirectory(out).load(Curve)
    found = {(point.axis, point.size, point.row): point for point in curve.points}
    assert set(found) == {
        (axis, size, row)
        for axis, sizes in (("triplets", (30, 100)), ("people", (4, 10)))
        for size in sizes
        for row in ("difference", "m2")
    }
    assert all(point.seeds == [0, 1] for point in curve.points)
    assert [found["triplets", size, "m2"].triplets for size in (30, 100)] == [30, 100]
    assert [found["people", size, "m2"].people for size in (4, 10)] == [4, 10]
    assert found["triplets", 30, "m2"].people == 16
    assert found["people", 4, "m2"].triplets == 4 * 4 * 7
    with open(out / "curve.csv", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == 16
    figure = found["people", 10, "m2"].figures["triplets"]["all"]
    (line,) = [
        line for line in lines
        if (line["axis"], line["size"], line["row"], line["task"]) == ("people", "10", "m2", "triplets")
    ]  # fmt: skip
    assert float(line["value"]) == pytest.approx(figure.value, abs=1e-4)
    cells = [Cell.read(out / "cells" / f"people-10-m2-seed{seed}.json") for seed in (0, 1)]
    assert figure.value == pytest.approx(np.mean([cell.figures["triplets"]["all"].value for cell in cells]))
    assert page.name == "curve.html"
    assert not any((out / "under_way").iterdir())


def test_a_row_that_sees_no_triplets_is_made_once_for_all_their_numbers(made):
    _, out, _ = made
    cells = [Cell.read(out / "cells" / f"triplets-{size}-difference-seed0.json") for size in (30, 100)]
    assert cells[0].figures == cells[1].figures
    assert [cell.seconds > 0 for cell in cells] == [False, True]
    assert [cell.triplets for cell in cells] == [30, 100]


def test_the_page_has_lines_tables_and_nothing_from_elsewhere(made):
    text = made[2].read_text("utf-8")
    assert text.count('<figure class="curve"') == 4
    assert text.count("<polyline") == 8
    assert "M2†" in text
    assert "† learns from triplets" in text
    assert "http://" not in text
    assert "https://" not in text


def test_larger_sets_hold_the_smaller_ones_and_the_test_stays(made, faces):
    from mien.sources.opening import open_faces

    asked, out, _ = made
    cells = _Cells(asked, ["m2"], open_faces(faces), out, Silent())
    small, large = (cells.prepared(_Place("triplets", size, "m2", 1)) for size in (30, 100))
    np.testing.assert_array_equal(small.triplets["train"].rows, large.triplets["train"].rows[:30])
    few, many = (cells.prepared(_Place("people", size, "m2", 1)) for size in (4, 10))
    assert set(few.people()["train"]) < set(many.people()["train"])
    assert np.isin(few.triplets["train"].rows, few.split.train).all()
    for one in (large, few, many):
        np.testing.assert_array_equal(one.triplets["test"].rows, small.triplets["test"].rows)
        np.testing.assert_array_equal(one.split.test, small.split.test)
    whole = prepare(open_faces(faces), 1).triplets
    for one, size in ((small, 30), (large, 100)):
        share = size / len(whole["train"])
        assert len(one.triplets["validation"]) == round(share * len(whole["validation"]))


def test_finished_cells_are_kept_and_others_are_added(made, faces, tmp_path):
    import shutil

    _, out, _ = made
    again = tmp_path / "again"
    shutil.copytree(out, again)
    gone = again / "cells" / "people-4-m2-seed1.json"
    before = gone.read_text()
    gone.unlink()
    kept = {path.name: path.stat().st_mtime_ns for path in (again / "cells").iterdir()}
    more = CurveExperiment(faces, TINY, (0, 1), ("none", "difference", "m2"), (30, 100), (4, 10))
    data_curve(more, again, resume=True)
    now = {path.name: path.stat().st_mtime_ns for path in (again / "cells").iterdir()}
    assert all(now[name] == when for name, when in kept.items())
    assert len(now) == len(kept) + 1 + 8
    assert Cell.parsed(gone.read_text(), "").figures == Cell.parsed(before, "").figures, "the same numbers"


def test_what_cannot_be_asked_for_is_refused(faces, tmp_path, capsys):
    for more, said in (
        ({"rows": ("nosuch",)}, "no row of the table is called 'nosuch'"),
        ({"people": (1, 5)}, "--people 1: at least 2"),
        ({"triplets": (), "people": ()}, "a curve needs rows and sizes"),
        ({"rows": ("ideal",)}, "ideal needs the rig and the noise"),
    ):
        with pytest.raises(ConfigError, match=said):
            data_curve(CurveExperiment(faces, TINY, **more), tmp_path / "none")
    assert main(["curve", "--triplets", "many"]) == 2
    assert "--triplets is 'many'; expected whole numbers" in capsys.readouterr().err


def test_the_command_prints_its_tables(faces, tmp_path, capsys):
    out = tmp_path / "run"
    words = ["--data", faces, "--rows", "difference,ridge", "--triplets", "0", "--people", "4,10"]
    assert main(["curve", *words, "--out", str(out), "--quiet"]) == 0
    printed = capsys.readouterr().out
    assert "Triplets, training people" in printed
    assert "Ridge on labels‡" in printed
    assert f"Page: {out / 'curve.html'}" in printed
    assert main(["curve", *words, "--out", str(out), "--quiet"]) == 2
    assert "add --resume" in capsys.readouterr().err


@pytest.fixture(scope="module")
def judged(tmp_path_factory, make_posed):
    """People's triplets of faces of everybody, of vote differences 5 and 1, within the parts of seed 0."""
    table, path = make_posed(people=20), tmp_path_factory.mktemp("said") / "triplets.csv"
    rng, lines = np.random.default_rng(0), ["anchor,near,far,weight"]
    for part, rows in prepare(table, 0).split.parts().items():
        for number in range(400 if part == "train" else 60):
            faces = table.face[rng.choice(rows, 3, replace=False)]
            lines.append(",".join([*faces, "5" if number % 2 else "1"]))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_peoples_triplets_are_taken_instead_of_those_by_rule(faces, judged, tmp_path, capsys):
    TINY.save(tmp_path / "tiny.toml")
    out = tmp_path / "curve"
    words = [
        "curve",
        "--data",
        faces,
        "--config",
        str(tmp_path / "tiny.toml"),
        "--rows",
        "difference,linear-metric",
    ]
    words += ["--triplets", "50,400", "--people", "8", "--quiet", "--out", str(out)]
    assert main([*words, "--judgments", str(judged)]) == 0
    curve = RunDirectory(out).load(Curve)
    found = {(point.axis, point.size, point.row): point for point in curve.points}
    assert found["triplets", 50, "linear-metric"].triplets == 50
    assert found["triplets", 400, "linear-metric"].triplets == 400
    few = found["people", 8, "linear-metric"]
    assert 0 < few.triplets < 200
    assert few.people == 8
    assert list(few.figures["triplets"]) == ["5", "1"]
    assert few.figures["triplets"]["5"].counts == {}
    # Cells are not mixed with those of other triplets.
    capsys.readouterr()
    assert main([*words, "--resume"]) == 2
    assert "made with other triplets; resume with the same --judgments" in capsys.readouterr().err
    assert main([*words, "--judgments", str(judged), "--resume"]) == 0


def test_sizes_at_which_no_triplet_is_left_are_refused_before_anything_is_made(
    faces, judged, tmp_path, capsys
):
    TINY.save(tmp_path / "tiny.toml")
    few = tmp_path / "few.csv"
    lines = judged.read_text("utf-8").splitlines()
    few.write_text("\n".join([lines[0], lines[1], *lines[401:]]), encoding="utf-8")
    words = [
        "curve",
        "--data",
        faces,
        "--config",
        str(tmp_path / "tiny.toml"),
        "--rows",
        "linear-metric",
        "--quiet",
    ]
    out = tmp_path / "none"
    assert main([*words, "--judgments", str(few), "--people", "2", "--out", str(out)]) == 2
    assert "few.csv: no triplet is among the 2 training people of seed 0" in capsys.readouterr().err
    assert not (out / "cells").exists()
    assert main([*words, "--judgments", str(judged), "--seeds", "2", "--out", str(tmp_path / "two")]) == 2
    assert "--on-crossing drop" in capsys.readouterr().err
