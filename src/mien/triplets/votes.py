"""Answers of people, and what the majority says: triplets with weights (paper IV-B), labels (IV-C)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from mien.columns import Column, Table
from mien.errors import DataError, TripletError, listed
from mien.triplets.questions import Questions, packed, question_keys
from mien.triplets.values import Triplets, repeated
from mien.vocabulary import NEUTRAL

LABELS = ("negative", NEUTRAL, "positive")
LEAST_VOTES = 3


@dataclass(frozen=True, eq=False)
class Answers(Table):
    """a answers to questions.

    Attributes
    ----------
    question : (a,) int64, row of the `Questions`.
    rater : (a,) str; ``""`` where it is not known who answered.
    choice : (a,) int8; 0 the first face looks more like the anchor, 1 the second.
    seconds : (a,) float32, time taken; NaN unknown.
    first_left : (a,) int8; 1 the first face was shown on the left, 0 on the right, -1 unknown.
    repeat : (a,) bool; a declared repeat that tests self-consistency, never counted as a vote.
    given : (a,) int64; rows with the same number, 0 or more, are the two halves of one odd-one-out answer
        (see `mien.triplets.given`); -1 for a row that is an answer of its own.

    Raises
    ------
    TripletError
        If the columns differ in length, or a value is none of these.
    """

    question: np.ndarray
    rater: np.ndarray
    choice: np.ndarray
    seconds: np.ndarray
    first_left: np.ndarray
    repeat: np.ndarray
    given: np.ndarray = field(default_factory=lambda: np.zeros(0))

    COLUMNS = {
        "question": Column(np.int64), "rater": Column(np.str_), "choice": Column(np.int8),
        "seconds": Column(np.float32), "first_left": Column(np.int8), "repeat": Column(np.bool_),
        "given": Column(np.int64, unknown=-1),
    }  # fmt: skip
    WRONG, ROWS = TripletError, "answers"

    def __post_init__(self) -> None:
        self._settle()
        for name, wrong in (
            ("question", self.question < 0),
            ("choice", ~np.isin(self.choice, (0, 1))),
            ("first_left", ~np.isin(self.first_left, (-1, 0, 1))),
            ("seconds", (self.seconds < 0) | np.isinf(self.seconds)),
        ):
            self._refuse(wrong, f"{name} of answer {{}} cannot be what it says")

    @classmethod
    def of(cls, question: np.ndarray, rater: np.ndarray, choice: np.ndarray) -> Answers:
        """Answers of which time and sides are not known, none a repeat."""
        n = len(question)
        return cls(question, rater, choice, np.full(n, np.nan), np.full(n, -1), np.zeros(n, dtype=bool))


@dataclass(frozen=True, eq=False)
class LabelAnswers(Table):
    """a answers to "what does this face express?".

    Attributes
    ----------
    face : (a,) int64, row of the faces table.
    rater : (a,) str; ``""`` where it is not known who answered.
    label : (a,) str, ``"negative"``, ``"neutral"`` or ``"positive"``.
    seconds : (a,) float32, time taken; NaN unknown.
    repeat : (a,) bool; a declared repeat that tests self-consistency, never counted as a vote.

    Raises
    ------
    DataError
        If the columns differ in length, a label is none of these, or a rater labelled a face twice.
    """

    face: np.ndarray
    rater: np.ndarray
    label: np.ndarray
    seconds: np.ndarray
    repeat: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))

    COLUMNS = {
        "face": Column(np.int64), "rater": Column(np.str_), "label": Column(np.str_),
        "seconds": Column(np.float32), "repeat": Column(np.bool_, unknown=False),
    }  # fmt: skip
    ROWS = "label answers"

    def __post_init__(self) -> None:
        self._settle()
        strange = ~np.isin(self.label, LABELS)
        if strange.any():
            raise DataError(f"label {listed(np.unique(self.label[strange]))}; expected {', '.join(LABELS)}")
        if (self.face < 0).any():
            raise DataError("an answer names a face below row 0")
        votes = np.flatnonzero(~self.repeat)
        again = votes[answered_twice(self.face[votes], self.rater[votes])]
        if len(again):
            raise DataError(f"rater {listed(np.unique(self.rater[again]))} labelled a face twice")


def answered_twice(question: np.ndarray, rater: np.ndarray) -> np.ndarray:
    """(a,) bool: this rater answered this question in an earlier row; unknown raters never did."""
    pairs = packed(np.column_stack([np.asarray(question), np.unique(rater, return_inverse=True)[1]]))
    return repeated(pairs) & (np.asarray(rater) != "")


def votes(questions: Questions, answers: Answers) -> np.ndarray:
    """(q, 2) int64, votes for the first and the second face of each question; declared repeats do not count.

    A TripletError if a question does not exist, or a rater has two votes on one; naming the first.
    """
    if len(answers) and int(answers.question.max()) >= len(questions):
        raise TripletError(
            f"an answer is to question {int(answers.question.max())}; there are {len(questions)}"
        )
    counted = np.flatnonzero(~answers.repeat)
    again = counted[answered_twice(answers.question[counted], answers.rater[counted])]
    if len(again):
        row = again[0]
        raise TripletError(
            f"rater {answers.rater[row]} answered question {questions.name[answers.question[row]]} twice "
            f"({len(again)} such answers); mark one as a repeat or leave it out"
        )
    place = 2 * answers.question[counted] + answers.choice[counted]
    return np.bincount(place, minlength=2 * len(questions)).reshape(-1, 2)


def triplets_by_majority(questions: Questions, answers: Answers) -> tuple[Triplets, np.ndarray]:
    """What most raters say: the face with more votes is near, the vote difference is the weight (paper IV-B).

    Questions with as many votes for either face, or with none, make no triplet. Gives the triplets in the
    order of their questions, and (m,) int64 the question of each; errors as in `votes`.
    """
    counts = votes(questions, answers)
    lead = counts[:, 0] - counts[:, 1]
    decided = np.flatnonzero(lead)
    rows = questions.rows[decided]
    turned = np.where((lead[decided] < 0)[:, None], rows[:, [0, 2, 1]], rows)
    return Triplets(turned, np.abs(lead[decided]).astype(np.float32)), decided


def label_votes(answers: LabelAnswers, n_faces: int) -> np.ndarray:
    """(n, 3) int64, votes for each of `LABELS`, declared repeats left out.

    A DataError if an answer names a face that does not exist.
    """
    if len(answers) and int(answers.face.max()) >= n_faces:
        raise DataError(f"an answer names face {int(answers.face.max())}; there are {n_faces}")
    votes = ~answers.repeat
    code = np.searchsorted(LABELS, answers.label[votes])
    return np.bincount(3 * answers.face[votes] + code, minlength=3 * n_faces).reshape(-1, 3)


def label_shares(answers: LabelAnswers, n_faces: int) -> np.ndarray:
    """(n, 3) share of each of `LABELS` in the votes, NaN for a face without; errors as in `label_votes`."""
    counts = label_votes(answers, n_faces).astype(np.float64)
    asked = counts.sum(axis=1, keepdims=True)
    return np.where(asked > 0, counts / np.maximum(asked, 1), np.nan)


def labels_by_majority(answers: LabelAnswers, n_faces: int, least: int = LEAST_VOTES) -> np.ndarray:
    """(n,) str, the label with the most votes, ``""`` where it has not at least `least`, or another as many.

    Paper IV-C, where `least` is 3 of 5.
    """
    counts = label_votes(answers, n_faces)
    most = counts.max(axis=1)
    clear = (most >= max(least, 1)) & ((counts == most[:, None]).sum(axis=1) == 1)
    return np.where(clear, np.array(LABELS)[counts.argmax(axis=1)], "")


def asked_by(rows: np.ndarray, part: np.ndarray | None = None) -> tuple[Questions, np.ndarray, np.ndarray]:
    """The questions behind single answers that are known as triplets, with the question and choice of each.

    Answers with the same anchor and the same other two faces are answers to one question; of these two, the
    face with the lower row is `first`. Questions are in the order of their first answers, named ``q-00001``
    and so on.

    Parameters
    ----------
    rows : (a, 3) int, anchor, near, far of each answer.
    part : (a,) str, the part of each answer's question; ``""`` for all if left out.

    Raises
    ------
    TripletError
        If a face is twice in an answer.
    """
    keys = question_keys(np.asarray(rows).reshape(-1, 3))
    _, start, question = np.unique(packed(keys), return_index=True, return_inverse=True)
    order = np.argsort(start)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    name = np.array([f"q-{number:05}" for number in range(1, len(order) + 1)], dtype=np.str_)
    parts = np.full(len(order), "") if part is None else np.asarray(part, dtype=np.str_)[start[order]]
    questions = Questions(keys[start[order]], parts, name)
    question = place[question.reshape(-1)]
    choice = (np.asarray(rows).reshape(-1, 3)[:, 1] != questions.rows[question, 1]).astype(np.int8)
    return questions, question, choice
