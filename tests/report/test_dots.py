"""Plots of dots: figures, places on one scale, chance, people and bounds."""

import re

import numpy as np
import pytest

from mien.report import paper_table
from mien.report.dots import Dot, Marks, dot_plot, dots
from mien.report.pages import page
from mien.runs import RunDirectory


def test_dots_say_their_figures_and_lie_on_one_scale(run_dir):
    table = RunDirectory(run_dir).read().table
    html = dot_plot(table, paper_table("posed"), 0.444)
    accuracy = re.findall(r'<figure class="dots">(.*?)</figure>', html)[0]
    places = [float(place) for place in re.findall(r'class="ours" cx="([\d.]+)%"', accuracy)]
    values = [row.figure("accuracy").value for row in table.rows]
    slope, offset = np.polyfit(values, places, 1)
    np.testing.assert_allclose(np.array(values) * slope + offset, places, atol=0.01)
    assert "M2: .798, 95 % interval .757–.835; the paper .736" in accuracy
    diamonds = [float(x) for x in re.findall(r'<svg x="([\d.]+)%"', accuracy)]
    np.testing.assert_allclose(
        diamonds, np.array([0.72, 0.676, 0.64, 0.72, 0.736]) * slope + offset, atol=0.01
    )


def test_people_and_the_best_possible_are_marked_on_the_scale_of_the_dots(judged_dir):
    run = RunDirectory(judged_dir).read()
    html = dot_plot(run.table, paper_table("spontaneous"), 0.742, run.ceiling)
    plots = dict(re.findall(r"<figcaption><b>([^<]+)</b>(.*?)</figure>", html))
    assert list(plots) == ["Accuracy", "Triplets, votes 5", "Triplets, votes 3", "Triplets, votes 1"]
    assert 'class="people"' not in plots["Accuracy"]
    plot = plots["Triplets, votes 3"]
    places = [float(x) for x in re.findall(r'class="ours" cx="([\d.]+)%"', plot)]
    slope, offset = np.polyfit([row.figure("triplets", "3").value for row in run.table.rows], places, 1)
    people = float(re.search(r'class="people" x1="([\d.]+)%"', plot).group(1))
    assert people == pytest.approx(0.85 * slope + offset, abs=0.02)
    left, width = map(float, re.search(r'class="band" x="([\d.]+)%" y="0" width="([\d.]+)%"', plot).groups())
    assert (left, left + width) == pytest.approx((0.9 * slope + offset, 0.97 * slope + offset), abs=0.03)
    assert "raters .850, best possible .900–.970" in plot
    assert "best possible .720<" in plots["Triplets, votes 1"]


def drawn(values, marks):
    return page("dots.html", keys=[], plots=[dots("x", values, marks)], across="two")


def test_a_given_scale_keeps_a_chance_line_that_is_far_away():
    values = [Dot("a", "a", 0.9), Dot("b", "b", None)]
    assert "chance .200, off the plot" in drawn(values, Marks(0.2))
    html = drawn(values, Marks(0.2, scale=(0.0, 1.0)))
    assert 'class="chance" x1="20.00%"' in html
    assert html.count('class="ours"') == 1
    assert "b –" in html
