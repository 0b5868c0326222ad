"""What only the embedded store does: its file, its version, its permissions, what is left of the erased."""

import asyncio
import shutil
import sqlite3
import stat
from pathlib import Path

import apsw
import pytest

from mien.errors import RunError
from mien.study.store import StoreError, open_store, sqlite_file, sqlite_leases, sqlite_people
from mien.study.store.invariants import violations
from mien.study.store.records import Entry, Fate, NewQuestion, Pool, Rules, Submission

pytestmark = pytest.mark.anyio
POOL = Pool("triplet", "train")


@pytest.fixture
async def path(tmp_path):
    """A store with one person and one answer, closed."""
    found = tmp_path / "folder" / "study.sqlite"
    store = await open_store(found, Rules(), create=True)
    await store.add_questions([NewQuestion("q", POOL, "a", "b", "c", wanted=1)])
    person = await store.enter(
        Entry("digest-of-anna", "r-1", "prolific", "external-of-anna", "en", "1", (0,), "session-of-anna")
    )
    [leased] = (await store.claim(person.number, 1)).leased
    await store.submit(person.number, [Submission(leased.lease, "first")])
    await store.close()
    return found


async def _refused(path, **options):
    with pytest.raises(RunError) as caught:
        await open_store(path, Rules(), **options)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message


async def test_a_closed_store_is_one_file_that_nobody_else_reads(path):
    assert [file.name for file in path.parent.iterdir()] == ["study.sqlite"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    store = await open_store(path, Rules())
    await store.audit("a", "b", "c")
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
    await store.backup(path.with_name("backup.sqlite"))
    assert stat.S_IMODE(path.with_name("backup.sqlite").stat().st_mode) == 0o600
    await store.close()


async def test_commits_wait_for_the_disk(path):
    store = await open_store(path, Rules())
    connection = store._writer._connection
    assert connection.pragma("journal_mode") == "wal"
    assert connection.pragma("synchronous") == 2
    assert connection.pragma("foreign_keys") == 1
    await store.close()


@pytest.mark.parametrize("create", [False, True])
async def test_a_file_of_a_later_version_is_refused(path, create):
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    assert "later version" in await _refused(path, create=create)
    assert path.read_bytes() == before


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("readonly", [False, True])
async def test_another_sqlite_file_is_refused_and_left_alone(tmp_path, create, readonly):
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE answer (id)")
    connection.close()
    before = path.read_bytes()
    assert "not a store" in await _refused(path, create=create, readonly=readonly)
    assert path.read_bytes() == before


@pytest.mark.parametrize("create", [False, True])
async def test_what_is_no_sqlite_file_is_refused(tmp_path, create):
    path = tmp_path / "text.sqlite"
    path.write_text("name,part\n" * 500)
    assert "not a store" in await _refused(path, create=create)
    assert path.read_text() == "name,part\n" * 500
    (tmp_path / "folder").mkdir()
    await _refused(tmp_path / "folder", create=create)


async def test_an_empty_file_is_no_store(tmp_path):
    (tmp_path / "empty.sqlite").touch()
    assert "mien study serve" in await _refused(tmp_path / "empty.sqlite")
    store = await open_store(tmp_path / "empty.sqlite", Rules(), create=True)
    await store.close()


async def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    await _refused(tmp_path / "file" / "study.sqlite", create=True)


async def test_migrations_are_numbered_without_gaps():
    folder = Path(sqlite_file.__file__).parent / "migrations" / "sqlite"
    names = sorted(path.name for path in folder.iterdir())
    assert names == [f"{number + 1:04}.sql" for number in range(len(names))]
    assert len(sqlite_file.migrations()) == len(names)


@pytest.fixture
def later(monkeypatch):
    """A version with two more migrations."""
    scripts = [
        *sqlite_file.migrations(),
        "CREATE TABLE more (id INTEGER PRIMARY KEY); INSERT INTO more SELECT id FROM answer;",
        "ALTER TABLE more ADD COLUMN word TEXT;",
    ]
    monkeypatch.setattr(sqlite_file, "migrations", lambda: scripts)
    return scripts


async def test_an_older_store_is_migrated_and_keeps_what_is_in_it(path, later):
    assert "earlier version" in await _refused(path, readonly=True)
    stores = await asyncio.gather(*(open_store(path, Rules()) for _ in range(4)))
    for store in stores:
        assert await store.read("SELECT id, word FROM more") == [(1, None)]
        await store.close()
    connection = sqlite_file.connect_reading(path)
    assert connection.pragma("user_version") == len(later)
    connection.close()


async def test_a_migration_that_fails_changes_nothing(path, later):
    later[-1] = "ALTER TABLE nowhere ADD COLUMN word TEXT;"
    before = path.read_bytes()
    await _refused(path)
    assert path.read_bytes() == before
    del later[-2:]
    store = await open_store(path, Rules())
    assert await store.read("SELECT count(*) FROM answer") == [(1,)]
    await store.close()


async def test_the_tables_refuse_to_change_answers(path):
    connection = sqlite_file.connect(path)
    for sql in ("UPDATE answer SET choice = 'second'", "DELETE FROM answer"):
        with pytest.raises(apsw.ConstraintError, match="append-only"):
            connection.execute(sql)
    for sql in ("UPDATE question SET counted = 2", "UPDATE question SET leased = 1"):
        with pytest.raises(apsw.ConstraintError, match="counted"):
            connection.execute(sql)
    connection.close()


@pytest.mark.parametrize("way", ["erase", "forget"])
async def test_nothing_of_an_erased_person_is_left_in_the_files(path, way):
    def left():
        data = b"".join(file.read_bytes() for file in path.parent.iterdir() if not file.name.endswith("-shm"))
        return [word for word in (b"external-of", b"digest-of", b"session-of") if word in data]

    assert len(left()) == 3
    store = await open_store(path, Rules())
    if way == "erase":
        await store.erase(1, "r-erased")
    else:
        assert await store.forget(2**60) == 1
    # Also while the store goes on.
    assert left() == []
    await store.close()
    assert left() == []


async def test_erasing_does_not_wait_for_a_long_read(path):
    """A reader keeps the log; what is erased leaves the file when the store is closed."""
    store = await open_store(path, Rules())
    stream = store.stream("SELECT id FROM answer UNION ALL SELECT id FROM question", batch=1)
    assert await anext(stream) == [(1,)]
    await asyncio.wait_for(store.erase(1, "r-erased"), 20)
    await stream.aclose()
    await store.close()
    assert b"external-of" not in path.read_bytes()


async def test_another_process_that_writes_for_too_long_is_an_error(path, monkeypatch):
    monkeypatch.setattr(sqlite_file, "BUSY_MS", 50)
    store = await open_store(path, Rules())
    other = sqlite_file.connect(path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="try again"):
        await store.audit("a", "b", "c")
    # Reading goes on.
    assert (await store.person(1)).answered == 1
    other.execute("ROLLBACK")
    await store.audit("a", "b", "c")
    assert await store.read("SELECT count(*) FROM audit") == [(1,)]
    other.close()
    await store.close()


async def test_a_damaged_file_is_found(path):
    store = await open_store(path, Rules())
    await store.add_questions([NewQuestion(f"n{n}", POOL, f"a{n}", "b", "c", n) for n in range(2000)])
    await store.close()
    data = path.read_bytes()
    at = data.index(b"n1500")
    path.write_bytes(data[: at - 500] + bytes(1000) + data[at + 500 :])
    store = await open_store(path, Rules(), readonly=True)
    assert await store.verify() != []
    await store.close()


async def test_several_event_loops_share_a_store(path):
    store = await open_store(path, Rules())

    def elsewhere(number):
        return asyncio.run(store.set_setting(f"key{number}", "value", None))

    results = await asyncio.gather(*(asyncio.to_thread(elsewhere, number) for number in range(6)))
    assert results == [True] * 6
    assert await store.read("SELECT count(*) FROM setting") == [(6,)]
    await store.close()


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        (
            f"SELECT 1 FROM lease WHERE person = 1 AND {sqlite_leases.WAITING} AND state = 'open'",
            "lease_waiting",
        ),
        ("SELECT 1 FROM lease WHERE state = 'open' AND expires <= 5", "lease_due"),
        (
            "SELECT id FROM question INDEXED BY question_free WHERE pool = 1 AND wanted > counted + leased "
            "AND rank >= 0.5 ORDER BY rank, id LIMIT 1",
            "question_free",
        ),
        (sqlite_people.PERSON + "WHERE id = 1", "lease_waiting"),
    ],
)
async def test_the_hot_path_uses_its_indexes(path, sql, index):
    connection = sqlite_file.connect_reading(path)
    steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    connection.close()
    assert any(index in step for step in steps)
    assert not any(step.startswith("SCAN") for step in steps)


