"""A row of the table from the figures of its seeds."""

import statistics
from dataclasses import replace

import numpy as np
import pytest

from mien.errors import ConfigError
from mien.evaluation import Judged, Outcome, RowResult, judge
from mien.evaluation.details import CORRELATION, NATS, SHARE
from mien.runs import Figure, Table, TableRow
from mien.triplets import Triplets

PARTS = np.split(np.arange(120), [80, 100])


def judged(seed=0):
    rng = np.random.default_rng(seed)
    label = np.array(["happy", "neutral", "sad"])[np.arange(120) % 3]
    subject = np.array([f"P{row // 10:02}" for row in range(120)])
    rows = np.array([rng.choice(PARTS[2], 3, replace=False) for _ in range(200)])
    return Judged(label, subject, *PARTS, {"all": Triplets.of(rows)}, seed)


def space(seed):
    rng = np.random.default_rng(100 + seed)
    return rng.normal(size=(120, 5)) + np.eye(5)[np.arange(120) % 3] * 2


def test_a_row_holds_means_and_spreads_over_seeds(tmp_path):
    results = [judge(space(seed), judged(seed)) for seed in range(3)]
    row = TableRow.judged("m2", results, "M2", "vermilion")
    accuracies = [result.value("accuracy") for result in results]
    shares = [result.value("triplets") for result in results]
    accuracy, triplets = row.figure("accuracy"), row.figure("triplets")
    assert accuracy.value == pytest.approx(statistics.mean(accuracies))
    assert accuracy.sd == pytest.approx(statistics.stdev(accuracies))
    assert triplets.value == pytest.approx(statistics.mean(shares))
    assert triplets.sd == pytest.approx(statistics.stdev(shares))
    assert triplets.low < triplets.value < triplets.high
    replicates = np.mean([result.outcomes["accuracy"]["all"].replicates for result in results], axis=0)
    assert accuracy.interval == pytest.approx(np.percentile(replicates, [2.5, 97.5]).tolist())
    assert [part.seed for part in row.seeds] == [0, 1, 2]
    assert [part.figures["accuracy"]["all"] for part in row.seeds] == accuracies
    Table(rows=[row]).write(tmp_path / "table.json")
    assert Table.read(tmp_path / "table.json").rows == [row]


def test_one_seed_has_no_spread():
    row = TableRow.judged("pca", [judge(space(0), judged())])
    assert row.figure("accuracy").sd is None
    assert row.figure("triplets").sd is None


def test_a_row_without_anything_to_judge_has_no_figures():
    on = judged()
    nothing = Judged(np.full(120, ""), on.subject, *PARTS, {}, 0)
    row = TableRow.judged("m1", [judge(space(0), nothing, ["accuracy", "triplets"])])
    assert row.figures == {}
    assert row.unjudged.keys() == {"accuracy", "triplets"}
    assert Table(rows=[row]).columns() == []


def test_columns_are_those_of_every_row_clearest_votes_first():
    figure = Figure(value=0.5)
    rows = [
        TableRow(name="a", dim=1, figures={"triplets": {"1": figure, "5": figure}, "taste": {"all": figure}}),
        TableRow(name="b", dim=1, figures={"triplets": {"3": figure}, "accuracy": {"all": figure}}),
    ]
    assert Table(rows=rows).columns() == [
        ("accuracy", "all"), ("triplets", "5"), ("triplets", "3"), ("triplets", "1"), ("taste", "all"),
    ]  # fmt: skip


def test_the_papers_columns_and_the_others():
    figure = Figure(value=0.5)
    by_task = {"person": {"all": figure}, "few-shot": {"1-person": figure, "5-people": figure}}
    table = Table(rows=[TableRow(name="a", dim=1, figures={**by_task, "accuracy": {"all": figure}})])
    assert table.columns(paper=True) == [("accuracy", "all")]
    assert table.columns(paper=False) == [
        ("few-shot", "1-person"),
        ("few-shot", "5-people"),
        ("person", "all"),
    ]


def test_a_figure_keeps_what_it_can_be_its_chance_and_the_fewest_it_is_of():
    one = Outcome(
        -0.2, np.array([-0.3, 0.1]), chance=0.0, counts={"people": 8, "faces": 20}, scale=CORRELATION
    )
    other = replace(one, value=0.4, counts={"people": 9, "faces": 15})
    figure = Figure.over([one, other])
    assert figure.value == pytest.approx(0.1)
    assert (figure.chance, figure.counts, figure.scale) == (0.0, {"people": 8, "faces": 15}, CORRELATION)
    unknown = Figure.over([replace(one, replicates=np.full(3, np.nan), chance=None)])
    assert (unknown.interval, unknown.chance) == (None, None)


def test_a_task_that_one_seed_was_not_judged_by_is_judged_by_the_others():
    outcome = Outcome(0.5, np.array([0.4, 0.6]))
    results = [
        RowResult(0, 2, {"person": {"all": outcome}}, {"units": "no face has coded action units"}),
        RowResult(1, 2, {}, {"units": "no face has coded action units", "person": "nobody"}),
    ]
    row = TableRow.judged("m2", results)
    assert row.figures.keys() == {"person"}
    assert row.unjudged == {"units": "no face has coded action units"}


def test_a_run_of_before_has_figures_without_chance_or_counts():
    row = TableRow.of({"name": "m2", "dim": 3, "figures": {"accuracy": {"all": {"value": 0.7}}}})
    assert row.figure("accuracy").scale == SHARE
    assert row.unjudged == {}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"value": -1.5, "scale": CORRELATION}, "-1.5 cannot be; it must be at least -1 and at most 1"),
        ({"value": 0.5, "chance": 1.5}, "1.5 cannot be; it must be at least 0 and at most 1"),
        ({"value": -0.1, "scale": NATS}, "-0.1 cannot be; it must be at least 0"),
    ],
)
def test_a_figure_outside_of_its_scale_is_refused_in_one_line(wrong, says):
    with pytest.raises(ConfigError, match=says) as refused:
        Figure(**wrong)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "wrong", [{"value": 1.2}, {"value": 0.5, "low": 0.6, "high": 0.4}, {"value": 0.5, "low": 0.4}]
)
def test_a_figure_that_cannot_be_is_refused(wrong):
    with pytest.raises(ConfigError):
        Figure(**wrong)
