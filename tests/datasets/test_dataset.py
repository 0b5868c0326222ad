import numpy as np
import pytest

from mien.datasets import Dataset, neutral_rows
from mien.errors import DataError
from mien.landmarks import Landmarks, get_layout


@pytest.fixture
def dataset(make_faces):
    subject = np.array(["A", "B", "A", "B", "B"])
    label = np.array(["happy", "neutral", "neutral", "neutral", "sad"])
    return Dataset(
        Landmarks(make_faces("ibug51", 5), get_layout("ibug51")),
        face=np.array(list("abcde")),
        subject=subject,
        label=label,
        intensity=np.ones(5),
        neutral=neutral_rows(subject, label),
    )


def test_the_first_neutral_of_a_person_is_the_neutral(dataset):
    assert dataset.neutral.tolist() == [2, 1, 2, 1, 1]
    points = dataset.landmarks.points
    np.testing.assert_array_equal(dataset.neutral_points(), points[[2, 1, 2, 1, 1]])


def test_taking_faces_renumbers_their_neutrals(dataset):
    part = dataset.take(np.array([4, 0, 2]))
    assert part.face.tolist() == ["e", "a", "c"]
    assert part.neutral.tolist() == [-1, 2, 2]
    assert dataset.take(dataset.subject == "B").neutral.tolist() == [0, 0, 0]
    with pytest.raises(DataError, match="subject B;"):
        part.neutral_points()


def test_columns_are_checked(dataset):
    with pytest.raises(DataError, match="more than once: a"):
        dataset.take(np.array([0, 0]))
    with pytest.raises(DataError, match="column label"):
        Dataset(
            dataset.landmarks,
            dataset.face,
            dataset.subject,
            dataset.label[:2],
            dataset.intensity,
            dataset.neutral,
        )