async def test_a_copy_of_file_and_log_is_a_store(path, tmp_path):
    """What a power cut leaves."""
    store = await open_store(path, Rules())
    await store.audit("a", "b", "c")
    for suffix in ("", "-wal"):
        shutil.copy(f"{path}{suffix}", tmp_path / f"copy.sqlite{suffix}")
    await store.close()
    copy = await open_store(tmp_path / "copy.sqlite", Rules())
    assert await copy.read("SELECT count(*) FROM audit") == [(1,)]
    await copy.close()


async def test_a_restored_copy_gives_no_number_again(tmp_path):
    """What a page still holds from after the copy names nobody and nothing in it."""
    store = await open_store(tmp_path / "study.sqlite", Rules(), create=True)
    pool = Pool("triplet", "train")
    await store.add_questions([NewQuestion(f"q{n}", pool, f"a{n}", "b", "c", 0.0, 5) for n in range(4)])

    async def asked(opened, name):
        person = await opened.enter(Entry(f"id-{name}", f"r-{name}", "link", name, "en", "1", (0, 0, 0, 0)))
        return person.number, [leased.lease for leased in (await opened.claim(person.number, 1)).leased]

    anna, [kept] = await asked(store, "anna")
    await store.backup(tmp_path / "copy.sqlite")
    berta, [lost] = await asked(store, "berta")
    await store.submit(anna, [Submission(kept, "first")])
    [later] = [leased.lease for leased in (await store.claim(anna, 1)).leased]
    await store.close()
    copy = await open_store(tmp_path / "copy.sqlite", Rules())
    assert [r.fate for r in await copy.submit(anna, [Submission(later, "first")])] == [Fate.unknown]
    assert [r.fate for r in await copy.submit(anna, [Submission(kept, "first")])] == [Fate.stored]
    new, [lease] = await asked(copy, "carla")
    assert new > berta + 1_000_000
    assert lease > lost + 1_000_000
    assert await copy.person(berta) is None
    assert await violations(copy) == []
    await copy.close()
