"""Projections, curves and dots against independent computations."""

import json
import re

import numpy as np
import pytest
from sklearn.decomposition import PCA

from mien.report import paper_table, read_run
from mien.report.curves import best_step, training_curves
from mien.report.dots import dot_plot
from mien.report.spaces import label_colours, latent_panels, principal_components, script_json


def test_principal_components_are_sklearns_up_to_sign():
    points = np.random.default_rng(0).normal(size=(60, 12)) * np.linspace(3, 0.2, 12) + 5
    scores, captured = principal_components(points)
    reference = PCA(3, svd_solver="full").fit(points)
    theirs = reference.transform(points)
    signs = np.sign((scores * theirs).sum(axis=0))
    np.testing.assert_allclose(scores * signs, theirs, atol=1e-9)
    assert captured == pytest.approx(reference.explained_variance_ratio_.sum())


def test_principal_components_of_few_dimensions_or_no_variance():
    points = np.random.default_rng(1).normal(size=(20, 2))
    scores, captured = principal_components(points)
    assert scores.shape == (20, 3)
    assert not scores[:, 2].any()
    assert captured == pytest.approx(1)
    assert principal_components(np.ones((5, 4)))[1] == 0


def test_panels_follow_the_table_and_carry_the_projected_points(run_dir):
    run = read_run(run_dir)
    html = latent_panels(run.latents, [row.name for row in run.rows])
    assert re.findall(r'data-space="([^"]+)"', html) == [row.name for row in run.rows]
    data = json.loads(re.search(r'id="latents">(.*?)</script>', html).group(1))
    assert [data["labels"][place] for place in data["label"]] == run.latents.label.tolist()
    m2 = np.array(data["spaces"][-1]["points"], dtype=float).reshape(-1, 3)
    theirs = PCA(3).fit_transform(run.latents.spaces["m2"].astype(float))
    for axis in range(3):
        assert abs(np.corrcoef(m2[:, axis], theirs[:, axis])[0, 1]) == pytest.approx(1, abs=1e-3)
    share = PCA(3).fit(run.latents.spaces["m2"].astype(float)).explained_variance_ratio_.sum()
    assert f"{share:.0%} of variance shown" in html


def test_labels_have_different_colours_and_emotions_always_the_same():
    emotions = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprised"]
    assert len(set(label_colours(emotions).values())) == 7
    assert label_colours(["neutral", "happy"])["happy"] == label_colours(emotions)["happy"]
    assert len(set(label_colours(["a", "b", "c", "d", "happy"]).values())) == 5


def test_json_in_a_script_cannot_end_it():
    text = script_json({"name": "</script><!--"})
    assert "<" not in text
    assert json.loads(text) == {"name": "</script><!--"}


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


def test_dots_say_their_figures_and_lie_on_one_scale(run_dir):
    rows = read_run(run_dir).rows
    html = dot_plot(rows, paper_table("posed"), 0.444)
    accuracy = re.findall(r'<figure class="dots">(.*?)</figure>', html)[0]
    places = [float(place) for place in re.findall(r'class="ours" cx="([\d.]+)%"', accuracy)]
    values = [row.accuracy for row in rows]
    slope, offset = np.polyfit(values, places, 1)
    np.testing.assert_allclose(np.array(values) * slope + offset, places, atol=0.01)
    assert "M2: .798, 95 % interval .757–.835; the paper .736" in accuracy
    diamonds = [float(x) for x in re.findall(r'<svg x="([\d.]+)%"', accuracy)]
    np.testing.assert_allclose(
        diamonds, np.array([0.72, 0.676, 0.64, 0.72, 0.736]) * slope + offset, atol=0.01
    )
