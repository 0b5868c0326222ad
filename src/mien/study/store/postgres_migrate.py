"""The tables of a study in PostgreSQL: made, brought up to date, refused if of a later version."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import psycopg
from psycopg import AsyncConnection, errors, sql

from mien.errors import RunError
from mien.study.store.postgres_connect import Address, said, translated

# Any constant; the same for all studies of a database, because making a schema twice is what it keeps away.
LOCK = 0x4D69656E


def migrations() -> tuple[str, ...]:
    """SQL of each version, from version 1 on."""
    folder = files("mien.study.store") / "migrations" / "postgres"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    if names != [f"{number:04}.sql" for number in range(1, len(names) + 1)]:
        raise AssertionError(f"migrations are not numbered without gaps: {names}")
    return tuple((folder / name).read_text(encoding="utf-8") for name in names)


async def migrate(link: AsyncConnection[Any], address: Address, create: bool, readonly: bool) -> str:
    """Bring the study's schema up to this version, by one process at a time; all or nothing.

    Parameters
    ----------
    link : a connection that commits each statement.
    address : for messages.
    create : make tables (and the schema that the search path begins with) if there are none.
    readonly : change nothing.

    Returns
    -------
    name of the schema.

    Raises
    ------
    RunError
        If there is no study and none is to be made, something else is there, or it is of another version that
        cannot be, or is not to be, brought up to this one.
    StoreError
        If the user lacks a right, or the connection is lost.
    """
    scripts = migrations()
    try:
        async with link.transaction():
            await link.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            schema = await _schema(link, address, create and not readonly)
            version = await _version(link)
            if version > len(scripts):
                raise RunError(
                    f"{address.shown}: was written by a later version of Mien (store version {version}, this "
                    f"one knows {len(scripts)}); update Mien"
                )
            if version == 0 and (readonly or not create):
                raise RunError(
                    f"{address.shown}: there is no store in schema {schema} yet; mien study serve makes it"
                )
            if version < len(scripts) and readonly:
                raise RunError(
                    f"{address.shown}: was written by an earlier version of Mien; run mien study serve once"
                )
            if version == 0:
                await link.execute(
                    "CREATE TABLE migration "
                    "(version INTEGER PRIMARY KEY, at TIMESTAMPTZ NOT NULL DEFAULT now())"
                )
            for number, script in enumerate(scripts[version:], version + 1):
                await link.execute(script)
                await link.execute("INSERT INTO migration (version) VALUES (%s)", (number,))
    except (errors.DuplicateTable, errors.DuplicateFunction) as error:
        raise RunError(
            f"{address.shown}: other tables are in the way ({said(error, address)}); give the study a schema "
            "of its own, see docs/study/postgresql.md"
        ) from error
    except psycopg.Error:
        with translated(address):
            raise
        raise
    return schema


async def _schema(link: AsyncConnection[Any], address: Address, create: bool) -> str:
    """The schema that the search path begins with, the current one if it begins with ``"$user"``."""
    row = await (await link.execute("SELECT current_schema(), current_setting('search_path')")).fetchone()
    current, path = row or (None, "")
    first = path.split(",")[0].strip().strip('"')
    wanted = current if first in ("", "$user") else first
    if wanted is None:
        raise RunError(
            f"{address.shown}: no schema is there for the study; create one, and name it in the URL with "
            "?options=-csearch_path%3DNAME"
        )
    if wanted != current:
        # Falling through to the next one on the path could be another study's.
        if not create:
            raise RunError(
                f"{address.shown}: there is no schema {wanted}, so no store yet; mien study serve makes it"
            )
        await link.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(wanted)))
    return str(wanted)


async def _version(link: AsyncConnection[Any]) -> int:
    found = await (
        await link.execute(
            "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'migration'"
        )
    ).fetchone()
    if found is None:
        return 0
    row = await (await link.execute("SELECT max(version) FROM migration")).fetchone()
    return int(row[0] or 0) if row else 0
