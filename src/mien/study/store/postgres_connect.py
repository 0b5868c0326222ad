"""Connections to PostgreSQL: what a URL says, sessions that keep a store's promises, errors in one line."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import AsyncConnection, errors
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout, TooManyRequests

from mien.study.store.interface import StoreError

OLDEST = 130_000
CONNECT_SECONDS, WAIT_SECONDS, RECONNECT_SECONDS, STATEMENT_SECONDS = 10, 5.0, 2.0, 60
# A peer that vanished without a word is noticed within a minute.
SOCKET = {"keepalives_idle": 20, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 40_000}
# Only raised: remote_apply promises more than on. The functions are written for read committed.
SESSION = f"""
SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit')
  WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false),
  set_config('default_transaction_isolation', 'read committed', false),
  set_config('statement_timeout', '{STATEMENT_SECONDS}s', false),
  set_config('timezone', 'UTC', false)
"""


@dataclass(frozen=True)
class Address:
    """Where a database is.

    Attributes
    ----------
    bare : connection string without the password.
    password : kept apart so that no message can show it; None where the URL has none.
    shown : the URL without the password, for messages.
    """

    bare: str
    shown: str
    password: str | None = None

    def __repr__(self) -> str:
        return f"Address({self.shown!r})"

    def settings(self) -> dict[str, Any]:
        """Keyword arguments of a connection."""
        return {
            "connect_timeout": CONNECT_SECONDS,
            **SOCKET,
            **conninfo_to_dict(self.bare),
            "client_encoding": "utf8",
            **({} if self.password is None else {"password": self.password}),
        }


def address_of(url: str) -> Address:
    """Take a ``postgresql://`` URL apart.

    Raises
    ------
    StoreError
        If it is no URL of a PostgreSQL database. No part of it is shown, because any may be the password.
    """
    if not url.startswith(("postgresql://", "postgres://")):
        raise StoreError(
            "the store's address is no PostgreSQL URL; write postgresql://user@host:5432/database"
        )
    try:
        found = conninfo_to_dict(url)
    except psycopg.Error:
        found = {"host": "@"}
    password = found.pop("password", None)
    ports = str(found.get("port", "") or "")
    # A password with a bare @, / or ? in it makes nonsense of the other parts, which would then show it.
    strange = any("@" in str(found.get(key) or "") for key in ("host", "dbname", "user"))
    if strange or not all(port.isdigit() or not port for port in ports.split(",")):
        raise StoreError(
            "the PostgreSQL URL cannot be read; write postgresql://user:password@host:5432/database, with "
            "@ / ? # % in the password as %40 %2F %3F %23 %25"
        ) from None
    shown = (
        f"postgresql://{found.get('user') or ''}{'@' if found.get('user') else ''}{found.get('host') or ''}"
    )
    shown += f"{':' if ports else ''}{ports}/{found.get('dbname') or ''}"
    return Address(make_conninfo("", **found), shown, None if password is None else str(password))


def said(error: BaseException, address: Address) -> str:
    """What the server or the driver says, in one line and without the password."""
    diag = getattr(error, "diag", None)
    text = (diag.message_primary if diag is not None else None) or str(error) or type(error).__name__
    line = " ".join(text.split())
    return type(error).__name__ if address.password and address.password in line else line


@contextlib.contextmanager
def translated(address: Address) -> Iterator[None]:
    """Raise what PostgreSQL or the way to it does wrong as one clear line.

    Raises
    ------
    StoreError
        Instead of an error of psycopg or of its pool. Mistakes in SQL stay what they are: bugs.
    """
    try:
        yield
    except (PoolTimeout, PoolClosed, TooManyRequests) as error:
        raise StoreError(f"{address.shown}: no connection to PostgreSQL is to be had; try again") from error
    except errors.InsufficientPrivilege as error:
        raise StoreError(
            f"{address.shown}: the user lacks a right ({said(error, address)}); see docs/study/postgresql.md"
        ) from error
    except (errors.UndefinedFunction, errors.UndefinedTable, errors.UndefinedColumn) as error:
        raise StoreError(
            f"{address.shown}: the database is not as this version of Mien left it ({said(error, address)}); "
            "was it upgraded by a later one?"
        ) from error
    except (psycopg.OperationalError, psycopg.InterfaceError, errors.ReadOnlySqlTransaction) as error:
        raise StoreError(
            f"{address.shown}: PostgreSQL could not do it ({said(error, address)}); nothing was "
            "acknowledged, try again"
        ) from error


async def connect(address: Address) -> AsyncConnection[tuple[Any, ...]]:
    """One connection of its own, for setting up; it commits each statement.

    Raises
    ------
    StoreError
        If there is none: wrong address, refused, wrong password, too old, or texts not in UTF-8.
    """
    try:
        link = await AsyncConnection.connect(**address.settings(), autocommit=True)
    except (psycopg.Error, OSError, UnicodeError) as error:
        raise StoreError(
            f"{address.shown}: cannot be connected to ({said(error, address)}); check host, port, user, "
            "password and database, and that PostgreSQL runs"
        ) from error
    wrong = ""
    if link.info.server_version < OLDEST:
        wrong = f"is PostgreSQL {link.info.server_version // 10_000}; {OLDEST // 10_000} or later is needed"
    elif link.info.parameter_status("server_encoding") != "UTF8":
        wrong = "does not keep texts as UTF-8; create the database with ENCODING 'UTF8' TEMPLATE template0"
    if wrong:
        await link.close()
        raise StoreError(f"{address.shown}: {wrong}")
    return link


class _Number(Loader):
    """Sums and means as SQLite gives them: whole numbers as int, others as float."""

    def load(self, data: Buffer) -> int | float:
        text = bytes(data)
        return float(text) if b"." in text or text == b"NaN" else int(text)


class _Flag(Loader):
    """Comparisons as SQLite gives them: 0 or 1."""

    def load(self, data: Buffer) -> int:
        return int(bytes(data) == b"t")


async def _writer(link: AsyncConnection[Any]) -> None:
    await link.execute(SESSION)


async def _reader(link: AsyncConnection[Any]) -> None:
    await link.set_isolation_level(psycopg.IsolationLevel.REPEATABLE_READ)
    await link.set_read_only(True)
    link.adapters.register_loader("numeric", _Number)
    link.adapters.register_loader("bool", _Flag)


def pools(address: Address, most: int) -> tuple[AsyncConnectionPool[Any], AsyncConnectionPool[Any]]:
    """Closed pools of connections: for operations, and for reading, so that a long export holds up nobody.

    Parameters
    ----------
    address : of the database.
    most : connections for operations; there are at most four for reading.
    """
    rest: dict[str, Any] = {
        "open": False,
        "timeout": WAIT_SECONDS,
        "reconnect_timeout": RECONNECT_SECONDS,
    }
    settings = address.settings()
    return (
        AsyncConnectionPool(
            kwargs={**settings, "autocommit": True},
            configure=_writer,
            min_size=min(2, most),
            max_size=most,
            **rest,
        ),
        AsyncConnectionPool(kwargs=settings, configure=_reader, min_size=0, max_size=4, **rest),
    )
