"""A row of the table from the figures of its seeds."""

import statistics

import numpy as np
import pytest

from mien.errors import ConfigError
from mien.evaluation import Judged, judge
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


@pytest.mark.parametrize(
    "wrong", [{"value": 1.2}, {"value": 0.5, "low": 0.6, "high": 0.4}, {"value": 0.5, "low": 0.4}]
)
def test_a_figure_that_cannot_be_is_refused(wrong):
    with pytest.raises(ConfigError):
        Figure(**wrong)
