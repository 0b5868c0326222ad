from dataclasses import replace

import numpy as np
import pytest

from mien.errors import DataError
from mien.faces.action_units import ActionUnits
from mien.faces.faces import Faces
from mien.landmarks import Landmarks, get_layout


@pytest.fixture
def dataset(make_faces):
    subject = np.array(["A", "B", "A", "B", "B"])
    label = np.array(["happy", "neutral", "neutral", "neutral", "sad"])
    return Faces(
        Landmarks(make_faces("ibug51", 5), get_layout("ibug51")),
        face=np.array(list("abcde")),
        subject=subject,
        label=label,
        intensity=np.ones(5),
    )


def test_the_first_neutral_of_a_person_is_the_neutral(dataset):
    assert dataset.neutral_rows.tolist() == [2, 1, 2, 1, 1]
    points = dataset.landmarks.points
    np.testing.assert_array_equal(dataset.neutral_points(), points[[2, 1, 2, 1, 1]])


def test_taking_faces_renumbers_their_neutrals(dataset):
    part = dataset.take(np.array([4, 0, 2]))
    assert part.face.tolist() == ["e", "a", "c"]
    assert part.neutral_rows.tolist() == [-1, 2, 2]
    assert dataset.take(dataset.subject == "B").neutral_rows.tolist() == [0, 0, 0]
    with pytest.raises(DataError, match="subject B;"):
        part.neutral_points()


def test_columns_are_checked(dataset):
    with pytest.raises(DataError, match="more than once: a"):
        dataset.take(np.array([0, 0]))
    with pytest.raises(DataError, match="column label"):
        Faces(
            dataset.landmarks,
            dataset.face,
            dataset.subject,
            dataset.label[:2],
            dataset.intensity,
        )


def of_frames(dataset, **columns):
    units = ActionUnits(("AU04", "AU12"), np.eye(5, 2, dtype=np.int8), np.full((5, 2), np.nan))
    known = {"sequence": np.array(["A_T1"] * 5), "frame": np.arange(5), "action_units": units}
    return replace(dataset, **known, rotation=np.stack([np.eye(3)] * 5), **columns)


def test_what_is_known_of_frames_goes_with_them(dataset):
    part = of_frames(dataset).take(np.array([3, 0]))
    assert part.sequence.tolist() == ["A_T1", "A_T1"]
    assert part.frame.tolist() == [3, 0]
    assert part.action_units.present.tolist() == [[0, 0], [1, 0]]
    assert part.rotation.shape == (2, 3, 3)


def test_unknown_frames_are_marked(dataset):
    assert dataset.frame.tolist() == [-1] * 5
    assert dataset.sequence.tolist() == [""] * 5


def test_there_is_one_pose_and_one_coding_a_face(dataset):
    framed = of_frames(dataset)
    with pytest.raises(DataError, match=r"rotation has shape \(4, 3, 3\); there are 5 faces"):
        replace(framed, rotation=framed.rotation[:4])
    with pytest.raises(DataError, match="action units of 3 faces; there are 5"):
        replace(framed, action_units=framed.action_units.take([0, 1, 2]))


@pytest.mark.parametrize(
    ("names", "present", "intensity", "message"),
    [
        (("AU12", "AU04"), [[0, 0]], [[0, 0]], "ascending"),
        (("12",), [[0]], [[0]], "expected AU01"),
        (("AU12",), [[9]], [[0]], "neither present"),
        (("AU12",), [[1]], [[6]], "not from 0 to 5"),
        (("AU12",), [[1, 0]], [[1, 0]], "shapes"),
    ],
)
def test_action_units_are_checked(names, present, intensity, message):
    with pytest.raises(DataError, match=message):
        ActionUnits(names, np.array(present), np.array(intensity))
