"""The paper's three rules (IV-B) as one order, and the triplets drawn from it."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mien.errors import TripletError
from mien.triplets import Triplets, possible_triplets, rule_order, triplets_by_rule


def plain_order(label, intensity, anchor, first, second):
    """The rules once more, a pair at a time and in words."""

    def place(face):
        if label[face] == label[anchor]:
            return 0
        return 1 if label[face] == "neutral" else 2

    if place(first) != place(second):
        return -1 if place(first) < place(second) else 1
    if place(first) == 0:
        gaps = abs(intensity[first] - intensity[anchor]), abs(intensity[second] - intensity[anchor])
        if gaps[0] < gaps[1]:
            return -1
        if gaps[0] > gaps[1]:
            return 1
    return 0


LABEL = np.array(["neutral", "neutral", "happy", "happy", "happy", "sad", "sad", "fear"])
INTENSITY = np.array([0, 0, 1, 2, 4, 1, np.nan, 3], dtype=np.float32)


def test_order_is_the_rules_for_every_triple():
    triples = np.array(list(itertools.permutations(range(8), 3)))
    got = rule_order(LABEL, INTENSITY, *triples.T)
    expected = [plain_order(LABEL, INTENSITY, *triple) for triple in triples.tolist()]
    assert got.tolist() == expected


def test_count_of_possible_triplets_is_that_of_trying_all():
    tried = sum(plain_order(LABEL, INTENSITY, *t) == -1 for t in itertools.permutations(range(8), 3))
    assert possible_triplets(LABEL, INTENSITY, np.arange(8)) == tried
    some = np.array([0, 2, 3, 5, 6])
    tried = sum(plain_order(LABEL, INTENSITY, *t) == -1 for t in itertools.permutations(some.tolist(), 3))
    assert possible_triplets(LABEL, INTENSITY, some) == tried


def test_each_rule_by_name():
    def order(anchor, first, second):
        return int(rule_order(LABEL, INTENSITY, np.array([anchor]), np.array([first]), np.array([second]))[0])

    assert order(2, 3, 5) == -1  # same label before another label
    assert order(2, 4, 3) == 1  # degree 2 is nearer to degree 1 than degree 4 is
    assert order(2, 0, 5) == -1  # neutral before another label
    assert order(2, 3, 0) == -1  # same label before neutral
    assert order(2, 5, 7) == 0  # two other labels tie
    assert order(0, 2, 5) == 0  # a neutral anchor says nothing of two expressions


@given(
    people=st.integers(2, 6),
    labels=st.integers(2, 4),
    degrees=st.integers(1, 3),
    seed=st.integers(0, 2**32 - 1),
)
@settings(max_examples=40, deadline=None)
def test_drawn_triplets_hold_every_face_and_obey_the_rules(people, labels, degrees, seed):
    names = ["neutral", "happy", "sad", "fear"]
    label = np.array([names[i] for _ in range(people) for i in range(labels) for _ in range(degrees)])
    intensity = np.array(
        [0 if i == 0 else d for _ in range(people) for i in range(labels) for d in range(degrees)],
        dtype=np.float32,
    )
    rows = np.arange(len(label))
    triplets = triplets_by_rule(label, intensity, rows, len(rows), np.random.default_rng(seed))
    assert len(triplets) == len(rows)
    assert np.unique(triplets.rows, axis=0).shape == triplets.rows.shape
    assert set(triplets.rows.ravel()) == set(rows.tolist())
    assert all(plain_order(label, intensity, *triplet) == -1 for triplet in triplets.rows.tolist())


def test_only_the_split_is_used_and_the_seed_decides():
    label = np.array(["neutral", "happy", "sad"] * 30)
    intensity = np.zeros(90, dtype=np.float32)
    rows = np.arange(0, 90, 2)
    one = triplets_by_rule(label, intensity, rows, 100, np.random.default_rng(1))
    same = triplets_by_rule(label, intensity, rows, 100, np.random.default_rng(1))
    other = triplets_by_rule(label, intensity, rows, 100, np.random.default_rng(2))
    assert set(one.rows.ravel()) == set(rows.tolist())
    assert one.digest() == same.digest() != other.digest()


@pytest.mark.parametrize(
    ("label", "count", "message"),
    [
        (["happy"] * 9, 9, "no triplets can be made by rule"),
        (["neutral", "happy", "happy", "sad", "sad"] * 4, 3, "cannot hold all"),
        (["neutral", "happy", "happy"], 50, "only"),
        (["neutral", "happy", "sad"], 3, "only 2 different"),
    ],
)
def test_impossible_wishes_are_refused(label, count, message):
    label = np.array(label)
    with pytest.raises(TripletError, match=message):
        triplets_by_rule(
            label,
            np.zeros(len(label), dtype=np.float32),
            np.arange(len(label)),
            count,
            np.random.default_rng(0),
        )


@pytest.mark.parametrize(
    ("rows", "weight", "message"),
    [
        (np.zeros((3, 2), int), None, "expected"),
        (np.array([[0.0, 1.0, 2.0]]), None, "whole numbers"),
        (np.array([[0, 1, -1]]), None, "below row 0"),
        (np.array([[0, 1, 2], [3, 4, 3]]), None, "triplet 1 names the same face twice"),
        (np.array([[0, 1, 2]]), np.array([-1.0]), "negative"),
        (np.array([[0, 1, 2]]), np.array([np.nan]), "not a number"),
        (np.array([[0, 1, 2]]), np.ones(2), r"column weight has shape \(2,\); there are 1 triplets"),
    ],
)
def test_bad_triplets_are_refused(rows, weight, message):
    with pytest.raises(TripletError, match=message):
        Triplets.of(rows, weight)


def test_triplets_must_name_faces_of_their_split():
    triplets = Triplets.of(np.array([[0, 1, 2], [0, 1, 9]]))
    triplets.check_faces(10)
    with pytest.raises(TripletError, match="triplet 1 names a face that does not exist"):
        triplets.check_faces(9)
    with pytest.raises(TripletError, match="triplet 1 names a face outside the test people"):
        triplets.check_faces(10, np.array([0, 1, 2]), "the test people")
