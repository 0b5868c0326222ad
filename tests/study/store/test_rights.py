"""What one person may ask for has a limit, and what is counted is decided by the store: in every store."""

import asyncio

import pytest

from mien.study.store.records import (
    LONGEST,
    SCREENED,
    Claim,
    Fate,
    Outcome,
    Progress,
    Rules,
    State,
    Vouched,
)

pytestmark = pytest.mark.anyio
LEASE_MS = Rules().lease_ms
CODES = {outcome: outcome.name.upper() for outcome in Outcome}


async def _end(lab, person):
    return await lab.store.finish(person, "CODE", CODES)


async def test_who_gives_everything_back_gets_no_code(open_lab):
    async with open_lab(Rules(give_backs=3)) as lab:
        pool = await lab.add(400)
        anna = await lab.enter(*[pool] * 10)
        given = 0
        while leased := await lab.ask(anna, 10):
            for question in leased:
                await lab.store.release(anna, question.lease, "stimulus", "404")
            given += len(leased)
        assert given == 10 + 3
        assert await lab.value("SELECT count(*) FROM trouble") == given
        finish = await _end(lab, anna)
        assert finish.outcome is Outcome.nothing
        assert (finish.code, finish.progress) == ("NOTHING", Progress(State.finished, 0, 0))
        assert sum(counted + leased for counted, leased, _ in await lab.places()) == 0


async def test_below_the_share_there_is_another_code(open_lab):
    async with open_lab(Rules(give_backs=2, complete=0.8)) as lab:
        pool = await lab.add(50)
        for name, lost, outcome in (("anna", 2, Outcome.complete), ("ben", 3, Outcome.partial)):
            person = await lab.enter(*[pool] * 10, name=name)
            for question in await lab.ask(person, lost + 2):
                await lab.store.release(person, question.lease, "stimulus", "")
            while leased := await lab.ask(person, 1):
                await lab.answer(person, leased[0])
            assert (await lab.store.person(person)).answered == 10 - lost
            finish = await _end(lab, person)
            assert finish.outcome is outcome
            assert finish.code == ("CODE" if outcome is Outcome.complete else "PARTIAL")
            assert (await lab.store.person(person)).outcome is outcome
            assert await lab.store.finish(person, "AGAIN") == finish


async def test_nobody_is_counted_on_more_questions_than_planned(open_lab):
    """Claim, give back, then answer what was given back; several times, and all at once."""
    async with open_lab(Rules(give_backs=60)) as lab:
        pool = await lab.add(90)
        anna = await lab.enter(*[pool] * 6)
        asked = {}
        for _ in range(4):
            leased = await lab.ask(anna, 6)
            asked |= {question.lease: question for question in leased}
            await asyncio.gather(
                *(lab.store.release(anna, question.lease, "stimulus", "") for question in leased),
                *(lab.answer(anna, question) for question in leased[3:]),
                lab.store.claim(anna, 6),
            )
        while leased := await lab.ask(anna, 6):
            asked |= {question.lease: question for question in leased}
            await asyncio.gather(*(lab.answer(anna, question) for question in asked.values()))
        await asyncio.gather(*(lab.answer(anna, question) for question in asked.values()))
        assert len(asked) > 12
        counted = await lab.store.read(
            "SELECT slot, count(*) FROM answer JOIN lease ON lease.id = answer.lease WHERE counted = 1 "
            "GROUP BY slot ORDER BY slot"
        )
        assert counted == [(slot, 1) for slot in range(6)]
        assert (await lab.store.person(anna)).answered == 6
        assert sum(counted for counted, _, _ in await lab.places()) == 6
        assert (await _end(lab, anna)).outcome is Outcome.complete


async def test_who_lets_everything_expire_gets_no_ordinary_code(lab):
    pool = await lab.add(4)
    anna, ben = await lab.enter(*[pool] * 4), await lab.enter(*[pool] * 4, name="ben")
    await lab.ask(anna, 4)
    lab.clock.at += LEASE_MS
    for question in await lab.ask(ben, 4):
        await lab.answer(ben, question)
    assert await lab.store.claim(anna, 4) == Claim((), Progress(State.working, 0, 0))
    assert (await _end(lab, anna)).code == "FULL"
    assert (await _end(lab, ben)).code == "CODE"


