"""Preparing: what a checkpoint knows its faces by."""

import dataclasses

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from mien.landmarks import Landmarks
from mien.training.prepare import prepare


def source(dataset, part="train"):
    return prepare(dataset, 0).faces(part).source


def moved(dataset, row, by):
    points = dataset.landmarks.points.copy()
    points[row, 3, 1] += by
    return dataclasses.replace(dataset, landmarks=Landmarks(points, dataset.landmarks.layout, "mm"))


@pytest.fixture
def turned(posed):
    """The same faces with poses."""
    turns = Rotation.from_quat(np.random.default_rng(0).normal(size=(len(posed), 4))).as_matrix()
    return dataclasses.replace(posed, rotation=turns)


def test_the_source_is_the_faces_before_alignment(posed):
    prepared = prepare(posed, 0)
    before = prepared.faces("train").source
    assert len(before) == 64
    nearly = dataclasses.replace(prepared, x=prepared.x + np.float32(1e-6), y=prepared.y + np.float32(1e-6))
    assert nearly.faces("train").source == before
    assert prepared.faces("validation").source != before


def test_every_number_of_a_part_counts_and_no_other(posed):
    split = prepare(posed, 0).split
    row, other = split.train[1], split.test[1]
    assert source(moved(posed, row, 1e-3)) != source(posed)
    assert source(moved(posed, other, 1e-3)) == source(posed)


def test_neutrals_poses_and_people_count(posed, turned):
    row = prepare(posed, 0).split.train[1]
    neutral = posed.neutral.copy()
    neutral[row] = posed.face[row]
    assert source(dataclasses.replace(posed, neutral=neutral)) != source(posed)
    assert source(turned) != source(posed)
    rotation = turned.rotation.copy()
    rotation[row] = np.eye(3)
    assert source(dataclasses.replace(turned, rotation=rotation)) != source(turned)
