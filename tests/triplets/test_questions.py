"""Questions: each face exactly as often as asked for, nothing asked twice, the same from the same seed."""

from collections import Counter
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mien.errors import TripletError
from mien.triplets.questions import Questions, questions_among, questions_by_part


def assert_exact(asked, rows, times):
    assert len(asked) * 3 == len(rows) * times
    assert Counter(asked.ravel().tolist()) == dict.fromkeys(rows.tolist(), times)
    assert all(len(set(question)) == 3 for question in asked.tolist())
    assert len({(a, frozenset((b, c))) for a, b, c in asked.tolist()}) == len(asked)


@given(n=st.integers(4, 60), times=st.sampled_from([3, 6, 9]), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=150, deadline=None)
def test_each_face_is_in_exactly_so_many_questions(n, times, seed):
    rows = np.random.default_rng(seed).permutation(1000)[:n]
    most = 3 * comb(n - 1, 2)
    asked = questions_among(rows, min(times, most), np.random.default_rng(seed))
    assert_exact(asked, rows, min(times, most))
    anchors = Counter(asked[:, 0].tolist())
    assert set(anchors.values()) == {min(times, most) // 3}


@given(n=st.integers(3, 12), times=st.integers(1, 170), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=200, deadline=None)
def test_any_number_of_times_that_can_be_done_is_done(n, times, seed):
    rows = np.arange(n)
    if times > 3 * comb(n - 1, 2) or n * times % 3:
        with pytest.raises(TripletError):
            questions_among(rows, times, np.random.default_rng(seed))
    else:
        asked = questions_among(rows, times, np.random.default_rng(seed))
        assert_exact(asked, rows, times)
        anchors = np.bincount(asked[:, 0], minlength=n)
        assert anchors.max() - anchors.min() <= 1


def test_the_papers_size():
    rows = np.arange(10_000, 13_498)
    asked = questions_among(rows, 6, np.random.default_rng(0))
    assert len(asked) == 6_996
    assert_exact(asked, rows, 6)


def test_the_seed_decides_and_the_order_of_the_faces_does_not():
    rows = np.arange(5, 45)
    one = questions_among(rows, 6, np.random.default_rng(3))
    assert np.array_equal(one, questions_among(rows[::-1], 6, np.random.default_rng(3)))
    assert not np.array_equal(one, questions_among(rows, 6, np.random.default_rng(4)))


def test_a_part_does_not_change_another():
    train, test = np.arange(30), np.arange(40, 60)
    whole = questions_by_part({"train": train, "test": test}, seed=1)
    other = questions_by_part({"train": train, "test": test[:10]}, seed=1)
    assert np.array_equal(whole.rows[whole.part == "train"], other.rows[other.part == "train"])
    assert_exact(whole.rows[whole.part == "test"], test, 6)
    assert whole.name[0] == "train-00001"
    assert whole.name[-1] == "test-00040"


@pytest.mark.parametrize(
    ("rows", "times", "message"),
    [
        (np.arange(2), 6, "only in 0; ask about more faces"),
        (np.arange(3), 6, "only in 3"),
        (np.arange(4), 10, "only in 9"),
        (np.arange(10), 4, "do not fill questions of three"),
        (np.arange(10), 0, "at least 1"),
        (np.array([1, 2, 3, 1]), 3, "twice"),
    ],
)
def test_what_cannot_be_asked_is_refused(rows, times, message):
    with pytest.raises(TripletError, match=message):
        questions_among(rows, times, np.random.default_rng(0))


def test_the_part_with_too_few_faces_is_named():
    with pytest.raises(TripletError, match="test: 3 faces cannot"):
        questions_by_part({"train": np.arange(10), "test": np.arange(10, 13)})
    with pytest.raises(TripletError, match="two parts"):
        questions_by_part({"train": np.arange(10), "test": np.arange(9, 20)})


@pytest.mark.parametrize(
    ("rows", "names", "message"),
    [
        ([[0, 1]], ["a"], "anchor, first, second"),
        ([[0, 1, 1]], ["a"], "a shows the same face twice"),
        ([[0, 1, 2], [0, 2, 1]], ["a", "b"], "b is asked twice"),
        ([[0, 1, 2], [1, 2, 0]], ["a", "a"], "wrong: a"),
        ([[0, 1, -2]], ["a"], "below row 0"),
        ([[0, 1, 2]], ["a", "b"], "column name has shape"),
    ],
)
def test_wrong_questions_are_refused(rows, names, message):
    with pytest.raises(TripletError, match=message):
        Questions(np.array(rows), np.full(len(rows), ""), np.array(names))
