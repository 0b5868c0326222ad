"""The embedded store: one SQLite file, written by one thread, read beside it."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import apsw

from mien.errors import RunError
from mien.study.store import sqlite_answers, sqlite_leases, sqlite_people, sqlite_undo
from mien.study.store.clock import Clock, SteadyClock
from mien.study.store.reader import Reader
from mien.study.store.records import (
    Claim,
    Entry,
    Finish,
    NewQuestion,
    Outcome,
    Person,
    Pool,
    Progress,
    Receipt,
    Rules,
    Submission,
    Undo,
)
from mien.study.store.sqlite_file import connect, empty_log, prepare
from mien.study.store.writer import Transaction, Writer

P = ParamSpec("P")
T = TypeVar("T")


class SqliteStore:
    """Answers in an SQLite file; the operations are those of `Store`. Made by `SqliteStore.open`.

    Several processes may use the same file; each transaction takes the write lock of the file.
    """

    def __init__(self, path: Path, reader: Reader, writer: Writer | None) -> None:
        self.path = path
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(
        cls,
        path: Path,
        rules: Rules,
        *,
        create: bool = False,
        readonly: bool = False,
        clock: Clock | None = None,
        rng: random.Random | None = None,
    ) -> SqliteStore:
        """Open or make a file; parameters and errors as in `mien.study.store.open_store`."""
        return await asyncio.to_thread(_open, path, rules, create, readonly, clock, rng or random.Random())

    async def close(self) -> None:
        """See `Store.close`."""
        # The writer is the last to leave and brings the log into the file.
        await asyncio.to_thread(self._reader.close)
        if self._writer is not None:
            await asyncio.to_thread(self._writer.close)

    async def _write(
        self, operation: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        if self._writer is None:
            raise RunError(f"{self.path}: the store was opened for reading")
        return await self._writer.perform(operation, *args, **kwargs)

    async def add_kinds(self, answers: Mapping[str, str]) -> None:
        """See `Store.add_kinds`."""
        await self._write(sqlite_answers.add_kinds, answers)

    async def add_questions(self, questions: Sequence[NewQuestion]) -> int:
        """See `Store.add_questions`."""
        return await self._write(sqlite_answers.add_questions, questions)

    async def pools(self) -> tuple[Pool, ...]:
        """See `Store.pools`."""
        rows = await self._reader.rows("SELECT kind, part, role FROM pool ORDER BY id")
        return tuple(Pool(*row) for row in rows)

    async def want(self, wanted: int) -> int:
        """See `Store.want`."""
        return await self._write(sqlite_answers.want, wanted)

    async def enter(self, entry: Entry) -> Person:
        """See `Store.enter`."""
        return await self._write(sqlite_people.enter, entry)

    async def assign(self, person: int, plans: Mapping[str, tuple[int, ...]]) -> str:
        """See `Store.assign`."""
        return await self._write(sqlite_people.assign, person, plans)

    async def tell(self, person: int, name: str, value: str) -> bool:
        """See `Store.tell`."""
        return await self._write(sqlite_people.tell, person, name, value)

    async def person(self, number: int) -> Person | None:
        """See `Store.person`."""
        return await self._person("WHERE id = ?", number)

    async def find(self, identity: str) -> Person | None:
        """See `Store.find`."""
        return await self._person("WHERE identity = ?", identity)

    async def _person(self, where: str, value: int | str) -> Person | None:
        rows = await self._reader.rows(sqlite_people.PERSON + where, (value,))
        return sqlite_people.person_of(rows[0]) if rows else None

    async def claim(self, person: int, most: int) -> Claim:
        """See `Store.claim`."""
        return await self._write(sqlite_leases.claim, person, most)

    async def submit(self, person: int, answers: Sequence[Submission]) -> list[Receipt]:
        """See `Store.submit`."""
        return await self._write(sqlite_answers.submit, person, answers)

    async def undo(self, person: int, lease: int, attempt: int) -> Undo:
        """See `Store.undo`."""
        return await self._write(sqlite_undo.undo, person, lease, attempt)

    async def heartbeat(self, person: int) -> Progress:
        """See `Store.heartbeat`."""
        return await self._write(sqlite_leases.heartbeat, person)

    async def release(self, person: int, lease: int, kind: str, detail: str) -> Progress:
        """See `Store.release`."""
        return await self._write(sqlite_leases.release, person, lease, kind, detail)

    async def trouble(self, person: int | None, kind: str, detail: str) -> bool:
        """See `Store.trouble`."""
        return await self._write(sqlite_people.trouble, person, kind, detail)

    async def finish(self, person: int, code: str, others: Mapping[Outcome, str] | None = None) -> Finish:
        """See `Store.finish`."""
        return await self._write(sqlite_people.finish, person, code, others or {})

    async def withdraw(self, person: int) -> None:
        """See `Store.withdraw`."""
        await self._write(sqlite_people.withdraw, person)

    async def exclude(self, person: int, reason: str, by: str) -> int:
        """See `Store.exclude`."""
        return await self._write(sqlite_people.exclude, person, reason, by)

    async def erase(self, person: int, pseudonym: str) -> None:
        """See `Store.erase`."""
        await self._write(sqlite_people.erase, person, pseudonym)
        await self._empty_log()

    async def forget(self, before: int) -> int:
        """See `Store.forget`."""
        forgotten = await self._write(sqlite_people.forget, before)
        if forgotten:
            await self._empty_log()
        return forgotten

    async def _empty_log(self) -> None:
        """Deleted IDs are in the log until it is emptied; they are deleted, whether that succeeds or not."""
        with contextlib.suppress(apsw.Error):
            await asyncio.to_thread(empty_log, self.path)

    async def mark_listed(self, platform: str, external: Sequence[str]) -> tuple[int, int]:
        """See `Store.mark_listed`."""
        return await self._write(sqlite_people.mark_listed, platform, external)

    async def probe(self) -> None:
        """See `Store.probe`."""
        await self._write(sqlite_people.probe)

    async def note_platform(self, platform: str, external: str, session: str, status: str) -> bool:
        """See `Store.note_platform`."""
        return await self._write(sqlite_people.note_platform, platform, external, session, status)

    async def audit(self, who: str, action: str, detail: str) -> None:
        """See `Store.audit`."""
        await self._write(sqlite_people.audit, who, action, detail)

    async def setting(self, key: str) -> str | None:
        """See `Store.setting`."""
        rows = await self._reader.rows("SELECT value FROM setting WHERE key = ?", (key,))
        return rows[0][0] if rows else None

    async def set_setting(self, key: str, value: str, old: str | None) -> bool:
        """See `Store.set_setting`."""
        return await self._write(sqlite_people.set_setting, key, value, old)

    async def read(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """See `Store.read`."""
        return await self._reader.rows(sql, values)

    def stream(self, sql: str, *values: Any, batch: int = 10_000) -> AsyncIterator[list[tuple[Any, ...]]]:
        """See `Store.stream`."""
        return self._reader.stream(sql, values, batch)

    async def backup(self, path: Path) -> None:
        """See `Store.backup`."""
        await self._reader.backup(path)

    async def verify(self) -> list[str]:
        """See `Store.verify`."""
        return await self._reader.verify()


def _open(
    path: Path, rules: Rules, create: bool, readonly: bool, clock: Clock | None, rng: random.Random
) -> SqliteStore:
    prepare(path, create, readonly)
    reader = None
    try:
        reader = Reader(path)
        if readonly:
            return SqliteStore(path, reader, None)
        with reader.borrowed() as connection:
            last: Any = connection.execute("SELECT last FROM clock").fetchall()[0][0]
        writer = Writer(lambda: connect(path), clock or SteadyClock(last), rules, rng)
        writer.start()
    except apsw.Error as error:
        if reader is not None:
            reader.close()
        raise RunError(f"{path}: the store cannot be opened ({error})") from error
    return SqliteStore(path, reader, writer)
