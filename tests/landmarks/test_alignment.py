import json

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from mien.errors import ConfigError, DataError, LayoutError, ModelFileError
from mien.landmarks import (
    Alignment,
    Landmarks,
    Scaling,
    degeneracy,
    eye_centres,
    get_layout,
    stored_alignment,
)
from mien.landmarks.procrustes import frontal, mean_shape, rotations_onto


def _landmarks(points, name="bu3dfe83", unit="mm"):
    return Landmarks(points, get_layout(name), unit)


def _moved(points, seed=5):
    """Every face turned, shifted and scaled in its own way; float64."""
    rng = np.random.default_rng(seed)
    n = len(points)
    turned = points @ Rotation.random(n, rng).as_matrix().swapaxes(1, 2)
    return turned * rng.uniform(0.2, 50.0, (n, 1, 1)) + rng.normal(scale=30.0, size=(n, 1, 3))


@pytest.mark.parametrize("name", ["bu3dfe83", "ibug51", "mediapipe478"])
def test_undoes_rotation_shift_and_scale(make_faces, name):
    points = make_faces(name, 20)
    alignment = Alignment.fit(_landmarks(points, name))
    expected = alignment.apply(points)
    np.testing.assert_allclose(alignment.apply(_moved(points)), expected, atol=1e-6)
    assert np.abs(expected).max() > 0.01


def test_fit_does_not_depend_on_how_the_faces_stood(make_faces):
    points = make_faces("bu3dfe83", 40)
    expected = Alignment.fit(_landmarks(points)).apply(points)
    together = points @ Rotation.random(random_state=3).as_matrix().T
    np.testing.assert_allclose(Alignment.fit(_landmarks(together)).apply(together), expected, atol=1e-5)
    apart = _moved(points)
    np.testing.assert_allclose(Alignment.fit(_landmarks(apart)).apply(apart), expected, atol=1e-5)


def test_aligned_faces_have_their_eyes_in_place(make_faces):
    points = _moved(make_faces("bu3dfe83", 30))
    alignment = Alignment.fit(_landmarks(points))
    aligned = alignment.apply(points)
    np.testing.assert_allclose(aligned.mean(axis=0), 0, atol=1e-6)
    assert aligned.dtype == np.float32
    left, right = eye_centres(alignment.restore(aligned), get_layout("bu3dfe83"))
    np.testing.assert_allclose((left + right) / 2, 0, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(left - right, axis=1), 1, atol=1e-6)
    # Frontal: the left eye at positive x, the mouth below, the nose before the eyes.
    layout, reference = get_layout("bu3dfe83"), alignment.reference
    np.testing.assert_allclose(reference[list(layout.left_lower_lid)].mean(axis=0), [0.5, 0, 0], atol=1e-12)
    np.testing.assert_allclose(reference[layout.mirror] * [-1, 1, 1], reference, atol=1e-12)
    assert reference[list(layout.regions["mouth"]), 1].mean() < -0.3
    assert reference[list(layout.regions["nose"]), 2].mean() > 0.1


def test_rotations_agree_with_scipy(make_faces):
    points = _moved(make_faces("bu3dfe83", 10))
    reference = make_faces("bu3dfe83", 1, seed=0)[0]
    ours = rotations_onto(points, reference)
    for face, rotation in zip(points, ours, strict=True):
        scipys, _ = Rotation.align_vectors(reference - reference.mean(axis=0), face - face.mean(axis=0))
        np.testing.assert_allclose(rotation, scipys.as_matrix(), atol=1e-9)
    np.testing.assert_allclose(np.linalg.det(ours), 1, atol=1e-12)


def test_mirrored_faces_are_not_reflected(make_faces):
    points = make_faces("bu3dfe83", 5) * [-1, 1, 1]
    rotations = rotations_onto(points, make_faces("bu3dfe83", 1)[0])
    np.testing.assert_allclose(np.linalg.det(rotations), 1, atol=1e-12)


def test_mean_shape_is_a_fixed_point(make_faces):
    points = make_faces("ibug51", 25)
    shape = mean_shape(_moved(points))
    centred = points - points.mean(axis=1, keepdims=True)
    centred /= np.linalg.norm(centred, axis=(1, 2), keepdims=True)
    turned = np.stack([Rotation.align_vectors(shape, face)[0].apply(face) for face in centred])
    again = turned.mean(axis=0)
    np.testing.assert_allclose(again / np.linalg.norm(again), shape, atol=1e-6)


def test_frontal_of_a_symmetric_face_is_that_face_turned(make_faces):
    shape = make_faces("ibug51", 1, spread=0.0)[0]
    layout = get_layout("ibug51")
    expected = frontal(shape, layout)
    turned = shape @ Rotation.random(random_state=1).as_matrix().T
    np.testing.assert_allclose(frontal(turned, layout), expected, atol=1e-10)
    # Already symmetric about x = 0, so only the tilt about x may change.
    np.testing.assert_allclose(expected[:, 0], shape[:, 0] - shape[:, 0].mean(), atol=1e-10)


