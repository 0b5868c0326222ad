"""What a study asks, as files in its folder that people can look at, and as questions of the store.

A file a task (`mien.study.tasks`): questions.csv ``name, part, anchor, first, second``; labels.csv and
ratings.csv
``name, part, face``; and so on. checks.csv holds what has a known answer: ``name, kind, role, anchor, first,
second, expected``, where they are needed ``face_4`` and so on, and ``why``.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from mien.errors import DataError, FormatError, TripletError, listed
from mien.study.design import StudyDesign
from mien.study.store import Store
from mien.study.store.records import CATCH, PRACTICE, TRIPLET, VOTE, NewQuestion, Pool
from mien.study.tasks.interface import FURTHER, Task, faces_of, new_question, why_of
from mien.study.tasks.registry import TASKS, make_task, task_class
from mien.tabular import Columns, read_columns, write_columns

CHECKS = "checks.csv"
_NEAR_FAR = ("anchor", "near", "far")
_CHECK_COLUMNS = ("name", "kind", "role", "anchor", "first", "second", "expected")
_CHECK_MORE = (*FURTHER, "why")
_ASKED = "SELECT anchor, first, second, more FROM question"
_SHOWN = "SELECT anchor, first, second, more FROM question WHERE question.id IN (SELECT question FROM lease)"
_VOTES = """SELECT question.anchor, question.first, question.second, question.more, pool.part
FROM question JOIN pool ON pool.id = question.pool WHERE pool.role = 'vote'"""


def read_questions(
    task: Task, path: Path, rng: random.Random, part: Mapping[str, str] | None = None
) -> list[NewQuestion]:
    """Vote questions of a file: its task's columns, or ``face`` alone, of which the task then makes
    questions.

    Triplets may be ``anchor, near, far``: the nearer face becomes first or second by lot.

    Parameters
    ----------
    part : face -> the part of the split that other questions say it is of; used where the file names none.

    Raises
    ------
    FormatError
        If the file has other columns, or a value is missing.
    TripletError
        If a question shows a face twice, or two ask the same.
    """
    columns = read_columns(path, (), ("name", "part", "face", *task.columns, *_NEAR_FAR))
    names, parts = columns.text.get("name"), columns.text.get("part")
    faces, line = _faces_in(task, columns, rng)
    prefix = "q" if task.name == TRIPLET else task.name
    names = (
        names
        if names and len(names) == len(faces)
        else [f"{prefix}-{row:05}" for row in range(1, len(faces) + 1)]
    )
    if parts is None or len(parts) != len(faces):
        parts = [(part or {}).get(some[0], "") for some in faces]
    found = []
    for name, one, some, at in zip(names, parts, faces, line, strict=True):
        try:
            found.append(task.question(name, Pool(task.name, one), some, rng))
        except TripletError as error:
            raise TripletError(f"{path}:{at}: {error}") from error
    _refuse_twice(found, columns, line)
    return found


def _faces_in(
    task: Task, columns: Columns, rng: random.Random
) -> tuple[list[tuple[str, ...]], Sequence[int]]:
    """The faces of each question, and the line that it is from."""
    text, path = columns.text, columns.path
    needed = [name for name in task.columns if name not in FURTHER]
    if task.name == TRIPLET and {"near", "far"} <= set(text):
        columns.require(*_NEAR_FAR)
        rows = list(zip(*(text[name] for name in _NEAR_FAR), strict=True))
        return [(a, *((n, f) if rng.random() < 0.5 else (f, n))) for a, n, f in rows], columns.line
    if "face" in text and task.columns != ("face",):
        columns.require("face")
        if len(set(text["face"])) < len(columns):
            raise FormatError(path, "a face is named twice; sets are dealt of faces that are named once")
        dealt = task.dealt(text["face"], rng)
        return dealt, [columns.line[0]] * len(dealt)
    missing = [name for name in needed if name not in text]
    if missing:
        also = "; triplets have anchor, near, far" if task.name == TRIPLET else ""
        raise FormatError(
            path, f"no column {listed(missing)}; {task.name} questions have {', '.join(needed)}{also}"
        )
    columns.require(*needed)
    there = [name for name in task.columns if name in text]
    faces = zip(*(text[name] for name in there), strict=True)
    return [tuple(face for face in some if face) for some in faces], columns.line


def check_questions(
    questions: Sequence[NewQuestion],
    catch: int,
    practice: int,
    rng: random.Random,
    known: Mapping[str, str] | None = None,
    tasks: Sequence[Task] | None = None,
) -> list[NewQuestion]:
    """Questions with a known answer for each kind that is asked, where its task can make them.

    Parameters
    ----------
    questions : what is asked; faces are drawn from those that are asked about, and from the known ones.
    catch, practice : how many of each, of each kind.
    rng : source of chance.
    known : face -> label of faces that were posed with a clear expression.
    tasks : as the design has them; with their usual options if left out.
    """
    asked = {q.pool.kind for q in questions}
    found: list[NewQuestion] = []
    for task in tasks or [make_task(name) for name in TASKS if name in asked]:
        faces = sorted({f for q in questions if q.pool.kind == task.name for f in question_faces(q)})
        keys: set[str] = set()
        own: list[NewQuestion] = []
        made, wanted = {CATCH: 0, PRACTICE: 0}, {CATCH: catch, PRACTICE: practice}
        for number, check in enumerate(task.checks(faces, known or {}, rng)):
            # Where there are few, both roles get some.
            role = PRACTICE if number % 4 == 1 else CATCH
            if made[role] >= wanted[role]:
                role = PRACTICE if role == CATCH else CATCH
            if made[role] >= wanted[role]:
                break
            prefix = role if task.name == TRIPLET else f"{task.name}-{role}"
            name, pool = f"{prefix}-{made[role] + 1:03}", Pool(task.name, "", role)
            question = new_question(name, pool, check.faces, check.expected, check.why)
            # A picture that was practised is not a catch question too.
            key = question.asked_key.replace(role, "", 1).removesuffix(question.more)
            if key not in keys:
                keys.add(key)
                made[role] += 1
                own.append(question)
        found += sorted(own, key=lambda question: question.pool.role != CATCH)
    return found


def question_faces(question: NewQuestion) -> tuple[str, ...]:
    """All faces of a question."""
    return faces_of(question.anchor, question.first, question.second, question.more)


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
        for face in question_faces(question):
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
    """Write a file a kind, and the checks; a file of which there is nothing is left out."""
    for name in TASKS:
        chosen = [q for q in questions if (q.pool.kind, q.pool.role) == (name, VOTE)]
        if chosen:
            kind = task_class(name)
            faces = [question_faces(question) for question in chosen]
            width = max(map(len, faces))
            rows = {"name": [q.name for q in chosen], "part": [q.pool.part for q in chosen]}
            rows |= {
                column: [some[place] if place < len(some) else "" for some in faces]
                for place, column in enumerate(kind.columns[:width])
            }
            write_columns(folder / kind.file, rows)
    checks = [q for q in questions if q.pool.role != VOTE]
    if checks:
        rows = {column: [_check_row(q)[column] for q in checks] for column in (*_CHECK_COLUMNS, *_CHECK_MORE)}
        more = [column for column in _CHECK_MORE if any(rows[column])]
        write_columns(folder / CHECKS, {column: rows[column] for column in (*_CHECK_COLUMNS, *more)})


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
    for name in TASKS:
        if (folder / task_class(name).file).exists():
            found += read_questions(design.task(name), folder / task_class(name).file, order)
    if not found:
        files = ", ".join(task_class(name).file for name in TASKS)
        raise DataError(f"{folder}: no questions; there is none of {files}")
    if (folder / CHECKS).exists():
        found += _read_checks(folder / CHECKS, design)
    ranks = [row / len(found) for row in range(len(found))]
    if design.questions.order == "random":
        order.shuffle(ranks)
    return [
        replace(q, rank=rank, wanted=design.questions.k if q.pool.role == VOTE else 0)
        for q, rank in zip(found, ranks, strict=True)
    ]


async def load_questions(
    store: Store, questions: Sequence[NewQuestion], order: str, design: StudyDesign | None = None
) -> int:
    """Bring a study's questions into its store; what is there already stays and must be the same.

    Parameters
    ----------
    design : says what the answers of each kind are; the usual options if left out.

    Returns
    -------
    int
        How many are new.

    Raises
    ------
    DataError
        If a question of the store is another one by now, or is gone from the files, or the order or the
        answers of a kind were changed.
    """
    chosen = design or StudyDesign()
    kinds = sorted({question.pool.kind for question in questions})
    await store.add_kinds({kind: chosen.task(kind).answers() for kind in kinds})
    if not await store.set_setting("order", order, None) and await store.setting("order") != order:
        raise DataError(
            f"questions.order is {order!r} by now; it cannot be changed once a study has begun "
            f"({await store.setting('order')!r})"
        )
    sql = "SELECT name, anchor, first, second, more FROM question"
    there = {str(name): faces_of(*faces) for name, *faces in await store.read(sql)}
    now = {q.name: question_faces(q) for q in questions}
    changed = [name for name, faces in there.items() if now.get(name) != faces]
    if changed:
        raise DataError(
            f"question {listed(changed)} of the store is not that of the study's files any more; "
            "questions that were asked stay as they were"
        )
    new = [q for q in questions if q.name not in there]
    return await store.add_questions(new) if new else 0


async def faces_asked(store: Store) -> dict[str, bool]:
    """All faces of the store's questions by name, and whether somebody was asked about them."""
    found: dict[str, bool] = {}
    for sql, shown in ((_ASKED, False), (_SHOWN, True)):
        async for rows in store.stream(sql):
            for row in rows:
                found.update((face, shown) for face in faces_of(*row))
    return dict(sorted(found.items()))


