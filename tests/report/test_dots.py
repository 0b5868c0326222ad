"""Plots of dots: figures, places on one scale, chance, people and bounds."""

import re

import numpy as np
import pytest

from mien.report import paper_table, read_run
from mien.report.dots import Dot, Marks, dot_plot, dots


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


def test_people_and_the_best_possible_are_marked_on_the_scale_of_the_dots(judged_dir):
    run = read_run(judged_dir)
    html = dot_plot(run.rows, paper_table("spontaneous"), 0.742, run.ceiling)
    plots = dict(re.findall(r"<figcaption><b>([^<]+)</b>(.*?)</figure>", html))
    assert list(plots) == ["Accuracy", "Triplets, votes 5", "Triplets, votes 3", "Triplets, votes 1"]
    assert 'class="people"' not in plots["Accuracy"]
    plot = plots["Triplets, votes 3"]
    places = [float(x) for x in re.findall(r'class="ours" cx="([\d.]+)%"', plot)]
    slope, offset = np.polyfit([row.triplets["3"] for row in run.rows], places, 1)
    people = float(re.search(r'class="people" x1="([\d.]+)%"', plot).group(1))
    assert people == pytest.approx(0.85 * slope + offset, abs=0.02)
    left, width = map(float, re.search(r'class="band" x="([\d.]+)%" y="0" width="([\d.]+)%"', plot).groups())
    assert (left, left + width) == pytest.approx((0.9 * slope + offset, 0.97 * slope + offset), abs=0.03)
    assert "raters .850, best possible .900–.970" in plot
    assert "best possible .720<" in plots["Triplets, votes 1"]


def test_a_given_scale_keeps_a_chance_line_that_is_far_away():
    values = [Dot("a", "a", 0.9), Dot("b", "b", None)]
    assert "chance .200, off the plot" in dots("x", values, Marks(0.2))
    html = dots("x", values, Marks(0.2, scale=(0.0, 1.0)))
    assert 'class="chance" x1="20.00%"' in html
    assert html.count('class="ours"') == 1
    assert "b –" in html
