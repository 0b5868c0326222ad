from dataclasses import replace

import numpy as np
import pytest

from mien.errors import ConfigError
from mien.landmarks import get_layout
from mien.synthetic.posed import Style, builtin_posed, posed_faces
from mien.synthetic.rig import load_rig

STILL = Style(
    stray=0, gaze=0, jaw=0, turn=0, shift=0, scale=0, noise=0, size=0, asymmetry=0, open_mouth=0, drift=0,
    au_gain=0, expressiveness=0, curve=0, effort=0, face_gain=0,
)  # fmt: skip


@pytest.fixture(scope="module")
def faces():
    return builtin_posed()


def eye_distance(points):
    layout = get_layout("bu3dfe83")
    left = points[:, list(layout.left_lower_lid)].mean(axis=1)
    right = points[:, list(layout.right_lower_lid)].mean(axis=1)
    return np.linalg.norm(left - right, axis=1)


def test_the_set_has_the_make_up_of_bu3dfe(faces):
    assert len(faces) == 2500
    assert len(faces.subjects) == 100
    labels, counts = np.unique(faces.label, return_counts=True)
    assert dict(zip(labels.tolist(), counts.tolist(), strict=True)) == {
        "neutral": 100, "happy": 400, "angry": 400, "disgust": 400, "fear": 400, "sad": 400, "surprised": 400,
    }  # fmt: skip
    for degree in (1, 2, 3, 4):
        assert (faces.intensity == degree).sum() == 600
    np.testing.assert_array_equal(faces.intensity == 0, faces.label == "neutral")
    happy = np.flatnonzero(faces.face == "S001_HA03")
    assert faces.label[happy] == ["happy"]
    assert faces.intensity[happy] == [3]


def test_everyone_has_one_neutral(faces):
    neutral = faces.label == "neutral"
    assert sorted(faces.subject[neutral]) == sorted(faces.subjects)
    assert (faces.neutral_rows >= 0).all()
    np.testing.assert_array_equal(faces.subject[faces.neutral_rows], faces.subject)
    assert neutral[faces.neutral_rows].all()


def test_it_says_that_nobody_was_measured(faces):
    assert faces.synthetic
    assert faces.licence == "CC0-1.0"
    assert "synthetic" in faces.source
    assert "synthetic" in builtin_posed.__doc__.lower()


def test_faces_are_finite_and_of_human_size(faces):
    assert faces.landmarks.unit == "mm"
    assert faces.landmarks.layout.name == "bu3dfe83"
    points = faces.landmarks.points
    assert points.dtype == np.float32
    assert np.isfinite(points).all()
    distance = eye_distance(points)
    assert 55 < distance.mean() < 75
    assert distance.min() > 45
    assert distance.max() < 85
    mouth = np.linalg.norm(
        points[faces.label == "neutral", 48] - points[faces.label == "neutral", 54], axis=1
    )
    assert 40 < mouth.mean() < 65


def test_a_seed_gives_the_same_faces_and_another_others(faces):
    np.testing.assert_array_equal(builtin_posed(0).landmarks.points, faces.landmarks.points)
    other = builtin_posed(1).landmarks.points
    assert np.abs(other - faces.landmarks.points).max(axis=(1, 2)).min() > 1


def test_a_small_set():
    faces = builtin_posed(3, n_subjects=2)
    assert len(faces) == 50
    assert faces.subjects.tolist() == ["S001", "S002"]


@pytest.mark.parametrize(("arguments", "message"), [((0, 0), "at least one person"), ((-1, 5), "seed is -1")])
def test_senseless_arguments_are_refused(arguments, message):
    with pytest.raises(ConfigError, match=message):
        builtin_posed(*arguments)


def test_without_spreads_everyone_poses_the_prototype():
    faces = posed_faces(5, 40, STILL)
    neutral = faces.intensity == 0
    assert (faces.expression[neutral] == 0).all()
    smile = load_rig().expression_names.index("mouthSmileLeft")
    happy = faces.label == "happy"
    assert (faces.expression[~happy, smile] == 0).all()
    for degree in (1, 2, 3, 4):
        rows = happy & (faces.intensity == degree)
        np.testing.assert_allclose(faces.expression[rows, smile], degree / 4, rtol=1e-6)


def test_optional_action_units_are_used_by_the_published_share():
    faces = posed_faces(11, 2000, STILL)
    cheek = load_rig().expression_names.index("cheekSquintLeft")
    rows = (faces.label == "happy") & (faces.intensity == 4)
    assert (faces.expression[rows, cheek] > 0).mean() == pytest.approx(0.51, abs=4 * (0.25 / 2000) ** 0.5)


def test_surfaces_and_landmarks_are_of_the_same_faces():
    quiet = replace(Style(), turn=0, shift=0, scale=0, noise=0)
    faces, data = posed_faces(7, 3, quiet), builtin_posed(7, 3, quiet)
    rig = load_rig()
    surface = rig.vertices(faces.identity, faces.expression) * faces.size[:, None, None]
    np.testing.assert_allclose(data.landmarks.points, surface[:, rig.landmarks], atol=2e-3)
    np.testing.assert_array_equal(data.face, faces.face)


def test_noise_has_the_stated_size():
    quiet = replace(Style(), turn=0, shift=0, scale=0, noise=0)
    noisy = replace(quiet, noise=0.8)
    off = builtin_posed(2, 40, noisy).landmarks.points - builtin_posed(2, 40, quiet).landmarks.points
    layout = get_layout("bu3dfe83")
    assert off[:, list(layout.regions["mouth"])].std() == pytest.approx(0.8, rel=0.02)
    assert off[:, list(layout.regions["contour"])].std() == pytest.approx(0.8 * 1.5, rel=0.02)


def test_people_are_asymmetric_and_stray_in_the_neutral_face():
    faces = posed_faces(4, 60)
    names = load_rig().expression_names
    left, right = names.index("mouthSmileLeft"), names.index("mouthSmileRight")
    strong = (faces.label == "happy") & (faces.intensity == 4)
    lean = faces.expression[strong, left] - faces.expression[strong, right]
    assert 0.02 < np.abs(lean).mean() < 0.3
    neutral = faces.intensity == 0
    assert (np.abs(faces.expression[neutral]).sum(axis=1) > 0).all()
    assert faces.expression[neutral].mean() < 0.5 * faces.expression[~neutral].mean()


def test_higher_degrees_are_further_from_neutral(faces):
    quiet = builtin_posed(0, 100, replace(Style(), turn=0, shift=0, scale=0, noise=0))
    away = np.linalg.norm(quiet.landmarks.points - quiet.neutral_points(), axis=2).mean(axis=1)
    means = [away[quiet.intensity == degree].mean() for degree in (1, 2, 3, 4)]
    assert (np.diff(means) > 0.3).all()
    assert means[3] > 2 * means[0]


def test_the_faces_are_those_of_earlier_versions():
    # Sums along fixed directions, not a hash: matrix products of other machines differ in the last bits.
    directions = np.cos(np.outer(np.arange(1, 5), np.arange(25 * 12 * 249)) * 0.7310585)
    points = builtin_posed(7, 12).landmarks.points.astype(np.float64)
    pinned = [-435.3005, -463.2449, 904.7816, -58.0308]
    np.testing.assert_allclose(directions @ points.ravel(), pinned, atol=0.02)
