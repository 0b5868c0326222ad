import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mien.errors import FormatError, MienError
from mien.landmarks import get_layout
from mien.sources.mediapipe import Options, read_mediapipe, to_mien

SIZE = Options(image_size=(640, 480))
POINTS = np.random.default_rng(0).uniform(0.2, 0.8, size=(3, 478, 3)).astype(np.float32)


def test_axes_and_the_shape_of_the_image():
    """The corners of a 200 x 100 image, and a point one image width nearer to the camera."""
    theirs = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0.5, 0.5, -1]])
    ours = [[0, 100, 0], [200, 100, 0], [0, 0, 0], [100, 50, 200]]
    np.testing.assert_array_equal(to_mien(theirs, (200, 100)), ours)


def test_arrays_are_read(tmp_path):
    np.save(tmp_path / "clip.npy", POINTS)
    table = read_mediapipe(tmp_path / "clip.npy", SIZE)
    assert (table.landmarks.layout.name, table.landmarks.unit) == ("mediapipe478", "pixel")
    np.testing.assert_allclose(table.landmarks.points[..., 2], -640 * POINTS[..., 2], rtol=1e-6)
    assert table.face.tolist() == ["clip_000000", "clip_000001", "clip_000002"]
    assert set(table.subject) == {"clip"}
    np.savez(
        tmp_path / "clip.npz",
        landmarks=POINTS,
        subject=np.array(["a", "a", "b"]),
        label=np.array(["neutral", "happy", "neutral"]),
        frame=np.array([5, 6, 1]),
        image_size=np.array([640, 480]),
    )
    named = read_mediapipe(tmp_path / "clip.npz")
    np.testing.assert_array_equal(named.landmarks.points, table.landmarks.points)
    assert named.subject.tolist() == ["a", "a", "b"]
    assert named.frame.tolist() == [5, 6, 1]


def test_a_mesh_without_irises_is_a_layout_of_its_own(tmp_path):
    np.save(tmp_path / "clip.npy", POINTS[:, :468])
    table = read_mediapipe(tmp_path / "clip.npy", SIZE)
    assert table.landmarks.layout.name == "mediapipe468"
    np.testing.assert_array_equal(
        table.landmarks.points, to_mien(POINTS[:, :468], (640, 480)).astype(np.float32)
    )
    whole, part = get_layout("mediapipe478"), get_layout("mediapipe468")
    assert part.names == whole.names[:468]
    assert (part.mirror == whole.mirror[:468]).all()
    assert part.left_lower_lid == whole.left_lower_lid


def test_arrays_without_z_are_the_same_faces_without_depth(tmp_path):
    np.save(tmp_path / "clip.npy", POINTS[..., :2])
    size = Options(image_size=(640, 480))
    flat = read_mediapipe(tmp_path / "clip.npy", size).landmarks
    np.save(tmp_path / "clip.npy", POINTS)
    whole = read_mediapipe(tmp_path / "clip.npy", size).landmarks
    np.testing.assert_array_equal(flat.points, whole.points[..., :2])


@pytest.mark.parametrize(
    ("arrays", "what"),
    [
        ({"points": POINTS}, "no array landmarks"),
        ({"landmarks": POINTS}, "--image-size 1280x720"),
        ({"landmarks": POINTS, "image_size": np.array([0, 5])}, "not a width and a height"),
        ({"landmarks": POINTS[:, :68], "image_size": np.array([4, 3])}, "68 points"),
        ({"landmarks": POINTS[..., :1], "image_size": np.array([4, 3])}, "expected"),
        ({"landmarks": POINTS * [640, 480, 1]}, "x and y are in pixels, but z .*--image-size"),
        ({"landmarks": np.where(POINTS > 0.79, 900, POINTS)}, "but not all of them"),
        (
            {"landmarks": POINTS, "image_size": np.array([4, 3]), "subject": np.array(["a"])},
            "array subject has shape",
        ),
        (
            {"landmarks": POINTS, "subject": np.array([None] * 3)},
            "array subject holds pickled Python objects.*dtype=str",
        ),
    ],
)
def test_other_arrays_are_refused(tmp_path, arrays, what):
    np.savez(tmp_path / "clip.npz", **arrays)
    with pytest.raises(FormatError, match=what) as error:
        read_mediapipe(tmp_path / "clip.npz")
    assert str(error.value).startswith(str(tmp_path / "clip.npz"))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(st.data())
def test_damaged_files_are_refused(tmp_path, data):
    path = tmp_path / "clip.npz"
    np.savez(path, landmarks=POINTS[:1], image_size=np.array([4, 3]))
    content = path.read_bytes()
    cut = content[: data.draw(st.integers(0, len(content) - 1))]
    path.write_bytes(data.draw(st.sampled_from([cut, cut[::-1], b"\x93NUMPY" + cut])))
    with pytest.raises(MienError):
        read_mediapipe(path)
