"""The time of every store: never backwards, whatever a clock says and however often the store is opened."""

import time

import pytest

from mien.study.store.clock import SteadyClock
from mien.study.store.records import Rules

pytestmark = pytest.mark.anyio
HOUR = 3_600_000


async def test_a_clock_that_is_set_back_does_not_turn_time_back(lab):
    pool = await lab.add(3, wanted=2)
    anna, ben = await lab.enter(pool, pool), await lab.enter(pool, pool, name="ben")
    [leased] = await lab.ask(anna, 1)
    start = lab.clock.at
    lab.clock.at -= HOUR
    [other] = await lab.ask(ben, 1)
    await lab.answer(anna, leased)
    await lab.store.audit("admin", "look", "")
    assert (
        await lab.store.read("SELECT issued, expires FROM lease") == [(start, start + Rules().lease_ms)] * 2
    )
    assert await lab.value("SELECT received FROM answer") == start
    assert await lab.value("SELECT at FROM audit") == start
    # The machine's clock catches up; leases run on from there.
    lab.clock.at = start + 60_000
    await lab.answer(ben, other)
    assert await lab.value("SELECT max(received) FROM answer") == start + 60_000


async def test_a_clock_that_is_set_on_lets_leases_expire_and_loses_nothing(lab):
    pool = await lab.add(1)
    anna, ben = await lab.enter(pool), await lab.enter(pool, name="ben")
    [leased] = await lab.ask(anna)
    lab.clock.at += HOUR
    [second] = await lab.ask(ben)
    lab.clock.at -= HOUR
    assert await lab.store.claim(anna, 1) == await lab.store.claim(anna, 1)
    assert (await lab.answer(ben, second)).counted
    assert not (await lab.answer(anna, leased)).counted
    assert await lab.places() == [(1, 0, 1)]


async def test_time_goes_on_over_a_restart_with_an_earlier_clock(open_lab, new_target):
    target = new_target()
    async with open_lab(target=target) as lab:
        pool = await lab.add(2)
        anna = await lab.enter(pool, pool)
        [leased] = await lab.ask(anna, 1)
        last = lab.clock.at
    async with open_lab(target=target, create=False) as lab:
        lab.clock.at = last - HOUR
        assert len(await lab.ask(anna, 2)) == 2
        await lab.answer(anna, leased)
        assert await lab.store.read("SELECT DISTINCT issued FROM lease") == [(last,)]
        assert await lab.value("SELECT received FROM answer") == last


async def test_reading_a_store_does_not_move_its_time(open_lab, new_target):
    target = new_target()
    async with open_lab(target=target) as lab:
        await lab.add()
        last = await lab.value("SELECT last FROM clock")
    async with open_lab(target=target, create=False) as lab:
        lab.clock.at += HOUR
        await lab.store.pools()
        await lab.store.person(1)
        assert await lab.value("SELECT last FROM clock") == last


async def test_without_a_clock_the_time_is_the_machines(new_target, open_test_store):
    async with open_test_store(new_target()) as store:
        before = time.time_ns() // 1_000_000
        await store.audit("admin", "look", "")
        after = time.time_ns() // 1_000_000
        [[at]] = await store.read("SELECT at FROM audit")
        # The steady clock is rounded down twice.
        assert before - 2 <= at <= after + 2


async def test_a_steady_clock_begins_after_what_was_written(new_target, open_test_store, open_lab):
    target = new_target()
    future = time.time_ns() // 1_000_000 + HOUR
    async with open_lab(target=target) as lab:
        lab.clock.at = future
        await lab.store.audit("admin", "one", "")
    async with open_test_store(target, create=False) as store:
        await store.audit("admin", "two", "")
        [[one], [two]] = await store.read("SELECT at FROM audit ORDER BY id")
        assert one == future <= two < future + HOUR


def test_a_steady_clock_ignores_the_wall(monkeypatch):
    clock = SteadyClock()
    before = clock.now()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert clock.now() >= before
    assert SteadyClock(not_before=before).now() >= before
