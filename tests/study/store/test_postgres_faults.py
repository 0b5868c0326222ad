"""Several processes on one PostgreSQL, and one that crashes: nothing lost, changed, or asked too often."""

import asyncio
import json
import random
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from mien.study.store import StoreError
from mien.study.store.invariants import violations
from mien.study.store.records import Fate, NewQuestion, Pool, Rules, Submission

pytestmark = pytest.mark.anyio
LOAD = Path(__file__).with_name("postgres_load.py")
POOL = Pool("triplet", "")


@pytest.fixture
def new_target(postgres):
    """These tests are of PostgreSQL alone."""
    return postgres


@pytest.fixture
def crowds(tmp_path):
    """Starts processes of people: ``crowds(url, processes, people, slots)``; their logs and they end here."""
    running = []

    def start(url, processes, people, slots):
        for number in range(processes):
            words = [url, f"c{number}", str(people), str(slots), str(tmp_path / f"log{number}")]
            running.append(
                subprocess.Popen([sys.executable, LOAD, *words], stdout=subprocess.PIPE, text=True)
            )
        return running

    yield start
    for process in running:
        process.kill()
        process.communicate()


def logged(tmp_path):
    """(lease, choice) of all acknowledged answers."""
    lines = [line.split() for path in tmp_path.glob("log*") for line in path.read_text().splitlines()]
    return [(int(lease), choice) for lease, choice in lines]


async def ended(running):
    """The processes' counts, added up."""
    outputs = await asyncio.gather(
        *(asyncio.to_thread(process.communicate, timeout=100) for process in running)
    )
    assert [process.returncode for process in running] == [0] * len(running)
    counts = [json.loads(output) for output, _ in outputs]
    assert not any(count.get("leaks") for count in counts)
    return {key: sum(count.get(key, 0) for count in counts) for key in ("acknowledged", "errors")}


async def nothing_is_wrong(lab, tmp_path):
    """Lost 0, changed 0, over k 0, asked twice 0."""
    stored = dict(await lab.store.read("SELECT lease, choice FROM answer"))
    told = logged(tmp_path)
    assert [lease for lease, _ in told if lease not in stored] == []
    assert [lease for lease, choice in told if stored.get(lease) != choice] == []
    assert await violations(lab.store) == []
    assert len(stored) == len({lease for lease, _ in told})
    return len(stored)


def deadlocks(server):
    """How many PostgreSQL has found; its counters lag behind, its log does not."""
    return (server.folder / "log").read_text().count("ERROR:  deadlock detected")


async def test_two_processes_at_the_last_places(lab, postgres_server, crowds, tmp_path):
    """More people than places: each place is filled, none twice, and nobody waits in a circle."""
    before = deadlocks(postgres_server)
    await lab.add(12, wanted=5)
    counts = await ended(crowds(lab.target, 2, 24, 12))
    assert counts == {"acknowledged": 60, "errors": 0}
    assert await nothing_is_wrong(lab, tmp_path) == 60
    assert set(await lab.places()) == {(5, 0, 5)}
    assert deadlocks(postgres_server) == before


async def crash_under_load(lab, server, crowds, tmp_path, crashes, people, slots):
    """Two processes of people, and a server that crashes again and again; returns the answers."""
    await lab.add(slots, wanted=2 * people)
    running = crowds(lab.target, 2, people, slots)
    for number in range(1, crashes + 1):
        while len(logged(tmp_path)) < number * people * slots // (crashes + 1):
            assert all(process.poll() in (None, 0) for process in running)
            await asyncio.sleep(0.02)
        await asyncio.to_thread(server.stop, "immediate")
        with pytest.raises(StoreError) as told:
            await lab.store.audit("admin", "look", "")
        assert "p@ss" not in str(told.value)
        await asyncio.to_thread(server.start)
    counts = await ended(running)
    assert counts["errors"] > 0
    return counts["acknowledged"]


async def test_postgresql_crashes_in_mid_load(lab, postgres_server, crowds, tmp_path):
    acknowledged = await crash_under_load(lab, postgres_server, crowds, tmp_path, 2, 10, 20)
    assert acknowledged == 2 * 10 * 20
    await settled(lab)
    assert await nothing_is_wrong(lab, tmp_path) == acknowledged


@pytest.mark.soak
async def test_postgresql_crashes_for_long(lab, postgres_server, crowds, tmp_path):
    acknowledged = await crash_under_load(lab, postgres_server, crowds, tmp_path, 20, 30, 60)
    assert acknowledged == 2 * 30 * 60
    await settled(lab)
    assert await nothing_is_wrong(lab, tmp_path) == acknowledged


async def settled(lab):
    """The store connects again by itself."""
    for _ in range(200):
        try:
            return await lab.store.read("SELECT 1")
        except StoreError:
            await asyncio.sleep(0.1)
    raise AssertionError("no connection again")


