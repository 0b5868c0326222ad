"""Mien's own files of questions, answers and labels: CSV or Parquet that people can look at and edit.

questions: ``name, part, anchor, first, second``; answers: ``question, rater, choice`` and, where known,
``seconds, left, repeat, one_answer``; label answers: ``face, rater, label`` and, where known,
``seconds, repeat``. `face` is everywhere (n,) str, the names of the faces table; readers that do without it
take the sorted names of the file, and give them back. All write CSV or Parquet, by the file's ending.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from mien.errors import FormatError, of_file
from mien.tabular import read_columns, write_columns
from mien.triplets.files import face_rows
from mien.triplets.formats.judgments import Judgments, RawAnswers, Tolerance, usable
from mien.triplets.notes import other_columns, write_notes
from mien.triplets.questions import Questions
from mien.triplets.values import places, repeated
from mien.triplets.votes import LABELS, Answers, LabelAnswers, answered_twice, label_votes

_PLACES = ("anchor", "first", "second")
QUESTION_COLUMNS = ("name", "part", *_PLACES)
ONE_ANSWER = "one_answer"
ANSWER_COLUMNS = ("question", "rater", "choice", "seconds", "left", "repeat")
LABEL_COLUMNS = ("face", "rater", "label", "seconds", "repeat")
SIDES = {"first": 0, "second": 1}
YES = {"": 0, "0": 0, "false": 0, "no": 0, "1": 1, "true": 1, "yes": 1}
_LEFT = {"": -1, "first": 1, "second": 0}
_LEFT_NAMES = {-1: None, 1: "first", 0: "second"}


def read_questions(path: str | Path, face: np.ndarray | None = None) -> tuple[Questions, np.ndarray]:
    """Read questions, whose rows are rows of the (n,) names of faces beside them.

    Raises
    ------
    FormatError
        If the file cannot be read, lacks a column or a value, or asks the same twice.
    TripletError
        If a face does not exist; the message names the file and line.
    """
    columns = read_columns(path, ("name", *_PLACES), ("part",))
    columns.require("name", *_PLACES)
    other_columns(columns, QUESTION_COLUMNS)
    if face is None:
        face = np.unique(np.concatenate([np.array(columns.text[name], np.str_) for name in _PLACES]))
    rows = face_rows(columns, _PLACES, face)
    part = columns.text.get("part", [""] * len(columns))
    with of_file(path):
        questions = Questions(rows, np.array(part, dtype=np.str_), np.array(columns.text["name"], np.str_))
    return questions, np.asarray(face, dtype=np.str_)


def write_questions(path: str | Path, questions: Questions, face: np.ndarray) -> None:
    """Write questions by the names of their faces."""
    values = [questions.name, questions.part, *np.asarray(face)[questions.rows.T]]
    write_columns(path, {name: value.tolist() for name, value in zip(QUESTION_COLUMNS, values, strict=True)})


def read_answers(
    path: str | Path, questions: Questions, tolerance: Tolerance | None = None
) -> tuple[Answers, dict[str, int]]:
    """Read answers to questions; beside them, reason -> number of answers left out or changed.

    Parameters
    ----------
    questions : what was asked; answers name its questions.
    tolerance : what to do with answers that cannot be used; errors where left out.

    Raises
    ------
    FormatError
        If the file cannot be read, or an answer cannot be used; the message names the file and line.
    """
    columns = read_columns(path, ("question", "rater", "choice"), ("seconds", "left", "repeat", ONE_ANSWER))
    columns.require("question")
    others = other_columns(columns, (*ANSWER_COLUMNS, ONE_ANSWER))
    halves = np.array(columns.text.get(ONE_ANSWER, [""] * len(columns)), dtype=np.str_)
    asked, chosen = columns.text["question"], columns.text["choice"]
    raw = RawAnswers(
        path=Path(path),
        line=np.array(columns.line),
        question=places(questions.name, asked),
        asked=np.array(asked),
        rater=np.array(columns.text["rater"]),
        choice=np.array([SIDES.get(text.lower(), -1) for text in chosen]),
        chosen=np.array(chosen),
        seconds=columns.seconds("seconds"),
        first_left=columns.coded("left", _LEFT),
        repeat=columns.coded("repeat", YES),
        given=np.where(halves == "", -1, np.unique(halves, return_inverse=True)[1].reshape(-1)),
    )
    answers, left_out = usable(raw, questions, tolerance or Tolerance())
    return answers, left_out | others


def write_answers(
    path: str | Path, questions: Questions, answers: Answers, notes: Sequence[str] = ()
) -> None:
    """Write answers by the names of their questions.

    Where odd-one-out answers are among them, a column ``one_answer`` has the same number in both halves of
    each. `notes` say what was left out; they stay in a file beside.
    """
    values: list[Sequence[object]] = [
        questions.name[answers.question].tolist(),
        answers.rater.tolist(),
        ["second" if choice else "first" for choice in answers.choice.tolist()],
        _seconds(answers.seconds),
        [_LEFT_NAMES[side] for side in answers.first_left.tolist()],
        answers.repeat.astype(int).tolist(),
    ]
    columns = dict(zip(ANSWER_COLUMNS, values, strict=True))
    if (answers.given >= 0).any():
        columns[ONE_ANSWER] = [None if number < 0 else number for number in answers.given.tolist()]
    write_columns(path, columns)
    write_notes(path, notes)


def read_judgments(
    questions: str | Path,
    answers: str | Path,
    face: np.ndarray | None = None,
    tolerance: Tolerance | None = None,
) -> Judgments:
    """Read questions and their answers; see `read_questions` and `read_answers`."""
    asked, face = read_questions(questions, face)
    said, left_out = read_answers(answers, asked, tolerance)
    return Judgments(face, asked, said, left_out)


def read_label_answers(
    path: str | Path, face: np.ndarray | None = None, on_twice: str = "error"
) -> tuple[LabelAnswers, np.ndarray, int]:
    """Read answers to "what does this face express?", the faces' names, and the number left out.

    Parameters
    ----------
    on_twice : second answers of a rater to a face: ``"error"``, or ``"drop"`` (the first stays; only these
        are ever left out).

    Raises
    ------
    FormatError
        If the file cannot be read, a label is not known, or a rater answered twice.
    TripletError
        If a face does not exist.
    """
    columns = read_columns(path, ("face", "rater", "label"), ("seconds", "repeat"))
    columns.require("face", "label")
    code = columns.coded("label", {label: number for number, label in enumerate(LABELS)})
    if face is None:
        face = np.unique(np.array(columns.text["face"], dtype=np.str_))
    rows = face_rows(columns, ("face",), face)[:, 0]
    rater = np.array(columns.text["rater"], dtype=np.str_)
    repeat = columns.coded("repeat", YES) == 1
    votes = np.flatnonzero(~repeat)
    again = votes[answered_twice(rows[votes], rater[votes])]
    if len(again) and on_twice != "drop":
        raise FormatError(
            path,
            f"rater {rater[again[0]]} labelled face {face[rows[again[0]]]} already "
            f"({len(again)} such answers)",
            columns.line[again[0]],
        )
    keep = np.setdiff1d(np.arange(len(rows)), again)
    answers = LabelAnswers(
        rows[keep], rater[keep], np.array(LABELS)[code[keep]], columns.seconds("seconds")[keep], repeat[keep]
    )
    return answers, np.asarray(face, dtype=np.str_), len(again)


def write_label_answers(path: str | Path, answers: LabelAnswers, face: np.ndarray) -> None:
    """Write label answers by the names of their faces."""
    columns = (np.asarray(face)[answers.face], answers.rater, answers.label)
    values = [
        *(column.tolist() for column in columns),
        _seconds(answers.seconds),
        answers.repeat.astype(int).tolist(),
    ]
    write_columns(path, dict(zip(LABEL_COLUMNS, values, strict=True)))


def write_labels(path: str | Path, answers: LabelAnswers, label: np.ndarray, face: np.ndarray) -> None:
    """Write each asked face's (n,) label of `labels_by_majority`, with the votes behind it."""
    counts = label_votes(answers, len(face))
    asked = np.flatnonzero(counts.sum(axis=1))
    columns = {"face": np.asarray(face)[asked].tolist(), "label": label[asked].tolist()}
    columns |= {name: counts[asked, number].tolist() for number, name in enumerate(LABELS)}
    write_columns(path, columns)


def read_labels(path: str | Path, face: np.ndarray) -> np.ndarray:
    """(n,) labels, as `write_labels` writes them or with other words; ``""`` for faces that are not there.

    Raises
    ------
    FormatError
        If the file cannot be read, or a face is there twice.
    TripletError
        If a face does not exist.
    """
    columns = read_columns(path, ("face", "label"))
    columns.require("face")
    rows = face_rows(columns, ("face",), face)[:, 0]
    again = np.flatnonzero(repeated(rows))
    if len(again):
        raise FormatError(path, f"face {face[rows[again[0]]]} is there twice", columns.line[again[0]])
    label = np.array(columns.text["label"], dtype=np.str_)
    found = np.zeros(len(face), dtype=label.dtype)
    found[rows] = label
    return found


def _seconds(values: np.ndarray) -> list[float | None]:
    return [None if np.isnan(value) else float(str(value)) for value in values]
