"""Answers that are taken back, in every store: both are kept, one counts."""

import asyncio

import apsw
import psycopg
import pytest

from mien.errors import DataError
from mien.study.store.records import (
    REPEAT,
    Fate,
    Outcome,
    Progress,
    Receipt,
    Refusal,
    Rules,
    State,
    Submission,
    Undo,
)

pytestmark = pytest.mark.anyio
LEASE_MS = Rules().lease_ms


async def _again(lab, person, lease, choice, attempt):
    [receipt] = await lab.store.submit(person, [Submission(lease, choice, 700, attempt)])
    return receipt


async def test_the_last_answer_is_taken_back_and_given_anew(lab):
    pool = await lab.add(3)
    anna = await lab.enter(pool, pool)
    first, second = await lab.ask(anna)
    await lab.answer(anna, first, "first", ms=321)
    lab.clock.at += 1000
    found = await lab.store.undo(anna, first.lease, 0)
    assert (found.refused, found.left, found.progress) == (None, 4, Progress(State.working, 0, 2))
    assert (found.leased.lease, found.leased.anchor, found.leased.attempt) == (first.lease, first.anchor, 1)
    assert sorted(await lab.places()) == [(0, 0, 1), (0, 1, 1), (0, 1, 1)]
    assert await lab.ask(anna) == (found.leased, second)
    assert await lab.store.undo(anna, first.lease, 0) == found
    # The old answer, come late, changes nothing.
    assert await _again(lab, anna, first.lease, "first", 0) == Receipt(first.lease, Fate.undone, "first")
    assert (await _again(lab, anna, first.lease, "first", 2)).fate is Fate.invalid
    receipt = await _again(lab, anna, first.lease, "second", 1)
    assert receipt == Receipt(first.lease, Fate.stored, "second", True)
    assert (await _again(lab, anna, first.lease, "second", 1)).fate is Fate.duplicate
    assert await lab.store.undo(anna, first.lease, 0) == Undo(None, 4, None, Progress(State.working, 1, 2))
    assert await lab.store.read("SELECT choice, counted FROM answer") == [("second", 1)]
    assert await lab.store.read("SELECT lease, attempt, choice, ms, counted, at FROM undone") == [
        (first.lease, 0, "first", 321, 1, lab.clock.at)
    ]
    await lab.answer(anna, second)
    assert (await lab.store.finish(anna, "C")).outcome is Outcome.complete


async def test_what_cannot_be_taken_back(lab):
    pool = await lab.add(9)
    anna, ben = await lab.enter(*[pool] * 4), await lab.enter(pool, name="ben")
    one, two, three, _ = await lab.ask(anna)

    async def refused(lease, attempt=0, person=anna):
        before = await lab.store.read("SELECT * FROM lease ORDER BY id")
        found = await lab.store.undo(person, lease, attempt)
        assert found.leased is None
        assert await lab.store.read("SELECT * FROM lease ORDER BY id") == before
        return found.refused

    assert await refused(one.lease) is Refusal.unknown
    await lab.answer(anna, one)
    await lab.answer(anna, two)
    assert await refused(one.lease) is Refusal.not_last
    assert await refused(two.lease, 1) is Refusal.unknown
    assert await refused(two.lease, person=ben) is Refusal.unknown
    assert await refused(2**60) is Refusal.unknown
    lab.clock.at += LEASE_MS
    assert await refused(two.lease) is Refusal.too_late
    await lab.ask(anna)
    await lab.store.release(anna, three.lease, "x", "")
    await lab.answer(anna, three)
    assert await refused(three.lease) is Refusal.unknown
    while leased := await lab.ask(anna, 1):
        await lab.answer(anna, leased[0])
        last = leased[0].lease
    await lab.store.finish(anna, "C")
    assert await refused(last) is Refusal.over
    assert await lab.value("SELECT count(*) FROM undone") == 0
    with pytest.raises(DataError, match="no person 99"):
        await lab.store.undo(99, 1, 0)


