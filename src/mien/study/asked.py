"""What a study asks, as files in its folder that people can look at, and as questions of the store.

questions.csv: ``name, part, anchor, first, second``; labels.csv: ``name, part, face``; checks.csv:
``name, kind, role, anchor, first, second, expected``.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from mien.errors import DataError, FormatError, TripletError, listed
from mien.study.design import StudyDesign
from mien.study.store import Store
from mien.study.store.records import CATCH, CHOICES, LABEL, PRACTICE, TRIPLET, VOTE, NewQuestion, Pool
from mien.tabular import Columns, read_columns, write_columns
from mien.triplets.formats.ours import QUESTION_COLUMNS

QUESTIONS, LABELS, CHECKS = "questions.csv", "labels.csv", "checks.csv"
FACES_ASKED = "SELECT anchor FROM question UNION SELECT first FROM question UNION SELECT second FROM question"
"""All faces of a store's questions; one is ``""`` where there are labels."""
_LABEL_COLUMNS = ("name", "part", "face")
_CHECK_COLUMNS = ("name", "kind", "role", "anchor", "first", "second", "expected")


def read_triplet_questions(path: Path, rng: random.Random) -> list[NewQuestion]:
    """Questions of a file of questions, or of triplets: the nearer face becomes first or second by lot.

    Raises
    ------
    FormatError
        If the file is neither, or a value is missing.
    TripletError
        If a question shows a face twice, or two ask the same.
    """
    columns = read_columns(path, ("anchor",), ("name", "part", "first", "second", "near", "far"))
    pairs = ("near", "far") if {"near", "far"} <= set(columns.text) else ("first", "second")
    missing = [name for name in pairs if name not in columns.text]
    if missing:
        raise FormatError(
            path,
            f"no column {listed(missing)}; questions have anchor, first, second, triplets anchor, near, far",
        )
    columns.require("anchor", *pairs)
    names = columns.text.get("name") or [f"q-{row:05}" for row in range(1, len(columns) + 1)]
    parts = columns.text.get("part") or [""] * len(columns)
    found = []
    for row, (name, part) in enumerate(zip(names, parts, strict=True)):
        one, other = (columns.text[column][row] for column in pairs)
        if pairs[0] == "near" and rng.random() < 0.5:
            one, other = other, one
        found.append(NewQuestion(name, Pool(TRIPLET, part), columns.text["anchor"][row], one, other))
    _refuse_twice(found, columns)
    return found


def read_label_questions(path: Path, part: Mapping[str, str]) -> list[NewQuestion]:
    """Faces to label, of a file with a column face; `part` is what a face is of by other questions."""
    columns = read_columns(path, ("face",), ("name", "part"))
    columns.require("face")
    faces = columns.text["face"]
    names = columns.text.get("name") or [f"label-{row:05}" for row in range(1, len(columns) + 1)]
    parts = columns.text.get("part") or [part.get(face, "") for face in faces]
    found = [NewQuestion(n, Pool(LABEL, p), face) for n, p, face in zip(names, parts, faces, strict=True)]
    _refuse_twice(found, columns)
    return found


def check_questions(
    questions: Sequence[NewQuestion], catch: int, practice: int, rng: random.Random
) -> list[NewQuestion]:
    """Questions with a known answer: one of the two faces is the very picture of the reference.

    Faces are drawn from those that are asked about. Only for triplets: what a face expresses has no answer
    that is known.

    Parameters
    ----------
    questions : what is asked.
    catch, practice : how many of each.
    rng : source of chance.
    """
    asked = [(q.anchor, q.first, q.second) for q in questions if q.pool.kind == TRIPLET]
    faces = sorted({face for three in asked for face in three})
    if len(faces) < 2:
        return []
    rng.shuffle(faces)
    found: list[NewQuestion] = []
    for number in range(catch + practice):
        role = CATCH if number < catch else PRACTICE
        anchor, other = faces[number % len(faces)], faces[(number + 1) % len(faces)]
        expected = rng.choice(CHOICES[TRIPLET])
        first, second = (anchor, other) if expected == "first" else (other, anchor)
        if number >= len(faces) and any({q.first, q.second} == {first, second} for q in found):
            continue
        name = f"{role}-{number + 1 - (catch if role == PRACTICE else 0):03}"
        found.append(NewQuestion(name, Pool(TRIPLET, "", role), anchor, first, second, expected=expected))
    return found


def refuse_mixed_parts(questions: Sequence[NewQuestion], subject: Mapping[str, str]) -> dict[str, str]:
    """Refuse a face, or a subject, that is in questions of two parts of the split.

    Parameters
    ----------
    questions : of role vote.
    subject : face -> subject, empty where subjects are not known.

    Returns
    -------
    dict
        face -> part.

    Raises
    ------
    TripletError
        Naming the question and the face or subject.
    """
    face_part: dict[str, str] = {}
    person_part: dict[str, str] = {}
    for question in questions:
        for face in filter(None, (question.anchor, question.first, question.second)):
            part = question.pool.part
            person = subject.get(face, "")
            for what, name, known in (("face", face, face_part), ("subject", person, person_part)):
                if name and known.setdefault(name, part) != part:
                    raise TripletError(
                        f"question {question.name}: {what} {name} is asked about in part {known[name]!r} and "
                        f"in part {part!r}; a split must not share people"
                    )
    return face_part


