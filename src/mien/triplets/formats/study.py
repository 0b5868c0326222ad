"""Answers of a study's other kinds, as `mien study export` writes them, and what they say as our own files.

A Psych-DS dataset of a study is read too: its data files are found by their keywords.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from mien.errors import FormatError
from mien.tabular import header_of, read_columns, write_columns
from mien.triplets.derived import best_worst_scores, labels_of_ratings, odd_one_out_triplets
from mien.triplets.formats.ours import QUESTION_COLUMNS, write_label_answers
from mien.triplets.values import places
from mien.triplets.votes import LabelAnswers, asked_by

_THREE = ("face_1", "face_2", "face_3")
_FURTHER = tuple(f"face_{number}" for number in range(4, 9))
_YES = {"": 0, "0": 0, "1": 1}
_KEYWORD = {
    "questions": "description-questions", "answers": "task-triplet", "labels": "task-label",
    "ratings": "task-rating", "odd-one-out": "task-oddOneOut", "best-worst": "task-bestWorst",
}  # fmt: skip


def psych_ds_files(folder: Path) -> dict[str, Path]:
    """What there is of a study in a Psych-DS dataset: ``questions``, ``answers``, ``labels`` and so on.

    Raises
    ------
    FormatError
        If it is no such dataset, or has two files of one kind.
    """
    if not (folder / "dataset_description.json").is_file():
        raise FormatError(folder, "is no Psych-DS dataset (no dataset_description.json)")
    found: dict[str, Path] = {}
    for path in sorted((folder / "data").rglob("*_data.csv")):
        for name, keyword in _KEYWORD.items():
            if re.search(rf"(^|_){keyword}_", path.name):
                if name in found:
                    raise FormatError(path, f"{found[name].name} has {name} too")
                found[name] = path
    if not found:
        raise FormatError(folder / "data", "holds no answers of a study of Mien")
    return found


def derive_odd_one_out(path: Path, questions: Path, answers: Path) -> tuple[int, int]:
    """Write odd-one-out answers as questions and answers about triplets; how many answers, and judgments.

    A column ``one_answer`` says which two judgments are one answer.

    Raises
    ------
    FormatError
        If the file cannot be read, or an odd one is none of the three.
    """
    columns = read_columns(path, (*_THREE, "odd"), ("rater", "seconds", "repeat"))
    columns.require(*_THREE, "odd")
    named = np.array([columns.text[name] for name in _THREE], dtype=np.str_).T
    face = np.unique(named)
    odd = np.argmax(named == np.array(columns.text["odd"])[:, None], axis=1)
    wrong = np.flatnonzero(named[np.arange(len(odd)), odd] != np.array(columns.text["odd"]))
    if len(wrong):
        raise FormatError(
            path,
            f"the odd one {columns.text['odd'][wrong[0]]!r} is none of the three",
            columns.line[wrong[0]],
        )
    rows = odd_one_out_triplets(np.searchsorted(face, named), odd)
    asked, question, choice = asked_by(rows)
    values = [asked.name, asked.part, *face[asked.rows.T]]
    write_columns(
        questions, {name: value.tolist() for name, value in zip(QUESTION_COLUMNS, values, strict=True)}
    )
    twice = np.repeat(np.arange(len(columns)), 2)
    rater = columns.text.get("rater", [""] * len(columns))
    write_columns(answers, {
        "question": asked.name[question].tolist(),
        "rater": [rater[row] for row in twice],
        "choice": np.array(("first", "second"))[choice].tolist(),
        "seconds": [columns.text.get("seconds", [""] * len(columns))[row] or None for row in twice],
        "left": [None] * len(twice),
        "repeat": columns.coded("repeat", _YES)[twice].clip(0).tolist(),
        "one_answer": twice.tolist(),
    })  # fmt: skip
    return len(columns), len(rows)


def derive_best_worst(path: Path, scores: Path, pairs: Path | None) -> tuple[int, int]:
    """Write scores of faces, and the pairs that answers imply; how many answers counted, and repeats left
    out.

    Raises
    ------
    FormatError
        If the file cannot be read, or a best or worst is none of its set.
    """
    columns = read_columns(path, (*_THREE, "best", "worst"), (*_FURTHER, "repeat"))
    columns.require(*_THREE, "best", "worst")
    there = [name for name in (*_THREE, *_FURTHER) if name in columns.text]
    again = columns.coded("repeat", _YES) == 1
    names = [
        [columns.text[name][row] for name in there if columns.text[name][row]] for row in range(len(columns))
    ]
    face = np.unique([name for one in names for name in one])
    sets, ends = [], []
    for row in np.flatnonzero(~again).tolist():
        best, worst = columns.text["best"][row], columns.text["worst"][row]
        if best not in names[row] or worst not in names[row] or best == worst:
            raise FormatError(
                path, f"best {best!r} and worst {worst!r} are not two faces of the set", columns.line[row]
            )
        sets.append(places(face, names[row]).tolist())
        ends.append((names[row].index(best), names[row].index(worst)))
    top, bottom = np.array(ends, dtype=np.int64).reshape(-1, 2).T
    found = best_worst_scores(sets, top, bottom, len(face))
    write_columns(scores, {
        "face": face.tolist(), "score": [float(value) for value in found.score()],
        "shown": found.shown.tolist(),
        "best": found.best.tolist(), "worst": found.worst.tolist(),
    })  # fmt: skip
    if pairs is not None:
        more, less, said = found.pairs.T
        write_columns(
            pairs, {"more": face[more].tolist(), "less": face[less].tolist(), "votes": said.tolist()}
        )
    return len(sets), int(again.sum())


def derive_labels(path: Path, labels: Path, least: float, most: float) -> int:
    """Write ratings of valence as label answers; how many.

    Raises
    ------
    FormatError
        If the file cannot be read, or a valence is no number of the scale.
    """
    columns = read_columns(path, ("face", "rater", "valence"), ("seconds", "repeat"))
    columns.require("face", "valence")
    valence = []
    for text, line in zip(columns.text["valence"], columns.line, strict=True):
        try:
            value = float(text)
        except ValueError:
            raise FormatError(path, f"valence {text!r} is not a number", line) from None
        if not least <= value <= most:
            raise FormatError(
                path, f"valence {text} is not between {least:g} and {most:g}; give --least and --most", line
            )
        valence.append(value)
    face = np.unique(columns.text["face"])
    said = LabelAnswers(
        places(face, columns.text["face"]), np.array(columns.text["rater"], dtype=np.str_),
        labels_of_ratings(np.array(valence), least, most), columns.seconds("seconds"),
        columns.coded("repeat", _YES) == 1,
    )  # fmt: skip
    write_label_answers(labels, said, face)
    return len(said)


def copied(path: Path, out: Path) -> int:
    """Write a file's columns anew; how many rows."""
    columns = read_columns(path, (), header_of(path))
    write_columns(out, {name: columns.text[name] for name in columns.names})
    return len(columns)
