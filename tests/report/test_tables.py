"""The table: its figures are those of table.json and of the paper."""

import io
import json
import re

import pytest
from rich.console import Console

from mien.drawing.names import Names
from mien.report import caption, paper_table, terminal_head, terminal_table
from mien.report.pages import share
from mien.report.tables import html_recovered, html_table
from mien.runs import RunDirectory, RunInfo, Table


def cells_of(html: str) -> dict[str, list[str]]:
    rows = re.findall(r'<tr data-row="([^"]+)">(.*?)</tr>', html)
    return {name: re.findall(r"<td[^>]*>(.*?)</td>", row) for name, row in rows}


def test_html_shows_the_figures_of_the_file(run_dir):
    info = RunDirectory(run_dir).load(RunInfo)
    shown = cells_of(html_table(RunDirectory(run_dir).load(Table), info))
    rows = json.loads((run_dir / "table.json").read_text())["rows"]
    assert list(shown) == [row["name"] for row in rows]
    for row in rows:
        dim, accuracy, accuracy_sd, triplets, triplets_sd, *_ = shown[row["name"]]
        assert int(dim) == row["dim"]
        for cell, task in ((accuracy, "accuracy"), (triplets, "triplets")):
            figure = row["figures"][task]["all"]
            numbers = [float(number) for number in re.findall(r"\d?\.\d{3}", cell)]
            assert numbers == [round(figure[name], 3) for name in ("value", "low", "high")]
        assert (accuracy_sd, triplets_sd) == (".012", ".004")


def test_paper_figures_stand_beside_and_are_those_of_table_two(run_dir):
    info = RunDirectory(run_dir).load(RunInfo)
    shown = cells_of(html_table(RunDirectory(run_dir).load(Table), info))
    plain = {name: [re.sub("<.*?>", "", cell) for cell in cells[-2:]] for name, cells in shown.items()}
    assert plain == {
        "none": [".720", ".593"],
        "difference": ["–", "–"],
        "pca": [".676", ".592"],
        "difference-pca": ["–", "–"],
        "vae": [".640", ".592"],
        "m1": [".720", ".670"],
        "m2": [".736", ".798"],
    }


def test_best_of_each_column_is_bold_and_no_other(run_dir):
    info = RunDirectory(run_dir).load(RunInfo)
    shown = cells_of(html_table(RunDirectory(run_dir).load(Table), info))
    bold = [
        (name, place)
        for name, cells in shown.items()
        for place, cell in enumerate(cells)
        if "<strong>" in cell
    ]
    assert bold == [("m2", 1), ("m2", 3), ("m2", 5), ("m2", 6)]


def test_one_seed_has_no_spread_column(run_dir):
    info = RunDirectory(run_dir).load(RunInfo)
    told = json.loads((run_dir / "table.json").read_text())
    for row in told["rows"]:
        row["seeds"] = row["seeds"][:1]
    (run_dir / "table.json").write_text(json.dumps(told))
    shown = cells_of(html_table(RunDirectory(run_dir).load(Table), info))
    assert all(len(cells) == 5 for cells in shown.values())


def test_terminal_table_has_a_line_a_row_with_the_same_figures(run_dir):
    info = RunDirectory(run_dir).load(RunInfo)
    text = io.StringIO()
    Console(width=140, file=text).print(terminal_table(RunDirectory(run_dir).load(Table), info))
    lines = text.getvalue().splitlines()
    m2 = next(line for line in lines if line.strip().startswith("m2 "))
    assert m2.split() == ["m2", "4", ".798", ".757–.835", ".012", ".833", ".810–.854", ".004", ".736", ".798"]


def test_vote_differences_get_columns_from_clear_to_contested(run_dir):
    rows = json.loads((run_dir / "table.json").read_text())["rows"][-1:]
    rows[0]["figures"]["triplets"] = {
        "1": {"value": 0.55}, "5": {"value": 0.83, "low": 0.8, "high": 0.86}, "3": {"value": 0.7}
    }  # fmt: skip
    (run_dir / "table.json").write_text(json.dumps({"rows": rows}))
    info = RunDirectory(run_dir).load(RunInfo).changed(schema=2, experiment="spontaneous")
    table = RunDirectory(run_dir).load(Table)
    assert table.columns() == [("accuracy", "all"), *(("triplets", kind) for kind in ("5", "3", "1"))]
    figures = [re.sub("<.*?>", "", cell).split()[0] for cell in cells_of(html_table(table, info))["m2"]]
    assert figures[3::2][:3] == [".830", ".700", ".550"]
    assert figures[-4:] == [".835", ".830", ".701", ".559"]


def test_caption_says_whose_faces_how_many_and_chance(run_dir):
    info = RunDirectory(run_dir).load(RunInfo)
    words = caption(RunDirectory(run_dir).load(Table), info)
    assert "synthetic people, not real ones" in words
    assert "3 people that training never saw: 9 faces, 40 triplets" in words
    assert "triplets .500, always naming the commonest label .444" in words
    assert "Mean of 2 seeds" in words


def test_share_is_printed_as_in_the_paper():
    assert [share(value) for value in (0.736, 1.0, 0.0, None)] == [".736", "1.000", ".000", "–"]


