"""What runs keep behind their figures, drawn: who is level, labels told, errors; several runs at once."""

import json
import re
import shutil

import numpy as np
import pytest

from mien.cli import main
from mien.drawing.names import Names
from mien.errors import RunError
from mien.evaluation.details import Correlations
from mien.report import build_report
from mien.report.heat import html_confusion, html_correlations
from mien.report.lead import lead
from mien.report.regions import html_regions
from mien.report.reliability import html_reliability
from mien.runs import RunDirectory


def text_of(words):
    return "".join(text for text, _ in words)


def interval_by_hand(run_dir, one, other, task):
    kept = dict(np.load(run_dir / "replicates.npz"))
    at = {(row, of): draws for row, of, draws in zip(kept["row"], kept["task"], kept["draws"], strict=True)}
    return np.quantile(at[one, task] - at[other, task], [0.025, 0.975])


def test_rows_whose_paired_interval_includes_zero_are_level(kept_dir):
    run = RunDirectory(kept_dir).read()
    accuracy, triplets = map(text_of, lead(run))
    order = ["m2", "m1", "vae", "difference-pca", "pca", "difference", "none"]
    names = Names(run.table)
    for task, said in (("accuracy", accuracy), ("triplets", triplets)):
        bounds = {name: interval_by_hand(kept_dir, "m2", name, task) for name in order[1:]}
        level = [name for name in order[1:] if bounds[name][0] <= 0 <= bounds[name][1]]
        near, _, after = said.partition("; next ")
        for name in order[1:]:
            assert (names.within(name) in near) == (name in level)
        first = next(name for name in order[1:] if name not in level)
        assert after.startswith(names.within(first))
    assert "level with it (paired intervals include zero): M1 .767" in accuracy
    assert "level" not in triplets


def test_draws_of_other_people_are_not_compared(kept_dir):
    kept = RunDirectory(kept_dir).read().replicates
    other = type(kept)(("of others",), kept.figures)
    assert kept.apart("m2", "m1", "accuracy", "all", other) is None
    assert kept.apart("m2", "nobody", "accuracy", "all") is None
    low, high = kept.apart("m2", "m1", "accuracy", "all", type(kept)(kept.people, kept.figures))
    np.testing.assert_allclose((low, high), interval_by_hand(kept_dir, "m2", "m1", "accuracy"))


def test_the_confusion_has_shares_of_each_label(kept_dir):
    run = RunDirectory(kept_dir).read()
    html = html_confusion(run.details, run.table, run.info)
    counts = np.array(
        json.loads((kept_dir / "details.json").read_text())["rows"]["m2"]["0"]["accuracy"]["all"]["counts"]
    )
    table = re.search(r"<summary>M2</summary>.*?<tbody>(.*?)</tbody>", html).group(1)
    cells = re.findall(r'--part:\d+%">(\d*)<', table)
    wanted = [f"{100 * cell / row.sum():.0f}" if cell else "" for row in counts for cell in row]
    assert cells == wanted
    assert re.findall(r'class="beside">(\d+)<', table) == [str(row.sum()) for row in counts]
    assert "3 test people a seed, 2 seeds" in html


def test_probabilities_lie_where_they_were_observed(kept_dir):
    run = RunDirectory(kept_dir).read()
    html = html_reliability(run.details, run.table, run.info)
    dots = re.findall(
        r'cx="([\d.]+)%" cy="([\d.]+)%" r="[\d.]+"[^>]*data-tip="M2: ([\d.]+) at ([\d.]+)"', html
    )
    assert len(dots) == 5  # the empty bin is not drawn
    x, y, observed, expected = np.array(dots, dtype=float).T
    np.testing.assert_allclose(expected, [0.55, 0.65, 0.75, 0.85, 0.95])
    np.testing.assert_allclose(observed, 0.5 + np.arange(5) / 12, atol=1e-4)
    level = (
        np.array(
            re.findall(r'class="chance" points="([\d.]+),([\d.]+) ([\d.]+),([\d.]+)"', html)[0], dtype=float
        )
        / 10
    )
    np.testing.assert_allclose(np.interp(expected, [0.5, 1.0], level[[0, 2]]), x, atol=0.02)
    np.testing.assert_allclose(np.interp(observed, [0.5, 1.0], level[[1, 3]]), y, atol=0.02)


def test_errors_stand_at_their_landmarks_and_regions(kept_dir):
    run = RunDirectory(kept_dir).read()
    html = html_regions(run.errors, Names(run.table))
    kept = dict(np.load(kept_dir / "errors" / "m2-seed0.npz"))
    each = 100 * np.average(kept["error"], axis=0, weights=[4, 3, 2])
    face = re.search(r'aria-label="M2: error of each landmark.*?</svg>', html).group(0)
    points = re.findall(r'cx="(-?[\d.]+)" cy="(-?[\d.]+)" r="[\d.]+" data-tip="[^:"]+: ([\d.]+) %"', face)
    x, y, values = np.array(points, dtype=float).T
    np.testing.assert_allclose(values, each, atol=0.051)
    np.testing.assert_allclose(x, 100 * kept["face"][:, 0], atol=0.051)
    np.testing.assert_allclose(y, -100 * kept["face"][:, 1], atol=0.051)
    mouth = list(run.errors["m2"][1].layout.regions["mouth"])
    said = re.findall(
        r'data-tip="mouth: ([\d.]+) %, 95 % interval [\d.]+ % to [\d.]+ %; the neutral face 5 %"', html
    )
    assert float(said[1]) == pytest.approx(each[mouth].mean(), abs=0.01)
    assert "9 faces of 3 test people" in html


