"""Deep-MVLM's text files."""

import numpy as np
import pytest

from mien.errors import FormatError
from mien.faces.faces import Faces
from mien.sources.asked import Asked
from mien.sources.opening import open_stream


def read(path, **options):
    stream = open_stream(Asked(f"deepmvlm:{path}", options))
    return Faces.joined(list(stream.batches())), stream.told()


@pytest.fixture
def points(make_posed):
    """Two faces with a point more, the tip of the nose."""
    faces = make_posed("bu3dfe83").landmarks.points[:2].astype(np.float64)
    return np.concatenate([faces, np.full((2, 1, 3), 1e3)], axis=1).round(4)


def write(path, points):
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{x} {y} {z}\n" for x, y, z in points))


def test_points_are_the_files_without_the_84th_and_named_by_path(points, tmp_path):
    write(tmp_path / "a" / "scan_landmarks.txt", points[0])
    write(tmp_path / "b" / "scan_landmarks.txt", points[1][:83])
    faces, _ = read(tmp_path)
    assert faces.face.tolist() == faces.subject.tolist() == ["a/scan", "b/scan"]
    assert (faces.landmarks.layout.name, faces.landmarks.unit) == ("bu3dfe83", "mm")
    np.testing.assert_allclose(faces.landmarks.points, points[:, :83], rtol=1e-6)
    named, _ = read(tmp_path, names="{subject}/{}_landmarks")
    assert named.subject.tolist() == ["a", "b"]
    one, _ = read(tmp_path / "a" / "scan_landmarks.txt")
    assert one.face.tolist() == ["scan"]


def test_another_text_file_is_refused_by_line_or_left_out(points, tmp_path):
    write(tmp_path / "good.txt", points[0])
    (tmp_path / "readme.txt").write_text("of a study\n")
    with pytest.raises(FormatError, match=r"readme.txt:1: 3 columns; expected 4|readme.txt:1: 1 points"):
        read(tmp_path)
    faces, notes = read(tmp_path, skip_broken=True)
    assert faces.face.tolist() == ["good"]
    assert any("1 broken files left out" in note for note in notes)
    empty = tmp_path / "none"
    empty.mkdir()
    with pytest.raises(FormatError, match=r"there is no \.txt file"):
        read(empty)
