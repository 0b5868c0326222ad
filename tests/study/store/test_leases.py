"""Leases in every store: they expire, are prolonged, revived, given back, and answered late."""

import pytest

from mien.errors import DataError
from mien.study.store.records import REPEAT, Claim, Fate, Progress, Rules, State

pytestmark = pytest.mark.anyio
LEASE_MS = Rules().lease_ms


async def test_an_open_lease_keeps_its_place(lab):
    pool = await lab.add(1)
    anna, ben = await lab.enter(pool), await lab.enter(pool, name="ben")
    assert len(await lab.ask(anna)) == 1
    lab.clock.at += LEASE_MS - 1
    # It may still be free later, so that ben's plan stays.
    assert await lab.store.claim(ben, 1) == Claim((), Progress(State.working, 0, 1), waiting=True)
    assert await lab.places() == [(0, 1, 1)]


async def test_an_expired_lease_gives_its_place_to_another(lab):
    pool = await lab.add(1)
    anna, ben = await lab.enter(pool), await lab.enter(pool, name="ben")
    [first] = await lab.ask(anna)
    lab.clock.at += LEASE_MS
    [second] = await lab.ask(ben)
    assert second.anchor == first.anchor
    assert await lab.store.read("SELECT person, state FROM lease ORDER BY id") == [
        (anna, "expired"), (ben, "open")
    ]  # fmt: skip
    claim = await lab.store.claim(anna, 5)
    assert (claim.leased, claim.progress) == ((), Progress(State.working, 0, 0))
    assert (await lab.store.person(anna)).total == 0


async def test_an_expired_lease_is_revived_where_a_place_is_free(lab):
    pool = await lab.add(3)
    anna = await lab.enter(pool, pool, name="anna")
    leased = await lab.ask(anna)
    lab.clock.at += 3 * LEASE_MS
    assert await lab.ask(anna) == leased
    assert await lab.store.read("SELECT state, expires FROM lease") == [("open", lab.clock.at + LEASE_MS)] * 2
    assert sum(leased for _, leased, _ in await lab.places()) == 2


async def test_of_expired_leases_those_with_a_place_are_revived(lab):
    pool = await lab.add(2)
    anna, ben = await lab.enter(pool, pool), await lab.enter(pool, name="ben")
    leased = await lab.ask(anna)
    lab.clock.at += LEASE_MS
    [taken] = await lab.ask(ben)
    claim = await lab.store.claim(anna, 10)
    assert claim.leased == tuple(question for question in leased if question.anchor != taken.anchor)
    assert claim.progress == Progress(State.working, 0, 1)
    await lab.answer(ben, taken)
    await lab.store.exclude(ben, "test", "admin")
    again = await lab.store.claim(anna, 10)
    assert again.leased == leased
    assert again.progress.total == 2


async def test_revived_leases_come_before_new_ones(lab):
    pool = await lab.add(6)
    anna = await lab.enter(*[pool] * 6)
    first = await lab.ask(anna, 3)
    lab.clock.at += LEASE_MS
    assert await lab.ask(anna, 3) == first
    assert [question.slot for question in await lab.ask(anna, 4)] == [0, 1, 2, 3]


async def test_a_heartbeat_prolongs_open_leases(lab):
    pool = await lab.add(1)
    anna, ben = await lab.enter(pool), await lab.enter(pool, name="ben")
    await lab.ask(anna)
    for _ in range(3):
        lab.clock.at += LEASE_MS - 1
        assert await lab.store.heartbeat(anna) == Progress(State.working, 0, 1)
    assert await lab.value("SELECT expires FROM lease") == lab.clock.at + LEASE_MS
    lab.clock.at += LEASE_MS - 1
    assert await lab.ask(ben) == ()


async def test_a_heartbeat_comes_in_time_if_nobody_took_the_place(lab):
    pool = await lab.add(1)
    anna, ben = await lab.enter(pool), await lab.enter(pool, name="ben")
    await lab.ask(anna)
    lab.clock.at += LEASE_MS
    await lab.store.heartbeat(anna)
    assert await lab.ask(ben) == ()


async def test_a_heartbeat_does_not_revive(lab):
    pool = await lab.add(1, wanted=2)
    anna, ben = await lab.enter(pool), await lab.enter(pool, name="ben")
    await lab.ask(anna)
    lab.clock.at += LEASE_MS
    await lab.ask(ben)
    await lab.store.heartbeat(anna)
    assert await lab.value(f"SELECT state FROM lease WHERE person = {anna}") == "expired"


