"""How tables are shown: a few lines, whatever is in them."""

import dataclasses

import numpy as np
import pytest

from mien.columns import Table
from mien.faces import Faces
from mien.landmarks import Landmarks, get_layout
from mien.synthetic.posed import builtin_posed
from mien.synthetic.spontaneous import builtin_video
from mien.triplets import Triplets


def every_table():
    found, waiting = [], [Table]
    while waiting:
        below = waiting.pop().__subclasses__()
        found += below
        waiting += below
    return found


@pytest.fixture(scope="module")
def posed_faces():
    return builtin_posed()


def test_the_built_in_faces_are_shown_in_nine_lines(posed_faces):
    lines = repr(posed_faces).splitlines()
    assert lines[0] == "Faces: 2,500 faces of 100 people, synthetic"
    assert len(lines) < 10
    assert max(map(len, lines)) <= 80
    assert any(line.split()[:3] == ["label", "neutral,", "angry,"] for line in lines)


def test_coded_video_is_too():
    video, _ = builtin_video(n_subjects=2, n_tasks=1, seconds=3.0)
    lines = repr(video).splitlines()
    assert len(lines) < 10
    assert lines[-1].split()[0] == "…", "what is left out is named"
    assert "rotation" in lines[-1]


def test_who_nobody_says_is_real_is_not_called_so(posed_faces):
    for synthetic, words in ((False, "people, real"), (None, "real or synthetic (not said)")):
        assert words in repr(dataclasses.replace(posed_faces, synthetic=synthetic)).splitlines()[0]


def test_notebooks_get_a_table_and_names_are_no_html(posed_faces):
    some = posed_faces.take(slice(0, 3))
    html = dataclasses.replace(some, subject=np.array(["<b>&", "x", "y"]), neutral=None)._repr_html_()
    assert html.startswith("<table><caption>Faces: 3 faces of 3 people")
    assert html.count("<tr>") == 1 + 3
    assert "<td>&lt;b&gt;&amp;</td>" in html
    assert "<b>" not in html
    assert posed_faces._repr_html_().count("<tr>") == 1 + 5 + 1, "five, and that there are more"
    assert len(posed_faces._repr_html_()) < 2_000


def test_triplets_are_shown():
    triplets = Triplets.of(np.array([[0, 1, 2], [4, 3, 0]]), np.array([1.0, 0.25]))
    assert repr(triplets).splitlines() == [
        "Triplets: 2 triplets",
        "  rows    0 1 2, 4 3 0",
        "  weight  1, 0.25",
    ]


def test_no_kind_of_table_prints_its_rows():
    assert {Faces, Triplets, Landmarks} <= set(every_table())
    for kind in every_table():
        assert kind.__repr__ is Table.__repr__ or kind is Landmarks, f"{kind.__name__} has a repr of its own"


def test_a_table_of_no_rows():
    faces = Landmarks(np.zeros((0, 51, 3)), get_layout("ibug51"))
    nothing = np.zeros(0, dtype=str)
    assert repr(Faces(faces, nothing, nothing)).splitlines()[0].startswith("Faces: 0 faces of 0 people")
    assert repr(Triplets.of(np.zeros((0, 3), dtype=int))).splitlines()[0] == "Triplets: 0 triplets"
