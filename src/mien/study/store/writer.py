"""The one thread that writes to an SQLite store: what has queued up is committed together.

A commit that waits for the disk costs about a millisecond whatever is in it, so that operations which come
while one runs are put into the next. An operation's future is resolved after the commit that holds it.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

import apsw

from mien.errors import MienError
from mien.study.store.clock import Clock
from mien.study.store.interface import StoreError
from mien.study.store.records import Rules

MOST_TOGETHER = 500
RETRY_SECONDS = 1.0
STORAGE = (
    apsw.FullError,
    apsw.IOError,
    apsw.BusyError,
    apsw.LockedError,
    apsw.CantOpenError,
    apsw.CorruptError,
    apsw.ReadOnlyError,
    apsw.NoMemError,
    apsw.ProtocolError,
    apsw.NotADBError,
    apsw.ConnectionClosedError,
)
"""What the disk or another process does to us; every operation of the group fails and can be tried again."""

P = ParamSpec("P")
T = TypeVar("T")
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Transaction:
    """What an operation works with; all of it runs in the writer's thread.

    Attributes
    ----------
    cursor : of the connection that writes, inside a transaction.
    now : the time of everything that this transaction writes.
    """

    cursor: apsw.Cursor
    now: int
    rules: Rules
    rng: random.Random

    def run(self, sql: str, *values: Any) -> None:
        """Run a statement that gives no rows."""
        self.cursor.execute(sql, values)

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """All rows."""
        return self.cursor.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> Row | None:
        """The first row, None if there is none."""
        found = self.cursor.execute(sql, values).fetchall()
        return found[0] if found else None

    def value(self, sql: str, *values: Any) -> Any:
        """The only value of the only row."""
        return self.cursor.execute(sql, values).fetchall()[0][0]

    def changes(self) -> int:
        """Rows that the last statement changed."""
        return self.cursor.connection.changes()


@dataclass(slots=True)
class _Job:
    operation: Callable[[Transaction], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


@dataclass
class Writer:
    """Runs operations on one connection in one thread.

    Several processes may have a writer on the same file: each group takes the file's write lock for its
    whole transaction and keeps nothing in memory that another could have changed.

    Parameters
    ----------
    connect : opens the connection; called again after an error that it does not survive.
    clock, rules, rng : for the operations.
    """

    connect: Callable[[], apsw.Connection]
    clock: Clock
    rules: Rules
    rng: random.Random
    _queue: queue.SimpleQueue[_Job | None] = field(default_factory=queue.SimpleQueue)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False
    _doubtful: bool = False
    _connection: apsw.Connection | None = None
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Open the connection and begin."""
        self._connection = self.connect()
        self._thread = threading.Thread(target=self._work, name="mien-store", daemon=True)
        self._thread.start()

    async def perform(
        self, operation: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run an operation in a transaction; its result, once it is on disk.

        Raises
        ------
        StoreError
            If it could not be made durable; nothing of it is left.
        """
        loop = asyncio.get_running_loop()
        job = _Job(lambda transaction: operation(transaction, *args, **kwargs), loop, loop.create_future())
        with self._lock:
            if self._closed:
                raise StoreError("the store is closed")
            self._queue.put(job)
        result: T = await job.future
        return result

    def close(self) -> None:
        """Finish what is queued, then let go of the file; blocks."""
        with self._lock:
            first = not self._closed
            self._closed = True
            if first:
                self._queue.put(None)
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        going = True
        while going:
            group, going = self._next_group()
            if group:
                try:
                    self._commit(group)
                except Exception as error:
                    # Whatever it is, nobody is to wait for an answer for ever.
                    self._let_go()
                    for job in group:
                        job.result, job.error = None, _failed(error)
                _deliver(group)
            elif self._doubtful:
                self._overwrite()
        self._let_go()

    def _next_group(self) -> tuple[list[_Job], bool]:
        """What has queued up, waiting for the first; and whether more may come."""
        group: list[_Job] = []
        try:
            job = self._queue.get(timeout=RETRY_SECONDS if self._doubtful else None)
            while job is not None:
                group.append(job)
                if len(group) == MOST_TOGETHER:
                    return group, True
                job = self._queue.get_nowait()
            return group, False
        except queue.Empty:
            return group, True

    def _commit(self, group: list[_Job]) -> None:
        """Run a group in one transaction; one that raises sends all of them through one by one."""
        try:
            self._together(group)
        except STORAGE as error:
            self._recover()
            for job in group:
                job.result, job.error = None, _failed(error)
        except Exception as error:
            self._undo()
            if len(group) == 1:
                group[0].result, group[0].error = None, error
                return
            for job in group:
                self._commit([job])

    def _together(self, group: list[_Job]) -> None:
        if self._connection is None:
            self._connection = self.connect()
        cursor = self._connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        last: Any = cursor.execute("SELECT last FROM clock").fetchall()[0][0]
        now = max(self.clock.now(), last)
        transaction = Transaction(cursor, now, self.rules, self.rng)
        for job in group:
            job.result = job.operation(transaction)
        cursor.execute("UPDATE clock SET last = ? WHERE last < ?", (now, now))
        try:
            cursor.execute("COMMIT")
        except apsw.Error:
            self._doubtful = True
            raise
        self._doubtful = False

    def _rollback(self) -> None:
        connection = self._connection
        if connection is not None and connection.in_transaction:
            connection.execute("ROLLBACK")

    def _undo(self) -> None:
        try:
            self._rollback()
        except apsw.Error:
            self._let_go()

    def _recover(self) -> None:
        self._undo()
        if self._doubtful:
            self._overwrite()

    def _overwrite(self) -> None:
        """Write over what a failed commit may have left in the log.

        If the log's sync fails, its last frames lie in the file although nobody counts them; after a crash
        they would be read as if they had been committed. The next commit takes their place, even if its own
        sync fails: what is left then is this one, a millisecond of the clock. (SQLite writes no page that
        stays the same, so that something has to change.)
        """
        try:
            if self._connection is None:
                self._connection = self.connect()
            self._connection.execute("BEGIN IMMEDIATE; UPDATE clock SET last = last + 1; COMMIT")
            self._doubtful = False
        except (apsw.Error, MienError):
            self._undo()

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(apsw.Error):
                connection.close()


def _failed(error: BaseException) -> StoreError:
    found = StoreError(f"the store could not write ({error}); nothing was changed, try again")
    found.__cause__ = error
    return found


def _deliver(group: list[_Job]) -> None:
    """Hand results over, with one wake-up of each event loop."""
    loops: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
    for job in group:
        loops.setdefault(job.loop, []).append(job)
    for loop, jobs in loops.items():
        # A loop that was closed meanwhile has nobody left who waits.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, jobs)


def _settle(jobs: list[_Job]) -> None:
    for job in jobs:
        if job.future.done():
            continue
        if job.error is not None:
            job.future.set_exception(job.error)
        else:
            job.future.set_result(job.result)
