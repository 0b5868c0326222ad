"""Copies of a study in PostgreSQL by pg_dump, and what the database itself finds wrong."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
from pathlib import Path

from psycopg import errors, sql

from mien.errors import RunError
from mien.files import replacing
from mien.study.store.postgres_connect import Address, said
from mien.study.store.postgres_link import Link

DEBIAN = Path("/usr/lib/postgresql")


def pg_dump(major: int) -> str:
    """The pg_dump that fits a server: at least of its version.

    Raises
    ------
    RunError
        If there is none.
    """
    found = sorted(
        (int(folder.name), folder / "bin" / "pg_dump")
        for folder in (DEBIAN.iterdir() if DEBIAN.is_dir() else ())
        if folder.name.isdigit() and (folder / "bin" / "pg_dump").is_file()
    )
    fitting = [str(path) for version, path in found if version >= major]
    program = fitting[0] if fitting else shutil.which("pg_dump")
    if program is None:
        raise RunError(
            f"pg_dump of PostgreSQL {major} is not installed here, and a copy needs it (postgresql-client)"
        )
    return program


async def dump(address: Address, schema: str, major: int, path: Path) -> None:
    """Write one schema, as it is at one moment, in pg_dump's custom format; see docs for restoring it.

    Raises
    ------
    RunError
        If it cannot be written: no pg_dump, no connection, disk full. `path` is then as it was.
    """
    program = pg_dump(major)
    environment = {**os.environ, "LC_ALL": "C"}
    if address.password is not None:
        # Not on the command line, which everybody on the machine can read.
        environment["PGPASSWORD"] = address.password
    quoted = '"' + schema.replace('"', '""') + '"'
    with replacing(path) as beside:
        process = await asyncio.create_subprocess_exec(
            program, "--format=custom", "--no-password", f"--schema={quoted}", f"--file={beside}",
            f"--dbname={address.bare}", env=environment, stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            _, complaint = await process.communicate()
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if process.returncode:
            said = re.sub(r"\s+", " ", complaint.decode("utf-8", "replace")).strip()
            if address.password and address.password in said:
                said = "pg_dump failed"
            raise RunError(f"{path}: the copy of {address.shown} could not be written ({said})")
    # Who took part is nobody else's business.
    os.chmod(path, 0o600)


# Each query gives one line of text a finding.
CHECKS = (
    "SELECT 'index ' || c.relname || ' is invalid; run REINDEX INDEX ' || c.relname FROM pg_index i "
    "JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relnamespace = current_schema()::regnamespace "
    "AND NOT (i.indisvalid AND i.indisready)",
    "SELECT 'constraint ' || conname || ' is not validated' FROM pg_constraint "
    "WHERE connamespace = current_schema()::regnamespace AND NOT convalidated",
    "SELECT 'table ' || relname || ' is not logged; a crash empties it' FROM pg_class "
    "WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relpersistence <> 'p'",
    "SELECT 'trigger ' || name || ' is missing or off; answers could be changed' "
    "FROM unnest(ARRAY['answer_stays', 'answer_remains']) AS name WHERE NOT EXISTS (SELECT 1 FROM pg_trigger "
    "WHERE tgrelid = to_regclass('answer') AND tgname = name AND tgenabled IN ('O', 'A'))",
    "SELECT name || ' is off on the server; a power cut loses acknowledged answers' FROM pg_settings "
    "WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off'",
)
INDEXES = (
    "SELECT c.oid::bigint, n.nspname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
    "JOIN pg_am a ON a.oid = c.relam JOIN pg_extension e ON e.extname = 'amcheck' "
    "JOIN pg_namespace n ON n.oid = e.extnamespace WHERE c.relnamespace = current_schema()::regnamespace "
    "AND a.amname = 'btree' AND i.indisvalid ORDER BY c.relname"
)
"""B-trees to look through and the schema of amcheck; none where the extension is not installed."""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"


async def findings(link: Link) -> list[str]:
    """What PostgreSQL finds wrong, a line each.

    Settings that would lose acknowledged answers, triggers and constraints that are off, invalid indexes; and
    every row of every table is read, which checks the pages' checksums where the cluster has them. Indexes
    are checked against the tables if the extension amcheck is installed and this user may use it.
    """
    found: list[str] = []
    for query in CHECKS:
        found += [str(row[0]) for row in await link.rows(query)]
    async with link.reading() as connection:
        await connection.execute("SET LOCAL statement_timeout = 0")
        for (table,) in await (await connection.execute(TABLES)).fetchall():
            # Reading the whole row, not only its head, also meets values that are stored apart.
            whole = sql.SQL("SELECT count(*), sum(length(t::text)) FROM {} AS t")
            try:
                await connection.execute(whole.format(sql.Identifier(table)))
            except errors.InternalError as error:
                found.append(f"table {table}: {said(error, link.address)}")
                await connection.rollback()
    return found + await _indexes(link)


async def _indexes(link: Link) -> list[str]:
    found: list[str] = []
    for index, schema in await link.rows(INDEXES):
        check = sql.SQL("SELECT {}.bt_index_check(%s::oid::regclass, true)").format(sql.Identifier(schema))
        async with link.reading() as connection:
            try:
                await connection.execute(check, (index,))
            except errors.InsufficientPrivilege:
                return found
            except errors.InternalError as error:
                found.append(said(error, link.address))
    return found