async def faces_in_two_parts(store: Store) -> list[str]:
    """Faces that vote questions of two parts of the split ask about."""
    part_of: dict[str, str] = {}
    found: set[str] = set()
    async for rows in store.stream(_VOTES):
        for *row, part in rows:
            found.update(face for face in faces_of(*row) if part_of.setdefault(face, part) != part)
    return sorted(found)


def _texts(folder: Path) -> list[str]:
    files = [task_class(name).file for name in ("triplet", "label", *TASKS)]
    names = dict.fromkeys([*files, CHECKS])
    return [path.read_text("utf-8") for name in names if (path := folder / name).exists()]


def _check_row(question: NewQuestion) -> dict[str, str]:
    further = question_faces(question)[3:]
    return {
        "name": question.name, "kind": question.pool.kind, "role": question.pool.role,
        "anchor": question.anchor, "first": question.first, "second": question.second,
        "expected": question.expected, "why": why_of(question.more), **dict.fromkeys(FURTHER, ""),
        **dict(zip(FURTHER, further, strict=False)),
    }  # fmt: skip


def _read_checks(path: Path, design: StudyDesign) -> list[NewQuestion]:
    columns = read_columns(path, _CHECK_COLUMNS, _CHECK_MORE)
    columns.require("name", "kind", "role", "anchor", "expected")
    found = []
    for row in range(len(columns)):
        value = {name: texts[row] for name, texts in columns.text.items()}
        kind, role = value["kind"], value["role"]
        if kind not in TASKS or role not in (CATCH, PRACTICE):
            raise FormatError(path, f"{kind} {role} is neither catch nor practice", columns.line[row])
        if not design.task(kind).expects(value["expected"]):
            what = f"expected is {value['expected']!r}, which is no answer of a {kind} question"
            raise FormatError(path, what, columns.line[row])
        faces = [value.get(name, "") for name in ("anchor", "first", "second", *FURTHER)]
        some = [face for face in faces if face]
        pool = Pool(kind, "", role)
        found.append(new_question(value["name"], pool, some, value["expected"], value.get("why", "")))
    return found


def _refuse_twice(questions: Sequence[NewQuestion], columns: Columns, lines: Sequence[int]) -> None:
    names: dict[str, int] = {}
    keys: dict[str, str] = {}
    for number, (question, line) in enumerate(zip(questions, lines, strict=True)):
        if not question.name or names.setdefault(question.name, number) != number:
            raise FormatError(columns.path, f"question name {question.name!r} is empty or there twice", line)
        before = keys.setdefault(question.asked_key, question.name)
        if before != question.name:
            raise TripletError(
                f"{columns.path}:{line}: question {question.name} asks what {before} asks "
                "(exchanging faces asks the same)"
            )
