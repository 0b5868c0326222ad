import json

import numpy as np
import pytest

from mien.errors import FormatError, LayoutError
from mien.sources.points import read_points

POINTS = np.random.default_rng(0).uniform(100, 300, (4, 68, 3))


@pytest.mark.parametrize("dims", [2, 3])
def test_arrays_are_turned_to_our_axes(tmp_path, dims):
    np.save(tmp_path / "clip.npy", POINTS[..., :dims])
    faces = read_points(tmp_path / "clip.npy")
    wanted = (POINTS * [1, -1, 1])[..., :dims]
    np.testing.assert_allclose(faces.landmarks.points, wanted, rtol=1e-6)
    assert faces.face.tolist() == [f"clip_{row:06d}" for row in range(4)]
    assert set(faces.subject.tolist()) == {"clip"}
    assert (faces.landmarks.layout.name, faces.landmarks.unit) == ("ibug68", "pixel")


def test_one_face_and_other_layouts(tmp_path):
    np.save(tmp_path / "a.npy", POINTS[0].astype(int))
    assert len(read_points(tmp_path / "a.npy")) == 1
    np.save(tmp_path / "b.npy", np.resize(POINTS, (2, 83, 2)))
    assert read_points(tmp_path / "b.npy", "bu3dfe83").landmarks.layout.name == "bu3dfe83"
    with pytest.raises(FormatError, match="83 points; say what they are with --layout"):
        read_points(tmp_path / "b.npy")
    with pytest.raises(LayoutError, match="68 points, the data 83"):
        read_points(tmp_path / "b.npy", "ibug68")


def test_json_with_and_without_names(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(POINTS[:2, :, :2].tolist()))
    (tmp_path / "b.json").write_text(json.dumps({"ann": POINTS[0].tolist(), "bo": POINTS[1].tolist()}))
    assert read_points(tmp_path / "a.json").landmarks.points.shape == (2, 68, 2)
    named = read_points(tmp_path / "b.json")
    assert named.face.tolist() == named.subject.tolist() == ["ann", "bo"]
    np.testing.assert_allclose(named.landmarks.points[1, :, 1], -POINTS[1, :, 1], rtol=1e-6)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{\n  'a'", "b.json:2: not a JSON file"),
        ("[[[1, 2], [3]]]", "same number of"),
        ('["a"]', "lists of points"),
        ("[]", "expected numbers"),
        ("{}", "lists of points"),
        ("[[[1, 2, 3, 4]]]", "shape \\(1, 1, 4\\)"),
    ],
)
def test_other_files_are_refused(tmp_path, text, what):
    (tmp_path / "b.json").write_text(text)
    with pytest.raises(FormatError, match=what):
        read_points(tmp_path / "b.json")
