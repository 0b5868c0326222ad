"""Training curves: their values and where they are drawn."""

import json
import re

import numpy as np
import pytest

from mien.drawing.names import Names
from mien.report.curves import training_curves
from mien.runs import Metric, RunDirectory
from mien.runs.metrics import best_step


def curves(run_dir):
    run = RunDirectory(run_dir).read()
    return training_curves(run.metrics, Names(run.table))


def test_best_step_is_the_lowest_validation_total(run_dir):
    run = RunDirectory(run_dir).read()
    assert best_step(run.metrics["m2"][0]) == 200
    assert best_step([Metric(step=1, part="train", total=1.0)]) is None
    assert set(re.findall(r'data-best="(\d+)"', curves(run_dir))) == {"200"}


def test_a_chart_for_every_term_with_the_models_that_have_it(run_dir):
    html = curves(run_dir)
    charts = dict(re.findall(r'data-term="([^"]+)">(.*?)</figure>', html))
    assert list(charts) == ["total", "reconstruction", "kl", "topology", "beta"]
    assert "log scale" in charts["total"]
    assert "log scale" not in charts["kl"]
    series = json.loads(re.search(r'data-series="(.*?)"', charts["topology"]).group(1).replace("&#34;", '"'))
    assert [(one["name"], one["part"]) for one in series] == [("M2", "train"), ("M2", "validation")]
    assert series[0]["points"] == [[100, 2.0], [200, 2.0], [300, 2.0]]


def test_curve_points_lie_where_their_values_are(run_dir):
    html = curves(run_dir)
    total = re.search(r'data-term="total">(.*?)</figure>', html).group(1)
    points = re.search(
        r'class="first validation" style="stroke:var\(--vermilion\)" points="([^"]+)"', total
    ).group(1)
    xy = np.array([[float(number) for number in point.split(",")] for point in points.split()])
    np.testing.assert_allclose(xy[:, 0], [333.3, 666.7, 1000.0])
    # On a log axis, equal ratios are equal lengths.
    lengths = np.diff(xy[:, 1])
    assert lengths[0] / lengths[1] == pytest.approx(np.log(20 / 300) / np.log(25 / 20), rel=5e-3)
