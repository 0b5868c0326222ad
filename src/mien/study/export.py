"""From a store to the files that votes, agreement and labels are read from; streamed, in bounded memory."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mien.study.store import Store
from mien.study.store.records import LABEL, TRIPLET
from mien.study.usable import ANSWERS as GIVEN
from mien.study.usable import REASON
from mien.tabular import ColumnsWriter, writing_columns
from mien.triplets.formats.ours import ANSWER_COLUMNS, LABEL_COLUMNS, QUESTION_COLUMNS

ANSWERS, QUESTIONS, LABELS, EVERYTHING = "answers", "questions", "label-answers", "all-answers"
_ALL = {
    "answer": "answer.id", "question": "question.name", "kind": "pool.kind", "part": "pool.part",
    "role": "pool.role", "anchor": "question.anchor", "first": "question.first", "second": "question.second",
    "expected": "question.expected", "rater": "person.pseudonym", "choice": "answer.choice",
    "seconds": "answer.ms / 1000.0", "left": "NULLIF(answer.side, '')", "repeat": "answer.turn",
    "counted": "answer.counted", "late": "answer.late", "excluded": "exclusion.reason",
    "received": "answer.received",
}  # fmt: skip
"""Column of all-answers -> what it is in the store."""
_PLACE = {name: place for place, name in enumerate(_ALL)}
_PLACE |= {"face": _PLACE["anchor"], "label": _PLACE["choice"]}
_COLUMNS = ", ".join(_ALL.values())
_KINDS: dict[str, type] = {
    "seconds": float, **dict.fromkeys(("answer", "repeat", "counted", "late", "received"), int)
}  # fmt: skip
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
    counts : name of a file without its ending -> rows.
    left_out : reason -> answers that are in all-answers alone.
    """

    files: list[Path] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)


async def export(store: Store, folder: Path, ending: str = ".csv", everything: bool = False) -> Exported:
    """Write questions and answers for `mien votes`, `mien agreement` and `mien labels`.

    ``questions`` and ``answers`` hold the vote questions of triplets, their counted answers and declared
    repeats; ``label-answers`` the counted labels. Answers of excluded people, late answers that found no free
    place, and answers to catch questions are left out and counted; ``all-answers`` has them too.

    Parameters
    ----------
    folder : made if it is not there; files appear whole.
    ending : ``.csv`` or ``.parquet``.
    everything : write ``all-answers`` too.

    Raises
    ------
    RunError
        If a file cannot be written.
    """
    done = Exported()
    paths = {name: folder / f"{name}{ending}" for name in (QUESTIONS, ANSWERS, LABELS, EVERYTHING)}
    kinds = {str(kind) for (kind,) in await store.read("SELECT kind FROM pool WHERE role = 'vote'")}
    if TRIPLET in kinds:
        with _writing(paths[QUESTIONS], QUESTION_COLUMNS) as writer:
            async for rows in store.stream(_QUESTIONS):
                columns = zip(*rows, strict=True)
                _put(done, QUESTIONS, writer, dict(zip(QUESTION_COLUMNS, map(list, columns), strict=True)))
        done.files.append(paths[QUESTIONS])
    wanted: dict[str, Sequence[str]] = {ANSWERS: ANSWER_COLUMNS} if TRIPLET in kinds else {}
    wanted |= {LABELS: LABEL_COLUMNS} if LABEL in kinds else {}
    wanted |= {EVERYTHING: tuple(_ALL)} if everything else {}
    with ExitStack() as stack:
        writers = {
            name: stack.enter_context(_writing(paths[name], columns)) for name, columns in wanted.items()
        }
        async for batch in store.stream(_ANSWERS):
            _sort(batch, wanted, writers, done)
    done.files += [paths[name] for name in wanted]
    return done


def _sort(
    batch: list[tuple[Any, ...]],
    wanted: dict[str, Sequence[str]],
    writers: dict[str, ColumnsWriter],
    done: Exported,
) -> None:
    used: dict[str, list[tuple[Any, ...]]] = {TRIPLET: [], LABEL: []}
    for row in batch:
        if row[-1]:
            done.left_out[row[-1]] = done.left_out.get(row[-1], 0) + 1
        else:
            used[row[_PLACE["kind"]]].append(row)
    for name, rows in ((ANSWERS, used[TRIPLET]), (LABELS, used[LABEL]), (EVERYTHING, batch)):
        if name in wanted:
            columns = {column: [row[_PLACE[column]] for row in rows] for column in wanted[name]}
            _put(done, name, writers[name], columns)


def _put(done: Exported, name: str, writer: ColumnsWriter, columns: dict[str, list[Any]]) -> None:
    done.counts[name] = done.counts.get(name, 0) + len(next(iter(columns.values())))
    writer.write(columns)


def _writing(path: Path, columns: Sequence[str]) -> AbstractContextManager[ColumnsWriter]:
    return writing_columns(path, {column: _KINDS.get(column, str) for column in columns})
