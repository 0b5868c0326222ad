"""How people finish, withdraw, are excluded and forgotten, in every store."""

import pytest

from mien.errors import DataError
from mien.study.store.records import Fate, Finish, Outcome, Progress, Rules, State

pytestmark = pytest.mark.anyio
LEASE_MS = Rules().lease_ms


async def _done(lab, person):
    while leased := await lab.ask(person):
        for question in leased:
            await lab.answer(person, question)


async def test_the_code_comes_when_all_is_answered(lab):
    pool = await lab.add(3)
    anna = await lab.enter(pool, pool)
    assert await lab.store.finish(anna, "EARLY") == Finish(Progress(State.working, 0, 2), "")
    first, second = await lab.ask(anna)
    await lab.answer(anna, first)
    assert (await lab.store.finish(anna, "EARLY")).code == ""
    await lab.answer(anna, second)
    lab.clock.at += 5
    done = Finish(Progress(State.finished, 2, 2), "CODE", Outcome.complete)
    assert await lab.store.finish(anna, "CODE") == done
    lab.clock.at += 5
    assert await lab.store.finish(anna, "OTHER") == done
    person = await lab.store.person(anna)
    assert (person.state, person.code, person.finished) == (State.finished, "CODE", lab.clock.at - 5)
    claim = await lab.store.claim(anna, 10)
    assert (claim.leased, claim.progress) == ((), done.progress)


async def test_an_expired_lease_without_a_place_does_not_hold_anybody_up(lab):
    pool = await lab.add(2)
    anna, ben = await lab.enter(pool, pool), await lab.enter(pool, name="ben")
    leased = await lab.ask(anna)
    lab.clock.at += LEASE_MS
    [taken] = await lab.ask(ben)
    [left] = [question for question in leased if question.anchor != taken.anchor]
    # It could be revived as long as its place is free.
    assert (await lab.store.finish(anna, "CODE")).code == ""
    assert await lab.ask(anna) == (left,)
    await lab.answer(anna, left)
    full = Finish(Progress(State.finished, 1, 1), "FULL", Outcome.full)
    assert await lab.store.finish(anna, "CODE", {Outcome.full: "FULL"}) == full
    # Its answer comes after all: kept, not counted.
    [late] = [question for question in leased if question.anchor == taken.anchor]
    assert (await lab.answer(anna, late)).fate is Fate.stored
    person = await lab.store.person(anna)
    assert (person.answered, person.total, person.state) == (2, 2, State.finished)


async def test_an_excluded_persons_places_are_free_again(lab):
    pool, label = await lab.add(2), await lab.add(1, kind="label")
    catch = await lab.add(1, role="catch")
    anna = await lab.enter(pool, catch, pool, label)
    for question in (await lab.ask(anna))[:3]:
        await lab.answer(anna, question)
    assert await lab.places() == [(1, 0, 1), (1, 0, 1), (0, 1, 1), (0, 0, 0)]
    assert await lab.store.exclude(anna, "missed the checks", "admin") == 2
    assert await lab.places() == [(0, 0, 1), (0, 0, 1), (0, 0, 1), (0, 0, 0)]
    assert await lab.store.read("SELECT person, reason, by, at FROM exclusion") == [
        (anna, "missed the checks", "admin", lab.clock.at)
    ]
    assert await lab.value("SELECT count(*) FROM answer WHERE counted = 1") == 2
    ben = await lab.enter(pool, pool, label, name="ben")
    await _done(lab, ben)
    assert (await lab.store.person(ben)).answered == 3
    with pytest.raises(DataError, match="already"):
        await lab.store.exclude(anna, "again", "admin")
    assert await lab.value("SELECT reason FROM exclusion") == "missed the checks"


async def test_an_excluded_persons_answers_are_kept_and_a_code_is_given(lab):
    pool = await lab.add(9)
    anna = await lab.enter(pool, pool, pool)
    first, second = await lab.ask(anna, 2)
    await lab.answer(anna, first)
    await lab.store.exclude(anna, "too fast", "admin")
    assert await lab.ask(anna) == ()
    receipt = await lab.answer(anna, second)
    assert (receipt.fate, receipt.counted) == (Fate.given_back, False)
    assert not (await lab.answer(anna, first)).counted
    codes = {Outcome.partial: "PART", Outcome.screened_out: "OUT"}
    finish = await lab.store.finish(anna, "CODE", codes)
    assert (finish.code, finish.progress.state) == ("PART", State.excluded)
    assert (await lab.store.finish(anna, "OTHER")).code == "PART"
    person = await lab.store.person(anna)
    assert (person.state, person.code, person.finished) == (State.excluded, "PART", lab.clock.at)
    assert sum(counted + leased for counted, leased, _ in await lab.places()) == 0


