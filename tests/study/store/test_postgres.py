"""What only a store on PostgreSQL has: addresses, rights, schemas, settings, copies by pg_dump."""

import asyncio
import os
import re
from pathlib import Path

import psycopg
import pytest

from mien.errors import MienError, RunError
from mien.study.store import StoreError, open_store, postgres_copy
from mien.study.store.clock import SteadyClock
from mien.study.store.invariants import violations
from mien.study.store.postgres_connect import address_of
from mien.study.store.postgres_migrate import migrations
from mien.study.store.records import NewQuestion, Pool, Rules

from .conftest import Lab

pytestmark = pytest.mark.anyio
SECRET = re.compile(r"p@ss|p%40ss|w\?rd|w%3Frd|#1%")


@pytest.fixture
def new_target(postgres):
    """These tests are of PostgreSQL alone."""
    return postgres


async def refused(url, error=MienError, **options):
    """The one line that opening raises; nothing in it, or in what it comes from, shows the password."""
    with pytest.raises(error) as told:
        await (await open_store(url, Rules(), **{"create": True, **options})).close()
    line, cause = str(told.value), told.value
    while cause is not None:
        assert not SECRET.search(str(cause))
        cause = None if cause.__suppress_context__ and cause.__cause__ is None else cause.__cause__
    assert "\n" not in line
    return line


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://anna:p@ss@host/study",
        "postgresql://anna:p%40ss/w?rd@host/study",
        "postgresql://anna:p@ss/w%3Frd#1%@host/study",
        "postgresql://anna:p%4@host/study",
        "postgresql://anna:p%40ss@host:p%40ss/study",
        "postgresql://anna:p%40ss@host:54x2/study",
        "postgresql://anna:12/p@ss@host/study",
        "postgresql://anna:p%40ss@host/study?shema=x",
        "postgresql://anna:p%40ss@[::1/study",
    ],
)
async def test_an_address_that_cannot_be_read(url):
    assert "postgresql://user:password@host:5432/database" in await refused(url, StoreError)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://anna:p%40ss@db.example:6432/study", "postgresql://anna@db.example:6432/study"),
        ("postgres://anna@/study?host=/run/sock", "postgresql://anna@/run/sock/study"),
        ("postgresql://h1:1,h2:2/study?password=p%40ss", "postgresql://h1,h2:1,2/study"),
        ("postgresql:///study", "postgresql:///study"),
    ],
)
def test_an_address_is_shown_without_its_password(url, shown):
    address = address_of(url)
    assert address.shown == shown
    assert not SECRET.search(repr(address) + address.bare)
    assert address.settings().get("password") == ("p@ss" if "p%40ss" in url else None)