async def test_nobody_waits_in_a_circle(lab, postgres_server, open_test_store):
    """All operations that lock several questions, on the same few, in two stores at once."""
    before = deadlocks(postgres_server)
    pool = await lab.add(8, wanted=30)
    async with open_test_store(lab.target, create=False, clock=lab.clock) as other:
        rng, stores = random.Random(3), [lab.store, other]

        async def take_part(number):
            store = stores[number % 2]
            person = await lab.enter(*[pool] * 8, name=f"p{number}")
            for _ in range(4):
                leased = list((await store.claim(person, rng.randint(1, 8))).leased)
                rng.shuffle(leased)
                answers = [Submission(question.lease, "first", 5) for question in leased[: rng.randint(0, 5)]]
                twice = await asyncio.gather(*(one.submit(person, answers) for one in stores))
                assert {receipt.fate for receipts in twice for receipt in receipts} <= {
                    Fate.stored, Fate.duplicate
                }  # fmt: skip
                lab.clock.at += rng.choice((0, 0, 700, Rules().lease_ms // 3))
                await stores[rng.randrange(2)].heartbeat(person)
            if rng.random() < 0.3:
                await (store.withdraw(person) if rng.random() < 0.5 else store.exclude(person, "x", "y"))

        async def disturb():
            for wanted in (31, 30, 33, 30, 29):
                await other.want(wanted)
                await lab.add(1, part="more")
                await lab.store.forget(0)

        await asyncio.gather(disturb(), *(take_part(number) for number in range(30)))
    assert deadlocks(postgres_server) == before


async def test_a_deadlock_with_something_else_is_tried_again(lab, postgres_server):
    """Somebody's own SQL takes locks in another order; PostgreSQL ends our statement, and we begin anew."""
    before = deadlocks(postgres_server)
    pool = await lab.add(1)
    anna = await lab.enter(pool)
    await lab.answer(anna, (await lab.ask(anna))[0])
    async with await psycopg.AsyncConnection.connect(lab.target) as foreign:
        # Ours is the one that looks for circles, and so the one that is ended.
        await foreign.execute("SET deadlock_timeout = '60s'")
        await foreign.execute("SELECT * FROM question FOR UPDATE")
        excluding = asyncio.ensure_future(lab.store.exclude(anna, "x", "admin"))
        await waiting(postgres_server)
        await foreign.execute("UPDATE person SET language = 'de'")
        await foreign.commit()
    assert await excluding == 1
    assert (await lab.store.person(anna)).language == "de"
    # Ours may be quicker again than the one it made way for.
    assert deadlocks(postgres_server) > before


async def waiting(server):
    """Until somebody waits for a lock."""
    for _ in range(1000):
        if server.execute("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody waits")


@pytest.mark.parametrize("left", [0, 1])
async def test_a_locked_place_is_waited_for(lab, postgres_server, left):
    """The last free place is locked at this moment: only when the lock is gone it is known who has it."""
    pool = await lab.add(1)
    anna = await lab.enter(pool)
    async with await psycopg.AsyncConnection.connect(lab.target) as foreign:
        await foreign.execute("UPDATE question SET wanted = %s", (left,))
        asking = asyncio.ensure_future(lab.store.claim(anna, 1))
        await waiting(postgres_server)
        await foreign.commit()
    claim = await asking
    assert len(claim.leased) == claim.progress.total == left


async def test_a_locked_place_is_passed_over_while_others_are_free(lab):
    pool = await lab.add(20)
    anna = await lab.enter(*[pool] * 19)
    async with await psycopg.AsyncConnection.connect(lab.target) as foreign:
        await foreign.execute("SELECT * FROM question WHERE id = 7 FOR UPDATE")
        leased = await asyncio.wait_for(lab.ask(anna, 19), 60)
        await foreign.rollback()
    assert len(leased) == 19
    assert await lab.value("SELECT count(*) FROM lease WHERE question = 7") == 0


async def test_nobody_waits_for_the_clock(lab):
    await lab.store.audit("admin", "one", "")
    async with await psycopg.AsyncConnection.connect(lab.target) as foreign:
        await foreign.execute("SELECT * FROM clock FOR UPDATE")
        lab.clock.at += 1500
        await asyncio.wait_for(lab.store.audit("admin", "two", ""), 60)
        assert await lab.value("SELECT max(at) FROM audit") == lab.clock.at
        await foreign.rollback()


async def test_the_clock_is_written_about_once_a_second(lab):
    found = set()
    for _ in range(50):
        lab.clock.at += 100
        await lab.store.audit("admin", "look", "")
        found.add(await lab.value("SELECT last FROM clock"))
    assert 3 <= len(found) <= 6


async def test_eight_processes_make_one_store(new_target, open_test_store):
    """All of them come at once to a schema that is not there."""
    target = new_target()

    async def come():
        async with open_test_store(target) as store:
            await store.add_questions([])
            return await store.read("SELECT version FROM migration ORDER BY 1")

    found = await asyncio.gather(*(come() for _ in range(8)))
    assert len({tuple(versions) for versions in found}) == 1


async def test_two_add_questions_at_once(lab, open_test_store):
    """Pools are numbered without gaps; of two that add the same, one is told."""

    def questions(part):
        return [
            NewQuestion(f"q{part}{n}", Pool("triplet", str(part)), f"a{part}{n}", "l", "r") for n in range(50)
        ]

    async with open_test_store(lab.target, create=False) as other:
        stores = [lab.store, other]
        calls = [stores[n % 2].add_questions(questions(n // 2)) for n in range(12)]
        results = await asyncio.gather(*calls, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["DataError"] * 6 + ["int"] * 6
    assert await lab.store.read("SELECT id FROM pool ORDER BY id") == [(n,) for n in range(6)]
