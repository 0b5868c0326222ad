import numpy as np
import pytest

from mien.errors import DataError
from mien.landmarks import Landmarks, degenerate, eye_centres, get_layout, refuse_degenerate


def test_faces_are_named_with_their_fault(make_faces):
    layout = get_layout("ibug51")
    points = make_faces("ibug51", 6)
    points[1, 4, 2] = np.nan
    points[2, 0, 0] = np.inf
    points[3, :, 2] = 0.0
    left, right = eye_centres(points, layout)
    points[4, list(layout.left_lower_lid)] += (right - left)[4]
    landmarks = Landmarks(points, layout)
    assert {reason: rows.tolist() for reason, rows in degenerate(landmarks).items()} == {
        "not finite": [1, 2], "without depth": [3], "eyes in one point": [4],
    }  # fmt: skip
    with pytest.raises(
        DataError, match=r"^f\.npz: .*not finite: B, C; without depth: D; eyes in one point: E;"
    ):
        refuse_degenerate(landmarks, list("ABCDEF"), "f.npz")
    refuse_degenerate(landmarks.take([0, 5]), ["A", "F"])


def test_eye_centres_are_the_lower_lids_mean(make_faces):
    layout = get_layout("bu3dfe83")
    face = make_faces("bu3dfe83", 1)
    left, right = eye_centres(face, layout)
    np.testing.assert_allclose(left[0], (face[0, 5] + face[0, 6] + face[0, 7]) / 3)
    np.testing.assert_allclose(right[0], (face[0, 13] + face[0, 14] + face[0, 15]) / 3)