def test_other_experiments_have_no_paper_table():
    assert paper_table("mine") is None
    assert paper_table("spontaneous").rows["m1"].accuracy == 0.853


def test_ceiling_stands_below_in_the_columns_of_its_triplets(judged_dir):
    run = RunDirectory(judged_dir).read()
    html = html_table(run.table, run.info, run.ceiling)
    lines = dict(re.findall(r'data-ceiling="(\w+)"><th scope="row">[^<]+</th>(.*?)</tr>', html))
    cells = {name: re.findall("<td[^>]*>(.*?)</td>", line) for name, line in lines.items()}
    assert cells == {
        "people": ["", "", ".970", ".850", ".630", "", "", "", ""],
        "predicted": ["", "", ".960", ".840", ".640", "", "", "", ""],
        "best": ["", "", ".980–.999", ".900–.970", ".720", "", "", "", ""],
        "hidden": ["", "", ".953", ".812", ".611", "", "", "", ""],
    }
    assert "data-ceiling" not in html_table(run.table, run.info)


def test_recovered_metric_has_a_line_a_row(judged_dir):
    run = RunDirectory(judged_dir).read()
    html = html_recovered(run.ceiling, Names(run.table))
    assert re.findall(r"M2</th><td>(.*?)</td><td>(.*?)</td>", html) == [(".900", ".800")]
    assert "Noise-free triplets" in html
    assert html_recovered(None, Names(run.table)) == ""


@pytest.mark.parametrize("seeds", [1, 2])
def test_terminal_table_of_vote_differences_fits_80_columns(judged_dir, seeds):
    if seeds == 2:
        told = json.loads((judged_dir / "table.json").read_text())
        for row in told["rows"]:
            row["seeds"] *= 2
            row["figures"]["accuracy"]["all"]["sd"] = 0.0123
            for kind, spread in (("5", 0.0045), ("3", 0.0055), ("1", 0.0065)):
                row["figures"]["triplets"][kind]["sd"] = spread
        (judged_dir / "table.json").write_text(json.dumps(told))
    run, text = RunDirectory(judged_dir).read(), io.StringIO()
    Console(width=80, file=text).print(terminal_table(run.table, run.info, ceiling=run.ceiling))
    lines = text.getvalue().splitlines()
    place = next(number for number, line in enumerate(lines) if line.strip().startswith("m2 "))
    assert lines[place].split() == ["m2", ".847", ".861", ".707", ".562", ".835", ".830", ".701", ".559"]
    assert lines[place + 1].split() == [".813–.876", ".840–.880", ".686–.726", ".541–.581"]
    if seeds == 2:
        assert lines[place + 2].replace("±", "").split() == [".012", ".004", ".005", ".006"]
    best = next(line for line in lines if line.strip().startswith("best"))
    assert best.split() == ["best", ".980–.999", ".900–.970", ".720"]
    assert "people: how often" in " ".join(lines)
    assert "…" not in text.getvalue()


def test_the_terminal_has_the_headline_on_how_many_and_a_warning(run_dir):
    headline, people, warning = terminal_head(RunDirectory(run_dir).read())
    assert re.match(r"\S.* labels? the most test faces rightly, \.\d{3}", headline)
    assert people == "Tested on 3 test people a seed, 2 seeds."
    assert warning.startswith("Warning: Only 3 test people: intervals of so few say little")
    info = json.loads((run_dir / "run.json").read_text())
    for split in info["splits"]:
        split["test"]["subjects"] = 10
    (run_dir / "run.json").write_text(json.dumps(info))
    assert len(terminal_head(RunDirectory(run_dir).read())) == 2
    for split in info["splits"]:
        split["test"]["subjects"] = 1
    (run_dir / "run.json").write_text(json.dumps(info))
    headline, people, warning = terminal_head(RunDirectory(run_dir).read())
    assert headline.endswith("Of one test person, so that nothing says which rows are level.")
    assert people == "Tested on 1 test person a seed, 2 seeds."
    assert "Only 1 test person: there is no interval" in warning


def test_faces_without_labels_have_a_headline_too(run_dir):
    table = json.loads((run_dir / "table.json").read_text())
    scale = {"least": 0.0, "most": None, "lower": True, "unit": "eye distances"}
    for place, row in enumerate(table["rows"]):
        row["figures"] = {"reconstruction": {"error": {"value": 0.051 + 0.01 * place, "scale": scale}}}
    table["paired"] = None
    (run_dir / "table.json").write_text(json.dumps(table))
    (run_dir / "replicates.npz").unlink(missing_ok=True)
    first, second, *_ = (
        Names(Table.read(run_dir / "table.json")).title(row["name"]) for row in table["rows"]
    )
    headline = terminal_head(RunDirectory(run_dir).read())[0]
    assert headline.startswith(f"{first} remakes test faces the nearest, 0.051 eye distances; next ")
    assert second.lower()[:4] in headline.lower()
    table["rows"] = table["rows"][:1]
    (run_dir / "table.json").write_text(json.dumps(table))
    headline = terminal_head(RunDirectory(run_dir).read())[0]
    assert headline == f"{first} remakes test faces to within 0.051 eye distances on average."
