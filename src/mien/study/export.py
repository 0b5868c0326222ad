"""From a store to the files that votes, agreement and labels are read from; streamed, in bounded memory."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from mien.files import replacing
from mien.study.store import Store
from mien.study.store.records import LABEL, TRIPLET, VOTE

ANSWERS, QUESTIONS, LABELS, EVERYTHING = "answers", "questions", "label-answers", "all-answers"
ANSWER_COLUMNS = ("question", "rater", "choice", "seconds", "left", "repeat")
LABEL_COLUMNS = ("face", "rater", "label", "seconds")
ALL_COLUMNS = (
    "answer", "question", "kind", "part", "role", "anchor", "first", "second", "expected", "rater", "choice",
    "seconds", "left", "repeat", "counted", "late", "excluded", "received",
)  # fmt: skip

_ANSWERS = """
SELECT a.id, q.name, pool.kind, pool.part, pool.role, q.anchor, q.first, q.second, q.expected, p.pseudonym,
       a.choice, a.ms, a.side, a.turn, a.counted, a.late, a.received, COALESCE(e.reason, '')
FROM answer a
JOIN question q ON q.id = a.question
JOIN pool ON pool.id = q.pool
JOIN person p ON p.id = a.person
LEFT JOIN exclusion e ON e.person = a.person
ORDER BY a.id
"""
_QUESTIONS = """
SELECT q.name, pool.part, q.anchor, q.first, q.second
FROM question q JOIN pool ON pool.id = q.pool
WHERE pool.kind = 'triplet' AND pool.role = 'vote' ORDER BY q.id
"""


@dataclass(frozen=True, slots=True)
class Given:
    """One answer with all that is known of it; a row of the answers' stream."""

    number: int
    question: str
    kind: str
    part: str
    role: str
    anchor: str
    first: str
    second: str
    expected: str
    rater: str
    choice: str
    ms: int | None
    side: str
    turn: int
    counted: int
    late: int
    received: int
    excluded: str

    @property
    def usable(self) -> bool:
        """A counted vote, or a declared repeat of a vote, of somebody who is not excluded."""
        return self.role == VOTE and not self.excluded and bool(self.counted or self.turn)

    @property
    def seconds(self) -> float | None:
        """The response time."""
        return None if self.ms is None else self.ms / 1000


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


class _Sink(Protocol):
    def write(self, rows: Sequence[Sequence[Any]]) -> None: ...


async def answers(store: Store) -> AsyncIterator[list[Given]]:
    """All answers in the order they came, in batches."""
    async for batch in store.stream(_ANSWERS):
        yield [Given(*row) for row in batch]


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
        with _sink(paths[QUESTIONS], ("name", "part", "anchor", "first", "second")) as sink:
            async for rows in store.stream(_QUESTIONS):
                _put(done, QUESTIONS, sink, rows)
        done.files.append(paths[QUESTIONS])
    wanted: list[tuple[str, Sequence[str]]] = [(ANSWERS, ANSWER_COLUMNS)] if TRIPLET in kinds else []
    wanted += [(LABELS, LABEL_COLUMNS)] if LABEL in kinds else []
    wanted += [(EVERYTHING, ALL_COLUMNS)] if everything else []
    with ExitStack() as stack:
        sinks = {name: stack.enter_context(_sink(paths[name], columns)) for name, columns in wanted}
        async for batch in answers(store):
            _sort(batch, sinks, done)
    done.files += [paths[name] for name, _ in wanted]
    return done


def _sort(batch: list[Given], sinks: dict[str, _Sink], done: Exported) -> None:
    votes = []
    for given in batch:
        reason = _reason(given)
        if reason:
            done.left_out[reason] = done.left_out.get(reason, 0) + 1
        else:
            votes.append(given)
    triplets = [
        (g.question, g.rater, g.choice, g.seconds, g.side or None, g.turn) for g in votes if g.kind == TRIPLET
    ]
    labels = [(g.anchor, g.rater, g.choice, g.seconds) for g in votes if g.kind == LABEL]
    whole = [
        (
            g.number, g.question, g.kind, g.part, g.role, g.anchor, g.first, g.second, g.expected, g.rater,
            g.choice, g.seconds, g.side or None, g.turn, g.counted, g.late, g.excluded or None, g.received,
        )
        for g in batch
    ]  # fmt: skip
    for name, rows in ((ANSWERS, triplets), (LABELS, labels), (EVERYTHING, whole)):
        if name in sinks:
            _put(done, name, sinks[name], rows)


def _reason(given: Given) -> str:
    if given.role != VOTE:
        return "answers to catch questions"
    if given.excluded:
        return "answers of excluded people"
    if given.kind == LABEL and given.turn:
        return "repeated labels"
    return "" if given.usable else "late answers to questions that had all their answers"


def _put(done: Exported, name: str, sink: _Sink, rows: Sequence[Sequence[Any]]) -> None:
    done.counts[name] = done.counts.get(name, 0) + len(rows)
    if rows:
        sink.write(rows)


@contextmanager
def _sink(path: Path, columns: Sequence[str]) -> Iterator[_Sink]:
    with replacing(path) as beside:
        if path.suffix == ".parquet":
            with _Parquet(beside, columns) as parquet:
                yield parquet
            return
        with open(beside, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            yield _Csv(writer)


class _Csv:
    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        self._writer.writerows(rows)


_NUMBERS = {"answer", "repeat", "counted", "late", "received"}


class _Parquet:
    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        def kind(name: str) -> Any:
            return pa.float64() if name == "seconds" else pa.int64() if name in _NUMBERS else pa.string()

        self._schema = pa.schema([(name, kind(name)) for name in columns])
        self._writer = pq.ParquetWriter(path, self._schema)

    def __enter__(self) -> _Parquet:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        import pyarrow as pa

        columns = [pa.array(c, f.type) for c, f in zip(zip(*rows, strict=True), self._schema, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(columns, schema=self._schema))
