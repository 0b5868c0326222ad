"""MediaPipe's results in JSON and arrays of other shapes: all of them say the same faces."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mien.errors import FormatError, MienError
from mien.sources.mediapipe import Options, open_source, read_mediapipe, to_mien
from mien.sources.mediapipe_results import read_results

SIZE = Options(image_size=(640, 480))
RNG = np.random.default_rng(5)
# About as a face is: in the middle, as deep as wide.
FACES = RNG.uniform([0.4, 0.4, -0.1], [0.6, 0.7, 0.1], size=(2, 478, 3)).round(5)
OURS = to_mien(FACES, (640, 480)).astype(np.float32)


def _points(face):
    return [{"x": x, "y": y, "z": z} for x, y, z in face.tolist()]


ONE = {
    "points": _points(FACES[0]),
    "lists": FACES[0].tolist(),
    "flat": FACES[0].ravel().tolist(),
    "numbered": {str(i): point for i, point in enumerate(_points(FACES[0]))},
    "solutions": {"multi_face_landmarks": [{"landmark": _points(FACES[0])}]},
    "tasks": {"face_landmarks": [_points(FACES[0])], "face_blendshapes": []},
    "javascript": {"faceLandmarks": [[{**point, "visibility": 0} for point in _points(FACES[0])]]},
    "tfjs": [{"keypoints": _points(FACES[0]), "box": {"xMin": 1}}],
    "named": {"landmarks": _points(FACES[0]), "image_size": [64, 48]},
    "ids": [{"face_id": 0, "landmarks": [{"id": i, **point} for i, point in enumerate(_points(FACES[0]))]}],
}  # fmt: skip
SEVERAL = {
    "faces": [_points(face) for face in FACES],
    "lists": FACES.tolist(),
    "results": [{"face_landmarks": [_points(face)]} for face in FACES],
    "javascript": {"results": [{"faceLandmarks": [_points(face)]} for face in FACES]},
    "frames": {"width": 64, "height": 48, "frames": [
        {"frame": 7 + i, "landmarks": _points(face)} for i, face in enumerate(FACES)]},
}  # fmt: skip


def _write(path, value):
    path.write_text(json.dumps(value))
    return path


@pytest.mark.parametrize("shape", ONE)
def test_one_face(tmp_path, shape):
    table = read_mediapipe(_write(tmp_path / "clip.json", ONE[shape]), SIZE)
    np.testing.assert_array_equal(table.landmarks.points, OURS[:1])
    assert (table.landmarks.layout.name, table.face.tolist()) == ("mediapipe478", ["clip_000000"])


@pytest.mark.parametrize("shape", SEVERAL)
def test_several_faces(tmp_path, shape):
    table = read_mediapipe(_write(tmp_path / "clip.json", SEVERAL[shape]), SIZE)
    np.testing.assert_array_equal(table.landmarks.points, OURS)
    assert table.frame.tolist() == ([7, 8] if shape == "frames" else [0, 1])


@pytest.mark.parametrize("value", [ONE["named"], SEVERAL["frames"]])
def test_the_size_may_be_in_the_file(tmp_path, value):
    table = read_mediapipe(_write(tmp_path / "clip.json", value))
    np.testing.assert_allclose(table.landmarks.points * 10, OURS[: len(table)], rtol=1e-5)


def test_frames_without_a_face_are_counted(tmp_path):
    value = [{"face_landmarks": [_points(FACES[0])]}, {"face_landmarks": []}, None, [], ONE["points"]]
    stream = open_source(str(_write(tmp_path / "clip.json", value)), SIZE)
    (table,) = stream.batches()
    assert table.frame.tolist() == [0, 4]
    assert stream.told() == ("3 frames left out, no face is in them: clip.json frames 1-3",)
    with pytest.raises(FormatError, match="none of its 2 results has a face"):
        read_mediapipe(_write(tmp_path / "none.json", [{"face_landmarks": []}, {}]), SIZE)


def test_two_faces_in_a_picture(tmp_path):
    larger = 0.5 + 1.4 * (FACES[1] - 0.5) + [0.5, 0, 0]
    frames = [[FACES[0], larger], [larger, FACES[0]], [larger]]
    value = [{"faceLandmarks": [_points(face) for face in faces]} for faces in frames]
    path = _write(tmp_path / "clip.json", value)
    with pytest.raises(MienError, match=r"clip\.json: frame 0 shows two faces; --keep-face largest keeps"):
        read_mediapipe(path, SIZE)
    by_id = [{"face_id": i, "landmarks": _points(face)} for i, face in enumerate(frames[0])]
    with pytest.raises(MienError, match="frame 0 shows two faces"):
        read_mediapipe(_write(tmp_path / "ids.json", by_id), SIZE)
    for keep, frames, first in (
        ("largest", [0, 1, 2], larger),
        ("1", [0, 1, 2], larger),
        ("0", [0, 1], FACES[0]),
    ):
        stream = open_source(str(path), Options(image_size=(640, 480), keep_face=keep))
        (table,) = stream.batches()
        assert table.frame.tolist() == frames
        expected = to_mien(first, (640, 480)).astype(np.float32)
        np.testing.assert_allclose(table.landmarks.points, np.stack([expected] * len(frames)), rtol=1e-5)
        assert stream.told()[-1].endswith(
            "faces left out, others than the one to keep: clip.json frames 0-1"
        ) or (keep == "0")
    with pytest.raises(
        MienError, match="--keep-face is 'Person_0'; expected largest, or a place from the left"
    ):
        read_mediapipe(path, Options(keep_face="Person_0"))


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "too deep"),
        ("[]", "holds no face"),
        ("3", "holds no face"),
        ('{"a": 1, "b": 2}', "the file has a, b; expected face_landmarks"),
        ('[{"a": 1}]', "entry 0 has a; expected"),
        ('["left"]', "entry 0 is 'left'; expected"),
        ('[[{"x": 1, "y": 2}]]', "point 0 of entry 0 has not the three numbers"),
        ('[[{"x": 1, "y": 2, "z": "far"}]]', "point 0 of entry 0 has not the three numbers"),
        ('[[{"x": 1, "y": 2, "z": 3}]]', "faces of 1 points; MediaPipe's face mesh has 478"),
        ('{"faceLandmarks": [7]}', "face 0 of the file is '7'"),
    ],
)
def test_other_files_are_refused(tmp_path, value, what):
    path = tmp_path / "clip.json"
    path.write_text(value)
    with pytest.raises(FormatError, match=what) as error:
        read_mediapipe(path, SIZE)
    assert str(error.value).startswith(str(path))


@pytest.mark.parametrize("points", [478, 468])
@pytest.mark.parametrize(
    "shaped",
    [
        lambda face: face,
        lambda face: face.T,
        lambda face: face[None],
        lambda face: face.T[None],
        lambda face: face[None, None],
        lambda face: face.reshape(1, -1),
        lambda face: face.ravel(),
    ],
)
def test_arrays_of_one_face(tmp_path, shaped, points):
    np.save(tmp_path / "one.npy", shaped(FACES[0, :points]))
    table = read_mediapipe(tmp_path / "one.npy", SIZE)
    np.testing.assert_array_equal(table.landmarks.points, OURS[:1, :points])


def test_arrays_with_coordinates_first(tmp_path):
    np.save(tmp_path / "clip.npy", np.swapaxes(FACES, 1, 2))
    np.testing.assert_array_equal(read_mediapipe(tmp_path / "clip.npy", SIZE).landmarks.points, OURS)


@pytest.mark.parametrize(
    ("shape", "what"),
    [
        ((2, 478, 1), "expected"),
        ((2, 478, 5), "first three"),
        ((2, 3, 478, 3), ":, 0"),
    ],
)
def test_other_shapes_say_what_to_do(tmp_path, shape, what):
    np.save(tmp_path / "clip.npy", np.full(shape, 0.5))
    with pytest.raises(FormatError, match=what):
        read_mediapipe(tmp_path / "clip.npy", SIZE)


def test_a_size_for_each_face(tmp_path):
    sizes = np.array([[640, 480], [480, 640]])
    np.savez(tmp_path / "clip.npz", landmarks=FACES, image_size=sizes, subject=np.array([b"a", b"b"]))
    table = read_mediapipe(tmp_path / "clip.npz")
    for row, size in enumerate(sizes):
        expected = to_mien(FACES[row], tuple(size)).astype(np.float32)
        np.testing.assert_array_equal(table.landmarks.points[row], expected)
    assert table.subject.tolist() == ["a", "b"]
    for wrong in (sizes[:, :1], np.vstack([sizes, sizes]), np.array("640x480")):
        np.savez(tmp_path / "clip.npz", landmarks=FACES, image_size=wrong)
        with pytest.raises(
            FormatError, match=r"not a width and a height above 0; expected \(2,\), or \(2, 2\)"
        ):
            read_mediapipe(tmp_path / "clip.npz")


def test_pixels_are_known_by_their_size(tmp_path):
    """x, y and z in pixels need no size; where z was left in shares it is put on x's scale."""
    pixels = FACES * [640, 480, 640]
    np.save(tmp_path / "all.npy", pixels)
    stream = open_source(str(tmp_path / "all.npy"), Options())
    (table,) = stream.batches()
    np.testing.assert_allclose(table.landmarks.points, pixels * [1, -1, -1], rtol=1e-5)
    assert stream.told() == ("2 faces taken as x, y and z in pixels, for they are beyond 0 to 1: all.npy",)
    np.save(tmp_path / "flat.npy", FACES * [640, 480, 1])
    with pytest.raises(FormatError, match=r"z is in shares of the image's width; .*--image-size"):
        read_mediapipe(tmp_path / "flat.npy")
    stream = open_source(str(tmp_path / "flat.npy"), SIZE)
    (again,) = stream.batches()
    np.testing.assert_allclose(again.landmarks.points, table.landmarks.points, rtol=1e-5)
    assert stream.told()[0].startswith("2 faces taken as x and y in pixels and z in shares of the width")


def test_what_the_archive_holds_is_named(tmp_path):
    np.savez(tmp_path / "clip.npz", FACES)
    with pytest.raises(FormatError, match="no array landmarks; there are arr_0"):
        read_mediapipe(tmp_path / "clip.npz")
    np.save(tmp_path / "clip.npy", np.array([{"x": 1}], dtype=object))
    with pytest.raises(FormatError, match=r"the array holds pickled Python objects, .*; save it as numbers"):
        read_mediapipe(tmp_path / "clip.npy")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.sampled_from(["x", "a"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["x", "y", "z", "landmarks", "faceLandmarks", "frame", "face_id", "frames", "image_size"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(_JSON)
def test_any_json_is_read_or_refused(value):
    path = Path("any.json")
    try:
        found = read_results_of(path, value)
    except MienError:
        return
    assert all(face.shape[1] == 3 for result in found.results for face in result.faces)


def read_results_of(path, value):
    """As `read_results`, of a file of this value."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return read_results(_write(Path(folder) / path, value))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(st.data())
def test_damaged_files_are_refused(tmp_path, data):
    content = json.dumps(ONE["tasks"]).encode()
    path = tmp_path / "clip.json"
    path.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    with pytest.raises(MienError):
        read_mediapipe(path, SIZE)
