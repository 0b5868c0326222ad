import numpy as np
import pytest

from mien.errors import LayoutError
from mien.landmarks import NAMES, eye_centres, get_layout

POINTS = {"bu3dfe83": 83, "bp4d83": 83, "ibug68": 68, "ibug51": 51, "mediapipe478": 478, "mediapipe468": 468}


@pytest.mark.parametrize("name", NAMES)
def test_mirror_maps_left_onto_right(name):
    layout = get_layout(name)
    assert layout.n_points == POINTS[name] == len(set(layout.names))
    assert np.array_equal(layout.mirror[layout.mirror], np.arange(layout.n_points))
    for part in ("eye", "brow"):
        left = layout.mirror[list(layout.regions[f"left_{part}"])]
        assert set(left) == set(layout.regions[f"right_{part}"])
    for region in ("nose", "mouth"):
        assert set(layout.mirror[list(layout.regions[region])]) == set(layout.regions[region])
    assert set(layout.mirror[list(layout.left_lower_lid)]) == set(layout.right_lower_lid)
    assert tuple(layout.mirror[list(layout.left_eye_corners)]) == layout.right_eye_corners


@pytest.mark.parametrize("name", NAMES)
def test_edges_are_drawn_on_both_sides(name):
    layout = get_layout(name)
    edges = {frozenset(edge) for edge in layout.edges.tolist()}
    assert len(edges) == len(layout.edges)
    assert {frozenset(layout.mirror[edge].tolist()) for edge in layout.edges} == edges
    assert layout.edges.max() < layout.n_points


@pytest.mark.parametrize("name", NAMES)
def test_lids_and_corners_belong_to_their_eye(name):
    layout = get_layout(name)
    for side in ("left", "right"):
        eye = set(layout.regions[f"{side}_eye"])
        lid, corners = getattr(layout, f"{side}_lower_lid"), getattr(layout, f"{side}_eye_corners")
        assert set(lid) < eye
        assert set(corners) < eye
        assert not set(lid) & set(corners)


def test_bu3dfe_has_the_documented_places():
    # 1-based numbers as the format's documentation gives them.
    layout = get_layout("bu3dfe83")
    one_based = {name: number for number, name in enumerate(layout.names, 1)}
    assert (one_based["left_eye_inner_corner"], one_based["left_eye_outer_corner"]) == (1, 5)
    assert one_based["right_eye_inner_corner"] == 9
    assert [index + 1 for index in layout.left_lower_lid] == [6, 7, 8]
    assert {one_based["nose_left_wing"], one_based["nose_right_wing"]} == {40, 45}
    assert {one_based["lip_outer_left_corner"], one_based["lip_outer_right_corner"]} == {49, 55}
    assert (one_based["lip_outer_upper_middle"], one_based["lip_outer_lower_middle"]) == (52, 58)
    assert one_based["chin"] == 76
    assert layout.notes


def test_bp4d_has_the_documented_places():
    layout = get_layout("bp4d83")
    eyes = sorted(layout.regions["left_eye"] + layout.regions["right_eye"])
    assert eyes == list(range(20, 36))
    assert sorted(layout.regions["left_brow"] + layout.regions["right_brow"]) == list(range(20))
    assert list(layout.regions["nose"]) == list(range(36, 48))
    assert list(layout.regions["mouth"]) == list(range(48, 68))
    assert list(layout.regions["contour"]) == list(range(68, 83))


def test_ibug51_is_ibug68_without_the_jaw():
    small, whole = get_layout("ibug51"), get_layout("ibug68")
    assert small.names == whole.names[17:]
    assert np.array_equal(small.mirror + 17, whole.mirror[17:])
    assert tuple(index + 17 for index in small.left_lower_lid) == whole.left_lower_lid
    # dlib's and OpenFace's flip pairs, as published many times over.
    for a, b in ((36, 45), (39, 42), (48, 54), (31, 35), (17, 26), (60, 64), (0, 16), (41, 46), (58, 56)):
        assert whole.mirror[a] == b
    assert whole.mirror[8] == 8


def test_mediapipe_mirror_has_the_known_pairs():
    layout = get_layout("mediapipe478")
    for a, b in ((33, 263), (133, 362), (61, 291), (468, 473), (159, 386), (145, 374), (234, 454), (50, 280)):
        assert layout.mirror[a] == b
    midline = np.flatnonzero(layout.mirror == np.arange(478))
    assert {0, 1, 2, 4, 5, 6, 10, 13, 14, 17, 152, 168} < set(midline)
    assert len(midline) == 28


@pytest.mark.parametrize(("file", "name"), [("london.npz", "mediapipe478"), ("lee.npz", "ibug51")])
def test_real_faces_agree_with_the_layout(real_faces, file, name):
    data = np.load(real_faces / file)
    layout = get_layout(name)
    face = data["landmarks"][data["label"] == "neutral"].astype(np.float64).mean(axis=0)
    left, right = (centre[0] for centre in eye_centres(face[None], layout))
    distance = np.linalg.norm(left - right)
    assert left[0] - right[0] > 0.9 * distance
    for side in ("left", "right"):
        eye = face[list(layout.regions[f"{side}_eye"])]
        lid = face[list(getattr(layout, f"{side}_lower_lid"))]
        inner, outer = face[list(getattr(layout, f"{side}_eye_corners"))]
        assert lid[:, 1].mean() < eye[:, 1].mean()
        assert abs(inner[0] - face[:, 0].mean()) < abs(outer[0] - face[:, 0].mean())
    centred = face - (left + right) / 2
    off = np.linalg.norm(centred[layout.mirror] * [-1, 1, 1] - centred, axis=1)
    assert off.max() < 0.08 * distance


def test_unknown_layout_lists_the_known_ones():
    with pytest.raises(LayoutError, match="bu3dfe83"):
        get_layout("dlib5")
