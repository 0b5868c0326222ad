"""Calls of a store's functions in PostgreSQL; tried again after a deadlock."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

import psycopg
from psycopg import AsyncConnection, errors
from psycopg_pool import AsyncConnectionPool

from mien.errors import DataError, RunError
from mien.study.store.interface import StoreError
from mien.study.store.postgres_connect import Address, pools, said, translated

ATTEMPTS = 20
AGAIN = (errors.DeadlockDetected, errors.SerializationFailure, errors.UniqueViolation)
"""Another was quicker; the second time, what it wrote is seen."""
REFUSED = "MN001"
"""SQLSTATE of what the functions refuse, see migrations/postgres."""
Row = tuple[Any, ...]


class Link:
    """Pools of connections to one study.

    Parameters
    ----------
    address : of the database.
    readonly : open no connection that could write.
    most : connections for operations.
    """

    def __init__(self, address: Address, readonly: bool, most: int) -> None:
        self.address = address
        self.readonly = readonly
        self._writers, self._readers = pools(address, most)
        self._running = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._closed = False
        self._check: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect; the readers do when they are needed."""
        with translated(self.address):
            await self._readers.open()
            if not self.readonly:
                await self._writers.open(wait=True, timeout=20.0)

    async def close(self) -> None:
        """Wait for what runs, then close all connections."""
        self._closed = True
        await self._idle.wait()
        if self._check is not None:
            self._check.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._check
        for pool in (self._writers, self._readers):
            await pool.close()

    async def call(self, query: str, values: Sequence[Any] = ()) -> list[Row]:
        """Rows of a statement that is a transaction of its own.

        Raises
        ------
        StoreError
            If the connection is lost (what became of the statement is then not known, but it is whole or not
            at all), none is to be had, or the server refuses (disk full, no right).
        RunError
            If the store was opened for reading.
        DataError
            If the function refuses what is asked of it.
        """
        if self.readonly:
            raise RunError(f"{self.address.shown}: the store was opened for reading")
        with self._begun(), translated(self.address):
            for attempt in range(ATTEMPTS):
                async with self._borrowed(self._writers) as link:
                    try:
                        return await (await link.execute(query, values)).fetchall()
                    except AGAIN:
                        if attempt == ATTEMPTS - 1:
                            raise
                    except psycopg.Error as error:
                        if error.sqlstate == REFUSED:
                            raise DataError(error.diag.message_primary) from error
                        raise
                await asyncio.sleep(random.random() * 0.01 * (attempt + 1))
        raise AssertionError("left by return or raise")

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection[Any]]:
        """A connection inside a transaction, for what takes several statements; errors as in `call`."""
        if self.readonly:
            raise RunError(f"{self.address.shown}: the store was opened for reading")
        with self._begun(), translated(self.address):
            async with self._borrowed(self._writers) as link, link.transaction():
                yield link

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection[Any]]:
        """A connection inside a transaction that sees one moment and cannot write; errors as in `call`."""
        with self._begun(), translated(self.address):
            async with self._borrowed(self._readers) as link:
                try:
                    yield link
                except psycopg.ProgrammingError as error:
                    raise StoreError(
                        f"{self.address.shown}: cannot be read ({said(error, self.address)})"
                    ) from error
                finally:
                    if not link.closed:
                        await link.rollback()

    async def rows(self, query: str, values: Sequence[Any] | None = None) -> list[Row]:
        """Rows of a SELECT."""
        async with self.reading() as link:
            return await (await link.execute(query, values)).fetchall()

    @contextlib.contextmanager
    def _begun(self) -> Iterator[None]:
        if self._closed:
            raise StoreError("the store is closed")
        self._running += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()

    @contextlib.asynccontextmanager
    async def _borrowed(self, pool: AsyncConnectionPool[Any]) -> AsyncIterator[AsyncConnection[Any]]:
        """A connection; if it is lost, its neighbours are looked at: few operations meet a dead one."""
        async with pool.connection() as link:
            try:
                yield link
            except psycopg.Error:
                if link.closed and (self._check is None or self._check.done()):
                    self._check = asyncio.create_task(self._look_at(pool))
                raise

    async def _look_at(self, pool: AsyncConnectionPool[Any]) -> None:
        # A pool that is closed meanwhile has nothing left to look at.
        with contextlib.suppress(psycopg.Error):
            await pool.check()