async def test_an_answer_past_its_time_counts_if_the_place_was_not_taken(lab):
    pool = await lab.add(1)
    anna = await lab.enter(pool)
    [leased] = await lab.ask(anna)
    lab.clock.at += 10 * LEASE_MS
    assert (await lab.answer(anna, leased)).counted
    assert await lab.store.read("SELECT late, counted FROM answer") == [(0, 1)]


@pytest.mark.parametrize(("wanted", "counted"), [(1, 0), (2, 1)])
async def test_a_late_answer_is_kept_and_counted_if_a_place_is_free(lab, wanted, counted):
    pool = await lab.add(1, wanted=wanted)
    anna, ben = await lab.enter(pool), await lab.enter(pool, name="ben")
    [leased] = await lab.ask(anna)
    lab.clock.at += LEASE_MS
    [second] = await lab.ask(ben)
    receipt = await lab.answer(anna, leased)
    assert (receipt.fate, receipt.counted) == (Fate.stored, bool(counted))
    assert await lab.store.read("SELECT late, counted FROM answer") == [(1, counted)]
    assert await lab.places() == [(counted, 1, wanted)]
    assert (await lab.answer(anna, leased)).fate is Fate.duplicate
    assert (await lab.answer(ben, second)).counted
    assert await lab.places() == [(1 + counted, 0, wanted)]
    assert await lab.store.claim(anna, 5) == await lab.store.claim(anna, 5)
    person = await lab.store.person(anna)
    assert (person.answered, person.total) == (1, 1)


async def test_a_released_question_is_replaced_in_its_slot(lab):
    pool = await lab.add(3)
    anna = await lab.enter(pool, pool)
    first, second = await lab.ask(anna)
    progress = await lab.store.release(anna, first.lease, "stimulus", "404")
    assert progress == Progress(State.working, 0, 2)
    assert await lab.store.read("SELECT person, kind, detail, at FROM trouble") == [
        (anna, "stimulus", "404", lab.clock.at)
    ]
    assert sum(leased for _, leased, _ in await lab.places()) == 1
    third, again = await lab.ask(anna)
    assert again == second
    assert third.slot == 0
    assert third.anchor not in (first.anchor, second.anchor)
    for question in (third, second):
        await lab.answer(anna, question)
    assert (await lab.store.finish(anna, "C")).progress == Progress(State.finished, 2, 2)


async def test_a_released_slot_without_another_question_is_skipped(lab):
    pool = await lab.add(2)
    anna, ben = await lab.enter(pool, pool), await lab.enter(pool, pool, name="ben")
    first, second = await lab.ask(anna)
    assert await lab.ask(ben) == ()
    await lab.store.release(anna, second.lease, "stimulus", "")
    claim = await lab.store.claim(anna, 5)
    assert (claim.leased, claim.progress) == ((first,), Progress(State.working, 0, 1))
    assert await lab.store.claim(anna, 5) == claim
    # What nobody holds any more, somebody else may be asked; the slots of ben were given up though.
    cleo = await lab.enter(pool, name="cleo")
    assert [question.anchor for question in await lab.ask(cleo)] == [second.anchor]


async def test_several_slots_are_released_in_any_order(lab):
    pool = await lab.add(9)
    anna = await lab.enter(*[pool] * 6)
    leased = await lab.ask(anna, 4)
    await lab.answer(anna, leased[1])
    for question in (leased[2], leased[0]):
        assert (await lab.store.release(anna, question.lease, "x", "")).total == 6
    again = await lab.ask(anna, 10)
    assert [question.slot for question in again] == [0, 2, 3, 4, 5]
    assert len({question.anchor for question in (*leased, *again)}) == 8


async def test_an_expired_lease_can_be_released(lab):
    pool = await lab.add(2)
    anna, ben = await lab.enter(pool), await lab.enter(pool, name="ben")
    [first] = await lab.ask(anna)
    lab.clock.at += LEASE_MS
    await lab.ask(ben)
    await lab.store.release(anna, first.lease, "x", "")
    assert await lab.value(f"SELECT state FROM lease WHERE id = {first.lease}") == "released"
    assert first not in await lab.ask(anna)


async def test_answered_and_unknown_leases_are_not_released(lab):
    pool = await lab.add(2)
    anna, ben = await lab.enter(pool, pool), await lab.enter(pool, name="ben")
    first, second = await lab.ask(anna)
    await lab.answer(anna, first)
    for person, lease in ((anna, first.lease), (ben, second.lease), (anna, 99)):
        await lab.store.release(person, lease, "x", "")
    assert await lab.store.read("SELECT state FROM lease ORDER BY slot") == [("answered",), ("open",)]
    assert await lab.value("SELECT count(*) FROM trouble") == 0