def test_a_run_of_few_people_warns(kept_dir):
    html = build_report(kept_dir).read_text("utf-8")
    assert "Only 3 test people" in html
    info = json.loads((kept_dir / "run.json").read_text())
    for split in info["splits"]:
        split["test"]["subjects"] = 10
    (kept_dir / "run.json").write_text(json.dumps(info))
    html = build_report(kept_dir).read_text("utf-8")
    assert "test people: intervals of so few" not in html
    assert "10 test people a seed, 2 seeds" in html


def test_what_an_interrupted_run_left_is_shown_and_named(kept_dir):
    for name in ("run.json", "table.json", "details.json", "replicates.npz"):
        (kept_dir / name).unlink()
    html = build_report(kept_dir).read_text("utf-8")
    assert re.findall(r'<section id="(\w+)"', html) == [
        "spaces",
        "errors",
        "training",
        "trajectories",
        "strips",
        "missing",
        "again",
    ]
    assert "This run did not finish." in html
    assert "--resume" in html


def test_several_runs_stand_side_by_side(kept_dir, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(kept_dir, other)
    table = json.loads((other / "table.json").read_text())
    kept = dict(np.load(other / "replicates.npz"))
    table["rows"][-1]["figures"]["accuracy"]["all"].update(value=0.898, low=0.86, high=0.93)
    kept["draws"][(kept["row"] == "m2") & (kept["task"] == "accuracy")] += 0.1
    (other / "table.json").write_text(json.dumps(table))
    np.savez(other / "replicates.npz", **kept)
    (other / "config.toml").write_text('recipe = "paper"\n')
    out = build_report([kept_dir, other], tmp_path / "both.html")
    html = out.read_text("utf-8")
    assert "2 runs side by side" in html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    names = re.findall(r'name="(view-[^"]*)"', html)
    assert len(set(names)) == 2
    accuracy = re.search(r"<b>Accuracy</b>.*?</table>", html).group(0)
    m2 = re.search(r'<th scope="row">M2</th>(.*?)</tr>', accuracy).group(1)
    assert ".798" in m2
    assert ".898" in m2
    assert "differs, +.100 to +.100" in m2
    m1 = re.search(r'<th scope="row">M1</th>(.*?)</tr>', accuracy).group(1)
    assert "level, .000 to .000" in m1
    differing = re.search(r'class="differing".*?</table>', html).group(0)
    assert re.findall(r"<td>(.*?)</td>", differing) == ["", "fast", "paper"]


def test_runs_of_one_name_are_told_apart(kept_dir, tmp_path):
    (tmp_path / "further").mkdir()
    shutil.copytree(kept_dir, tmp_path / "further" / "kept")
    html = build_report([kept_dir, tmp_path / "further" / "kept"], tmp_path / "both.html").read_text("utf-8")
    assert "<h2>further/kept</h2>" in html


def test_a_model_and_another_folder_are_no_runs(tmp_path):
    folder = tmp_path / "run" / "models" / "m2-seed0"
    folder.mkdir(parents=True)
    (folder / "model.json").write_text("{}")
    with pytest.raises(RunError, match="this is a trained model, not a run; give the directory of its run"):
        build_report(folder)
    (tmp_path / "run" / "run.json").write_text("{}")
    with pytest.raises(RunError, match=rf"not a run; its run is {tmp_path / 'run'}"):
        build_report(folder)
    with pytest.raises(RunError, match=r"no run\.json; not a run directory"):
        build_report(tmp_path)


def test_the_command_writes_where_it_is_told(kept_dir, judged_dir, tmp_path, capsys):
    out = tmp_path / "both.html"
    assert main(["report", str(kept_dir), str(judged_dir), "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"Report: {out}\n"
    assert out.exists()
    assert not (kept_dir / "report.html").exists()


def test_each_unit_has_its_dimension_and_their_correlation_beside_it():
    found = Correlations(
        units=["AU01", "AU04"], values=[[0.12, -0.713], [0.4, None]], chosen={"AU01": 1}, deviation=[1, 1]
    )
    html = html_correlations([("M2", found)])
    lines = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", html)
    assert 'AU01</th><td class="beside">z1 −.713</td>' in lines[0]
    assert re.search(r'class="chosen">−\.7</td>$', lines[0])
    assert '<td class="beside"></td>' in lines[1]
    assert html.count('class="chosen"') == 1