async def test_who_is_excluded_after_finishing_keeps_the_code(lab):
    pool = await lab.add(1)
    anna = await lab.enter(pool)
    await _done(lab, anna)
    await lab.store.finish(anna, "CODE")
    assert await lab.store.exclude(anna, "x", "admin") == 1
    finish = await lab.store.finish(anna, "OTHER")
    assert (finish.code, finish.progress.state) == ("CODE", State.excluded)


async def test_a_late_answer_of_an_excluded_person_takes_no_place(lab):
    pool = await lab.add(1, wanted=5)
    anna, ben = await lab.enter(pool), await lab.enter(pool, name="ben")
    [leased] = await lab.ask(anna)
    lab.clock.at += LEASE_MS
    await lab.ask(ben)
    await lab.store.exclude(anna, "x", "admin")
    assert not (await lab.answer(anna, leased)).counted
    assert await lab.places() == [(0, 1, 5)]


async def test_who_withdraws_leaves_no_counted_answer(lab):
    pool = await lab.add(3)
    anna = await lab.enter(pool, pool, pool)
    first, second, third = await lab.ask(anna, 3)
    await lab.answer(anna, first)
    await lab.store.withdraw(anna)
    await lab.store.withdraw(anna)
    assert await lab.places() == [(0, 0, 1)] * 3
    assert await lab.value("SELECT count(*) FROM exclusion") == 1
    assert sorted(await lab.store.read("SELECT state FROM lease")) == [
        ("answered",), ("released",), ("released",)
    ]  # fmt: skip
    assert await lab.ask(anna) == ()
    receipt = await lab.answer(anna, second)
    assert (receipt.fate, receipt.choice, receipt.counted) == (Fate.withdrawn, "", False)
    assert (await lab.answer(anna, third, "neutral")).fate is Fate.invalid
    receipt = await lab.answer(anna, first, "second")
    assert (receipt.fate, receipt.choice, receipt.counted) == (Fate.conflict, "first", False)
    assert await lab.value("SELECT count(*) FROM answer") == 1
    finish = await lab.store.finish(anna, "CODE")
    assert (finish.code, finish.progress.state) == ("", State.withdrawn)
    with pytest.raises(DataError, match="already"):
        await lab.store.exclude(anna, "x", "admin")


async def test_who_was_excluded_may_withdraw(lab):
    pool = await lab.add(2)
    anna = await lab.enter(pool, pool)
    first, second = await lab.ask(anna)
    await lab.answer(anna, first)
    await lab.store.exclude(anna, "x", "admin")
    await lab.store.withdraw(anna)
    assert (await lab.store.person(anna)).state is State.withdrawn
    assert (await lab.answer(anna, second)).fate is Fate.withdrawn
    assert await lab.store.read("SELECT reason, by FROM exclusion") == [("x", "admin")]
    assert await lab.places() == [(0, 0, 1)] * 2


async def test_who_withdrew_comes_back_as_the_same_person(lab):
    pool = await lab.add(1)
    anna = await lab.enter(pool)
    await lab.store.withdraw(anna)
    assert await lab.enter(pool) == anna
    assert (await lab.store.person(anna)).state is State.withdrawn
    assert await lab.ask(anna) == ()


async def test_an_erased_person_is_nobody_and_the_votes_stay(lab):
    pool = await lab.add(2)
    anna, ben = await lab.enter(pool), await lab.enter(pool, name="ben")
    await _done(lab, anna)
    await lab.store.erase(anna, "r-erased")
    assert (await lab.store.person(anna)).pseudonym == "r-erased"
    assert await lab.store.find("digest-anna") is None
    assert await lab.store.read("SELECT person FROM platform_id") == [(ben,)]
    assert await lab.value(f"SELECT count(*) FROM answer WHERE person = {anna} AND counted = 1") == 1
    assert await lab.enter(pool, name="anna") != anna
    with pytest.raises(DataError, match="r-ben"):
        await lab.store.erase(anna, "r-ben")
    await lab.store.erase(anna, "r-erased")


