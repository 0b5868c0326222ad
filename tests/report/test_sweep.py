"""The page of a sweep: every trial in it, and what is said of the chosen and of the marked one."""

import re

import pytest

from mien.report.sweep import build_sweep, place_of, render, text_table
from mien.runs import FacesInfo, RunDirectory, Sweep, Trial, Varied

VARIED = [
    Varied(name="model.kind", choices=["m1", "m2"], mark="m2"),
    Varied(name="objective.topology.gamma", low=0.001, high=1.0, log=True, mark=0.04),
]


def trial(number, kind, gamma=None, score=None, **more):
    values = {"model.kind": kind} | ({} if gamma is None else {"objective.topology.gamma": gamma})
    state = "complete" if score is not None else more.pop("state")
    return Trial(number=number, state=state, values=values, score=score, triplets=score, **more)


@pytest.fixture
def sweep():
    data = {
        "source": "drawn", "licence": "", "synthetic": True, "layout": "ibug51", "dims": 3, "unit": "mm",
        "faces": 84, "subjects": 12, "notes": [], "labels": {},
    }  # fmt: skip
    return Sweep(
        mien="0", title="Which", search="tpe", recipe="fast", steps=100, seed=0, mark="ours", varied=VARIED,
        data=FacesInfo(**data), chosen=2, settings="[model]\n",
        trials=[
            trial(0, "m1", score=0.6), trial(1, "m2", 0.04, 0.7, marked=True), trial(2, "m2", 0.3, 0.8),
            trial(3, "m2", 0.01, state="pruned", curve=[(10, 0.2), (20, 0.25)]),
            trial(4, "m2", 0.9, state="failed", error="it <went> astray"), trial(5, "m1", score=0.7),
        ],
    )  # fmt: skip


def test_every_trial_is_in_the_table_and_a_line(sweep):
    html = render(sweep)
    rows = re.search(r'<table class="results trials">.*?<tbody>(.*?)</tbody>', html).group(1).split("</tr>")
    assert [re.search(r'scope="row">(\d+)', row).group(1) for row in rows if row] == list("215034")
    assert "given up at step 20, score .250" in rows[4]
    assert "failed: it &lt;went&gt; astray" in rows[5]
    lines = re.findall(r'<polyline class="(\w+)"', html)
    assert sorted(lines) == ["chosen", "complete", "complete", "failed", "marked", "pruned"]
    assert lines[-1] == "chosen", "drawn above all"


def test_the_lead_says_what_was_chosen_and_where_the_marked_one_is(sweep):
    html = render(sweep)
    lead = re.sub(r"<.*?>", "", re.search(r'<p class="lead">(.*?)</p>', html).group(1))
    assert lead.startswith("Best by validation people is trial 2, with a score of .800: kind m2, gamma 0.3.")
    assert "Ours, trial 1, has .700, place 2 of 4." in lead
    assert place_of(sweep, sweep.trials[5]) == 2, "equals share the better place"
    assert "has not been judged by test people" in html
    gone = sweep.changed(trials=[one.model_dump() for one in sweep.trials if not one.marked])
    assert "Ours was not among the trials" in render(gone)


def test_the_scale_of_a_range_is_its_logarithm(sweep):
    html = render(sweep)
    chart = re.search(r'data-name="objective.topology.gamma">(.*?)</figure>', html).group(1)
    ticks = re.findall(r'left:([\d.]+)%">([^<]+)<', chart)
    places = {text: float(place) for place, text in ticks}
    assert places[".01"] - places[".001"] == pytest.approx(places["1"] - places[".1"], abs=0.02)


def test_the_page_needs_nothing_else(sweep, tmp_path):
    RunDirectory(tmp_path).save(sweep)
    text = build_sweep(tmp_path).read_text()
    assert "http" not in re.sub(r'http-equiv="[^"]*"', "", text)
    assert not re.search(r"<script|<link|<img", text)
    for name in set(re.findall(r"var\(--(\w+)\)", text)):
        assert f"--{name}:" in text, f"{name} is no colour of this page"


def test_the_terminal_has_the_best_and_the_marked_one(sweep):
    lines = text_table(sweep, most=1)
    assert lines[0] == "Which: 4 trained to their end, 1 given up, 1 failed"
    assert [line.split()[:3] for line in lines[3:5]] == [["1", "2", ".800"], ["2", "1", ".700"]]
    assert lines[3].endswith("chosen")
    assert lines[4].endswith("ours")
