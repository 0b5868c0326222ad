"""What neutral choices cost: figures, changes and people of the file."""

import json
import re

from mien.drawing.names import Names
from mien.report.neutrals import neutral_section
from mien.runs import RunDirectory


def section(judged_dir):
    run = RunDirectory(judged_dir).read()
    return neutral_section(run.neutrals, Names(run.table))


def test_every_way_has_its_dot_and_the_chosen_one_is_marked(judged_dir):
    html = section(judged_dir)
    plots = dict(re.findall(r"<figcaption><b>([^<]+)</b>.*?(<svg.*?)</figure>", html))
    assert list(plots) == ["Accuracy", "Triplets, votes 5", "Triplets, votes 3", "Triplets, votes 1"]
    tips = re.findall(r'data-row="(\w+)" data-tip="([^"]+)"', plots["Triplets, votes 5"])
    assert tips == [
        ("chosen", "x − y, coded: .762"), ("way", "x − y, median: .741"), ("way", "x − y, still: .715"),
        ("chosen", "PCA, coded: .758"), ("way", "PCA, median: .737"), ("way", "PCA, still: .711"),
    ]  # fmt: skip


def test_changes_are_those_from_the_chosen_way(judged_dir):
    html = section(judged_dir)
    row = re.search(r"Difference x − y, still</th>(.*?)</tr>", html).group(1)
    assert re.findall(r"<td>([.\d]+) <small>(.*?)</small>", row) == [
        (".806", "−.047"), (".715", "−.047"), (".608", "−.023"), (".550", "±.000"),
    ]  # fmt: skip
    assert "<small>" not in re.search(r"Difference x − y, coded</th>(.*?)</tr>", html).group(1)


def test_distances_people_and_fewest_candidates(judged_dir):
    html = section(judged_dir)
    row = re.search(r'data-way="still">(.*?)</tr>', html).group(1)
    assert re.findall("<td>(.*?)</td>", row) == ["0.031", "0.093", "&lt;S012&gt;"]
    assert "a face is 0.061 from its neutral" in html
    assert "for 41 people. Candidates a person: 14 (S001) to 454." in html
    people = html[html.index("Every person") :]
    assert people.count('scope="row"') == 41
    assert re.search(r"S007</th><td>S007_T1_47</td><td>80</td><td>0.027</td>", people)


def test_without_figures_only_the_choice_is_told(judged_dir):
    file = judged_dir / "neutral.json"
    told = json.loads(file.read_text())
    told["ways"] = {"coded": {"rows": {}}}
    del told["distance"], told["expression"]
    file.write_text(json.dumps(told))
    html = section(judged_dir)
    assert "<figure" not in html
    assert "Every person" in html


def test_labels_may_be_missing(judged_dir):
    file = judged_dir / "neutral.json"
    told = json.loads(file.read_text())
    for way in told["ways"].values():
        for row in way["rows"].values():
            row["accuracy"] = None
    file.write_text(json.dumps(told))
    html = section(judged_dir)
    assert "<b>Accuracy</b>" not in html
    assert "<td>–</td>" in html
    assert html.count("<figure") == 3
