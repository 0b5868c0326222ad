"""From a store to the files that votes, agreement and labels are read from; streamed, in bounded memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mien.study.dictionary import kind_of
from mien.study.displays import (
    DISPLAY_COLUMNS,
    DISPLAYS,
    SHOWING_COLUMNS,
    SHOWINGS,
    displays,
    showings,
)
from mien.study.store import Store
from mien.study.store.records import TRIPLET
from mien.study.tasks.interface import Given, Task, faces_of
from mien.study.tasks.registry import TASKS, make_task, task_class
from mien.study.usable import ANSWERS as GIVEN
from mien.study.usable import REASON
from mien.tabular import ColumnsWriter, writing_columns
from mien.triplets.formats.ours import QUESTION_COLUMNS

QUESTIONS, EVERYTHING = "questions", "all-answers"
_ALL = {
    "answer": "answer.id", "question": "question.name", "kind": "pool.kind", "part": "pool.part",
    "role": "pool.role", "anchor": "question.anchor", "first": "question.first", "second": "question.second",
    "expected": "question.expected", "rater": "person.pseudonym", "choice": "answer.choice",
    "seconds": "answer.ms / 1000.0", "left": "NULLIF(answer.side, '')", "repeat": "answer.turn",
    "counted": "answer.counted", "late": "answer.late", "excluded": "exclusion.reason",
    "received": "answer.received", "condition": "person.condition",
}  # fmt: skip
"""Column of all-answers -> what it is in the store; `faces`, of all faces, comes after them."""
_HIDDEN = ("answer.lease", "question.more", "answer.side")
_PLACE = {name: place for place, name in enumerate(_ALL)}
_LEASE, _MORE, _SIDE = range(len(_ALL), len(_ALL) + len(_HIDDEN))
_COLUMNS = ", ".join((*_ALL.values(), *_HIDDEN))
_ANSWERS = (
    f"SELECT {_COLUMNS}, {REASON} FROM {GIVEN} JOIN person ON person.id = answer.person ORDER BY answer.id"
)
_QUESTIONS = """
SELECT question.name, pool.part, question.anchor, question.first, question.second
FROM question JOIN pool ON pool.id = question.pool
WHERE pool.kind = 'triplet' AND pool.role = 'vote' ORDER BY question.id
"""


@dataclass
class Exported:
    """What was written.

    Attributes
    ----------
    files : in the order of writing.
    counts : name of a file in an export -> rows.
    left_out : reason -> answers that are in all-answers alone.
    names : of the files, as they are called in an export.
    """

    files: list[Path] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    @property
    def rows(self) -> list[int]:
        """Rows of each of the files."""
        return [self.counts.get(name, 0) for name in self.names]


def answer_files() -> dict[str, str]:
    """Names of the files of answers in an export, and the task that each is of."""
    return {task_class(name).exported: name for name in TASKS}


async def export(
    store: Store,
    folder: Path,
    ending: str = ".csv",
    everything: bool = False,
    place: Callable[[str], Path] | None = None,
) -> Exported:
    """Write questions and answers for `mien votes`, `mien agreement` and `mien labels`.

    ``questions`` holds the vote questions of triplets; each kind has a file of its counted answers and
    declared repeats (``answers`` of triplets, ``label-answers``, ``ratings`` and so on). Answers of excluded
    people, late answers that found no free place, and answers to catch questions are left out and counted;
    ``all-answers`` has them too. ``displays`` says how people saw the questions, ``showings`` how clips ran;
    they are written where there is any.

    Parameters
    ----------
    folder : made if it is not there; files appear whole.
    ending : ``.csv`` or ``.parquet``.
    everything : write ``all-answers`` too.
    place : where the file of a name goes; ``NAME.csv`` in the folder if left out.

    Raises
    ------
    RunError
        If a file cannot be written.
    """
    done = Exported()

    def path(name: str) -> Path:
        return place(name) if place else folder / f"{name}{ending}"

    kinds = {str(kind) for (kind,) in await store.read("SELECT kind FROM pool WHERE role = 'vote'")}
    if TRIPLET in kinds:
        with _writing(path(QUESTIONS), QUESTION_COLUMNS) as writer:
            async for rows in store.stream(_QUESTIONS):
                columns = zip(*rows, strict=True)
                _put(done, QUESTIONS, writer, dict(zip(QUESTION_COLUMNS, map(list, columns), strict=True)))
        done.files.append(path(QUESTIONS))
        done.names.append(QUESTIONS)
    tasks = {name: make_task(name) for name in TASKS if name in kinds}
    wanted: dict[str, Sequence[str]] = {task.exported: task.told for task in tasks.values()}
    wanted |= {EVERYTHING: (*_ALL, "faces")} if everything else {}
    with ExitStack() as stack:
        writers = {
            name: stack.enter_context(_writing(path(name), columns)) for name, columns in wanted.items()
        }
        async for batch in store.stream(_ANSWERS):
            _sort(batch, tasks, writers, done)
    done.files += [path(name) for name in wanted]
    done.names += wanted
    for name, heads, found in (
        (DISPLAYS, DISPLAY_COLUMNS, await displays(store)),
        (SHOWINGS, SHOWING_COLUMNS, await showings(store)),
    ):
        if found:
            with _writing(path(name), heads) as writer:
                _put(done, name, writer, {column: [row[column] for row in found] for column in heads})
            done.files.append(path(name))
            done.names.append(name)
    return done


def _sort(
    batch: list[tuple[Any, ...]], tasks: dict[str, Task], writers: dict[str, ColumnsWriter], done: Exported
) -> None:
    used: dict[str, list[tuple[Any, ...]]] = {name: [] for name in tasks}
    for row in batch:
        if row[-1]:
            done.left_out[row[-1]] = done.left_out.get(row[-1], 0) + 1
        else:
            used[row[_PLACE["kind"]]].append(row)
    for name, rows in used.items():
        task = tasks[name]
        told = [_common(row) | task.telling(given_of(row)) for row in rows]
        columns = {column: [one[column] for one in told] for column in task.told}
        _put(done, task.exported, writers[task.exported], columns)
    if EVERYTHING in writers:
        everything = {column: [row[place] for row in batch] for column, place in _PLACE.items()}
        everything["faces"] = [json.dumps(given_of(row).faces, ensure_ascii=False) for row in batch]
        _put(done, EVERYTHING, writers[EVERYTHING], everything)


def _common(row: tuple[Any, ...]) -> dict[str, Any]:
    return {name: row[_PLACE[name]] for name in ("question", "rater", "seconds", "repeat")}


def given_of(row: tuple[Any, ...]) -> Given:
    """The answer of a row of all columns."""
    anchor, first, second = (row[_PLACE[name]] for name in ("anchor", "first", "second"))
    faces = faces_of(anchor, first, second, row[_MORE])
    return Given(faces, row[_PLACE["choice"]], row[_LEASE], row[_SIDE])


def _put(done: Exported, name: str, writer: ColumnsWriter, columns: dict[str, list[Any]]) -> None:
    done.counts[name] = done.counts.get(name, 0) + len(next(iter(columns.values())))
    writer.write(columns)


def _writing(path: Path, columns: Sequence[str]) -> AbstractContextManager[ColumnsWriter]:
    return writing_columns(path, {column: kind_of(column) for column in columns})
