"""The process is killed while people answer: nothing acknowledged is lost or changed, nobody asked twice."""

import asyncio
import random

import pytest

from mien.study.store.invariants import violations
from mien.study.store.records import NewQuestion, Pool

from .server import Crowd, Server

pytestmark = pytest.mark.anyio
LEASE_MS = 2000
POOL = Pool("triplet", "train")


async def _fill(open_test_store, target, count, wanted):
    rng = random.Random(0)
    async with open_test_store(target) as store:
        await store.add_questions(
            [NewQuestion(f"q{n}", POOL, f"q{n}", "l", "r", rng.random(), wanted) for n in range(count)]
        )


async def _kill_at_random(open_test_store, target, kills, seed):
    """Kill and start again; returns the crowd and what the store says in the end."""
    await _fill(open_test_store, target, 100 + 50 * kills, 5)
    server, rng = Server(target, LEASE_MS), random.Random(seed)
    await server.start()
    crowd = Crowd(server, 0, seed)
    people = [asyncio.ensure_future(crowd.people(number)) for number in range(24)]
    try:
        for _ in range(kills):
            before = len(crowd.kept)
            async with asyncio.timeout(60):
                while len(crowd.kept) < before + 60:
                    await asyncio.sleep(0.001)
            await asyncio.sleep(rng.random() * 0.1)
            await server.kill()
            await server.start()
        await asyncio.sleep(0.05)
    finally:
        crowd.stopped = True
        await server.end()
    await asyncio.wait_for(asyncio.gather(*people), 60)
    async with open_test_store(target, create=False) as store:
        stored = dict(await store.read("SELECT lease, choice FROM answer"))
        late = await store.read("SELECT count(*) FROM answer WHERE late = 1")
        return crowd, stored, await violations(store), await store.verify(), late[0][0]


def _judge(crowd, stored, found, damage):
    lost = [lease for lease in crowd.kept if lease not in stored]
    changed = [lease for lease, choice in crowd.kept.items() if stored.get(lease, choice) != choice]
    invented = [lease for lease, choice in stored.items() if choice not in crowd.sent[lease]]
    assert (lost, changed, invented, crowd.wrong, found, damage) == ([], [], [], [], [], [])


async def test_nothing_is_lost_when_the_process_is_killed(new_target, open_test_store):
    crowd, stored, found, damage, _ = await _kill_at_random(open_test_store, new_target(), 5, seed=1)
    _judge(crowd, stored, found, damage)
    assert all(crowd.fates[fate] > 0 for fate in ("conflict", "given_back", "undo")), crowd.fates


@pytest.mark.soak
async def test_nothing_is_lost_in_200_kills(new_target, open_test_store):
    crowd, stored, found, damage, late = await _kill_at_random(open_test_store, new_target(), 200, seed=2)
    _judge(crowd, stored, found, damage)
    unheard = len(stored) - len(crowd.kept)
    print(f"200 kills: {len(crowd.kept)} acknowledged, {unheard} stored besides, {late} late; {crowd.fates}")
    assert late > 0


async def test_an_answer_that_was_stored_and_not_acknowledged(new_target, open_test_store):
    """Killed between commit and response: when it is sent again, nothing changes."""
    target = new_target()
    await _fill(open_test_store, target, 4, 2)
    server = Server(target)
    await server.start()
    try:
        person = await server.call(
            "enter",
            {"identity": "i", "pseudonym": "r", "platform": "link", "external": "x", "language": "en",
             "consent": "1", "plan": [0, 0, 0, 0]},
        )  # fmt: skip
        one, two, *_ = (await server.call("claim", person, 4))["leased"]
        for leased in (one, two):
            await server.call("die", 1)
            with pytest.raises(ConnectionResetError):
                await server.call("submit", person, [[leased["lease"], "second", 5]])
            await server.gone()
            async with open_test_store(target, create=False, readonly=True) as store:
                sql = f"SELECT choice FROM answer WHERE lease = {leased['lease']}"
                assert await store.read(sql) == [("second",)]
            await server.start()
        receipts = await server.call(
            "submit", person, [[one["lease"], "second", 5], [two["lease"], "first", 5]]
        )
        assert [(receipt["fate"], receipt["choice"]) for receipt in receipts] == [
            ("duplicate", "second"), ("conflict", "second")
        ]  # fmt: skip
    finally:
        await server.stop()
    async with open_test_store(target, create=False) as store:
        assert await store.read("SELECT count(*) FROM answer") == [(2,)]
        assert await violations(store) == []