async def test_who_is_erased_gets_no_second_code(lab):
    pool = await lab.add(2)
    anna = await lab.enter(pool)
    await _done(lab, anna)
    assert (await lab.store.finish(anna, "ONE")).code == "ONE"
    await lab.store.exclude(anna, "x", "admin")
    await lab.store.erase(anna, "r-erased")
    assert (await lab.store.finish(anna, "TWO")).code == ""


async def test_people_not_seen_for_long_are_forgotten(lab):
    pool = await lab.add(3)
    anna = await lab.enter(pool, name="anna")
    ben = await lab.enter(pool, name="ben")
    lab.clock.at += 1000
    await lab.store.heartbeat(ben)
    assert await lab.store.forget(lab.clock.at - 1000) == 0
    assert await lab.store.forget(lab.clock.at) == 1
    assert await lab.store.forget(lab.clock.at) == 0
    assert await lab.store.find("digest-anna") is None
    assert (await lab.store.find("digest-ben")).number == ben
    assert await lab.store.read("SELECT person FROM platform_id") == [(ben,)]
    assert (await lab.store.person(anna)).pseudonym == "r-anna"


@pytest.mark.parametrize("what", ["enter", "claim", "answer", "heartbeat"])
async def test_whatever_a_person_does_is_being_seen(lab, what):
    pool = await lab.add(3)
    anna = await lab.enter(pool, pool)
    leased = await lab.ask(anna, 1)
    lab.clock.at += 1000
    await {
        "enter": lambda: lab.enter(),
        "claim": lambda: lab.ask(anna),
        "answer": lambda: lab.answer(anna, leased[0]),
        "heartbeat": lambda: lab.store.heartbeat(anna),
    }[what]()
    assert await lab.store.forget(lab.clock.at) == 0


async def test_a_platforms_word_is_noted(lab):
    await lab.add()
    await lab.enter(0, session="s1")
    assert await lab.store.note_platform("prolific", "id-anna", "", "RETURNED")
    assert await lab.store.read("SELECT session, status FROM platform_id") == [("s1", "RETURNED")]
    assert await lab.store.note_platform("prolific", "id-anna", "s2", "APPROVED")
    assert await lab.store.read("SELECT session, status FROM platform_id") == [("s2", "APPROVED")]
    assert not await lab.store.note_platform("prolific", "id-ben", "s", "APPROVED")
    assert not await lab.store.note_platform("connect", "id-anna", "s", "APPROVED")


@pytest.mark.parametrize("way", ["erase", "forget"])
async def test_ids_leave_all_texts(lab, way):
    pool = await lab.add(1)
    anna = await lab.enter(pool, session="its-session")
    ben = await lab.enter(pool, name="ben", session="")
    await _done(lab, anna)
    await lab.store.finish(anna, "CODE")
    await lab.store.trouble(anna, "page", "at /prolific?PROLIFIC_PID=id-anna")
    await lab.store.trouble(None, "webhook", "its-session of id-anna is unknown")
    await lab.store.exclude(anna, "id-anna asked for it", "admin")
    await lab.store.audit("admin", "exclude", "id-anna asked for it")
    lab.clock.at += 1000
    await lab.store.heartbeat(ben)
    await lab.store.trouble(ben, "page", "of ben")
    if way == "erase":
        await lab.store.erase(anna, "r-new")
    else:
        assert await lab.store.forget(lab.clock.at) == 1
    details = [detail for (detail,) in await lab.store.read("SELECT detail FROM trouble ORDER BY id")]
    assert details == ["", "[erased] of [erased] is unknown" if way == "erase" else "", "of ben"]
    assert await lab.value("SELECT reason FROM exclusion") == "[erased] asked for it"
    assert await lab.value("SELECT detail FROM audit") == "[erased] asked for it"
    assert (await lab.store.person(anna)).code == ""


async def test_a_short_id_is_not_looked_for_in_texts(lab):
    pool = await lab.add(1)
    anna = await lab.enter(pool, name="a", session="a")
    await lab.store.audit("admin", "login", "an administrator: id-a, a")
    await lab.store.erase(anna, "r-new")
    assert await lab.value("SELECT detail FROM audit") == "an administrator: id-a, a"
