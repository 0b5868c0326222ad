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
from mien.triplets.given import Given, as_given
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
    notes : how the file was understood, where that had to be found out.
    """

    face: np.ndarray
    questions: Questions
    answers: Answers
    left_out: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

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
    seconds, first_left, repeat, given : as in `Answers`; empty where nothing is known of them.
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
    given: np.ndarray = field(default_factory=lambda: np.zeros(0))

    COLUMNS = {
        "line": Column(np.int64), "question": Column(np.int64), "asked": Column(np.str_),
        "rater": Column(np.str_), "choice": Column(np.int64), "chosen": Column(np.str_, unknown=""),
        "seconds": Column(np.float64, unknown=np.nan), "first_left": Column(np.int64, unknown=-1),
        "repeat": Column(np.bool_, unknown=False), "given": Column(np.int64, unknown=-1),
    }  # fmt: skip
    ROWS = "answers"

    def __post_init__(self) -> None:
        self._settle()


def usable(raw: RawAnswers, questions: Questions, tolerance: Tolerance) -> tuple[Answers, dict[str, int]]:
    """The answers that can be used, and how many were left out or changed, by reason.

    An answer that makes several judgments is left out, or taken as a repeat, with all of them.

    Raises
    ------
    FormatError
        If an answer cannot be used and is not to be left out; the message names the file and line.
    """
    left_out: dict[str, int] = {}
    # Rows with the same number are one answer.
    answer = np.where(raw.given >= 0, raw.given, raw.given.max(initial=-1) + 1 + np.arange(len(raw)))
    keep = np.ones(len(raw), dtype=bool)
    for wrong, what, reason, rule in (
        (raw.question < 0, "question {asked!r} was never asked", UNKNOWN, tolerance.unknown),
        (raw.choice < 0, "choice {chosen!r} is neither face", INVALID, tolerance.invalid),
    ):
        found = np.flatnonzero(wrong & keep)
        if not len(found):
            continue
        gone = np.unique(answer[found])
        if rule == "error":
            text = what.format(asked=str(raw.asked[found[0]]), chosen=str(raw.chosen[found[0]]))
            raise FormatError(raw.path, f"{text} ({len(gone)} such answers)", raw.line[found[0]])
        left_out[reason] = len(gone)
        keep &= ~np.isin(answer, gone)
    kept = raw.take(keep)
    with of_file(raw.path):
        given = as_given(questions, _answers(kept))
    counted = np.flatnonzero(~given.repeat)
    again = counted[answered_twice(given.asked[counted], given.rater[counted])]
    if len(again):
        _second_answers(kept, given, again, tolerance, left_out)
        rows = np.union1d(given.row[again], given.last[again])
        if tolerance.twice == "repeat":
            kept.repeat[rows] = True
        else:
            kept = kept.take(np.setdiff1d(np.arange(len(kept)), rows))
    return _answers(kept), left_out


def _answers(raw: RawAnswers) -> Answers:
    return Answers(raw.question, raw.rater, raw.choice, raw.seconds, raw.first_left, raw.repeat, raw.given)


def _second_answers(
    raw: RawAnswers, given: Given, again: np.ndarray, tolerance: Tolerance, left_out: dict[str, int]
) -> None:
    """Compare second answers with the first; refuse or count them."""
    pair = list(zip(given.asked.tolist(), given.rater.tolist(), strict=True))
    first = {pair[place]: place for place in np.flatnonzero(~given.repeat)[::-1].tolist()}
    before = np.array([first[pair[place]] for place in again.tolist()])
    same = given.option[before] == given.option[again]
    if tolerance.twice == "error":
        row, told = given.row[again[0]], "the same" if same[0] else "another"
        raise FormatError(
            raw.path,
            f"rater {raw.rater[row]} answered question {str(raw.asked[row])!r} already in line "
            f"{raw.line[given.row[before[0]]]}, {told} way ({len(again)} such answers, "
            f"{int((~same).sum())} of them contradicting); leave them out with --on-twice drop",
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
    **known: np.ndarray,
) -> Judgments:
    """Questions and answers from a file in which answers are triplets and nothing else says what was asked.

    Parameters
    ----------
    line, rater : (a,) line of each judgment, and who gave it.
    rows : (a, 3) anchor, near, far, rows of `face`.
    part : part of the split that all questions belong to.
    known : ``seconds``, ``left`` (the face on the left, a row of `face`; -1 unknown) and ``given`` of
        `Answers`, where they are known.
    """
    with of_file(path):
        questions, question, choice = asked_by(rows, np.full(len(rows), part))
    unknown = np.array([])
    left = known.get("left", np.full(len(rows), -1))
    first_left = np.where(left < 0, -1, left == questions.rows[question, 1])
    raw = RawAnswers(
        path, np.asarray(line), question, questions.name[question], rater, choice, chosen=unknown,
        seconds=known.get("seconds", unknown), first_left=first_left, repeat=unknown,
        given=known.get("given", unknown),
    )  # fmt: skip
    answers, left_out = usable(raw, questions, tolerance)
    asked = np.unique(answers.question)
    if len(asked) < len(questions):
        # Questions that only answers without a place here made would be questions that nobody answered.
        place = np.full(len(questions), -1, dtype=np.int64)
        place[asked] = np.arange(len(asked))
        questions, answers = questions.take(asked), replace(answers, question=place[answers.question])
    return Judgments(np.asarray(face, dtype=np.str_), questions, answers, left_out)
