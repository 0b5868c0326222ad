"""Whether faces have the depth and the axes of faces, over layouts, flips, turns and scales."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from mien.errors import DataError
from mien.landmarks import NAMES, get_layout
from mien.landmarks.plausibility import DEEP, FLAT, HANDED, Plausibility, refuse_implausible
from mien.synthetic.posed import builtin_posed

AXES = "xyz"
SEVERAL = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
FLIPS = [axes for n in range(8) if (axes := tuple(axis for i, axis in enumerate(AXES) if n >> i & 1))]
WHOLE = ("bu3dfe83", "bp4d83", "ibug68", "ibug51", "mediapipe478", "mediapipe468")


def judged(points, name="bu3dfe83"):
    votes = Plausibility()
    votes.see(np.asarray(points, dtype=np.float32), get_layout(name), np.arange(len(points)).astype(str))
    return votes.verdict()


def flipped(points, axes):
    return points * [-1 if axis in axes else 1 for axis in AXES[: points.shape[2]]]


@pytest.fixture(scope="module")
def posed():
    return builtin_posed(seed=3, n_subjects=6).landmarks.points


def heads(draw, n):
    """(n, 3, 3) turns of heads: up to 60 degrees to a side, 25 up, down and in the picture."""
    angles = [[draw(st.floats(-most, most)) for most in (60, 25, 25)] for _ in range(n)]
    return Rotation.from_euler("YXZ", angles, degrees=True).as_matrix()


def moved(draw, points):
    """Faces turned each in its own way, at one size and place."""
    turned = points @ heads(draw, len(points)).swapaxes(1, 2)
    return turned * 10 ** draw(st.floats(-3, 3)) + draw(st.floats(-5, 5)) * np.ptp(turned)


def test_every_layout_is_looked_at():
    assert set(NAMES) <= set(WHOLE), "a layout in three dimensions that no test here draws"


@pytest.mark.parametrize("name", WHOLE)
@SEVERAL
@given(data=st.data(), axes=st.sampled_from([(), *FLIPS]))
def test_turned_axes_are_found_however_the_heads_are_turned(make_faces, name, data, axes):
    points = flipped(moved(data.draw, make_faces(name, 9, seed=data.draw(st.integers(0, 99)))), axes)
    found = judged(points, name)
    assert (found.flip, found.turned) == ((axes, ()) if len(axes) % 2 else ((), axes))
    assert (found.off, found.odd, found.voted) == ("", {}, 9)
    assert found.wrong == bool(len(axes) % 2)


@pytest.mark.parametrize("name", WHOLE)
@SEVERAL
@given(data=st.data(), unit=st.floats(20, 2000), deep=st.booleans())
def test_depth_in_another_unit_is_found_however_the_heads_are_turned(make_faces, name, data, unit, deep):
    points = moved(data.draw, make_faces(name, 9, seed=data.draw(st.integers(0, 99))))
    found = judged(points * [1, 1, unit if deep else 1 / unit], name)
    assert found.off == "z"
    assert found.wrong
    assert (found.factor > 1) == deep
    assert found.counts[DEEP if deep else FLAT] == 9


@pytest.mark.parametrize("times", [1 / 640, 1 / 224, 1 / 10, 10, 640])
def test_how_much_is_off_in_frontal_faces(posed, times):
    found = judged(posed * [1, 1, times])
    assert found.off == "z"
    assert 0.6 < found.factor / times < 1.7


def test_x_and_y_in_shares_beside_z_in_pixels(posed):
    found = judged(posed / [640, 640, 1])
    assert (found.off, found.flip) == ("z", ())
    assert 400 < found.factor < 1000


@pytest.mark.parametrize("axis", [0, 1])
def test_an_axis_other_than_z_is_named(posed, axis):
    factors = np.ones(3)
    factors[axis] = 1 / 300
    assert judged(posed * factors).off == AXES[axis]


def test_flat_and_inside_out_are_both_told(posed):
    first, second = judged(posed * [1, 1, -0.05]).causes()
    assert "are flat: z is about 20 times smaller than x and y" in first
    assert "inside out: the noses are behind the eyes" in second


def test_good_faces_raise_no_alarm(posed):
    found = judged(posed)
    assert found.causes() == found.oddities() == []
    assert found.turning() == ""
    for person in range(6):
        alone = judged(posed[person * 25][None])
        assert alone.causes() == alone.oddities() == []


@pytest.mark.parametrize(("file", "name"), [("lee.npz", "ibug51"), ("london.npz", "mediapipe478")])
def test_real_faces_raise_no_alarm_and_every_fault_of_theirs_is_found(real_faces, file, name):
    points = np.load(real_faces / file)["landmarks"].astype(float)
    yaw = Rotation.from_euler("y", 60, degrees=True).as_matrix()
    for turned in (points, points @ yaw.T, points @ yaw):
        found = judged(turned, name)
        assert found.causes() == found.oddities() == []
        assert found.turning() == ""
        for axes in FLIPS:
            found = judged(flipped(turned, axes), name)
            assert found.flip or found.turned == axes
        for times in (1 / 640, 1 / 50, 30, 640):
            assert judged(turned * [1, 1, times], name).off == "z"
    for face in points:
        assert not judged(face[None], name).wrong
        assert judged(face[None] * [1, 1, -1], name).flip == ("z",)


def test_depth_thresholds_keep_a_distance_from_real_faces(real_faces):
    # A half and twice the depth that was measured is still no alarm for most faces.
    for file, name in (("lee.npz", "ibug51"), ("london.npz", "mediapipe478")):
        points = np.load(real_faces / file)["landmarks"].astype(float)
        for times in (0.5, 2):
            assert not judged(points * [1, 1, times], name).wrong


def test_odd_faces_among_good_ones_are_counted_and_named(posed):
    points = posed.copy()
    points[[3, 5]] *= [1, 1, -1]
    points[7] *= [1, 1, 0.01]
    found = judged(points)
    assert not found.wrong
    assert found.odd == {FLAT: ["7"], HANDED: ["3", "5"]}
    assert found.oddities() == [
        "1 of 150 faces are flat, unlike the others, and kept: 7",
        "2 of 150 faces are mirrored or inside out, unlike the others, and kept: 3, 5",
    ]
    points[20:40] *= [1, 1, -1]
    assert judged(points).oddities()[1].endswith("kept: 3, 5, 20, 21, 22 and 17 more")


def test_any_axis_will_do_where_heads_look_everywhere(posed):
    turns = Rotation.random(len(posed), 4).as_matrix()
    found = judged((posed * [1, 1, -1]) @ turns.swapaxes(1, 2))
    assert len(found.flip) % 2
    assert found.counts[HANDED] == len(posed)


def test_what_cannot_be_measured_does_not_vote(posed):
    points = posed[:6].copy()
    points[0, 4, 1] = np.nan
    points[1, :, 2] = 7.0
    points[2, :, :] = 3.0
    points[3] = np.inf
    found = judged(points)
    assert (found.seen, found.voted) == (6, 2)
    assert not found.wrong
    assert judged(points[:4]).causes() == judged(points[:0]).causes() == []


def test_points_in_another_order_have_no_side_and_no_front():
    cloud = np.random.default_rng(0).normal(size=(40, 478, 3))
    found = judged(cloud, "mediapipe478")
    assert (found.flip, found.turned, found.odd) == ((), (), {})
    assert judged(cloud * [1, 1, 1 / 224], "mediapipe478").off == "z"


@SEVERAL
@given(data=st.data(), axes=st.sampled_from([(), ("x",), ("y",), ("x", "y")]))
def test_faces_in_the_plane(make_faces, data, axes):
    points = flipped(moved(data.draw, make_faces("ibug68", 9))[:, :, :2], axes)
    found = judged(points, "ibug68")
    assert (found.flip, found.turned) == ((axes, ()) if len(axes) == 1 else ((), axes))
    assert not found.off


def test_all_of_the_first_faces_vote_and_every_sixty_fourth_of_the_rest(posed):
    votes, layout = Plausibility(), get_layout("bu3dfe83")
    many = np.tile(posed, (60, 1, 1))
    names = np.arange(len(many)).astype(str)
    many[5000:] *= np.float32([1, 1, -1])
    for start in range(0, len(many), 700):
        votes.see(many[start : start + 700], layout, names[start : start + 700])
    found = votes.verdict()
    rest = math.ceil((len(many) - 4096) / 64)
    assert (found.seen, found.voted) == (9000, 4096 + rest)
    assert found.counts[HANDED] == sum(i % 64 == 0 for i in range(5000, 9000))
    assert "of 4173 faces looked at" in found.oddities()[0]


def test_the_same_verdict_in_any_batches(posed):
    layout, names = get_layout("bu3dfe83"), np.arange(len(posed)).astype(str)
    parts = Plausibility()
    for row in range(len(posed)):
        parts.see(posed[row : row + 1] * np.float32([1, -1, 1]), layout, names[row : row + 1])
    assert parts.verdict() == judged(posed * [1, -1, 1])


def test_an_array_is_refused_with_what_to_do_with_it(posed):
    layout, names = get_layout("bu3dfe83"), np.arange(len(posed))
    refuse_implausible(posed, layout, names)
    with pytest.raises(
        DataError, match=r"inside out: .*: X\[\.\.\., 2\] \*= -1, with X as \(faces, points, 3\)"
    ):
        refuse_implausible(posed * [1, 1, -1], layout, names)
    with pytest.raises(DataError, match=r"neutral\[\.\.\., 2\] \*= \d+ or what it is exactly"):
        refuse_implausible(posed * [1, 1, 1 / 640], layout, names, "neutral")
    with pytest.warns(UserWarning, match="X: 1 of 150 faces are mirrored or inside out"):
        refuse_implausible(np.concatenate([posed[:1] * [-1, 1, 1], posed[1:]]), layout, names)
