"""Reads an SQLite store beside its writer: every read is of one moment, and nobody waits for it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import apsw

from mien.errors import RunError
from mien.files import replacing
from mien.study.store.interface import StoreError
from mien.study.store.sqlite_file import connect_reading

THREADS = 4
KEPT = 4
BACKUP_PAGES = 2000
LEAPS = {"lease": 1_000_000_000, "person": 10_000_000}
"""How far a copy's numbers leap; those of people stay below 2^31 over two hundred copies of copies."""
T = TypeVar("T")
Row = tuple[Any, ...]


class Reader:
    """Connections that only read, used in threads.

    Parameters
    ----------
    path : the store's file, which is there and migrated.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="mien-store-read")
        # One stays open as long as the store: the shared memory of the log lives with it.
        self._idle = [connect_reading(path)]
        self._closed = False

    async def rows(self, sql: str, values: tuple[Any, ...] = ()) -> list[Row]:
        """All rows of a SELECT."""
        return await self._call(self._rows, sql, _storable(values))

    async def stream(self, sql: str, values: tuple[Any, ...], batch: int) -> AsyncIterator[list[Row]]:
        """Rows of a SELECT in batches; a reader who stops early gives the connection back."""
        rows = _Rows(await self._call(self._take), sql, _storable(values))
        good = False
        try:
            while found := await self._call(rows.next, batch):
                yield found
            good = True
        finally:
            # Whoever is cancelled leaves a thread behind that is still reading: close when it is done.
            with contextlib.suppress(RuntimeError):
                self._threads.submit(rows.leave, self._put, good)

    async def backup(self, path: Path) -> None:
        """Copy the store of this moment to a file that appears when it is whole."""
        await self._call(self._backup, path)

    async def verify(self) -> list[str]:
        """What SQLite finds wrong."""
        return await self._call(self._verify)

    def close(self) -> None:
        """Wait for reads that run, then close; blocks."""
        self._closed = True
        self._threads.shutdown()
        for connection in self._idle:
            connection.close()
        self._idle.clear()

    async def _call(self, function: Callable[..., T], *args: Any) -> T:
        if self._closed:
            raise StoreError("the store is closed")
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, function, *args)
        except apsw.Error as error:
            raise StoreError(f"{self._path}: cannot be read ({error})") from error

    def _take(self) -> apsw.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return connect_reading(self._path)

    def _put(self, connection: apsw.Connection, good: bool) -> None:
        if good and not self._closed and len(self._idle) < KEPT:
            self._idle.append(connection)
        else:
            connection.close(True)

    @contextlib.contextmanager
    def borrowed(self) -> Iterator[apsw.Connection]:
        """A connection for the time of a `with`, in whatever thread."""
        connection, good = self._take(), False
        try:
            yield connection
            good = True
        finally:
            self._put(connection, good)

    def _rows(self, sql: str, values: tuple[Any, ...]) -> list[Row]:
        with self.borrowed() as connection:
            return connection.execute(sql, values).fetchall()

    def _backup(self, path: Path) -> None:
        with self.borrowed() as source:
            # The copy is of the moment of this read, however long it takes.
            source.execute("BEGIN; SELECT last FROM clock")
            try:
                with replacing(path) as beside:
                    _copy(source, beside)
                    _leap(beside)
                os.chmod(path, 0o600)
            except apsw.Error as error:
                raise RunError(f"{path}: the backup cannot be written ({error})") from error
            finally:
                source.execute("ROLLBACK")

    def _verify(self) -> list[str]:
        with self.borrowed() as connection:
            try:
                found: list[Any] = [row[0] for row in connection.execute("PRAGMA integrity_check").fetchall()]
                orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
            except apsw.CorruptError as error:
                # Damage can be such that the check itself stumbles over it.
                return [str(error)]
        wrong = [] if found == ["ok"] else [str(line) for line in found]
        return wrong + [f"{row[0]}: row {row[1]} names a {row[2]} that is not there" for row in orphans]


class _Rows:
    """The rows of one SELECT, taken by one thread at a time."""

    def __init__(self, connection: apsw.Connection, sql: str, values: tuple[Any, ...]) -> None:
        self._connection = connection
        self._sql, self._values = sql, values
        self._lock = threading.Lock()
        self._found: Iterator[Row] | None = None

    def next(self, most: int) -> list[Row]:
        """The next rows, none at the end."""
        with self._lock:
            if self._found is None:
                self._found = iter(self._connection.execute(self._sql, self._values))
            return list(itertools.islice(self._found, most))

    def leave(self, put: Callable[[apsw.Connection, bool], None], good: bool) -> None:
        """Give the connection back."""
        with self._lock:
            put(self._connection, good)


def _storable(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Values without halves of pairs in their texts, which no text of a store has."""
    return tuple(v.encode("utf-8", "replace").decode("utf-8") if isinstance(v, str) else v for v in values)


def _leap(path: Path) -> None:
    """Let a copy give new numbers from far beyond those that the store may have given after it was made.

    A page that still holds an answer, or a token, from after the copy would else name another question, or
    another person, once the copy is restored.
    """
    target = apsw.Connection(str(path))
    try:
        for table, leap in LEAPS.items():
            given: Any = target.execute("SELECT COALESCE(max(id), 0) FROM " + table).fetchall()[0][0]
            target.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,)).fetchall()
            target.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (table, given + leap)).fetchall()
    finally:
        target.close()


def _copy(source: apsw.Connection, path: Path) -> None:
    target = apsw.Connection(str(path))
    try:
        with target.backup("main", source, "main") as copy:
            while not copy.done:
                copy.step(BACKUP_PAGES)
    finally:
        target.close()
