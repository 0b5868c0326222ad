"""Kinds of questions as data, conditions in balance, what people tell: the same on every store."""

import asyncio
from collections import Counter
from importlib import resources

import apsw
import pytest

from mien.errors import DataError
from mien.study.store import open_store
from mien.study.store.invariants import violations
from mien.study.store.records import REPEAT, NewQuestion, Pool, Rules, Submission
from mien.study.tasks.registry import TASKS, make_task

pytestmark = pytest.mark.anyio
GOOD = {
    "triplet": ("first", "third"), "label": ("neutral", "Neutral"), "odd-one-out": ("3", "4"),
    "best-worst": ("best=2;worst=1", "best=2;worst=2"),
    "rating": ("valence=100;arousal=0", "valence=101;arousal=0"),
}  # fmt: skip


async def test_every_kind_takes_its_own_answers_and_no_others(lab):
    await lab.store.add_kinds({kind: make_task(kind).answers() for kind in TASKS})
    for kind in TASKS:
        more = '{"faces":["d"]}' if kind == "best-worst" else ""
        await lab.store.add_questions(
            [NewQuestion(kind, Pool(kind, ""), kind, "b", "c", wanted=1, more=more)]
        )
    pools = await lab.store.pools()
    person = await lab.enter(*range(len(pools)))
    leased = await lab.ask(person)
    assert {one.kind for one in leased} == set(TASKS) == set(GOOD)
    for one in leased:
        right, wrong = GOOD[one.kind]
        assert one.more == ('{"faces":["d"]}' if one.kind == "best-worst" else "")
        for bad in (wrong, right + "x", "x" + right, right + "\n", ""):
            (receipt,) = await lab.store.submit(person, [Submission(one.lease, bad)])
            assert receipt.fate == "invalid", (one.kind, bad)
        (receipt,) = await lab.store.submit(person, [Submission(one.lease, right)])
        assert (receipt.fate, receipt.counted) == ("stored", True)
    assert await violations(lab.store) == []


async def test_answers_of_a_kind_stay_once_it_is_asked(lab):
    await lab.store.add_kinds({"rating": "a|b"})
    await lab.store.add_kinds({"rating": "a|b|c"})
    await lab.store.add_questions([NewQuestion("q", Pool("rating", ""), "f", wanted=1)])
    await lab.store.add_kinds({"rating": "a|b|c"})
    with pytest.raises(DataError, match="rating questions of the store have other answers"):
        await lab.store.add_kinds({"odd": "x", "rating": "a"})
    assert await lab.store.read("SELECT name FROM kind WHERE name = 'odd'") == []
    with pytest.raises(DataError, match="knows no kind 'unheard'"):
        await lab.store.add_questions([NewQuestion("z", Pool("unheard", ""), "f", wanted=1)])


async def test_repeats_are_of_the_kind_that_was_asked_before(lab):
    triplets, labels = await lab.add(4, wanted=2), await lab.add(4, wanted=2, kind="label")
    plan = (triplets,) * 3 + (REPEAT,) + (labels,) * 3 + (REPEAT,) + (labels, REPEAT)
    person, kinds = await lab.enter(*plan), []
    while leased := await lab.ask(person, 1):
        kinds.append((leased[0].kind, leased[0].repeat))
        await lab.answer(person, leased[0])
    again = [kind for kind, repeat in kinds if repeat]
    # The gap of the rules keeps the first from being repeated too early.
    assert again == [kind for kind in ("triplet", "label", "label") if kind in again]
    assert "label" in again
    assert await violations(lab.store) == []


