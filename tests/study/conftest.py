"""A store with questions and people's answers in it."""

from __future__ import annotations

import asyncio
import random

import pytest

from mien.study.store import open_store
from mien.study.store.records import (
    CATCH,
    LABEL,
    REPEAT,
    TRIPLET,
    Entry,
    NewQuestion,
    Pool,
    Rules,
    Submission,
)


def _questions(n, k):
    votes = [
        NewQuestion(f"q{i:03}", Pool(TRIPLET, "train"), f"a{i}", f"b{i}", f"c{i}", i / n, k) for i in range(n)
    ]
    labels = [NewQuestion(f"l{i:03}", Pool(LABEL, "train"), f"a{i}", "", "", i / n, k) for i in range(4)]
    check = NewQuestion("c1", Pool(TRIPLET, "", CATCH), "a0", "a0", "b1", expected="first")
    return [*votes, *labels, check]


async def answered_store(path, people=4, n=10, k=2, choose=None):
    """A store in which people answered all that they were asked; `choose(person, leased)` says what.

    Returns the open store, the people, and what each was asked with what each said.
    """
    store = await open_store(path, Rules(repeat_gap=2), create=True, rng=random.Random(1))
    await store.add_questions(_questions(n, k))
    pools = await store.pools()
    place = {(pool.kind, pool.role): number for number, pool in enumerate(pools)}
    vote, label, catch = (
        place[TRIPLET, "vote"], place[LABEL, "vote"], place[TRIPLET, CATCH],
    )  # fmt: skip
    plan = (vote, vote, catch, vote, REPEAT, vote, label)
    said = []
    found = []
    for number in range(people):
        entry = Entry(f"id{number}", f"r-{number}", "link", f"v{number}", "en", "1", plan)
        person = await store.enter(entry)
        found.append(person)
        while True:
            claim = await store.claim(person.number, 1)
            if not claim.leased:
                break
            leased = claim.leased[0]
            choice = choose(number, leased) if choose else ("first" if leased.kind == TRIPLET else "neutral")
            answer = Submission(leased.lease, choice, 1000 + number)
            (receipt,) = await store.submit(person.number, [answer])
            said.append((person, leased, choice, receipt))
        await store.finish(person.number, f"CODE{number}")
    return store, found, said


@pytest.fixture
def with_answers(tmp_path):
    """Runs ``work(store, people, said)`` on a store with answers: ``with_answers(work, **settings)``."""

    def run(work, **settings):
        async def inner():
            store, people, said = await answered_store(tmp_path / "study.sqlite", **settings)
            try:
                return await work(store, people, said)
            finally:
                await store.close()

        return asyncio.run(inner())

    return run
