"""Triplets as a call gives them: rows, numbers, names, frames."""

import numpy as np
import pyarrow as pa
import pytest

from mien.errors import TripletError
from mien.triplets import Triplets
from mien.triplets.among import triplets_among

NAMES = np.array(["ann_1", "ann_2", "bob_1", "bob_2", "cy"])
ROWS = np.array([[0, 1, 2], [4, 3, 0]])


def test_names_numbers_and_rows_say_the_same():
    by_row, _ = triplets_among(ROWS, None, None, 5)
    numbers = np.array([7, 3, 5, 900, 1])
    for called, faces, own in (
        (NAMES[ROWS], NAMES, None),
        (NAMES[ROWS], None, NAMES),
        (NAMES[ROWS].tolist(), NAMES.tolist(), None),
        (NAMES[ROWS].astype(object), NAMES.astype(object), None),
        (numbers[ROWS], numbers, NAMES),
        (numbers[ROWS].astype(object), numbers, None),
    ):
        found, left_out = triplets_among(called, None, faces, 5, own)
        np.testing.assert_array_equal(found.rows, by_row.rows)
        assert left_out == 0
    order = np.array([2, 0, 4, 1, 3])
    found, _ = triplets_among(NAMES[ROWS], None, NAMES[order], 5)
    np.testing.assert_array_equal(NAMES[order][found.rows], NAMES[ROWS])


def test_those_with_a_face_that_is_not_there_are_left_out():
    found, left_out = triplets_among([*NAMES[ROWS].tolist(), ["ann_1", "dora", "cy"]], None, NAMES[:4], 4)
    assert (found.rows.tolist(), left_out) == ([[0, 1, 2]], 2)


def frame(kind):
    columns = {name: NAMES[ROWS[:, place]] for place, name in enumerate(("anchor", "near", "far"))}
    columns |= {"weight": [1.0, 5.0], "rater": ["r1", "r2"]}
    return {
        "dict": lambda: columns,
        "arrow": lambda: pa.table(columns),
        "pandas": lambda: pytest.importorskip("pandas").DataFrame(columns),
        "polars": lambda: pytest.importorskip("polars").DataFrame(columns),
    }[kind]()


@pytest.mark.parametrize("kind", ["dict", "arrow", "pandas", "polars"])
def test_a_frame_brings_its_weights(kind):
    found, _ = triplets_among(frame(kind), None, None, 5, NAMES)
    np.testing.assert_array_equal(found.rows, ROWS)
    np.testing.assert_array_equal(found.weight, [1, 5])
    with pytest.raises(TripletError, match="weights are given twice"):
        triplets_among(frame(kind), [1, 2], None, 5, NAMES)


@pytest.mark.parametrize(
    ("triplets", "faces", "message"),
    [
        (NAMES[ROWS], None, "pass faces=, the name of each face"),
        (NAMES[ROWS], np.arange(5), "faces must be 5 different names"),
        (ROWS, NAMES, "faces must be 5 different whole numbers"),
        (NAMES[ROWS], NAMES[[0, 1, 2, 3, 3]], "faces must be 5 different names"),
        (NAMES[ROWS][:, :2], NAMES, r"shape \(2, 2\)"),
        ([["cy", "bob_1", "cy"]], NAMES, "triplet 0 names the same face twice"),
        ({"anchor": [0], "near": [1]}, None, "needs the columns anchor, near, far.* there is no far"),
        (["ann_1", "ann_2", "cy"], NAMES, "expected whole numbers|shape"),
    ],
)
def test_what_cannot_be_meant_is_refused(triplets, faces, message):
    with pytest.raises(TripletError, match=message):
        triplets_among(triplets, None, faces, 5)


def test_weights_of_a_value_give_way_to_those_given():
    given = Triplets.of(ROWS, np.array([2.0, 3.0]))
    assert triplets_among(given, None, None, 5)[0].weight.tolist() == [2, 3]
    assert triplets_among(given, [4, 5], None, 5)[0].weight.tolist() == [4, 5]
