"""What chooses among models: figures of validation people alone."""

import numpy as np
import pytest

from mien.errors import DataError
from mien.evaluation.validated import Validated, validated
from mien.triplets import Triplets

LABEL = np.array(["a", "b"] * 20)
TRAIN, VALIDATION = np.arange(20), np.arange(20, 40)
NEAR_IS_EQUAL = Triplets.of(np.array([[20, 22, 21], [21, 23, 20], [22, 24, 23]]))


def test_a_space_of_the_labels_has_everything_and_one_point_nothing():
    apart = np.stack([(LABEL == "a") * 1.0, np.zeros(40)], axis=1)
    found = validated(apart, LABEL, TRAIN, VALIDATION, NEAR_IS_EQUAL)
    assert (found.triplets, found.accuracy, found.score) == (1.0, 1.0, 1.0)
    collapsed = validated(np.ones((40, 2)), LABEL, TRAIN, VALIDATION, NEAR_IS_EQUAL)
    assert collapsed.triplets == 0.0, "ties satisfy nothing here"
    assert collapsed.accuracy == 0.5


def test_what_there_is_decides():
    space = np.random.default_rng(0).normal(size=(40, 2))
    only = validated(space, np.full(40, ""), TRAIN, VALIDATION, NEAR_IS_EQUAL)
    assert only.accuracy is None
    assert only.score == only.triplets
    assert validated(space, LABEL, TRAIN, VALIDATION, None).triplets is None
    assert Validated(0.5, 1.0).score == 0.75
    with pytest.raises(DataError, match="neither triplets nor labels"):
        validated(space, np.full(40, ""), TRAIN, VALIDATION, None)


def test_scaling_a_space_changes_nothing():
    space = np.random.default_rng(1).normal(size=(40, 3))
    one, other = (validated(s * space, LABEL, TRAIN, VALIDATION, NEAR_IS_EQUAL) for s in (1.0, 1e3))
    assert one == other
