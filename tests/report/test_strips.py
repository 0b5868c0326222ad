"""Strips: order, what is folded away, and that the drawing is of the decoded points."""

import re
from itertools import pairwise

import numpy as np
import pytest

from mien.drawing.names import Names
from mien.drawing.strips import by_movement, turned
from mien.landmarks.draw import polylines
from mien.landmarks.layout import NAMES, get_layout
from mien.report.strips import html_strips
from mien.runs import RunDirectory


def strips_of(run_dir):
    return RunDirectory(run_dir).read().strips["m2"][1]


def html_of(run_dir):
    run = RunDirectory(run_dir).read()
    return html_strips(run.strips, Names(run.table))


def test_dimensions_by_movement_and_idle_ones_folded(run_dir):
    strips = strips_of(run_dir)
    assert by_movement(strips) == ([1, 3, 0], [2])
    html = html_of(run_dir)
    assert re.findall(r'data-dimension="(\d+)"', html) == ["1", "3", "0", "2"]
    before, folded = html.split("<details>")
    assert 'data-dimension="2"' in folded
    assert 'data-dimension="2"' not in before
    assert "1 of 4 dimensions are not in use" in folded


def test_movement_and_kl_are_shown(run_dir):
    strips = strips_of(run_dir)
    strip = re.search(r'data-dimension="1">(.*?)</section>', html_of(run_dir)).group(1)
    assert f"moves {100 * strips.movement[1]:.1f} %" in strip
    assert "KL 2.00 nats" in strip
    assert re.findall(r"<figcaption>(.*?)</figcaption>", strip) == ["−3", "−2", "−1", "0", "+1", "+2", "+3"]


@pytest.mark.parametrize("name", NAMES)
def test_polylines_draw_every_edge_once(name):
    edges = get_layout(name).edges
    drawn = [tuple(sorted(pair)) for line in polylines(edges) for pair in pairwise(line)]
    assert sorted(drawn) == sorted(tuple(sorted(edge)) for edge in edges.tolist())
    assert len(polylines(edges)) < len(edges) / 2


def test_drawn_points_are_the_decoded_ones(run_dir):
    strips = strips_of(run_dir)
    strip = re.search(r'data-dimension="1">(.*?)</section>', html_of(run_dir)).group(1)
    last = re.findall(r'<svg class="front".*?</svg>', strip)[-1]
    drawn = []
    for line in re.findall(r"M([^M]+)", "".join(re.findall(r' d="([^"]+)"', last))):
        # Where it begins, then the way from each point to the next.
        ways = np.array(line.replace("l", " ").split(), dtype=int).reshape(-1, 2)
        drawn.append(ways.cumsum(axis=0))
    drawn = np.unique(np.concatenate(drawn), axis=0)
    used = np.unique(strips.layout.edges)
    wanted = np.unique(np.rint(strips.faces[1, -1][used, :2] * [100, -100]), axis=0)
    np.testing.assert_array_equal(drawn, wanted)


def test_tint_follows_the_way_moved(run_dir):
    html = html_of(run_dir)
    still = re.search(r'data-dimension="2">(.*?)</section>', html).group(1)
    assert set(re.findall(r'class="(t\d)"', still)) == {"t0"}
    moving = re.search(r'data-dimension="1">(.*?)</section>', html).group(1)
    assert "t3" in set(re.findall(r'class="(t\d)"', moving))


def test_turned_head_shows_the_front_of_the_face_to_the_side():
    nose = np.array([[0.0, -0.5, 1.0]])
    np.testing.assert_allclose(turned(nose, 0), [[0, -0.5]])
    np.testing.assert_allclose(turned(nose, 90), [[1, -0.5]], atol=1e-12)
