"""What every store does with questions, people and answers when nothing goes wrong."""

import dataclasses

import pytest

from mien.errors import DataError
from mien.study.store.records import (
    REPEAT,
    Entry,
    Fate,
    NewQuestion,
    Pool,
    Progress,
    Rules,
    State,
    Submission,
)

pytestmark = pytest.mark.anyio
POOL = Pool("triplet", "train")
ANNA = Entry("digest", "r-1", "prolific", "5f", "de", "2", (0,), session="s1", study="t")


async def test_questions_are_added_with_their_pools(lab):
    questions = [
        NewQuestion("one", POOL, "a", "b", "c", 0.5, 3),
        NewQuestion("two", Pool("label", ""), "a", wanted=2),
        NewQuestion("three", Pool("triplet", "", "catch"), "a", "b", "c", expected="first"),
    ]
    assert await lab.store.add_questions(questions) == 3
    assert await lab.store.pools() == tuple(question.pool for question in questions)
    await lab.add(2, part="train")
    await lab.add(2, part="test")
    assert (await lab.store.pools())[3:] == (Pool("triplet", "test"),)
    assert await lab.store.read(
        "SELECT name, anchor, first, second, expected, rank, wanted FROM question WHERE id <= 3 ORDER BY id"
    ) == [("one", "a", "b", "c", "", 0.5, 3), ("two", "a", "", "", "", 0.0, 2),
          ("three", "a", "b", "c", "first", 0.0, 0)]  # fmt: skip


@pytest.mark.parametrize(
    ("again", "named"),
    [
        (NewQuestion("one", POOL, "x", "y", "z"), "one"),
        (NewQuestion("same", POOL, "a", "b", "c"), "same"),
        (NewQuestion("mirror", POOL, "a", "c", "b"), "mirror"),
        (NewQuestion("other-part", Pool("triplet", "test"), "a", "c", "b"), "other-part"),
        (NewQuestion("counts", Pool("triplet", "", "catch"), "x", "y", "z", wanted=1), "counts"),
    ],
)
@pytest.mark.parametrize("together", [True, False])
async def test_no_question_is_added_twice(lab, again, named, together):
    first = NewQuestion("one", POOL, "a", "b", "c", wanted=1)
    if not together:
        await lab.store.add_questions([first])
    new = [NewQuestion("fresh", Pool("label", "x"), "f", wanted=1), again]
    with pytest.raises(DataError, match=f"'{named}'"):
        await lab.store.add_questions([first, *new] if together else new)
    assert await lab.store.read("SELECT name FROM question") == ([] if together else [("one",)])
    assert await lab.store.pools() == (() if together else (POOL,))


async def test_a_catch_question_may_ask_what_a_vote_asks(lab):
    vote = NewQuestion("vote", POOL, "a", "b", "c", wanted=1)
    catch = NewQuestion("catch", Pool("triplet", "train", "catch"), "a", "c", "b", expected="first")
    assert await lab.store.add_questions([vote, catch]) == 2


async def test_k_is_set_for_votes_and_never_below_what_is_taken(lab):
    pool = await lab.add(3, wanted=3)
    await lab.add(1, role="catch")
    for name in ("anna", "ben"):
        person = await lab.enter(pool, pool, pool, name=name)
        leased = await lab.ask(person)
        await lab.answer(person, leased[0])
    assert sum(counted + leased for counted, leased, _ in await lab.places()) == 6
    assert await lab.store.want(1) == 3
    assert [row[2] for row in await lab.places()] == [2, 2, 2, 0]
    assert await lab.store.want(2) == 0
    assert await lab.store.want(5) == 3
    assert [row[2] for row in await lab.places()] == [5, 5, 5, 0]


async def test_somebody_enters_once(lab):
    await lab.add()
    anna = await lab.store.enter(ANNA)
    assert dataclasses.astuple(anna) == (
        anna.number, "r-1", "prolific", State.working, "de", "2", 1, 0, "", lab.clock.at, None, None
    )  # fmt: skip
    lab.clock.at += 5
    again = dataclasses.replace(ANNA, pseudonym="r-2", plan=(0, 0))
    assert await lab.store.enter(again) == anna
    assert await lab.store.person(anna.number) == anna
    assert await lab.store.find("digest") == anna
    assert await lab.store.read("SELECT person, version FROM consent") == [(anna.number, "2")]
    assert await lab.store.read("SELECT platform, external, session, study, status FROM platform_id") == [
        ("prolific", "5f", "s1", "t", "")
    ]


async def test_nobody_is_found_who_is_not_there(lab):
    assert await lab.store.person(1) is None
    assert await lab.store.find("digest") is None