async def test_a_late_arrival_is_told_to_come_back_and_asked_nothing_else(lab):
    """Catch questions are always there; nobody is to answer them alone."""
    pool, catch = await lab.add(1), await lab.add(3, role="catch")
    anna, ben = await lab.enter(pool), await lab.enter(catch, pool, catch, name="ben")
    [leased] = await lab.ask(anna)
    for _ in range(2):
        assert await lab.store.claim(ben, 5) == Claim((), Progress(State.working, 0, 3), waiting=True)
        assert await lab.store.finish(ben, "CODE") == await lab.store.finish(ben, "CODE")
        assert (await _end(lab, ben)).outcome is None
    await lab.answer(anna, leased)
    assert await lab.store.claim(ben, 5) == Claim((), Progress(State.working, 0, 0))
    finish = await _end(lab, ben)
    assert (finish.outcome, finish.code) == (Outcome.full, "FULL")
    assert await lab.value("SELECT count(*) FROM lease") == 1


async def test_who_waited_is_asked_once_a_place_is_free(lab):
    pool = await lab.add(2, wanted=1)
    anna, ben = await lab.enter(pool, pool), await lab.enter(pool, pool, name="ben")
    held = await lab.ask(anna)
    assert (await lab.store.claim(ben, 5)).waiting
    lab.clock.at += LEASE_MS
    claim = await lab.store.claim(ben, 5)
    assert {question.anchor for question in claim.leased} == {question.anchor for question in held}
    assert (claim.waiting, claim.progress) == (False, Progress(State.working, 0, 2))


async def test_places_of_another_kind_are_no_reason_to_wait(lab):
    pool, label = await lab.add(1), await lab.add(5, kind="label")
    anna, ben = await lab.enter(pool), await lab.enter(pool, name="ben")
    await lab.answer(anna, (await lab.ask(anna))[0])
    assert await lab.store.claim(ben, 5) == Claim((), Progress(State.working, 0, 0))
    cleo = await lab.enter(pool, label, name="cleo")
    assert len(await lab.ask(cleo)) == 1


async def test_whom_the_study_screens_out_ends_so(lab):
    pool = await lab.add(3)
    anna = await lab.enter(pool, pool)
    await lab.store.exclude(anna, "failed the comprehension check", SCREENED)
    finish = await _end(lab, anna)
    assert (finish.outcome, finish.code) == (Outcome.screened_out, "SCREENED_OUT")
    assert finish.progress.state is State.excluded


async def test_somebody_without_answers_holds_little_and_not_for_long(open_lab):
    async with open_lab(Rules(first=3, first_ms=60_000)) as lab:
        pool = await lab.add(9)
        anna = await lab.enter(*[pool] * 9)
        leased = await lab.ask(anna, 9)
        assert len(leased) == 3
        for _ in range(3):
            lab.clock.at += 19_000
            await lab.store.heartbeat(anna)
            assert await lab.ask(anna, 9) == leased
        lab.clock.at += 3_000
        # Whatever heartbeats said: a minute, and others are asked.
        ben = await lab.enter(*[pool] * 9, name="ben")
        await lab.ask(ben, 9)
        assert set(await lab.store.read(f"SELECT state FROM lease WHERE person = {anna}")) == {("expired",)}
        await lab.store.withdraw(ben)
        # With the first answer all that is open lasts a whole lease.
        assert await lab.ask(anna, 9) == leased
        await lab.answer(anna, leased[0])
        expires = await lab.store.read(f"SELECT expires FROM lease WHERE person = {anna} AND state = 'open'")
        assert expires == [(lab.clock.at + LEASE_MS,)] * 2
        assert len(await lab.ask(anna, 9)) == 8
        lab.clock.at += LEASE_MS - 1
        await lab.store.heartbeat(anna)
        lab.clock.at += LEASE_MS - 1
        assert len(await lab.ask(anna, 9)) == 8


async def test_who_lets_the_first_questions_run_out_holds_one_place(open_lab):
    """A page that asks every second and never answers; and somebody who is only slow."""
    async with open_lab(Rules(first=5, first_ms=60_000, lapsed=1)) as lab:
        pool = await lab.add(9)
        anna = await lab.enter(*[pool] * 9)
        held = []
        for _ in range(200):
            await lab.ask(anna, 9)
            held.append(await lab.value("SELECT sum(leased) FROM question"))
            lab.clock.at += 1_000
        assert held == [5] * 60 + [1] * 140
        [first] = await lab.ask(anna, 9)
        # With the first answer all that was asked comes back, and more.
        await lab.answer(anna, first)
        assert len(await lab.ask(anna, 9)) == 8


