"""Answers as people gave them, which is what a test may take as independent.

Who says of three faces which is the odd one makes two judgments with one answer: seen from either of the
others, the other one is nearer than the odd one. The two agree with somebody else's two, or not, together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mien.columns import Column, Table
from mien.errors import TripletError
from mien.triplets.questions import Questions, packed
from mien.triplets.votes import Answers

MOST_OPTIONS = 3


@dataclass(frozen=True, eq=False)
class Given(Table):
    """a answers, in the order of their first judgments.

    Attributes
    ----------
    row, last : (a,) int64, the first and the last judgment of each, rows of the `Answers`; mostly the same.
    asked : (a,) int64, a number for what was asked: of a question, or of three faces whose odd one is asked.
    option : (a,) int64, what was said, from 0.
    options : (a,) int64, how many things could be said: 2, or 3 where the odd one of three was asked for.
    rater, repeat : as in `Answers`.
    """

    row: np.ndarray
    last: np.ndarray
    asked: np.ndarray
    option: np.ndarray
    options: np.ndarray
    rater: np.ndarray
    repeat: np.ndarray

    COLUMNS = {
        "row": Column(np.int64), "last": Column(np.int64), "asked": Column(np.int64),
        "option": Column(np.int64), "options": Column(np.int64), "rater": Column(np.str_),
        "repeat": Column(np.bool_),
    }  # fmt: skip
    WRONG, ROWS = TripletError, "answers"

    def __post_init__(self) -> None:
        self._settle()

    def counts(self) -> np.ndarray:
        """(u, 3) int64, how many said what of each number in `asked`; declared repeats do not count."""
        counted = ~self.repeat
        size = int(self.asked.max()) + 1 if len(self) else 0
        place = MOST_OPTIONS * self.asked[counted] + self.option[counted]
        return np.bincount(place, minlength=MOST_OPTIONS * size).reshape(-1, MOST_OPTIONS)

    def tallies(self) -> tuple[np.ndarray, ...]:
        """`counts` of what has at least two answers, (u, 2) of two options and (u, 3) of three, if any."""
        counts = self.counts()
        options = np.zeros(len(counts), dtype=np.int64)
        options[self.asked] = self.options
        several = counts.sum(axis=1) >= 2
        found = [counts[several & (options == number)][:, :number] for number in (2, MOST_OPTIONS)]
        return tuple(tally for tally in found if len(tally))


def as_given(questions: Questions, answers: Answers) -> Given:
    """The answers behind judgments.

    Raises
    ------
    TripletError
        If judgments that are said to be of one answer are not the halves of an odd-one-out answer.
    """
    if len(answers) and int(answers.question.max()) >= len(questions):
        raise TripletError(
            f"an answer is to question {int(answers.question.max())}; there are {len(questions)}"
        )
    rows = np.arange(len(answers))
    grouped = np.flatnonzero(answers.given >= 0)
    _, first, group, size = np.unique(
        answers.given[grouped], return_index=True, return_inverse=True, return_counts=True
    )
    last = np.zeros(len(first), dtype=np.int64)
    last[group] = grouped
    first = grouped[first]
    halves = size == 2
    turned = (answers.choice != 0)[:, None]
    judged = np.where(
        turned, questions.rows[answers.question][:, [0, 2, 1]], questions.rows[answers.question]
    )
    one, other = judged[first], judged[last]
    wrong = (halves & (one != other[:, [1, 0, 2]]).any(axis=1)) | (size > 2)
    if wrong.any():
        raise TripletError(
            f"judgments {rows[first][wrong][0]} and {rows[last][wrong][0]} are marked as one odd-one-out "
            "answer, and are not its two halves"
        )
    pair = np.full(len(answers), -1, dtype=np.int64)
    pair[first[halves]] = last[halves]
    second = np.zeros(len(answers), dtype=bool)
    second[last[halves]] = True
    kept = rows[~second]
    odd = pair[kept] >= 0
    asked, option = answers.question[kept].copy(), answers.choice[kept].astype(np.int64)
    three = np.sort(judged[kept[odd]], axis=1)
    asked[odd] = len(questions) + np.unique(packed(three), return_inverse=True)[1].reshape(-1)
    option[odd] = (three == judged[kept[odd]][:, 2:]).argmax(axis=1)
    return Given(
        row=kept,
        last=np.where(odd, pair[kept], kept),
        asked=asked,
        option=option,
        options=np.where(odd, MOST_OPTIONS, 2),
        rater=answers.rater[kept],
        repeat=answers.repeat[kept],
    )