async def test_a_new_consent_is_recorded(lab):
    await lab.add()
    number = (await lab.store.enter(ANNA)).number
    lab.clock.at += 5
    assert (await lab.store.enter(dataclasses.replace(ANNA, consent="3"))).consent == "3"
    lab.clock.at += 5
    assert (await lab.store.enter(ANNA)).consent == "3"
    assert await lab.store.read("SELECT person, version, at FROM consent ORDER BY at") == [
        (number, "2", lab.clock.at - 10), (number, "3", lab.clock.at - 5)
    ]  # fmt: skip


async def test_who_comes_back_may_have_a_new_session_and_language(lab):
    await lab.add()
    await lab.store.enter(ANNA)
    again = await lab.store.enter(dataclasses.replace(ANNA, session="s2", language="en"))
    assert again.language == "en"
    assert await lab.value("SELECT session FROM platform_id") == "s2"


@pytest.mark.parametrize("plan", [(1,), (0, 2), (-2,)])
async def test_a_plan_names_pools_that_can_be_asked(lab, plan):
    await lab.add()
    await lab.add(role="practice")
    with pytest.raises(DataError, match="pool"):
        await lab.store.enter(dataclasses.replace(ANNA, plan=plan))
    assert await lab.value("SELECT count(*) FROM person") == 0


async def test_a_pseudonym_is_one_persons(lab):
    await lab.add()
    await lab.store.enter(ANNA)
    with pytest.raises(DataError, match="r-1"):
        await lab.store.enter(dataclasses.replace(ANNA, identity="other", external="6f"))
    assert await lab.value("SELECT count(*) FROM person") == 1


async def test_a_plan_is_asked_slot_by_slot(lab):
    train, test = await lab.add(9, part="train"), await lab.add(9, part="test")
    label, catch = await lab.add(9, kind="label"), await lab.add(2, role="catch")
    plan = (train, test, catch, train, label, test)
    anna = await lab.enter(*plan)
    first = await lab.store.claim(anna, 4)
    assert [leased.slot for leased in first.leased] == [0, 1, 2, 3]
    assert first.progress == Progress(State.working, 0, 6)
    assert await lab.store.claim(anna, 4) == first
    assert await lab.store.claim(anna, 2) == first
    await lab.answer(anna, first.leased[1])
    second = await lab.store.claim(anna, 10)
    assert [leased.slot for leased in second.leased] == [0, 2, 3, 4, 5]
    assert second.progress == Progress(State.working, 1, 6)
    assert [leased.kind for leased in second.leased] == ["triplet"] * 3 + ["label", "triplet"]
    assert [leased.side in ("first", "second") for leased in second.leased] == [True] * 3 + [False, True]
    asked = await lab.store.read(
        "SELECT pool FROM lease JOIN question ON question.id = lease.question ORDER BY slot"
    )
    assert [pool - asked[0][0] for (pool,) in asked] == [pool - train for pool in plan]
    assert not any(leased.repeat for leased in second.leased)


async def test_what_is_shown_is_the_question(lab):
    await lab.store.add_questions([NewQuestion("one", POOL, "a", "b", "c", wanted=1)])
    anna = await lab.enter(0)
    [leased] = await lab.ask(anna)
    assert (leased.anchor, leased.first, leased.second, leased.kind) == ("a", "b", "c", "triplet")
    sides = await lab.store.read("SELECT side, state FROM lease")
    assert sides == [(leased.side, "open")]


async def test_both_sides_come_about_equally_often(lab):
    pool = await lab.add(200)
    leased = await lab.ask(await lab.enter(*[pool] * 200), 200)
    # Four standard deviations of 200 tosses of a coin.
    assert abs(sum(question.side == "first" for question in leased) - 100) < 29


async def test_all_questions_are_begun_with(lab):
    """Not the same few at each start; every question can be the first."""
    pool = await lab.add(6, wanted=200)
    first = [(await lab.ask(await lab.enter(pool, name=f"p{n}")))[0].anchor for n in range(150)]
    assert len(set(first)) == 6


async def test_a_fixed_order_is_kept(open_lab):
    async with open_lab(Rules(fixed_order=True)) as lab:
        questions = [NewQuestion(f"q{n}", POOL, f"a{n}", "b", "c", float(n), 2) for n in (2, 0, 3, 1)]
        await lab.store.add_questions(questions)
        for name in ("anna", "ben"):
            leased = await lab.ask(await lab.enter(0, 0, 0, name=name))
            assert [question.anchor for question in leased] == ["a0", "a1", "a2"]
        third = await lab.ask(await lab.enter(0, 0, 0, name="cleo"))
        assert [question.anchor for question in third] == ["a3"]