async def test_who_was_slow_and_has_lost_a_place_is_asked_another_one(open_lab):
    async with open_lab(Rules(first=2, first_ms=60_000, lapsed=1, fixed_order=True)) as lab:
        pool = await lab.add(4)
        slow = await lab.enter(*[pool] * 4)
        lost = {one.anchor for one in await lab.ask(slow, 2)}
        lab.clock.at += 61_000
        quick = await lab.enter(*[pool] * 2, name="quick")
        assert {one.anchor for one in await lab.ask(quick, 2)} == lost
        [other] = await lab.ask(slow, 2)
        assert other.anchor not in lost
        assert await lab.ask(slow, 2) == (other,)


async def test_heartbeats_do_not_keep_a_place_for_ever(lab):
    pool = await lab.add(1)
    anna, ben = await lab.enter(pool), await lab.enter(pool, name="ben")
    await lab.ask(anna)
    begun = lab.clock.at
    while lab.clock.at < begun + (LONGEST - 1) * LEASE_MS:
        lab.clock.at += LEASE_MS // 2
        await lab.store.heartbeat(anna)
        assert await lab.ask(ben) == ()
    assert await lab.value("SELECT expires FROM lease") == begun + LONGEST * LEASE_MS
    lab.clock.at = begun + LONGEST * LEASE_MS
    await lab.store.heartbeat(anna)
    assert len(await lab.ask(ben)) == 1


async def test_troubles_of_a_person_have_a_limit(open_lab):
    async with open_lab(Rules(troubles=4)) as lab:
        pool = await lab.add(9)
        anna, ben = await lab.enter(pool, pool), await lab.enter(pool, name="ben")
        noted = await asyncio.gather(*(lab.store.trouble(anna, "page-x", str(n)) for n in range(20)))
        assert sum(noted) == 4
        assert await lab.store.trouble(ben, "page-x", "")
        assert await lab.store.trouble(None, "webhook", "")
        # What was given back is noted all the same; its number has a limit of its own.
        [leased, _] = await lab.ask(anna)
        await lab.store.release(anna, leased.lease, "stimulus", "404")
        assert await lab.store.read("SELECT kind, count(*) FROM trouble GROUP BY kind ORDER BY kind") == [
            ("page-x", 5), ("stimulus", 1), ("webhook", 1)
        ]  # fmt: skip


async def test_who_a_platform_stands_for(lab):
    pool = await lab.add(1)
    for name, vouched in (("anna", Vouched.signed), ("ben", Vouched.unknown), ("cleo", Vouched.unknown)):
        await lab.enter(pool, name=name, vouched=vouched)
    await lab.enter(pool, name="dora", platform="link")
    sql = "SELECT external, vouched FROM platform_id ORDER BY external"
    assert await lab.store.mark_listed("prolific", ["id-ben", "id-dora"]) == (1, 2)
    assert await lab.store.read(sql) == [
        ("id-anna", "signed"), ("id-ben", "listed"), ("id-cleo", "unlisted"), ("id-dora", "")
    ]  # fmt: skip
    assert await lab.store.mark_listed("prolific", ["id-anna", "id-cleo"]) == (2, 1)
    # A platform's own word is enough, and so is a signed link that comes later.
    assert await lab.store.note_platform("prolific", "id-ben", "", "APPROVED")
    await lab.enter(pool, name="cleo", vouched=Vouched.signed)
    await lab.enter(pool, name="cleo")
    assert await lab.store.read(sql) == [
        ("id-anna", "signed"), ("id-ben", "listed"), ("id-cleo", "signed"), ("id-dora", "")
    ]  # fmt: skip


async def test_a_probe_writes(lab):
    await lab.store.probe()
    await lab.store.probe()
    assert await lab.value("SELECT count(*) FROM answer") == 0


async def test_answers_to_leases_of_others_are_unknown(lab):
    pool = await lab.add(2)
    anna, ben = await lab.enter(pool), await lab.enter(pool, name="ben")
    [leased] = await lab.ask(anna)
    assert (await lab.answer(ben, leased)).fate is Fate.unknown
    await lab.store.release(anna, leased.lease, "x", "")
    assert (await lab.answer(ben, leased)).fate is Fate.unknown