@pytest.mark.parametrize("asked_again", [False, True])
async def test_an_answer_to_a_released_lease_is_kept_and_never_counted(lab, asked_again):
    pool = await lab.add(2)
    anna = await lab.enter(pool)
    [leased] = await lab.ask(anna)
    await lab.store.release(anna, leased.lease, "x", "")
    again = await lab.ask(anna) if asked_again else ()
    receipt = await lab.answer(anna, leased)
    assert (receipt.fate, receipt.choice, receipt.counted) == (Fate.given_back, "first", False)
    assert await lab.store.read("SELECT late, counted FROM answer") == [(1, 0)]
    assert (await lab.answer(anna, leased)).fate is Fate.duplicate
    assert (await lab.answer(anna, leased, "second")).fate is Fate.conflict
    # It is no answer of the plan, whose slot another question has.
    person = await lab.store.person(anna)
    assert (person.answered, person.total) == (0, 1)
    again = again or await lab.ask(anna)
    assert (await lab.answer(anna, again[0])).counted
    assert await lab.ask(anna) == ()
    finish = await lab.store.finish(anna, "C")
    assert finish.progress == Progress(State.finished, 1, 1)
    assert sorted(await lab.places()) == [(0, 0, 1), (1, 0, 1)]


async def test_repeats_ask_the_earliest_answered_again(lab):
    pool = await lab.add(9)
    anna = await lab.enter(pool, pool, pool, REPEAT, REPEAT, pool, REPEAT)
    asked = []
    while leased := await lab.ask(anna, 1):
        asked += leased
        receipt = await lab.answer(anna, leased[0], "second" if leased[0].repeat else "first")
        assert (receipt.fate, receipt.counted) == (Fate.stored, not leased[0].repeat)
    # The gap is two slots: slot 3 may repeat slots 0 and 1, and so on.
    assert [question.repeat for question in asked] == [False] * 3 + [True] * 2 + [False, True]
    assert [question.anchor for question in asked if question.repeat] == [
        question.anchor for question in asked[:3]
    ]
    assert [question.slot for question in asked] == list(range(7))
    assert len({question.lease for question in asked}) == 7
    assert sum(counted for counted, _, _ in await lab.places()) == 4
    assert await lab.store.read("SELECT turn, choice FROM answer ORDER BY id") == [
        (int(question.repeat), "second" if question.repeat else "first") for question in asked
    ]


async def test_what_was_not_answered_or_is_too_near_is_not_repeated(lab):
    pool, catch = await lab.add(9), await lab.add(1, role="catch")
    anna = await lab.enter(catch, pool, REPEAT, pool, REPEAT, REPEAT)
    leased = await lab.ask(anna, 2)
    for question in leased:
        await lab.answer(anna, question)
    # Slot 2 is too near to slot 1, and catch questions are not repeated; slot 4 repeats slot 1.
    later = await lab.ask(anna, 10)
    assert [(question.slot, question.repeat) for question in later] == [(3, False), (4, True)]
    assert later[1].anchor == leased[1].anchor
    assert (await lab.store.person(anna)).total == 4


async def test_a_repeat_takes_no_place_and_needs_none(lab):
    pool = await lab.add(1)
    anna = await lab.enter(pool, catch := await lab.add(3, role="catch"), catch, REPEAT)
    for question in await lab.ask(anna, 3):
        await lab.answer(anna, question)
    [again] = await lab.ask(anna)
    assert again.repeat
    assert (await lab.places())[0] == (1, 0, 1)
    lab.clock.at += LEASE_MS
    assert await lab.ask(anna) == (again,)
    assert (await lab.places())[0] == (1, 0, 1)


async def test_unknown_people_are_named(lab):
    for call in (
        lab.store.claim(7, 1),
        lab.store.heartbeat(7),
        lab.store.release(7, 1, "x", ""),
        lab.store.finish(7, "C"),
        lab.store.withdraw(7),
        lab.store.exclude(7, "x", "y"),
        lab.store.erase(7, "r-x"),
        lab.store.trouble(7, "x", "y"),
    ):
        with pytest.raises(DataError, match="no person 7"):
            await call
    assert (await lab.store.read("SELECT count(*) FROM trouble")) == [(0,)]