async def test_conditions_are_in_balance_though_people_come_at_once(new_target):
    target = new_target()
    store = await open_store(target, Rules(), create=True)
    try:
        await store.add_questions([NewQuestion("q", Pool("triplet", ""), "a", "b", "c", wanted=99)])
        from mien.study.store.records import Entry

        people = [
            (await store.enter(Entry(f"d{n}", f"r-{n}", "link", f"v{n}", "en", "1", (0,)))).number
            for n in range(30)
        ]
        plans = {"one": (0,), "two": (0, 0), "three": (0, 0, 0)}
        got = await asyncio.gather(*(store.assign(person, plans) for person in people))
        assert Counter(got) == {"one": 10, "two": 10, "three": 10}
        again = await asyncio.gather(*(store.assign(person, plans) for person in people))
        assert again == got
        for person, name in zip(people, got, strict=True):
            assert (await store.person(person)).total == len(plans[name])
        # Who is excluded does not count, and their condition is the next.
        gone = [person for person, name in zip(people, got, strict=True) if name == "two"][:2]
        for person in gone:
            await store.exclude(person, "test", "admin")
        more = [
            (await store.enter(Entry(f"e{n}", f"s-{n}", "link", f"w{n}", "en", "1", (0,)))).number
            for n in range(2)
        ]
        assert [await store.assign(person, plans) for person in more] == ["two", "two"]
    finally:
        await store.close()


async def test_who_was_asked_something_gets_no_condition(lab):
    pool = await lab.add(3)
    person = await lab.enter(pool, pool)
    await lab.ask(person, 1)
    assert await lab.store.assign(person, {"one": (pool,)}) == ""
    assert (await lab.store.person(person)).total == 2
    with pytest.raises(DataError, match="no person"):
        await lab.store.assign(99, {"one": (pool,)})


async def test_who_went_away_long_ago_does_not_count(lab):
    pool = await lab.add(3)
    first, second = await lab.enter(pool, name="anna"), await lab.enter(pool, name="ben")
    assert await lab.store.assign(first, {"a": (pool,), "b": (pool,)}) == "a"
    lab.clock.at += 10 * 3_600_000
    assert await lab.store.assign(second, {"a": (pool,), "b": (pool,)}) == "a"


async def test_what_somebody_told_stays_and_a_comment_goes_with_the_ids(lab):
    person = await lab.enter(await lab.add(1))
    assert await lab.store.tell(person, "screening.age", "2")
    assert not await lab.store.tell(person, "screening.age", "1")
    assert await lab.store.tell(person, "comment", "I am somebody")
    await lab.store.erase(person, "r-new")
    rows = await lab.store.read("SELECT name, value FROM fact ORDER BY name")
    assert rows == [("comment", ""), ("screening.age", "2")]
    with pytest.raises(DataError, match="no person"):
        await lab.store.tell(99, "comment", "x")


async def test_an_sqlite_store_of_before_is_brought_up_to_this_version(tmp_path):
    path = tmp_path / "old.sqlite"
    first = (
        resources.files("mien.study.store").joinpath("migrations", "sqlite", "0001.sql").read_text("utf-8")
    )
    connection = apsw.Connection(str(path))
    connection.execute(first)
    connection.execute(
        "INSERT INTO pool VALUES (0, 'triplet', 'train', 'vote'), (1, 'label', '', 'vote');"
        "INSERT INTO question (name, pool, anchor, first, second, expected, asked_key, rank, wanted) "
        "VALUES ('q', 0, 'a', 'b', 'c', '', 'k', 0, 3), ('l', 1, 'a', '', '', '', 'm', 0, 3)"
    )
    connection.pragma("application_id", 0x4D69656E)
    connection.pragma("user_version", 1)
    connection.close()
    store = await open_store(path, Rules(), create=True)
    try:
        assert await store.pools() == (Pool("triplet", "train"), Pool("label", ""))
        assert await store.verify() == []
        assert await store.read("SELECT name, more FROM question ORDER BY id") == [("q", ""), ("l", "")]
        await store.add_kinds({"rating": "1|2"})
        await store.add_questions([NewQuestion("r", Pool("rating", ""), "a", wanted=1)])
        assert await violations(store) == []
    finally:
        await store.close()
