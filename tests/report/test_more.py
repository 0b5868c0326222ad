"""More about the spaces: the figures of the file, the best by what is better, and what was not judged."""

import json
import re

from mien.drawing.names import Names
from mien.report import build_report
from mien.report.more import more_section, unjudged
from mien.runs import RunDirectory, Table

LESS = {"lower": True}
ERROR = {"least": 0.0, "most": None, "lower": True, "unit": "eye distances"}


def more(run_dir):
    """The table of a run with three more tasks, of which one does without some rows."""
    path = run_dir / "table.json"
    told = json.loads(path.read_text())
    for place, row in enumerate(told["rows"]):
        row["figures"]["person"] = {
            "all": {"value": 0.9 - place / 10, "low": 0.1, "high": 0.95, "chance": 0.1, "scale": LESS,
                    "counts": {"people": 10, "faces": 1250}}
        }  # fmt: skip
        row["figures"]["few-shot"] = {
            kind: {"value": 0.2 + place / 10, "chance": 0.25, "counts": {"people": 10, "faces": 99}}
            for kind in ("1-person", "5-people")
        }
        row["unjudged"] = {"units": "no face has coded action units"}
        if place < 4:
            row["unjudged"]["transfer"] = "the space makes no faces"
        else:
            row["figures"]["transfer"] = {
                "all": {"value": 1.25 - place / 10, "chance": 1.5, "scale": ERROR, "counts": {"pairs": 2000}}
            }
    path.write_text(json.dumps(told))
    return RunDirectory(run_dir).load(Table)


def cells(html):
    rows = re.findall(r'<tr data-row="([^"]+)"><th[^>]*>[^<]*</th>(.*?)</tr>', html)
    return {name: re.findall(r"<td[^>]*>(.*?)</td>", row) for name, row in rows}


def test_a_figure_a_task_with_chance_and_the_best_of_each(run_dir):
    table = more(run_dir)
    html = str(more_section(table, Names(table)))
    shown = cells(html)
    assert list(shown) == [row.name for row in table.rows]
    plain = {name: [re.sub("<.*?>", "", cell).split()[0] for cell in row] for name, row in shown.items()}
    assert plain["none"] == ["–", ".200", ".900"]
    assert plain["m2"] == [".650", ".800", ".300"]
    assert all("<strong>" in cell for cell in shown["m2"])
    assert not any("<strong>" in cell for name, row in shown.items() if name != "m2" for cell in row)
    assert "<td>1.500</td><td>.250</td><td>.100</td>" in html
    assert html.count('title="less is better"') == 2
    assert "Few labels, 5 people" in html
    assert "10 people, 1,250 faces" in html


def test_what_was_not_judged_is_told_once_with_rows_and_reason(run_dir):
    table = more(run_dir)
    assert unjudged(table) == [
        "Not judged: units, because no face has coded action units.",
        "Not judged: transfer of None (x), Difference x − y, PCA of x, PCA of x − y, because the space makes "
        "no faces.",
    ]


def test_the_papers_table_is_as_wide_as_before(run_dir):
    before = build_report(run_dir).read_text("utf-8")
    more(run_dir)
    after = build_report(run_dir).read_text("utf-8")
    table = r'<table class="results">.*?</table>'
    assert re.findall(table, before) == re.findall(table, after) != []
    assert "More about the spaces" in after
    assert "More about the spaces" not in before