def write_asked(folder: Path, questions: Sequence[NewQuestion]) -> None:
    """Write the three files; a file of which there is nothing is left out."""
    votes = [q for q in questions if q.pool.role == VOTE]
    for name, columns, chosen in (
        (QUESTIONS, QUESTION_COLUMNS, [q for q in votes if q.pool.kind == TRIPLET]),
        (LABELS, _LABEL_COLUMNS, [q for q in votes if q.pool.kind == LABEL]),
        (CHECKS, _CHECK_COLUMNS, [q for q in questions if q.pool.role != VOTE]),
    ):
        if chosen:
            rows = [_row(question) for question in chosen]
            write_columns(folder / name, {column: [row[column] for row in rows] for column in columns})


def read_asked(folder: Path, design: StudyDesign) -> list[NewQuestion]:
    """All questions of a study's folder, with their ranks and how many answers are wanted.

    Raises
    ------
    FormatError
        If a file is damaged.
    DataError
        If the folder asks nothing.
    """
    found: list[NewQuestion] = []
    order = random.Random("\n".join(_texts(folder)))
    if (folder / QUESTIONS).exists():
        found += read_triplet_questions(folder / QUESTIONS, order)
    if (folder / LABELS).exists():
        found += read_label_questions(folder / LABELS, {})
    if not found:
        raise DataError(f"{folder}: no questions; there is neither {QUESTIONS} nor {LABELS}")
    if (folder / CHECKS).exists():
        found += _read_checks(folder / CHECKS)
    ranks = [row / len(found) for row in range(len(found))]
    if design.questions.order == "random":
        order.shuffle(ranks)
    return [
        NewQuestion(
            q.name, q.pool, q.anchor, q.first, q.second, rank,
            design.questions.k if q.pool.role == VOTE else 0, q.expected,
        )
        for q, rank in zip(found, ranks, strict=True)
    ]  # fmt: skip


async def load_questions(store: Store, questions: Sequence[NewQuestion], order: str) -> int:
    """Bring a study's questions into its store; what is there already stays and must be the same.

    Returns
    -------
    int
        How many are new.

    Raises
    ------
    DataError
        If a question of the store is another one by now, or is gone from the files, or the order was changed.
    """
    if not await store.set_setting("order", order, None) and await store.setting("order") != order:
        raise DataError(
            f"questions.order is {order!r} by now; it cannot be changed once a study has begun "
            f"({await store.setting('order')!r})"
        )
    sql = "SELECT name, anchor, first, second FROM question"
    there = {str(name): tuple(faces) for name, *faces in await store.read(sql)}
    now = {q.name: (q.anchor, q.first, q.second) for q in questions}
    changed = [name for name, faces in there.items() if now.get(name) != faces]
    if changed:
        raise DataError(
            f"question {listed(changed)} of the store is not that of the study's files any more; "
            "questions that were asked stay as they were"
        )
    new = [q for q in questions if q.name not in there]
    return await store.add_questions(new) if new else 0


def _texts(folder: Path) -> list[str]:
    return [
        path.read_text("utf-8") for name in (QUESTIONS, LABELS, CHECKS) if (path := folder / name).exists()
    ]


def _row(question: NewQuestion) -> dict[str, str]:
    return {
        "name": question.name, "part": question.pool.part, "kind": question.pool.kind,
        "role": question.pool.role, "anchor": question.anchor, "face": question.anchor,
        "first": question.first, "second": question.second, "expected": question.expected,
    }  # fmt: skip


def _read_checks(path: Path) -> list[NewQuestion]:
    columns = read_columns(path, _CHECK_COLUMNS)
    columns.require("name", "kind", "role", "anchor", "expected")
    found = []
    for row in range(len(columns)):
        value = {name: columns.text[name][row] for name in _CHECK_COLUMNS}
        kind, role = value["kind"], value["role"]
        if kind not in CHOICES or role not in (CATCH, PRACTICE):
            raise FormatError(path, f"{kind} {role} is neither catch nor practice", columns.line[row])
        if value["expected"] not in CHOICES[kind]:
            known = ", ".join(CHOICES[kind])
            raise FormatError(
                path, f"expected is {value['expected']!r}, not one of {known}", columns.line[row]
            )
        faces = value["anchor"], value["first"], value["second"]
        found.append(NewQuestion(value["name"], Pool(kind, "", role), *faces, expected=value["expected"]))
    return found


def _refuse_twice(questions: Sequence[NewQuestion], columns: Columns) -> None:
    names: dict[str, int] = {}
    keys: dict[str, str] = {}
    for question, line in zip(questions, columns.line, strict=True):
        if not question.name or names.setdefault(question.name, line) != line:
            raise FormatError(columns.path, f"question name {question.name!r} is empty or there twice", line)
        three = (question.anchor, question.first, question.second)
        if question.pool.kind == TRIPLET and len(set(three)) < 3:
            raise TripletError(f"{columns.path}:{line}: question {question.name} shows the same face twice")
        before = keys.setdefault(question.asked_key, question.name)
        if before != question.name:
            raise TripletError(
                f"{columns.path}:{line}: question {question.name} asks what {before} asks "
                "(exchanging the two faces asks the same)"
            )
