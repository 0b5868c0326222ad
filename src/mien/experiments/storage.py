"""The database of a sweep's trials: a SQLite file of one machine, or a PostgreSQL; and who lives."""

from __future__ import annotations

import contextlib
import os
import socket
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mien.errors import ConfigError, RunError

_TRIES = 5


def opened(storage: str | Path, interval: int, grace: int) -> Any:
    """Optuna's storage at a file or an address, its tables made where they are not there."""
    import optuna
    from sqlalchemy.pool import NullPool

    # A trial takes seconds, and nobody says when a queue is no more: no connection outlives its use.
    more: dict[str, Any] = {"poolclass": NullPool}
    address = str(storage)
    if "://" not in address:
        Path(address).parent.mkdir(parents=True, exist_ok=True)
        address = f"sqlite:///{address}"
        more["connect_args"] = {"timeout": 60}
    elif address.startswith(("postgresql://", "postgresql+psycopg://")):
        address = address.replace("postgresql://", "postgresql+psycopg://", 1)
    else:
        raise ConfigError(f"--storage {shown(storage)}: expected a file, or postgresql://…")
    for tried in range(_TRIES):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = optuna.storages.RDBStorage(
                    address, more, heartbeat_interval=interval, grace_period=grace
                )
            if address.startswith("sqlite"):
                _alone_while_writing(found.engine)
            return found
        except Exception as error:
            # Two processes that make the tables at the same moment: one finds them half there.
            known = "exist" in str(error) or "unique" in str(error).lower()
            if tried + 1 == _TRIES or not known:
                raise
            time.sleep(0.2 * (tried + 1))
    raise AssertionError


def _alone_while_writing(engine: Any) -> None:
    """Make SQLite's transactions begin as writers: else two could read that a trial waits, and both take it.

    The log is ahead of the file (WAL), which is synchronised far more rarely then.
    """
    from sqlalchemy import event

    @event.listens_for(engine, "connect")
    def connect(link: Any, record: Any) -> None:
        link.isolation_level = None
        link.execute("PRAGMA journal_mode = WAL")
        link.execute("PRAGMA synchronous = NORMAL")

    @event.listens_for(engine, "begin")
    def begin(link: Any) -> None:
        link.exec_driver_sql("BEGIN IMMEDIATE")

    engine.dispose()


@contextlib.contextmanager
def reachable(where: str) -> Iterator[None]:
    """A RunError where the database does not answer or is no sweep's."""
    from optuna.exceptions import StorageInternalError
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (StorageInternalError, SQLAlchemyError) as error:
        cause: BaseException = error.__cause__ or error
        reason = " ".join(str(getattr(cause, "orig", None) or cause).split())
        raise RunError(f"{where}: the trials cannot be read or written ({reason})") from None


def shown(storage: str | Path) -> str:
    """An address without its password."""
    scheme, slashes, rest = str(storage).partition("://")
    return f"{scheme}{slashes}{rest.rpartition('@')[2]}" if slashes else scheme


def owner() -> str:
    """Who this process is, such that others on the same machine can see whether it still lives."""
    return f"{socket.gethostname()} {_machine()} {os.getpid()}"


def _machine() -> str:
    """This machine since it was started, and the room of its process numbers; empty where nobody can say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip() + os.readlink("/proc/self/ns/pid")
    except OSError:
        return ""


def gone(name: str) -> bool:
    """Whether a process was of this machine and is no more."""
    words = name.split(" ")
    if len(words) != 3 or not words[1] or words[1] != _machine() or words[0] != socket.gethostname():
        return False
    return not Path(f"/proc/{words[2]}").exists()
