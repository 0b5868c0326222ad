"""Outlines from the edges of the layouts."""

from itertools import pairwise

import numpy as np
import pytest

from mien.landmarks import NAMES, get_layout
from mien.synthetic.surface.frame import Frame
from mien.synthetic.surface.lines import draw_lines, outlines


@pytest.mark.parametrize("name", NAMES)
def test_eyes_and_lips_are_closed_outlines_of_all_their_points(name):
    layout = get_layout(name)
    for region in ("left_eye", "right_eye", "outer_lip", "inner_lip"):
        ((line, closed),) = outlines(name, region)
        assert closed
        assert sorted(line) == sorted(layout.regions[region])


@pytest.mark.parametrize("name", NAMES)
def test_every_edge_of_a_region_is_drawn(name):
    layout = get_layout(name)
    for region in ("left_eye", "right_eye", "left_brow", "nose", "outer_lip", "inner_lip", "contour"):
        inside = set(layout.regions.get(region, ()))
        edges = {tuple(sorted(edge)) for edge in layout.edges.tolist() if inside.issuperset(edge)}
        lines = [[*line, line[0]] if closed else line for line, closed in outlines(name, region)]
        assert {tuple(sorted(pair)) for line in lines for pair in pairwise(line)} == edges, region


def test_open_lines_run_from_end_to_end():
    ((line, closed),) = outlines("ibug68", "contour")
    assert not closed
    assert line == tuple(range(17))
    assert outlines("ibug51", "contour") == ()


def test_the_inside_of_the_lips_is_dark_where_the_landmarks_say(make_faces):
    layout, frame = get_layout("ibug68"), Frame()
    points = make_faces("ibug68", 1)[0] * 0
    turn = np.linspace(0, 2 * np.pi, 8, endpoint=False)
    points[list(layout.regions["inner_lip"]), 0] = 0.3 * np.cos(turn)
    points[list(layout.regions["inner_lip"]), 1] = -1.0 + 0.2 * np.sin(turn)
    rgb = np.asarray(draw_lines(points, layout, frame)).astype(int)
    dark = rgb.max(axis=2) < 100
    rows, columns = np.nonzero(dark[280:400])
    assert columns.mean() == pytest.approx(frame.width / 2, abs=1)
    assert rows.mean() + 280 == pytest.approx(frame.eye_line + frame.eye_distance, abs=1)
    assert np.ptp(rows) == pytest.approx(0.4 * frame.eye_distance, abs=4)
