"""Questions with their answers, as every reader gives them, and what a reader does with wrong answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np

from mien.columns import Column, Table
from mien.errors import FormatError, TripletError, of_file
from mien.settings import Section
from mien.triplets.questions import Questions
from mien.triplets.votes import Answers, answered_twice, asked_by

UNKNOWN = "answers to questions that were never asked"
INVALID = "answers that choose neither face"
TWICE_SAME = "second answers of a rater to a question, the same"
TWICE_OTHER = "second answers of a rater to a question, contradicting the first"
TWICE_REPEAT = "second answers of a rater to a question, taken as repeats"


class Tolerance(Section):
    """What to do with answers that cannot be used; an error unless told otherwise.

    Attributes
    ----------
    unknown : answers to questions that were never asked.
    invalid : answers that choose neither face.
    twice : second answers of one rater to one question, not declared as repeats; ``"drop"``: the first
        answer stays, ``"repeat"``: they test self-consistency, and are no votes.
    """

    unknown: Literal["error", "drop"] = "error"
    invalid: Literal["error", "drop"] = "error"
    twice: Literal["error", "drop", "repeat"] = "error"


@dataclass(frozen=True, eq=False)
class Judgments:
    """What people were asked and what they said.

    Attributes
    ----------
    face : (n,) str, names of the faces; the questions' rows are rows of this.
    questions : q questions.
    answers : a answers.
    left_out : reason -> number of answers that were left out or changed; empty where all is as in the file.
    """

    face: np.ndarray
    questions: Questions
    answers: Answers
    left_out: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.questions) and int(self.questions.rows.max()) >= len(self.face):
            raise TripletError(f"a question names a face that does not exist (there are {len(self.face)})")


@dataclass(frozen=True, eq=False)
class RawAnswers(Table):
    """Answers as a file says them, before anything is refused or left out.

    Attributes
    ----------
    path, line : the file, and (a,) int64 the line of each answer.
    question : (a,) int64, row of the questions, -1 where there is no such question.
    asked : (a,) str, what the file calls the question.
    rater : (a,) str.
    choice : (a,) int64; 0 first, 1 second, -1 neither.
    chosen : (a,) str, what the file calls the choice.
    seconds, first_left, repeat : as in `Answers`; empty where nothing is known of them.
    """

    path: Path
    line: np.ndarray
    question: np.ndarray
    asked: np.ndarray
    rater: np.ndarray
    choice: np.ndarray
    chosen: np.ndarray
    seconds: np.ndarray
    first_left: np.ndarray
    repeat: np.ndarray

    COLUMNS = {
        "line": Column(np.int64), "question": Column(np.int64), "asked": Column(np.str_),
        "rater": Column(np.str_), "choice": Column(np.int64), "chosen": Column(np.str_, unknown=""),
        "seconds": Column(np.float64, unknown=np.nan), "first_left": Column(np.int64, unknown=-1),
        "repeat": Column(np.bool_, unknown=False),
    }  # fmt: skip
    ROWS = "answers"

    def __post_init__(self) -> None:
        self._settle()


def usable(raw: RawAnswers, tolerance: Tolerance) -> tuple[Answers, dict[str, int]]:
    """The answers that can be used, and how many were left out or changed, by reason.

    A FormatError if an answer cannot be used and is not to be left out; the message names the file and line.
    """
    left_out: dict[str, int] = {}
    keep = np.ones(len(raw.question), dtype=bool)
    for wrong, what, reason, rule in (
        (raw.question < 0, "question {asked!r} was never asked", UNKNOWN, tolerance.unknown),
        (raw.choice < 0, "choice {chosen!r} is neither face", INVALID, tolerance.invalid),
    ):
        found = np.flatnonzero(wrong & keep)
        if len(found) and rule == "error":
            text = what.format(asked=str(raw.asked[found[0]]), chosen=str(raw.chosen[found[0]]))
            raise FormatError(raw.path, f"{text} ({len(found)} such answers)", raw.line[found[0]])
        if len(found):
            left_out[reason] = len(found)
        keep[found] = False
    repeat = raw.repeat.copy()
    counted = np.flatnonzero(keep & ~repeat)
    again = counted[answered_twice(raw.question[counted], raw.rater[counted])]
    if len(again):
        _second_answers(raw, counted, again, tolerance, left_out)
        if tolerance.twice == "repeat":
            repeat[again] = True
        else:
            keep[again] = False
    kept = replace(raw, repeat=repeat).take(keep)
    answers = Answers(kept.question, kept.rater, kept.choice, kept.seconds, kept.first_left, kept.repeat)
    return answers, left_out


def _second_answers(
    raw: RawAnswers, counted: np.ndarray, again: np.ndarray, tolerance: Tolerance, left_out: dict[str, int]
) -> None:
    """Compare second answers with the first; refuse or count them."""
    pair = list(zip(raw.question.tolist(), raw.rater.tolist(), strict=True))
    first = {pair[row]: row for row in counted[::-1].tolist()}
    before = np.array([first[pair[row]] for row in again.tolist()])
    same = raw.choice[before] == raw.choice[again]
    if tolerance.twice == "error":
        row, told = again[0], "the same" if same[0] else "another"
        raise FormatError(
            raw.path,
            f"rater {raw.rater[row]} answered question {str(raw.asked[row])!r} already in line "
            f"{raw.line[before[0]]}, {told} way ({len(again)} such answers, {int((~same).sum())} of them "
            "contradicting)",
            raw.line[row],
        )
    if tolerance.twice == "repeat":
        left_out[TWICE_REPEAT] = len(again)
        return
    for reason, count in ((TWICE_SAME, int(same.sum())), (TWICE_OTHER, int((~same).sum()))):
        if count:
            left_out[reason] = count


def judged(
    path: Path,
    line: Sequence[int] | np.ndarray,
    rows: np.ndarray,
    rater: np.ndarray,
    face: np.ndarray,
    tolerance: Tolerance,
    part: str = "",
) -> Judgments:
    """Questions and answers from a file in which answers are triplets and nothing else says what was asked.

    Parameters
    ----------
    line, rater : (a,) line of each answer, and who gave it.
    rows : (a, 3) anchor, near, far, rows of `face`.
    part : part of the split that all questions belong to.
    """
    with of_file(path):
        questions, question, choice = asked_by(rows, np.full(len(rows), part))
    unknown = np.array([])
    raw = RawAnswers(
        path, np.asarray(line), question, questions.name[question], rater, choice,
        chosen=unknown, seconds=unknown, first_left=unknown, repeat=unknown,
    )  # fmt: skip
    answers, left_out = usable(raw, tolerance)
    return Judgments(np.asarray(face, dtype=np.str_), questions, answers, left_out)
