import numpy as np
import pytest

from mien.errors import FormatError
from mien.faces.faces import Faces
from mien.sources.asked import Asked
from mien.sources.opening import open_stream

POINTS = np.random.default_rng(0).uniform(100, 300, (3, 68, 2)).round(3)


def _write(path, points, head="version: 1\nn_points:  68\n{\n", tail="}\n"):
    path.parent.mkdir(exist_ok=True)
    path.write_text(head + "".join(f"{x} {y}\n" for x, y in points) + tail)
    return path


def _read(path, **options):
    stream = open_stream(Asked(f"pts:{path}", options))
    return Faces.joined(list(stream.batches())), stream.told()


def test_a_folder_is_read_with_names_by_the_path(tmp_path):
    for name, points in zip(("a/001.pts", "b/001.pts", "c.pts"), POINTS, strict=True):
        _write(tmp_path / name, points)
    faces, notes = _read(tmp_path)
    assert faces.face.tolist() == faces.subject.tolist() == ["a/001", "b/001", "c"]
    assert (faces.landmarks.layout.name, faces.landmarks.unit, notes[1:]) == ("ibug68", "pixel", ())
    assert notes[0].startswith("3 files counted as a person each")
    # The first pixel's centre is 1 1, and y goes down there.
    np.testing.assert_allclose(faces.landmarks.points[..., 0], POINTS[..., 0] - 1, rtol=1e-6)
    np.testing.assert_allclose(faces.landmarks.points[..., 1], 1 - POINTS[..., 1], rtol=1e-6)


def test_one_file_as_editors_leave_it(tmp_path):
    path = _write(tmp_path / "a.pts", POINTS[0], "\ufeffversion: 1\n\nn_points: 68\n{\n", "}\n\n")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(_read(path)[0]) == 1


@pytest.mark.parametrize(
    ("head", "points", "tail", "what"),
    [
        ("version: 1\nn_points: 68\n{\n", POINTS[0][:67], "}\n", "67 points; n_points says 68"),
        ("version: 1\n{\n", POINTS[0][:5], "}\n", "5 points; known are 68 and 51"),
        ("version: 1\nn_points: 68\n{\n", POINTS[0], "", ":71: not a whole .pts file"),
        ("x,y\n", POINTS[0], "", ":1: 'x,y' is not of a .pts file"),
        ("{\n1 2 3\n", POINTS[0], "}\n", ":2: '1 2 3' is not x and y"),
        ("{\nnan? 2\n", POINTS[0], "}\n", ":2: 'nan\\? 2' is not x and y"),
    ],
)
def test_broken_files_are_refused_or_left_out(tmp_path, head, points, tail, what):
    _write(tmp_path / "b.pts", points, head, tail)
    with pytest.raises(FormatError, match=what):
        _read(tmp_path)
    _write(tmp_path / "a.pts", POINTS[1])
    faces, notes = _read(tmp_path, skip_broken=True)
    assert faces.face.tolist() == ["a"]
    assert notes[0].startswith("1 broken files left out")


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(FormatError, match=r"no \.pts file"):
        _read(tmp_path)
    with pytest.raises(FormatError, match="no such file or folder"):
        _read(tmp_path / "nowhere")
