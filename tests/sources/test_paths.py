from pathlib import Path

import numpy as np
import pytest

from mien.faces.faces import Faces
from mien.sources.asked import Asked
from mien.sources.opening import open_faces, open_stream
from mien.sources.paths import below_common, found_files, short_names


def test_a_name_is_as_long_as_it_must_be():
    assert short_names(["a/p1/x", "a/p2/x", "a/p1/y"]) == {"a/p1/x": "p1/x", "a/p2/x": "p2/x", "a/p1/y": "y"}
    assert short_names(["x", "p/x"]) == {"x": "x", "p/x": "p/x"}
    assert short_names(["1/day/x", "2/day/x", "2/night/x"]) == {
        "1/day/x": "1/day/x",
        "2/day/x": "2/day/x",
        "2/night/x": "2/night/x",
    }
    assert short_names([]) == {}


def test_files_that_differ_in_their_ending_alone():
    folder = Path("photos")
    found = found_files([folder / "p1" / "a.jpg", folder / "p1" / "a.png", folder / "b.c.png"], folder)
    assert [file.name for file in found] == ["a.jpg", "a.png", "b.c"]
    assert [file.below for file in found] == ["p1/a.jpg", "p1/a.png", "b.c.png"]


def test_below_what_all_are_in():
    assert below_common([Path("../p/1/a.jpg"), Path("../p/2/a.jpg")]) == ["1/a.jpg", "2/a.jpg"]
    assert below_common([Path("/x/a.jpg")]) == ["a.jpg"]
    assert below_common([Path("a/b.jpg"), Path("/x/c.jpg")]) == ["a/b.jpg", "/x/c.jpg"]


def _openface(path, seed, frames=3):
    rng = np.random.default_rng(seed)
    names = ["frame", *(f"{axis}_{i}" for i in range(68) for axis in "XYZ")]
    rows = [[frame, *rng.normal(scale=40, size=204).round(3)] for frame in range(frames)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(",".join(map(str, row)) for row in [names, *rows]) + "\n")


@pytest.fixture
def videos(tmp_path):
    """Two people's recordings of the same name and the same frames, and one of a name of its own."""
    for seed, name in enumerate(("p01/cam.csv", "p02/cam.csv", "p02/more.csv")):
        _openface(tmp_path / "videos" / name, seed)
    return tmp_path / "videos"


def test_recordings_of_one_name_are_not_one(videos):
    faces = open_faces(f"openface:{videos}", "keep")
    assert faces.subjects.tolist() == ["more", "p01/cam", "p02/cam"]
    assert faces.sequence.tolist() == ["p01/cam"] * 3 + ["p02/cam"] * 3 + ["more"] * 3
    assert faces.face[[0, 3, 6]].tolist() == ["p01/cam_000000", "p02/cam_000000", "more_000000"]
    assert faces.file is None
    assert faces.notes == (
        "3 files counted as a person each, for want of --names or --table: p01/cam, p02/cam, more",
    )


def test_a_pattern_of_the_path_says_who(videos):
    faces = open_faces(Asked(f"openface:{videos}", {"names": "{subject}/{}"}), "keep")
    assert faces.subject.tolist() == ["p01"] * 3 + ["p02"] * 6
    assert faces.notes == ()


def _fex(path, inputs):
    points = [f"{axis}_{i}" for i in range(478) for axis in "xyz"]
    rng = np.random.default_rng(len(inputs))
    lines = [",".join(["frame", "FaceRectWidth", "input", *points])]
    for frame, name in enumerate(inputs):
        lines.append(",".join([str(frame), "200", name, *map(str, rng.normal(scale=40, size=1434).round(2))]))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")


def test_inputs_of_one_name_in_one_table_of_pyfeat(tmp_path):
    _fex(tmp_path / "fex.csv", ["/data/p01/cam.mp4", "/data/p02/cam.mp4", "/data/p02/b.mp4"])
    faces = Faces.joined(list(open_stream(f"pyfeat:{tmp_path / 'fex.csv'}").batches()))
    assert faces.sequence.tolist() == ["p01/cam", "p02/cam", "b"]
    named = open_faces(Asked(f"pyfeat:{tmp_path / 'fex.csv'}", {"names": "{subject}/{label}"}), "keep")
    assert named.subject.tolist() == ["p01", "p02", "p02"]
    assert named.label.tolist() == ["cam", "cam", "b"]


def test_the_same_input_in_two_tables_of_pyfeat(tmp_path):
    for person in ("p01", "p02"):
        _fex(tmp_path / person / "fex.csv", ["cam.mp4", "cam.mp4"])
    faces = open_faces(f"pyfeat:{tmp_path}", "keep")
    assert faces.sequence.tolist() == ["p01/fex/cam"] * 2 + ["p02/fex/cam"] * 2
    assert faces.subject.tolist() == ["p01/fex"] * 2 + ["p02/fex"] * 2


def test_the_table_may_lie_beside_the_files(videos):
    table = videos / "people.csv"
    table.write_text("file,subject\np01/cam.csv,A\np02/cam.csv,B\nmore.csv,B\n", encoding="utf-8")
    faces = open_faces(Asked(f"openface:{videos}", {"table": str(table)}), "keep")
    assert faces.subject.tolist() == ["A"] * 3 + ["B"] * 6
    assert faces.notes == ()