async def test_ranks_of_a_fixed_order_serve_a_random_one(lab):
    """A study may be changed from fixed to random; its ranks are whole numbers then."""
    await lab.store.add_questions(
        [NewQuestion(f"q{n}", POOL, f"a{n}", "b", "c", float(n), 100) for n in range(4)]
    )
    first = {(await lab.ask(await lab.enter(0, name=f"p{n}")))[0].anchor for n in range(60)}
    assert first == {"a0", "a1", "a2", "a3"}


async def test_a_full_pool_is_replaced_by_another_of_its_kind(lab):
    train = await lab.add(1, part="train")
    await lab.add(5, kind="label")
    test = await lab.add(1, part="test")
    anna = await lab.enter(train, train, train, test)
    claim = await lab.store.claim(anna, 10)
    assert [(leased.slot, leased.anchor.split("-")[2]) for leased in claim.leased] == [
        (0, "train"), (1, "test")
    ]  # fmt: skip
    assert claim.progress == Progress(State.working, 0, 2)


async def test_a_slot_that_cannot_be_filled_is_skipped(lab):
    pool, catch = await lab.add(1), await lab.add(1, role="catch")
    anna = await lab.enter(catch, REPEAT, catch, pool, pool)
    claim = await lab.store.claim(anna, 10)
    assert [leased.slot for leased in claim.leased] == [0, 3]
    assert claim.progress.total == 2
    assert (await lab.store.person(anna)).total == 2


async def test_nobody_is_asked_twice(lab):
    pool = await lab.add(4, wanted=9)
    anna = await lab.enter(*[pool] * 9)
    asked = []
    while leased := await lab.ask(anna, 1):
        asked += leased
        await lab.answer(anna, leased[0])
    assert len({leased.anchor for leased in asked}) == len(asked) == 4


async def test_an_answer_is_stored_with_all_that_belongs_to_it(lab):
    pool = await lab.add(1, wanted=2)
    anna = await lab.enter(pool)
    [leased] = await lab.ask(anna)
    lab.clock.at += 900
    receipt = await lab.answer(anna, leased, "second", ms=812)
    assert receipt.lease == leased.lease
    assert (receipt.fate, receipt.choice, receipt.counted) == (Fate.stored, "second", True)
    assert await lab.store.read(
        "SELECT lease, person, turn, choice, side, ms, late, counted, received FROM answer"
    ) == [(leased.lease, anna, 0, "second", leased.side, 812, 0, 1, lab.clock.at)]
    assert await lab.value("SELECT state FROM lease") == "answered"
    assert await lab.places() == [(1, 0, 2)]
    assert (await lab.store.person(anna)).answered == 1


async def test_the_first_answer_stays(lab):
    pool = await lab.add()
    anna = await lab.enter(pool)
    [leased] = await lab.ask(anna)
    await lab.answer(anna, leased, "second")
    before = await lab.store.read("SELECT * FROM answer")
    for choice, fate in (("second", Fate.duplicate), ("first", Fate.conflict), ("neutral", Fate.invalid)):
        receipt = await lab.answer(anna, leased, choice, ms=1)
        assert (receipt.fate, receipt.choice, receipt.counted) == (fate, "second", True)
    assert await lab.store.read("SELECT * FROM answer") == before
    assert (await lab.store.person(anna)).answered == 1


async def test_receipts_come_in_order_and_one_bad_answer_harms_no_other(lab):
    pool, label = await lab.add(2), await lab.add(1, kind="label")
    anna, ben = await lab.enter(pool, pool, label), await lab.enter(pool, name="ben")
    one, two, three = await lab.ask(anna)
    sent = [(three.lease, "positive"), (99, "first"), (two.lease, "positive"), (one.lease, "first"),
            (one.lease, "second"), (2**70, "first"), (-1, "first"), (three.lease, "first")]  # fmt: skip
    receipts = await lab.store.submit(anna, [Submission(lease, choice) for lease, choice in sent])
    assert [receipt.lease for receipt in receipts] == [lease for lease, _ in sent]
    assert [receipt.fate.value for receipt in receipts] == [
        "stored", "unknown", "invalid", "stored", "conflict", "unknown", "unknown", "invalid"
    ]  # fmt: skip
    assert (await lab.answer(ben, two)).fate is Fate.unknown
    assert await lab.value("SELECT count(*) FROM answer") == 2
    assert await lab.store.submit(anna, []) == []


async def test_catch_questions_and_labels_take_their_own_choices(lab):
    label, catch = await lab.add(3, kind="label"), await lab.add(1, role="catch")
    anna = await lab.enter(label, label, label, catch)
    leased = await lab.ask(anna)
    for question, choice in zip(leased, ("negative", "neutral", "positive", "first"), strict=True):
        receipt = await lab.answer(anna, question, choice)
        assert (receipt.fate, receipt.counted) == (Fate.stored, question.kind == "label")
    assert await lab.places() == [(1, 0, 1)] * 3 + [(0, 0, 0)]