def test_given_poses_replace_procrustes(make_faces):
    points = make_faces("bu3dfe83", 12)
    poses = Rotation.random(12, np.random.default_rng(2)).as_matrix()
    seen = points @ poses  # each pose turns what was seen back to the front
    plain = Alignment.fit(_landmarks(points), rotation="none")
    given = Alignment.fit(_landmarks(seen), rotation="none", rotations=poses)
    np.testing.assert_allclose(given.apply(seen, poses), plain.apply(points), atol=2e-6)
    with pytest.raises(DataError, match=r"pose of face 3 "):
        plain.apply(points, np.where(np.arange(12)[:, None, None] == 3, 2 * np.eye(3), poses))
    with pytest.raises(DataError, match="expected"):
        plain.apply(points, poses[:4])


def test_restore_adds_the_mean(make_faces):
    points = make_faces("ibug51", 6)
    alignment = Alignment.fit(_landmarks(points, "ibug51"), rotation="none")
    left, right = eye_centres(points, get_layout("ibug51"))
    by_hand = (points - ((left + right) / 2)[:, None]) / np.linalg.norm(left - right, axis=1)[:, None, None]
    restored = alignment.restore(alignment.apply(points))
    np.testing.assert_allclose(restored, by_hand, atol=1e-5)
    flat = alignment.restore(alignment.apply(points).reshape(6, -1))
    np.testing.assert_array_equal(flat.reshape(6, 51, 3), restored)
    with pytest.raises(LayoutError):
        alignment.restore(np.zeros((2, 7)))


def test_batches_give_the_same_as_one_go(make_faces, monkeypatch):
    points = make_faces("ibug51", 23)
    expected = Alignment.fit(_landmarks(points, "ibug51")).apply(points)
    monkeypatch.setattr(degeneracy.batches, "__defaults__", (5,))
    np.testing.assert_allclose(Alignment.fit(_landmarks(points, "ibug51")).apply(points), expected, atol=1e-6)


def test_stored_and_read_again(make_faces):
    points = make_faces("ibug51", 8)
    alignment = Alignment.fit(_landmarks(points, "ibug51"))
    for data in (json.loads(json.dumps(alignment.to_dict())), {**alignment.meta(), **alignment.arrays()}):
        again = stored_alignment(data)
        assert (again.layout, again.unit, again.rotation) == ("ibug51", "mm", "procrustes")
        np.testing.assert_array_equal(again.apply(points), alignment.apply(points))
    for broken in ({"mean": [[1.0]]}, {"mean": "x"}, {"reference": [[float("nan")] * 3] * 51}, {"kind": "?"}):
        with pytest.raises(ModelFileError):
            stored_alignment({**alignment.to_dict(), **broken})
    with pytest.raises(ModelFileError, match="no mean"):
        stored_alignment({name: value for name, value in alignment.to_dict().items() if name != "mean"})


def test_other_layouts_and_bad_faces_are_refused(make_faces):
    points = make_faces("bu3dfe83", 8)
    alignment = Alignment.fit(_landmarks(points))
    with pytest.raises(LayoutError, match="bp4d83"):
        alignment.apply(_landmarks(points, "bp4d83"))
    with pytest.raises(LayoutError, match="bu3dfe83"):
        alignment.apply(points[:, :51])
    broken = points.copy()
    broken[5, 3, 1] = np.nan
    with pytest.raises(DataError, match="face E"):
        alignment.apply(broken, names=np.array(list("ABCDEFGH"))[[0, 1, 2, 3, 7, 4, 5, 6]])
    with pytest.raises(DataError, match=r"face 5$"):
        Alignment.fit(_landmarks(broken))
    together = points.copy()
    together[2] = 1.0
    with pytest.raises(DataError, match=r"one point in face 2$"):
        alignment.apply(together)
    with pytest.raises(DataError, match="no faces"):
        Alignment.fit(_landmarks(points[:0]))
    with pytest.raises(ConfigError, match="rotation"):
        Alignment.fit(_landmarks(points), rotation="svd")


def test_real_faces_are_aligned_better_than_centring(real_faces):
    data = np.load(real_faces / "lee.npz")
    faces = Landmarks(data["landmarks"], get_layout("ibug51"))
    turned = Alignment.fit(faces).apply(faces)
    plain = Alignment.fit(faces, rotation="none").apply(faces)
    assert (turned**2).sum() < 0.9 * (plain**2).sum()


