"""Opens the store that a path or an address names."""

from __future__ import annotations

import random
from pathlib import Path

from mien.study.store.clock import Clock
from mien.study.store.interface import Store
from mien.study.store.records import Rules

POSTGRES = ("postgresql://", "postgres://")


async def open_store(
    target: Path | str,
    rules: Rules,
    *,
    create: bool = False,
    readonly: bool = False,
    clock: Clock | None = None,
    rng: random.Random | None = None,
) -> Store:
    """Open a store of answers, bringing its tables to this version's form.

    Parameters
    ----------
    target : path of an SQLite file, or a ``postgresql://`` address.
    rules : how leases are given.
    create : make it if it is not there; one that is there is opened as it is.
    readonly : only read; nothing is migrated, and every operation that would write raises `RunError`.
    clock : the server's time, a `SteadyClock` that begins after all that is stored if left out. Whatever a
        clock says, the store never writes a time before one that it wrote already.
    rng : source of all chance (ranks to begin at, sides); seeded by the system if left out.

    Raises
    ------
    RunError
        If it is not there, is something else, is of a later version, or cannot be opened.
    """
    if str(target).startswith(POSTGRES):
        from mien.study.store.postgres import PostgresStore

        return await PostgresStore.open(
            str(target), rules, create=create, readonly=readonly, clock=clock, rng=rng
        )
    from mien.study.store.sqlite import SqliteStore

    return await SqliteStore.open(Path(target), rules, create=create, readonly=readonly, clock=clock, rng=rng)
