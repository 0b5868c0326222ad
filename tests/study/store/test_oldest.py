"""A store of the oldest schema, with what people could do then, is brought up; what is wrong is named."""

import apsw
import pytest

from mien.study.store import open_store, postgres_migrate, sqlite_file
from mien.study.store.invariants import violations
from mien.study.store.records import Outcome, Refusal, Rules, Submission

pytestmark = pytest.mark.anyio
# Anna finished as planned. Ben claimed, gave back, and then answered what he had given back as well.
HISTORY = [
    "INSERT INTO pool VALUES (0, 'triplet', 'train', 'vote')",
    *(
        "INSERT INTO question (id, name, pool, anchor, first, second, expected, asked_key, rank, wanted, "
        f"counted) VALUES ({n}, 'q{n}', 0, 'a{n}', 'l', 'r', '', 'k{n}', 0.5, 3, {counted})"
        for n, counted in ((1, 2), (2, 1), (3, 0))
    ),
    *(
        "INSERT INTO person (id, identity, pseudonym, platform, language, state, plan, total, next, "
        "answered, code, entered, seen, finished) "
        f"VALUES ({n}, '{name}', 'r-{name}', 'prolific', 'en', '{state}', '[0]', {total}, 1, "
        f"{total}, '{code}', 10, 50, {finished})"
        for n, name, state, total, code, finished in (
            (1, "anna", "finished", 1, "CODE", 50),
            (2, "ben", "working", 2, "", "NULL"),
        )
    ),
    "INSERT INTO platform_id (person, platform, external, session, study, at) "
    "VALUES (1, 'prolific', 'id-anna', 's', 't', 10)",
    *(
        "INSERT INTO lease (id, person, question, turn, slot, side, state, issued, expires) "
        f"VALUES ({n}, {person}, {question}, 0, 0, 'first', '{state}', 20, 90)"
        for n, person, question, state in (
            (1, 1, 1, "answered"),
            (2, 2, 1, "answered"),
            (3, 2, 2, "answered"),
            (4, 2, 3, "released"),
        )
    ),
    *(
        "INSERT INTO answer (id, lease, question, person, turn, choice, side, ms, late, counted, received) "
        f"VALUES ({n}, {n}, {question}, {person}, 0, 'first', 'first', 700, {late}, 1, 40)"
        for n, question, person, late in ((1, 1, 1, 0), (2, 1, 2, 1), (3, 2, 2, 0))
    ),
    "UPDATE clock SET last = 100",
]


@pytest.fixture(params=["sqlite", "postgres"])
def oldest(request, tmp_path):
    """The target of such a store."""
    if request.param == "sqlite":
        path = tmp_path / "study.sqlite"
        connection = apsw.Connection(str(path))
        for sql in (sqlite_file.migrations()[0], *HISTORY):
            connection.execute(sql)
        connection.pragma("user_version", 1)
        connection.pragma("application_id", sqlite_file.APPLICATION)
        connection.close()
        return path
    server = request.getfixturevalue("postgres_server")
    target = server.new_schema()
    server.execute(f"CREATE SCHEMA {target.rpartition('%3D')[2]}")
    server.execute("CREATE TABLE migration (version INTEGER PRIMARY KEY, at TIMESTAMPTZ)", target)
    for sql in (postgres_migrate.migrations()[0], "INSERT INTO migration VALUES (1)", *HISTORY):
        server.execute(sql, target)
    sequences = ("question", "person", "lease", "answer")
    for table in sequences:
        server.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 50)", target)
    return target


async def test_the_oldest_store_is_brought_up(oldest):
    store = await open_store(oldest, Rules())
    try:
        assert await violations(store) == ["person 2: 2 answers are counted in slot 0"]
        anna, ben = await store.person(1), await store.person(2)
        assert (anna.outcome, anna.code, ben.outcome) == (Outcome.complete, "CODE", None)
        assert await store.read("SELECT vouched FROM platform_id") == [("",)]
        # What was given back then is not counted now.
        [receipt] = await store.submit(2, [Submission(4, "first", 700)])
        assert (receipt.fate, receipt.counted) == ("given_back", False)
        assert (await store.undo(2, 3, 0)).refused is Refusal.not_last
        finish = await store.finish(2, "CODE")
        assert finish.outcome is Outcome.complete
    finally:
        await store.close()