def test_scaling_is_the_mean_and_one_deviation():
    rng = np.random.default_rng(0)
    rows = rng.normal(3.0, [1.0, 10.0, 0.1], size=(50, 3))
    scaling = Scaling.fit(rows)
    assert scaling.scale == pytest.approx((rows - rows.mean(axis=0)).std())
    applied = scaling.apply(rows)
    np.testing.assert_allclose(applied.mean(axis=0), 0, atol=1e-6)
    assert applied.std() == pytest.approx(1, abs=1e-6)
    np.testing.assert_allclose(scaling.restore(applied), rows, rtol=1e-5, atol=1e-5)
    again = stored_alignment(json.loads(json.dumps(scaling.to_dict())))
    np.testing.assert_array_equal(again.apply(rows), applied)


def test_scaling_refuses_what_it_cannot_scale():
    rows = np.arange(12.0).reshape(4, 3)
    scaling = Scaling.fit(rows)
    with pytest.raises(LayoutError):
        scaling.apply(rows[:, :2])
    with pytest.raises(DataError, match=r"row 1$"):
        scaling.apply(np.where(np.arange(4)[:, None] == 1, np.inf, rows))
    with pytest.raises(DataError, match="the same"):
        Scaling.fit(np.ones((4, 3)))
    with pytest.raises(DataError, match="no rows"):
        Scaling.fit(rows[:0])
    with pytest.raises(DataError, match="rotations"):
        scaling.apply(rows, rotations=np.eye(3))
    with pytest.raises(ModelFileError):
        stored_alignment({"kind": "scaling", "mean": [0.0], "scale": 0.0})


def test_faces_without_depth_have_level_eyes_at_half_an_eye_distance(make_faces):
    """The paper's steps in the plane: whatever the turn, shift and scale, and against complex numbers."""
    points = make_faces("bu3dfe83", 12)[..., :2].astype(float)
    landmarks = _landmarks(points)
    alignment = Alignment.fit(landmarks)
    assert alignment.rotation == "eyes"
    aligned = alignment.restore(alignment.apply(landmarks))
    left, right = eye_centres(aligned, landmarks.layout)
    np.testing.assert_allclose(left, np.tile([0.5, 0], (12, 1)), atol=1e-6)
    np.testing.assert_allclose(right, np.tile([-0.5, 0], (12, 1)), atol=1e-6)
    z = points[..., 0] + 1j * points[..., 1]
    centre = [
        z[:, list(lid)].mean(axis=1)
        for lid in (landmarks.layout.left_lower_lid, landmarks.layout.right_lower_lid)
    ]
    own = (z - (sum(centre) / 2)[:, None]) / (centre[0] - centre[1])[:, None]
    np.testing.assert_allclose(aligned, np.stack([own.real, own.imag], axis=2), atol=1e-5)
    rng = np.random.default_rng(0)
    factor = rng.uniform(0.1, 9, 12) * np.exp(1j * rng.uniform(-3, 3, 12))
    moved = factor[:, None] * z + rng.normal(size=(12, 1))
    again = alignment.apply(_landmarks(np.stack([moved.real, moved.imag], axis=2)))
    np.testing.assert_allclose(again, alignment.apply(landmarks), atol=1e-5)


def test_procrustes_in_the_plane_undoes_what_moves_a_face(make_faces):
    points = make_faces("ibug68", 9)[..., :2].astype(float)
    alignment = Alignment.fit(_landmarks(points, "ibug68"), "procrustes")
    angle = np.random.default_rng(1).uniform(-2, 2, 9)
    turn = np.stack(
        [np.stack([np.cos(angle), np.sin(angle)], 1), np.stack([-np.sin(angle), np.cos(angle)], 1)], 1
    )
    moved = 7 * points @ turn + 3
    np.testing.assert_allclose(
        alignment.apply(moved), alignment.apply(_landmarks(points, "ibug68")), atol=1e-5
    )
    again = stored_alignment({**alignment.meta(), **alignment.arrays()})
    np.testing.assert_array_equal(again.apply(points), alignment.apply(points))


def test_two_and_three_dimensions_are_not_mixed(make_faces):
    whole = _landmarks(make_faces("bu3dfe83", 5))
    flat = _landmarks(whole.points[..., :2])
    with pytest.raises(LayoutError, match="2 coordinates a point, the model's 3; lift the faces"):
        Alignment.fit(whole).apply(flat)
    with pytest.raises(LayoutError, match="3 coordinates a point, the model's 2; leave the third"):
        Alignment.fit(flat).apply(whole)
    with pytest.raises(ConfigError, match="levels faces in two dimensions"):
        Alignment.fit(whole, "eyes")
    with pytest.raises(DataError, match="no pose turns"):
        Alignment.fit(flat, rotations=np.tile(np.eye(3), (5, 1, 1)))
    assert degeneracy.degenerate(flat) == {}
