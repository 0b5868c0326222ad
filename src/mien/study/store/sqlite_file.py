"""An SQLite file as a store: connections, its marks, numbered migrations."""

from __future__ import annotations

import contextlib
import os
import time
from importlib import resources
from pathlib import Path
from typing import Any

import apsw

from mien.errors import RunError

APPLICATION = 0x4D69656E
"""Mark of Mien's files in their header (``Mien``)."""
BUSY_MS = 30_000
"""How long another process's transaction is waited for."""
LOG_TRIES, LOG_WAIT_MS, LOG_PAUSE = 20, 20, 0.2
"""How often, how many ms each, and s between, emptying the log waits for readers."""
PAGES_BEFORE_CHECKPOINT = 4000


def migrations() -> list[str]:
    """The scripts of migrations/sqlite in order; script n brings a file from version n - 1 to n."""
    folder = resources.files("mien.study.store").joinpath("migrations", "sqlite")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [folder.joinpath(name).read_text(encoding="utf-8") for name in names]


def connect(path: Path) -> apsw.Connection:
    """A connection that writes: a commit returns when the disk has it."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE, statementcachesize=200)
    try:
        connection.set_busy_timeout(BUSY_MS)
        if connection.pragma("journal_mode", "wal") != "wal":
            raise RunError(f"{path}: this file system has no shared memory, which the store needs")
        connection.pragma("synchronous", "full")
        connection.pragma("foreign_keys", True)
        # What is deleted are people's IDs; they are not to stay in free pages.
        connection.pragma("secure_delete", True)
        connection.wal_autocheckpoint(PAGES_BEFORE_CHECKPOINT)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_reading(path: Path) -> apsw.Connection:
    """A connection that cannot write."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    connection.set_busy_timeout(BUSY_MS)
    connection.pragma("query_only", True)
    # Nor does it bring the log into the file when it is the last to leave.
    connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    return connection


def empty_log(path: Path) -> bool:
    """Bring the log into the file and cut it to nothing, so that what was deleted is not in it any more.

    A reader that began before holds this up. It is tried for some seconds, a short moment each: while it is
    waited for a reader, nobody can write.

    Returns
    -------
    bool
        False if there was always a reader; the log is then written over in the course of time.
    """
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        connection.set_busy_timeout(LOG_WAIT_MS)
        for _ in range(LOG_TRIES):
            with contextlib.suppress(apsw.BusyError):
                busy: Any = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0][0]
                if not busy:
                    return True
            time.sleep(LOG_PAUSE)
        return False
    finally:
        connection.close()


def prepare(path: Path, create: bool, readonly: bool) -> None:
    """Make the file if that is wanted, see that it is a store, and migrate it.

    Raises
    ------
    RunError
        If it is not there, is something else, is of a later version, or cannot be opened.
    """
    try:
        if create and not readonly:
            _make(path)
        if not path.is_file():
            raise RunError(f"{path}: there is no store yet; mien study serve makes it")
        if readonly:
            connection = connect_reading(path)
        else:
            _look(path)
            connection = connect(path)
        try:
            _migrate(connection, path, create, readonly)
        finally:
            connection.close()
    except apsw.NotADBError as error:
        raise RunError(f"{path}: is not a store of answers, nor any SQLite file") from error
    except apsw.Error as error:
        raise RunError(f"{path}: the store cannot be opened ({error})") from error
    except OSError as error:
        raise RunError(f"{path}: the store cannot be opened ({error.strerror})") from error


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Who took part is nobody else's business; SQLite gives its side files the same permissions.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _look(path: Path) -> None:
    """Refuse a foreign file before anything, even the journal's mode, is changed in it."""
    connection = connect_reading(path)
    try:
        _version(connection, path)
    finally:
        connection.close()


def _version(connection: apsw.Connection, path: Path) -> int:
    """The file's version, 0 if it is empty."""
    version = int(connection.pragma("user_version"))
    mark = connection.pragma("application_id")
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()[0][0]
    if mark != APPLICATION and (mark or version or tables):
        raise RunError(f"{path}: is an SQLite file, but not a store of answers")
    if version > len(migrations()):
        raise RunError(
            f"{path}: was written by a later version of Mien (store version {version}, this one knows "
            f"{len(migrations())}); update Mien"
        )
    return version


def _migrate(connection: apsw.Connection, path: Path, create: bool, readonly: bool) -> None:
    scripts = migrations()
    version = _version(connection, path)
    if version == 0 and not create:
        raise RunError(f"{path}: is empty; remove it, mien study serve makes a new one")
    if version == len(scripts):
        return
    if readonly:
        raise RunError(f"{path}: was written by an earlier version of Mien; run mien study serve once")
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have been quicker.
        for number in range(_version(connection, path), len(scripts)):
            connection.execute(scripts[number])
            connection.pragma("user_version", number + 1)
        connection.pragma("application_id", APPLICATION)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
