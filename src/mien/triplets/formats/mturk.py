"""Results of Amazon Mechanical Turk: one row an assignment, one or several questions in it.

Mien's questions file can be uploaded as it is; each of its columns then comes back as ``Input.NAME``. The
web page's download ends its header with columns for an upload, Approve and Reject, for which rows have no
values.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mien.errors import ConfigError, FormatError, listed
from mien.tabular import Columns, read_columns
from mien.triplets.formats.judgments import Judgments, RawAnswers, Tolerance, usable
from mien.triplets.formats.task_answers import PREFIX, chosen, with_task_answers
from mien.triplets.questions import Questions
from mien.triplets.values import places

REJECTED = "answers of rejected assignments"
_PLACES = ("anchor", "first", "second")


@dataclass(frozen=True)
class MTurkColumns:
    """Which column says what. ``#`` in a name stands for 1, 2, 3 …: several questions in one assignment.

    Attributes
    ----------
    question : the question's name.
    choice : the answer: ``first`` or ``second``, the name of the chosen face, or ``left`` or ``right``; a
        column of this name, or true/false columns ``NAME.VALUE`` of radio buttons, or in
        ``Answer.taskAnswers``.
    rater : who answered.
    seconds : the time of the whole assignment; it is divided evenly among its questions.
    left : which face was shown on the left, ``first`` or ``second``, where the file knows.
    """

    question: str = "Input.name"
    choice: str = "Answer.choice"
    rater: str = "WorkerId"
    seconds: str = "WorkTimeInSeconds"
    left: str = "Input.left"

    def __post_init__(self) -> None:
        if ("#" in self.question) != ("#" in self.choice):
            raise ConfigError(
                "# must be in both the column of the question and that of the choice, or in none"
            )

    def numbered(self, names: tuple[str, ...]) -> list[dict[str, str]]:
        """The columns of each question in an assignment: what -> column."""
        count = 1
        if "#" in self.question:
            while self.question.replace("#", str(count)) in names:
                count += 1
            count = max(count - 1, 1)
        return [
            {what: getattr(self, what).replace("#", str(number)) for what in ("question", "choice", "left")}
            for number in range(1, count + 1)
        ]


def read_mturk(
    path: str | Path,
    questions: Questions,
    face: np.ndarray,
    columns: MTurkColumns | None = None,
    tolerance: Tolerance | None = None,
) -> Judgments:
    """Read a results file; `left_out` counts the answers of rejected assignments too.

    Parameters
    ----------
    questions, face : what was asked, of rows of (n,) names of faces.
    tolerance : what to do with answers that cannot be used; errors where left out.

    Raises
    ------
    FormatError
        If the file cannot be read, lacks a column, names other faces in a question than were asked about, or
        an answer cannot be used; the message names the file and line.
    """
    columns = columns or MTurkColumns()
    table = _table(path, columns)
    several = columns.numbered(table.names)
    table.require(columns.rater)
    if len(several) == 1:
        _refuse_other_faces(table, several[0]["question"], questions, face)
    state = table.text.get("AssignmentStatus", [""] * len(table))
    rejected = np.array([text.lower() == "rejected" for text in state])
    parts = [_answers(table, one, columns, len(several), questions, face) for one in several]
    raw = RawAnswers.joined(parts).take(np.tile(~rejected, len(several)))
    answers, left_out = usable(raw, questions, tolerance or Tolerance())
    if rejected.any():
        left_out[REJECTED] = int(rejected.sum()) * len(several)
    return Judgments(np.asarray(face, dtype=np.str_), questions, answers, left_out)


def _table(path: str | Path, columns: MTurkColumns) -> Columns:
    """All columns that may be asked for, those of JSON among them; the others are taken by nobody."""
    names = read_columns(path, (columns.rater,), short=True).names
    wanted = [columns.seconds, "AssignmentStatus"]
    starts = tuple(getattr(columns, what).partition("#")[0] for what in ("question", "choice", "left"))
    wanted += [name for name in names if name.startswith(("Input.", PREFIX, *starts))]
    table = with_task_answers(read_columns(path, (columns.rater,), list(dict.fromkeys(wanted)), short=True))
    for one in columns.numbered(table.names):
        if one["question"] not in table.text:
            raise FormatError(
                table.path, f"no column {one['question']}; there are {listed(table.names, 20)}", 1
            )
    return table


def _answers(
    table: Columns,
    one: dict[str, str],
    columns: MTurkColumns,
    several: int,
    questions: Questions,
    face: np.ndarray,
) -> RawAnswers:
    asked, said_to = table.text[one["question"]], chosen(table, one["choice"])
    question = places(questions.name, asked)
    first_left = table.coded(one["left"], {"": -1, "first": 1, "second": 0})
    names = np.asarray(face)[questions.rows[question]]
    choice = np.full(len(table), -1, dtype=np.int64)
    for row, text in enumerate(said_to):
        said = text.lower()
        if said in ("first", "second"):
            choice[row] = said == "second"
        elif said in ("left", "right") and first_left[row] >= 0:
            choice[row] = (said == "left") != (first_left[row] == 1)
        elif question[row] >= 0 and text in names[row, 1:].tolist():
            choice[row] = names[row, 1:].tolist().index(text)
    return RawAnswers(
        path=table.path,
        line=np.array(table.line),
        question=question,
        asked=np.array(asked),
        rater=np.array(table.text[columns.rater]),
        choice=choice,
        chosen=np.array(said_to),
        seconds=table.seconds(columns.seconds) / several,
        first_left=first_left,
        repeat=np.array([]),
    )


def _refuse_other_faces(table: Columns, column: str, questions: Questions, face: np.ndarray) -> None:
    """Compare the images that were shown with the questions, where the file has both."""
    question = places(questions.name, table.text[column])
    for number, what in enumerate(_PLACES):
        for row, shown in enumerate(table.text.get(f"Input.{what}", [])):
            expected = str(face[questions.rows[question[row], number]])
            if question[row] >= 0 and shown != expected:
                raise FormatError(
                    table.path,
                    f"Input.{what} is {shown!r}, but question {table.text[column][row]!r} has {expected!r}; "
                    "are these the questions of this file?",
                    table.line[row],
                )
