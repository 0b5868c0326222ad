"""Training curves: their values and where they are drawn."""

import json
import re

import numpy as np
import pytest

from mien.report import read_run
from mien.report.curves import best_step, training_curves


def test_best_step_is_the_lowest_validation_total(run_dir):
    run = read_run(run_dir)
    assert best_step(run.metrics["m2"][0]) == 200
    assert best_step([{"step": 1, "part": "train", "total": 1.0}]) is None
    assert set(re.findall(r'data-best="(\d+)"', training_curves(run.metrics))) == {"200"}


def test_a_chart_for_every_term_with_the_models_that_have_it(run_dir):
    html = training_curves(read_run(run_dir).metrics)
    charts = dict(re.findall(r'data-term="([^"]+)">(.*?)</figure>', html))
    assert list(charts) == ["total", "reconstruction", "kl", "topology", "beta"]
    assert "log scale" in charts["total"]
    assert "log scale" not in charts["kl"]
    series = json.loads(re.search(r"data-series='(.*?)'", charts["topology"]).group(1).replace("&quot;", '"'))
    assert [(one["name"], one["part"]) for one in series] == [("M2", "train"), ("M2", "validation")]
    assert series[0]["points"] == [[100, 2.0], [200, 2.0], [300, 2.0]]


def test_curve_points_lie_where_their_values_are(run_dir):
    html = training_curves(read_run(run_dir).metrics)
    total = re.search(r'data-term="total">(.*?)</figure>', html).group(1)
    points = re.search(r'class="first validation" style="stroke:var\(--m2\)" points="([^"]+)"', total).group(
        1
    )
    xy = np.array([[float(number) for number in point.split(",")] for point in points.split()])
    np.testing.assert_allclose(xy[:, 0], [333.3, 666.7, 1000.0])
    # On a log axis, equal ratios are equal lengths.
    lengths = np.diff(xy[:, 1])
    assert lengths[0] / lengths[1] == pytest.approx(np.log(20 / 300) / np.log(25 / 20), rel=5e-3)
