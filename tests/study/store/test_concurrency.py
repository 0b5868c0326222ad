"""Many at once, in every store: exactly k answers, one answer a lease."""

import asyncio
import random

import pytest

from mien.errors import DataError
from mien.study.store.records import Fate, Rules, Submission

pytestmark = pytest.mark.anyio


async def test_64_people_at_the_last_free_place(lab):
    pool = await lab.add(1, wanted=3)
    people = [await lab.enter(pool, name=f"p{n}") for n in range(66)]
    for person in people[:2]:
        await lab.answer(person, (await lab.ask(person))[0])
    claims = await asyncio.gather(*(lab.store.claim(person, 1) for person in people[2:]))
    assert sum(len(claim.leased) for claim in claims) == 1
    assert await lab.places() == [(2, 1, 3)]


async def test_64_late_answers_for_the_last_free_place(lab):
    pool = await lab.add(1, wanted=64)
    people = [await lab.enter(pool, name=f"p{n}") for n in range(64)]
    leased = {person: (await lab.ask(person))[0] for person in people}
    lab.clock.at += Rules().lease_ms
    await lab.ask(await lab.enter(pool, name="last"))
    assert await lab.places() == [(0, 1, 64)]
    assert await lab.store.want(2) == 1
    receipts = await asyncio.gather(*(lab.answer(person, question) for person, question in leased.items()))
    assert [receipt.fate for receipt in receipts] == [Fate.stored] * 64
    assert sum(receipt.counted for receipt in receipts) == 1
    assert await lab.places() == [(1, 1, 2)]


async def test_one_lease_answered_50_times_at_once(lab):
    pool = await lab.add(1, wanted=2)
    anna = await lab.enter(pool)
    [leased] = await lab.ask(anna)
    choices = ["first", "second"] * 25
    receipts = await asyncio.gather(*(lab.answer(anna, leased, choice) for choice in choices))
    fates = [receipt.fate for receipt in receipts]
    [kept] = {receipt.choice for receipt in receipts}
    assert fates.count(Fate.stored) == 1
    assert fates.count(Fate.duplicate) == 24
    assert fates.count(Fate.conflict) == 25
    assert choices[fates.index(Fate.stored)] == kept
    assert await lab.store.read("SELECT choice FROM answer") == [(kept,)]
    assert await lab.places() == [(1, 0, 2)]


async def test_one_person_enters_and_claims_50_times_at_once(lab):
    pool = await lab.add(30)
    people = await asyncio.gather(*(lab.enter(*[pool] * 5) for _ in range(50)))
    assert len(set(people)) == 1
    claims = await asyncio.gather(*(lab.store.claim(people[0], 5) for _ in range(50)))
    assert len(set(claims)) == 1
    assert await lab.value("SELECT count(*) FROM lease") == 5
    finishes = await asyncio.gather(*(lab.store.finish(people[0], f"C{n}") for n in range(50)))
    assert {finish.code for finish in finishes} == {""}


async def test_all_give_one_code(lab):
    pool = await lab.add(1)
    anna = await lab.enter(pool)
    await lab.answer(anna, (await lab.ask(anna))[0])
    finishes = await asyncio.gather(*(lab.store.finish(anna, f"C{n}") for n in range(50)))
    assert len({finish.code for finish in finishes}) == 1
    assert finishes[0].code


async def test_a_crowd_fills_every_place_and_no_more(lab):
    """40 people want 12 questions each, of 30 with 9 places; some leave, some send twice."""
    pool = await lab.add(30, wanted=9)
    rng = random.Random(1)

    async def take_part(number):
        person = await lab.enter(*[pool] * 12, name=f"p{number}")
        while leased := await lab.ask(person, rng.randint(1, 5)):
            chance = rng.random()
            if chance < 0.02:
                return
            if chance < 0.05:
                await lab.store.release(person, leased[0].lease, "stimulus", "")
                continue
            answers = [Submission(question.lease, "first", 5) for question in leased]
            sent = await asyncio.gather(*(lab.store.submit(person, answers) for _ in range(2)))
            assert {receipt.fate for receipts in sent for receipt in receipts} == {
                Fate.stored, Fate.duplicate
            }  # fmt: skip
        await lab.store.finish(person, "C")

    await asyncio.gather(*(take_part(number) for number in range(40)))
    number = 40
    while any(counted < wanted for counted, _, wanted in await lab.places()):
        assert number < 80
        lab.clock.at += Rules().lease_ms
        await take_part(number)
        number += 1
    assert set(await lab.places()) == {(9, 0, 9)}


async def test_a_person_is_excluded_while_answering(lab):
    pool = await lab.add(40)
    anna = await lab.enter(*[pool] * 40)
    leased = await lab.ask(anna, 40)
    answers = [lab.answer(anna, question) for question in leased]
    answers.insert(20, lab.store.exclude(anna, "x", "admin"))
    results = await asyncio.gather(*answers)
    counted = sum(result.counted for result in results if not isinstance(result, int))
    assert results[20] == counted
    assert await lab.value("SELECT count(*) FROM answer") == 40
    assert sum(counted for counted, _, _ in await lab.places()) == 0


async def test_who_stops_waiting_harms_nobody(lab):
    pool = await lab.add(9)
    anna = await lab.enter(*[pool] * 9)
    leased = await lab.ask(anna)
    tasks = [asyncio.ensure_future(lab.answer(anna, question)) for question in leased]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(result.fate is Fate.stored for result in results[1::2])
    again = [await lab.answer(anna, question) for question in leased]
    assert {receipt.fate for receipt in again} <= {Fate.duplicate, Fate.stored}
    assert await lab.value("SELECT count(*) FROM answer") == 9


async def test_one_bad_operation_harms_no_other(lab):
    """What is queued together is committed together, unless something in it is refused."""
    pool = await lab.add(20)
    anna = await lab.enter(*[pool] * 20)
    leased = await lab.ask(anna, 20)
    calls = [lab.answer(anna, question) for question in leased]
    calls[7:7] = [lab.store.exclude(99, "x", "y"), lab.store.heartbeat(98)]
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(result) for result in results[7:9]] == [DataError, DataError]
    del results[7:9]
    assert [result.fate for result in results] == [Fate.stored] * 20
