"""Latents over a recording: which dimensions, what is drawn of them, the line of figures."""

import re

import pytest

from mien.drawing.names import Names
from mien.drawing.over_time import told
from mien.report import build_report
from mien.report.trajectories import html_trajectories
from mien.runs import Movements, RunDirectory


@pytest.fixture
def html(kept_dir):
    run = RunDirectory(kept_dir).read()
    return html_trajectories(run.trajectories, Names(run.table))


def of_model(html, title):
    return next(part for part in html.split("<details")[1:] if f"<h3>{title}</h3>" in part)


def test_the_most_used_dimensions_come_first(html):
    assert re.findall(r"<figcaption><b>(z\d)</b>", of_model(html, "M2")) == ["z1", "z3", "z4", "z0"]
    assert "KL 3.00 nats" in html
    assert "61 frames of the recording &lt;film&gt; of &lt;person 0&gt;" in html


def test_a_smoothed_model_has_a_band_and_every_model_its_lost_frames(html):
    smooth, plain = of_model(html, "M2"), of_model(html, "M1")
    assert (smooth.count('class="unsure"'), plain.count('class="unsure"')) == (4, 0)
    assert smooth.count('class="lost"') == plain.count('class="lost"') == 4
    # Two stretches of frames around the gap, thin where a smoothed line is before them.
    assert (smooth.count('class="thin"'), smooth.count('class="first"')) == (8, 4)
    assert (plain.count('class="thin"'), plain.count('class="first"')) == (0, 8)
    band = re.search(r'class="unsure"[^>]* points="([^"]+)"', smooth).group(1)
    assert len(band.split()) == 2 * 80
    lost = re.search(r'class="lost"[^>]* points="([^"]+)"', smooth).group(1)
    left, right = (float(lost.split()[place].split(",")[0]) for place in (0, 2))
    # Frames 1 to 80 with 4 % of room on either side: 30 is at (29 + 3.16) / (79 · 1.08).
    assert (left, right) == (pytest.approx(376.9, abs=0.1), pytest.approx(611.3, abs=0.1))


def test_figures_stand_in_one_line():
    whole = Movements(8, 5400, 0.041, 0.023, 0.0108, 0.0109, 0.247, 0.24, 0.954)
    assert told(whole) == (
        "Roughness .041, smoothed .023; decoded faces off by .0108, smoothed .0109 eye distances; hidden "
        "gaps of 10 frames bridged with an error of .247 (a straight line: .240), the 95 % band holding 95.4%"
        ". 5,400 frames of 8 recordings of test people."
    )
    assert told(Movements(1, 20, 0.5)) == "Roughness .500. 20 frames of 1 recordings of test people."


def test_the_page_has_the_section(kept_dir):
    page = build_report(kept_dir).read_text("utf-8")
    assert '<section id="trajectories"' in page
    assert "Roughness .050, smoothed .020" in page
