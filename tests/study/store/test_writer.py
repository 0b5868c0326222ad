"""The one writer of an SQLite store: what is queued is committed together, a bad operation fails alone."""

import asyncio
import random

import pytest

from mien.study.store import StoreError
from mien.study.store.clock import SteadyClock
from mien.study.store.records import Rules
from mien.study.store.sqlite_file import connect, prepare
from mien.study.store.writer import Writer

pytestmark = pytest.mark.anyio


@pytest.fixture
def path(tmp_path):
    prepare(tmp_path / "study.sqlite", create=True, readonly=False)
    return tmp_path / "study.sqlite"


@pytest.fixture
def writer(path):
    found = Writer(lambda: connect(path), SteadyClock(), Rules(), random.Random(0))
    found.start()
    yield found
    found.close()


def note(tx, word):
    """An operation: writes a word into the audit log; some words make it fail after that."""
    tx.run("INSERT INTO audit (at, who, action, detail) VALUES (?, 'x', 'y', ?)", tx.now, word)
    if word == "bad":
        raise ZeroDivisionError(word)
    if word == "twice":
        tx.run("INSERT INTO pool VALUES (1, 'label', '', 'vote')")
        tx.run("INSERT INTO pool VALUES (1, 'label', '', 'vote')")
    return word


async def _queued(path, writer, words):
    """Run operations that have queued up while another process wrote; their results."""
    other = connect(path)
    other.execute("BEGIN IMMEDIATE")
    first = asyncio.ensure_future(writer.perform(note, "first"))
    await asyncio.sleep(0.05)
    tasks = [asyncio.ensure_future(writer.perform(note, word)) for word in words]
    await asyncio.sleep(0.05)
    other.execute("ROLLBACK")
    other.close()
    results = await asyncio.gather(first, *tasks, return_exceptions=True)
    return results[1:]


def _words(path):
    connection = connect(path)
    found = [word for (word,) in connection.execute("SELECT detail FROM audit ORDER BY id")]
    connection.close()
    return found


async def test_what_is_queued_is_one_commit_and_one_wake_up(path, writer, monkeypatch):
    commits, wakes = [], []
    writer._connection.set_commit_hook(lambda: bool(commits.append(1)))
    loop = asyncio.get_running_loop()
    wake = loop.call_soon_threadsafe
    monkeypatch.setattr(loop, "call_soon_threadsafe", lambda *args: wakes.append(1) or wake(*args))
    words = [str(number) for number in range(100)]
    assert await _queued(path, writer, words) == words
    assert len(wakes) == len(commits) <= 2
    assert _words(path) == ["first", *words]


async def test_many_more_than_a_group_holds(path, writer):
    words = [str(number) for number in range(1234)]
    assert await _queued(path, writer, words) == words
    assert _words(path) == ["first", *words]


@pytest.mark.parametrize("bad", ["bad", "twice"])
async def test_a_bad_operation_fails_alone(path, writer, bad):
    words = ["a", "b", bad, "c", bad, "d"]
    results = await _queued(path, writer, words)
    good = [word for word in words if word != bad]
    assert [result for result in results if not isinstance(result, Exception)] == good
    assert [type(result).__name__ for result in results if isinstance(result, Exception)] == [
        {"bad": "ZeroDivisionError", "twice": "ConstraintError"}[bad]
    ] * 2
    assert _words(path) == ["first", *good]


async def test_a_file_that_cannot_be_opened_again_is_an_error_until_it_can(path, writer, monkeypatch):
    def broken():
        raise RuntimeError("no connection")

    connect_well = writer.connect
    writer.connect = broken
    writer._connection.close()
    for _ in range(3):
        with pytest.raises((StoreError, RuntimeError)):
            await writer.perform(note, "lost")
    writer.connect = connect_well
    assert await writer.perform(note, "kept") == "kept"
    assert _words(path) == ["kept"]


async def test_a_loop_that_is_gone_does_not_stop_the_writer(path, writer):
    other = connect(path)
    other.execute("BEGIN IMMEDIATE")

    async def leave():
        asyncio.ensure_future(writer.perform(note, "left")).cancel()
        task = asyncio.ensure_future(writer.perform(note, "unheard"))
        await asyncio.sleep(0.02)
        task.cancel()

    await asyncio.to_thread(lambda: asyncio.run(leave()))
    other.execute("ROLLBACK")
    other.close()
    assert await writer.perform(note, "heard") == "heard"
    assert _words(path) == ["unheard", "heard"]
