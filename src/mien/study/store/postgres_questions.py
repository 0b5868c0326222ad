"""Questions on their way into PostgreSQL: copied in one transaction, all or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from psycopg import AsyncConnection, errors

from mien.errors import DataError
from mien.study.store.postgres_link import Link, Row
from mien.study.store.records import VOTE, NewQuestion, Pool
from mien.study.store.refusals import other_answers, unknown_kind

BATCH = 5_000
COLUMNS = "name, pool, anchor, first, second, expected, asked_key, rank, wanted, more"


async def add_kinds(link: Link, answers: Mapping[str, str]) -> None:
    """See `Store.add_kinds`."""
    async with link.writing() as connection:
        # One at a time with those who add pools.
        await connection.execute("LOCK TABLE pool IN SHARE ROW EXCLUSIVE MODE")
        rows = await (await connection.execute("SELECT name, answers FROM kind")).fetchall()
        used = await (await connection.execute("SELECT DISTINCT kind FROM pool")).fetchall()
        there = dict(rows)
        for kind, pattern in answers.items():
            if there.get(kind, pattern) != pattern and (kind,) in used:
                raise other_answers(kind)
            await connection.execute(
                "INSERT INTO kind VALUES (%s, %s) "
                "ON CONFLICT (name) DO UPDATE SET answers = excluded.answers",
                (kind, pattern),
            )


async def add_questions(link: Link, questions: Sequence[NewQuestion]) -> int:
    """See `Store.add_questions`."""
    _refuse_doubles(questions)
    try:
        async with link.writing() as connection:
            await connection.execute("SET LOCAL statement_timeout = 0")
            # One at a time, so that the numbers of pools have no gaps; reading goes on.
            await connection.execute("LOCK TABLE pool IN SHARE ROW EXCLUSIVE MODE")
            place = await _places(connection, questions)
            async with connection.cursor().copy(f"COPY question ({COLUMNS}) FROM STDIN") as copy:
                for question in questions:
                    await copy.write_row(_row(question, place[question.pool]))
            # The planner would know nothing of them until the next autovacuum.
            await connection.execute("ANALYZE question")
    except errors.UniqueViolation:
        await _name_double(link, questions)
        raise
    return len(questions)


def _row(question: NewQuestion, pool: int) -> Row:
    return (question.name, pool, question.anchor, question.first, question.second, question.expected,
            question.asked_key, question.rank, question.wanted, question.more)  # fmt: skip


async def _places(connection: AsyncConnection[Row], questions: Sequence[NewQuestion]) -> dict[Pool, int]:
    rows = await (await connection.execute("SELECT id, kind, part, role FROM pool")).fetchall()
    place = {Pool(*row[1:]): int(row[0]) for row in rows}
    known = {name for (name,) in await (await connection.execute("SELECT name FROM kind")).fetchall()}
    for question in questions:
        pool = question.pool
        if pool not in place:
            if pool.kind not in known:
                raise unknown_kind(question)
            place[pool] = len(place)
            await connection.execute(
                "INSERT INTO pool VALUES (%s, %s, %s, %s)", (place[pool], pool.kind, pool.part, pool.role)
            )
    return place


def _refuse_doubles(questions: Sequence[NewQuestion]) -> None:
    names: set[str] = set()
    asked: dict[str, str] = {}
    for question in questions:
        name, key = question.name, question.asked_key
        if question.pool.role != VOTE and question.wanted:
            raise DataError(f"question {name!r}: a {question.pool.role} question is not counted; wanted is 0")
        if name in names:
            raise DataError(f"question {name!r} is there already")
        if key in asked:
            raise DataError(f"question {name!r} asks the same as {asked[key]!r}")
        names.add(name)
        asked[key] = name


async def _name_double(link: Link, questions: Sequence[NewQuestion]) -> None:
    """Raise the error of the first question that is there already.

    Raises
    ------
    DataError
        Naming it and what it is the same as.
    """
    for begin in range(0, len(questions), BATCH):
        some = questions[begin : begin + BATCH]
        rows = await link.call(
            "SELECT name, asked_key FROM question WHERE name = ANY (%s) OR asked_key = ANY (%s)",
            ([question.name for question in some], [question.asked_key for question in some]),
        )
        names, asked = {row[0] for row in rows}, {row[1]: row[0] for row in rows}
        for question in some:
            other = asked.get(question.asked_key)
            if question.name in names:
                raise DataError(f"question {question.name!r} is there already")
            if other is not None:
                raise DataError(f"question {question.name!r} asks the same as {other!r}")