async def test_undos_of_a_person_have_a_limit(open_lab):
    async with open_lab(Rules(undos=3)) as lab:
        pool = await lab.add(9)
        anna = await lab.enter(pool, pool)
        [leased] = await lab.ask(anna, 1)
        for attempt in range(4):
            await _again(lab, anna, leased.lease, ("first", "second")[attempt % 2], attempt)
            found = await asyncio.gather(*(lab.store.undo(anna, leased.lease, attempt) for _ in range(5)))
            assert len(set(found)) == 1
            assert found[0].refused is (None if attempt < 3 else Refusal.limit)
            assert found[0].left == max(2 - attempt, 0)
        assert await lab.store.read("SELECT attempt, choice FROM undone ORDER BY attempt") == [
            (0, "first"), (1, "second"), (2, "first")
        ]  # fmt: skip
        assert await lab.store.read("SELECT choice, counted FROM answer") == [("second", 1)]


async def test_an_answer_whose_place_is_gone_is_not_taken_back(lab):
    pool = await lab.add(1)
    anna, ben = await lab.enter(pool), await lab.enter(pool, name="ben")
    [leased] = await lab.ask(anna)
    lab.clock.at += LEASE_MS
    [taken] = await lab.ask(ben)
    assert not (await lab.answer(anna, leased)).counted
    assert (await lab.store.undo(anna, leased.lease, 0)).refused is Refusal.taken
    await lab.store.release(ben, taken.lease, "x", "")
    assert (await lab.store.undo(anna, leased.lease, 0)).refused is None
    assert await lab.places() == [(0, 1, 1)]
    assert (await _again(lab, anna, leased.lease, "second", 1)).counted


async def test_what_was_repeated_is_not_taken_back(open_lab):
    async with open_lab(Rules(repeat_gap=1)) as lab:
        pool = await lab.add(3)
        anna = await lab.enter(pool, REPEAT)
        [first] = await lab.ask(anna, 1)
        await lab.answer(anna, first)
        [again] = await lab.ask(anna, 1)
        assert again.repeat
        assert (await lab.store.undo(anna, first.lease, 0)).refused is Refusal.repeated
        await lab.answer(anna, again)
        # A repeat takes no place, and may be taken back itself.
        assert (await lab.store.undo(anna, again.lease, 0)).leased.repeat
        assert await lab.store.read("SELECT counted, leased FROM question WHERE counted > 0") == [(1, 0)]


async def test_an_undo_and_the_same_answer_at_once(lab):
    """Whatever comes first: one answer, one place, and nothing is lost."""
    pool = await lab.add(40)
    anna = await lab.enter(*[pool] * 40)
    for _ in range(10):
        [leased] = await lab.ask(anna, 1)
        await lab.answer(anna, leased)
        await asyncio.gather(
            lab.store.undo(anna, leased.lease, 0),
            _again(lab, anna, leased.lease, "first", 0),
            _again(lab, anna, leased.lease, "second", 1),
        )
        await _again(lab, anna, leased.lease, "second", leased.attempt + 1)
        await lab.answer(anna, leased)
        lab.clock.at += 1
    assert await lab.value("SELECT count(*) FROM undone") == 5
    assert sum(counted for counted, _, _ in await lab.places()) == await lab.value(
        "SELECT count(*) FROM answer"
    )


async def test_an_answer_that_was_taken_back_stays_where_it_is(lab):
    pool = await lab.add(2)
    anna = await lab.enter(pool)
    [leased] = await lab.ask(anna)
    await lab.answer(anna, leased)
    write = _writer(lab.target)
    with pytest.raises((apsw.ConstraintError, psycopg.Error), match="append-only"):
        write("DELETE FROM answer")
    await lab.store.undo(anna, leased.lease, 0)
    for sql in ("DELETE FROM undone", "UPDATE undone SET choice = 'second'"):
        with pytest.raises((apsw.ConstraintError, psycopg.Error), match="append-only"):
            write(sql)


def _writer(target):
    def write(sql):
        if isinstance(target, str):
            with psycopg.connect(target) as connection:
                connection.execute(sql)
        else:
            connection = apsw.Connection(str(target))
            try:
                connection.execute(sql)
            finally:
                connection.close()

    return write