async def test_what_is_wrong_with_a_connection_is_said(postgres_server):
    server = postgres_server
    closed = server.url("postgres").replace(str(server.port), "1")
    assert "refused" in await refused(closed, StoreError)
    line = await refused(server.url("postgres", password="wrong-p%40ss"), StoreError)
    assert 'password authentication failed for user "owner"' in line
    assert 'database "nowhere" does not exist' in await refused(server.url("nowhere"), StoreError)
    assert "label" in await refused(server.url("study").replace("127.0.0.1", "a..b"), StoreError)
    assert 'user "nobody"' in await refused(server.url("postgres", user="nobody"), StoreError)
    server.execute("CREATE DATABASE old_texts ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    assert "UTF-8" in await refused(server.url("old_texts"), StoreError)


async def test_a_user_without_rights_is_told(postgres_server, new_target, open_test_store):
    target = new_target()
    async with open_test_store(target) as store:
        await store.add_questions([NewQuestion("q", Pool("label", ""), "f", wanted=1)])
    postgres_server.execute(
        "DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN PASSWORD 'p@ss/w?rd #1%'; "
        f"GRANT pg_read_all_data TO reader; GRANT USAGE ON SCHEMA {target.rpartition('%3D')[2]} TO reader"
    )
    mine = target.replace("owner", "reader")
    # A reader may do what only reads, also to export.
    async with open_test_store(mine, create=False, readonly=True) as store:
        assert await store.read("SELECT name FROM question") == [("q",)]
    async with open_test_store(mine, create=False) as store:
        with pytest.raises(StoreError, match="permission denied") as told:
            await store.audit("admin", "look", "")
        assert not SECRET.search(str(told.value))
    assert "permission denied" in await refused(new_target().replace("owner", "reader"), StoreError)
    assert "permission denied" in await refused(postgres_server.url("postgres", user="reader"), StoreError)


async def test_a_role_that_cannot_change_answers_serves_a_study(postgres_server, open_test_store, new_target):
    """The rights that the documentation names."""
    text = (Path(__file__).parents[3] / "docs" / "study" / "postgresql.md").read_text(encoding="utf-8")
    [grants] = re.findall(r"^GRANT USAGE ON SCHEMA.*?(?=^```)", text, re.MULTILINE | re.DOTALL)
    target = new_target()
    schema = target.rpartition("%3D")[2]
    async with open_test_store(target):
        postgres_server.execute(
            "DROP ROLE IF EXISTS mien_web; CREATE ROLE mien_web LOGIN PASSWORD 'p@ss/w?rd #1%'; "
            + grants.replace("faces2026", schema)
        )
    async with open_test_store(target.replace("owner", "mien_web"), create=False) as store:
        lab = Lab(store, SteadyClock(), target)
        pool = await lab.add(9, wanted=2)
        anna, ben = await lab.enter(pool, pool, pool), await lab.enter(pool, pool, name="ben")
        one, two, three = await lab.ask(anna)
        await store.release(anna, two.lease, "stimulus", "")
        for question in (one, three, *await lab.ask(ben)):
            assert (await lab.answer(anna if question in (one, three) else ben, question)).counted
        assert not (await store.finish(anna, "C")).code
        await store.heartbeat(ben)
        await store.withdraw(anna)
        assert await store.exclude(ben, "x", "admin") == 2
        await store.erase(anna, "r-gone")
        assert await store.forget(lab.clock.now() + 1000) == 1
        assert await store.want(5) == 9
        assert await store.set_setting("key", "value", None)
        await store.audit("admin", "look", "")
        assert await violations(store) == []
        assert await store.verify() == []
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        postgres_server.execute("DELETE FROM answer", target.replace("owner", "mien_web"))


async def test_a_later_version_is_refused(new_target, open_test_store, postgres_server):
    target = new_target()
    async with open_test_store(target):
        pass
    postgres_server.execute(f"INSERT INTO migration VALUES ({len(migrations()) + 1})", target)
    line = await refused(target, RunError)
    assert "later version" in line
    assert "update Mien" in line


async def test_an_earlier_version_is_brought_up(new_target, open_test_store, postgres_server):
    """From version 1 on, in one transaction; who only reads does not do it."""
    target = new_target()
    schema = target.rpartition("%3D")[2]
    postgres_server.execute(f"CREATE SCHEMA {schema}")
    postgres_server.execute("CREATE TABLE migration (version INTEGER PRIMARY KEY, at TIMESTAMPTZ)", target)
    postgres_server.execute(migrations()[0], target)
    postgres_server.execute("INSERT INTO migration VALUES (1)", target)
    assert "earlier version" in await refused(target, RunError, readonly=True, create=False)
    async with open_test_store(target, create=False) as store:
        assert await store.read("SELECT max(version) FROM migration") == [(len(migrations()),)]
        await store.audit("admin", "look", "")


async def test_foreign_tables_are_left_alone(new_target, postgres_server):
    target = new_target()
    postgres_server.execute(f"CREATE SCHEMA {target.rpartition('%3D')[2]}")
    postgres_server.execute("CREATE TABLE person (name TEXT)", target)
    assert "schema of its own" in await refused(target, RunError)
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    assert postgres_server.execute(tables, target) == [("person",)]


async def test_a_schema_that_is_not_there_is_no_other_study(new_target, open_test_store):
    """The next schema of the search path could be another study's."""
    there = new_target()
    async with open_test_store(there):
        pass
    path = f"{new_target()},{there.rpartition('%3D')[2]}"
    assert "there is no schema" in await refused(path, RunError, create=False)
    async with open_test_store(path) as store, open_test_store(there, create=False) as other:
        await store.audit("admin", "look", "")
        assert await other.read("SELECT count(*) FROM audit") == [(0,)]


async def test_the_plain_schema_of_a_database_will_do(postgres_server, open_test_store, tmp_path, copies):
    async with open_test_store(postgres_server.new_database()) as store:
        await store.audit("admin", "look", "")
        assert await store.read("SELECT current_schema()") == [("public",)]
        assert await store.verify() == []
        await store.backup(tmp_path / "copy")
    async with open_test_store(postgres_server.restored(tmp_path / "copy"), create=False) as store:
        assert await store.read("SELECT action FROM audit") == [("look",)]


async def test_answers_cannot_be_changed(lab, postgres_server):
    pool = await lab.add()
    anna = await lab.enter(pool)
    await lab.answer(anna, (await lab.ask(anna))[0])
    before = await lab.store.read("SELECT * FROM answer")
    for query in ("UPDATE answer SET choice = 'second'", "DELETE FROM answer", "TRUNCATE answer"):
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            postgres_server.execute(query, lab.target)
    assert await lab.store.read("SELECT * FROM answer") == before


async def test_a_commit_is_on_disk_whatever_the_role_prefers(lab, postgres_server, open_test_store):
    postgres_server.execute("ALTER ROLE owner SET synchronous_commit = off")
    try:
        async with open_test_store(lab.target, create=False) as store:
            for name, value in (("synchronous_commit", "on"), ("transaction_isolation", "read committed")):
                assert await store._link.call(f"SHOW {name}") == [(value,)]
    finally:
        postgres_server.execute("ALTER ROLE owner RESET synchronous_commit")


async def test_texts_that_postgresql_cannot_hold_are_mended(lab):
    anna = await lab.enter()
    await lab.store.trouble(anna, "script\0", "a\0b \ud800 ä")
    assert await lab.store.read("SELECT kind, detail FROM trouble") == [("script\ufffd", "a\ufffdb ? ä")]


async def test_sums_and_comparisons_are_those_of_sqlite(lab):
    await lab.add(3, wanted=2)
    rows = await lab.store.read(
        "SELECT sum(wanted), avg(wanted), 1 = 1, 7 / 2, max(name) IS NULL FROM question"
    )
    assert rows == [(6, 2.0, 1, 3, 0)]
    assert [type(value) for value in rows[0]] == [int, float, int, int, int]


async def test_texts_sort_as_in_sqlite(lab):
    names = ["a", "B", "ä", "Z", "_", "1"]
    await lab.store.add_questions([NewQuestion(name, Pool("label", ""), name, wanted=1) for name in names])
    found = await lab.store.read("SELECT name FROM question ORDER BY name")
    assert [name for (name,) in found] == sorted(names)


async def test_the_password_is_not_on_the_command_line(lab, tmp_path, monkeypatch, copies):
    """A pg_dump that notes how it was called, and then does it."""
    real = postgres_copy.pg_dump(15)
    noting = tmp_path / "pg_dump"
    noting.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/words\nexec {real} "$@"\n')
    noting.chmod(0o755)
    monkeypatch.setattr(postgres_copy, "pg_dump", lambda major: str(noting))
    await lab.store.backup(tmp_path / "copy")
    words = (tmp_path / "words").read_text()
    assert "--dbname=" in words
    assert not SECRET.search(words)
    assert (tmp_path / "copy").read_bytes()[:5] == b"PGDMP"
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0


async def test_without_pg_dump_there_is_no_copy(lab, tmp_path, monkeypatch):
    monkeypatch.setattr(postgres_copy, "DEBIAN", tmp_path / "nothing")
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    with pytest.raises(RunError, match="postgresql-client"):
        await lab.store.backup(tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []


async def test_a_copy_that_fails_says_why(lab, tmp_path, monkeypatch):
    failing = tmp_path / "pg_dump"
    failing.write_text('#!/bin/sh\necho "no luck with $PGPASSWORD" >&2\nexit 1\n')
    failing.chmod(0o755)
    monkeypatch.setattr(postgres_copy, "pg_dump", lambda major: str(failing))
    with pytest.raises(RunError, match="pg_dump failed") as told:
        await lab.store.backup(tmp_path / "copy")
    assert not SECRET.search(str(told.value))
    assert not (tmp_path / "copy").exists()


@pytest.fixture
async def broken(new_target, open_test_store):
    """An open store that the test may spoil."""
    async with open_test_store(target := new_target()) as store:
        questions = [NewQuestion(f"q{n}", Pool("label", ""), f"face {n}", wanted=1) for n in range(200)]
        await store.add_questions(questions)
        yield store, target


async def test_verify_finds_what_is_switched_off(broken, postgres_server):
    store, target = broken
    assert await store.verify() == []
    postgres_server.execute("ALTER TABLE answer DISABLE TRIGGER answer_stays", target)
    postgres_server.execute(
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'lease_due'::regclass", target
    )
    postgres_server.execute(
        "ALTER TABLE consent ADD CHECK (at > 0) NOT VALID; ALTER TABLE audit SET UNLOGGED", target
    )
    found = await store.verify()
    for name in ("trigger answer_stays", "index lease_due", "constraint consent_at_check", "table audit"):
        assert sum(name in line for line in found) == 1
    assert len(found) == 4


async def test_verify_finds_damaged_pages(broken, postgres_server):
    store, target = broken
    [[place]] = postgres_server.execute("SELECT pg_relation_filepath('question')", target)
    await asyncio.to_thread(postgres_server.stop)
    with open(postgres_server.folder / "data" / place, "r+b") as file:
        file.seek(5000)
        byte = file.read(1)
        file.seek(5000)
        file.write(bytes([byte[0] ^ 0xFF]))
    await asyncio.to_thread(postgres_server.start)
    for _ in range(100):
        try:
            found = await store.verify()
            break
        except StoreError:
            await asyncio.sleep(0.1)
    postgres_server.execute(f"DROP SCHEMA {target.rpartition('%3D')[2]} CASCADE")
    assert any(line.startswith("table question: invalid page") for line in found)


async def test_verify_finds_a_damaged_index(broken, postgres_server):
    """The extension amcheck, where it is installed, compares indexes with their tables."""
    store, target = broken
    postgres_server.execute("CREATE EXTENSION IF NOT EXISTS amcheck SCHEMA pg_catalog")
    try:
        assert await store.verify() == []
        # Rows that come while an index is thought not to be ready are not in it.
        flag = "UPDATE pg_index SET indisready = {} WHERE indexrelid = 'question_name_key'::regclass"
        postgres_server.execute(flag.format("false"), target)
        postgres_server.execute(
            "INSERT INTO question (name, pool, anchor, first, second, expected, asked_key, rank, wanted) "
            "SELECT 'late', pool, '', '', '', '', 'late', 2, 1 FROM question LIMIT 1", target
        )  # fmt: skip
        postgres_server.execute(flag.format("true"), target)
        [line] = await store.verify()
        assert "question_name_key" in line
    finally:
        postgres_server.execute("DROP EXTENSION amcheck")


async def test_connections_come_back_by_themselves(lab, postgres_server):
    await lab.store.audit("admin", "one", "")
    await asyncio.to_thread(postgres_server.stop)
    with pytest.raises(StoreError) as told:
        await lab.store.audit("admin", "lost", "")
    assert not SECRET.search(str(told.value))
    await asyncio.to_thread(postgres_server.start)
    for _ in range(100):
        try:
            await lab.store.audit("admin", "two", "")
            await lab.store.read("SELECT 1")
            break
        except StoreError:
            await asyncio.sleep(0.1)
    found = await lab.store.read("SELECT DISTINCT action FROM audit ORDER BY 1")
    assert found == [("one",), ("two",)]
