"""Votes, majorities, labels: compared with counting one by one."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mien.errors import DataError, TripletError
from mien.triplets.questions import Questions, packed
from mien.triplets.votes import (
    Answers,
    LabelAnswers,
    asked_by,
    label_shares,
    labels_by_majority,
    triplets_by_majority,
    votes,
)

THREE = Questions(np.array([[0, 1, 2], [3, 4, 5], [5, 0, 1]]), np.full(3, "train"), np.array(["a", "b", "c"]))


def test_votes_and_majority_one_by_one():
    said = Answers.of(
        np.array([0, 0, 0, 1, 1, 0, 0, 2, 2]),
        np.array(list("vwxvwyzvw")),
        np.array([1, 1, 0, 0, 1, 1, 1, 0, 0]),
    )
    assert votes(THREE, said).tolist() == [[1, 4], [1, 1], [2, 0]]
    triplets, question = triplets_by_majority(THREE, said)
    assert triplets.rows.tolist() == [[0, 2, 1], [5, 0, 1]]
    assert triplets.weight.tolist() == [3, 2]
    assert question.tolist() == [0, 2]


def test_repeats_are_never_votes(make_questions, make_answers):
    questions = make_questions()
    said = make_answers(np.full(len(questions), 0.4))
    again = said.take(np.arange(0, len(said), 7))
    repeats = Answers(
        again.question, again.rater, 1 - again.choice, again.seconds, again.first_left, np.ones(len(again))
    )
    names = ("question", "rater", "choice", "seconds", "first_left", "repeat")
    both = Answers(*(np.concatenate([getattr(said, name), getattr(repeats, name)]) for name in names))
    assert np.array_equal(votes(questions, both), votes(questions, said))


@given(seed=st.integers(0, 2**32 - 1), raters=st.integers(1, 9))
@settings(max_examples=40, deadline=None)
def test_majority_is_that_of_counting(seed, raters):
    rng = np.random.default_rng(seed)
    rater, question = np.meshgrid(np.arange(raters), np.arange(3))
    keep = rng.random(rater.size) < 0.8
    question, rater = question.ravel()[keep], rater.ravel()[keep].astype(str)
    choice = rng.integers(0, 2, len(question))
    triplets, of = triplets_by_majority(THREE, Answers.of(question, rater, choice))
    expected = []
    for number, (anchor, first, second) in enumerate(THREE.rows.tolist()):
        count = Counter(choice[question == number].tolist())
        if count[0] != count[1]:
            near, far = (first, second) if count[0] > count[1] else (second, first)
            expected.append((number, anchor, near, far, abs(count[0] - count[1])))
    got = [
        (int(q), *row, int(w)) for q, row, w in zip(of, triplets.rows.tolist(), triplets.weight, strict=True)
    ]
    assert got == expected


def test_two_votes_of_one_rater_are_refused():
    said = Answers.of(np.array([0, 1, 1]), np.array(["v", "w", "w"]), np.array([0, 0, 1]))
    with pytest.raises(TripletError, match="rater w answered question b twice"):
        votes(THREE, said)
    with pytest.raises(TripletError, match="question 3; there are 3"):
        votes(THREE, Answers.of(np.array([3]), np.array(["v"]), np.array([0])))
    unknown = Answers.of(np.array([1, 1]), np.array(["", ""]), np.array([0, 0]))
    assert votes(THREE, unknown).tolist() == [[0, 0], [2, 0], [0, 0]]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("question", [-1, 0], "question of answer 0"),
        ("choice", [0, 2], "choice of answer 1"),
        ("seconds", [np.nan, -1.0], "seconds of answer 1"),
        ("first_left", [0, 3], "first_left of answer 1"),
        ("rater", ["x"], "column rater"),
    ],
)
def test_wrong_answers_are_refused(column, value, message):
    good = {
        "question": [0, 1], "rater": ["x", "y"], "choice": [0, 1], "seconds": [1.0, np.nan],
        "first_left": [0, -1], "repeat": [False, False],
    }  # fmt: skip
    with pytest.raises(TripletError, match=message):
        Answers(**{name: np.array(v) for name, v in (good | {column: value}).items()})


def label_answers(*said):
    face, label = zip(*said, strict=True)
    rater = np.array([f"R{number}" for number in range(len(said))])
    return LabelAnswers(np.array(face), rater, np.array(label), np.full(len(said), np.nan))


def test_labels_need_enough_votes():
    p, n, o = "positive", "negative", "neutral"
    said = label_answers(
        (0, p), (0, p), (0, p), (0, n), (0, o),
        (1, p), (1, p), (1, n), (1, n), (1, o),
        (2, o), (2, o), (2, o),
        (4, n), (4, n), (4, n), (4, p), (4, p), (4, p),
    )  # fmt: skip
    assert labels_by_majority(said, 5).tolist() == [p, "", o, "", ""]
    assert labels_by_majority(said, 5, least=4).tolist() == [""] * 5
    assert labels_by_majority(said, 5, least=2).tolist() == [p, "", o, "", ""]
    with pytest.raises(DataError, match="face 4; there are 4"):
        labels_by_majority(said, 4)


def test_shares_of_labels_are_those_of_counting_without_repeats():
    said = LabelAnswers(
        np.array([0, 0, 0, 2, 0]),
        np.array(list("vwxvv")),
        np.array(["positive", "positive", "neutral", "negative", "negative"]),
        np.ones(5),
        np.array([False, False, False, False, True]),
    )
    expected = [[0, 1 / 3, 2 / 3], [np.nan] * 3, [1, 0, 0]]
    np.testing.assert_allclose(label_shares(said, 3), expected)


def test_wrong_labels_are_refused():
    with pytest.raises(DataError, match="label happy; expected negative, neutral, positive"):
        label_answers((0, "happy"))
    with pytest.raises(DataError, match="rater v labelled a face twice"):
        LabelAnswers(np.zeros(2, int), np.array(["v", "v"]), np.array(["neutral"] * 2), np.full(2, np.nan))


@given(st.lists(st.permutations(range(5)).map(lambda order: tuple(order[:3])), min_size=1, max_size=60))
@settings(deadline=None)
def test_questions_behind_triplets(rows):
    questions, question, choice = asked_by(np.array(rows))
    for (anchor, near, far), number, chosen in zip(rows, question, choice, strict=True):
        assert questions.rows[number, 0] == anchor
        assert questions.rows[number, 1 + chosen] == near
        assert questions.rows[number, 2 - chosen] == far
    assert len(questions) == len({(a, frozenset((b, c))) for a, b, c in rows})


@given(st.lists(st.tuples(*[st.integers(0, 2**21)] * 3), min_size=1, max_size=30), st.integers(1, 2**20))
@settings(deadline=None)
def test_packing_keeps_order_and_equality(rows, scale):
    rows = np.array(rows, dtype=np.int64) * scale
    code = packed(rows)
    for i in range(len(rows)):
        for j in range(len(rows)):
            assert (code[i] < code[j]) == (tuple(rows[i]) < tuple(rows[j]))
