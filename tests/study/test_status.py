"""Status against answers that are known, and loading questions into a store."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from mien.errors import DataError
from mien.study.asked import load_questions
from mien.study.status import status, status_text
from mien.study.store import open_store
from mien.study.store.records import LABEL, TRIPLET, NewQuestion, Pool, Rules


def test_a_status_counts_what_was_answered(with_answers):
    async def work(store, people, said):
        await store.exclude(people[3].number, "why not", "admin")
        await store.trouble(None, "picture", "did not load")
        return await status(store), said, people

    found, said, people = with_answers(work)
    kept = [one for one in said if one[0].number != people[3].number]
    rows = {row.kind: row for row in found.coverage}
    for kind, questions in ((TRIPLET, 10), (LABEL, 4)):
        counted = sum(receipt.counted and leased.kind == kind for _, leased, _, receipt in kept)
        assert (rows[kind].questions, rows[kind].wanted, rows[kind].counted) == (
            questions,
            2 * questions,
            counted,
        )
        assert rows[kind].leased == 0
    assert found.people == {"excluded": 1, "finished": 3}
    assert (found.answers, found.late, found.troubles) == (len(said), 0, {"picture": 1})
    assert not found.complete
    text = status_text(found)
    assert f"answers    {found.counted} of 28 wanted, {len(said)} stored in all" in text


def test_an_empty_store_has_a_status(with_answers):
    async def work(store, people, said):
        return await status(store)

    found = with_answers(work, people=0)
    assert (found.counted, found.first, found.people) == (0, None, {})
    assert "nobody yet" in status_text(found)


def _asked(n):
    return [NewQuestion(f"q{i}", Pool(TRIPLET, ""), f"a{i}", "b", "c", i / n, 3) for i in range(n)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda asked: [replace(asked[0], first="z"), *asked[1:]], "question q0 of the store is not that"),
        (lambda asked: asked[1:], "question q0 of the store is not that"),
    ],
)
def test_questions_that_were_asked_stay(tmp_path, change, says):
    async def run():
        store = await open_store(tmp_path / "s.sqlite", Rules(), create=True)
        try:
            assert await load_questions(store, _asked(3), "random") == 3
            assert await load_questions(store, _asked(3), "random") == 0
            more = [*_asked(3), NewQuestion("new", Pool(TRIPLET, ""), "x", "y", "z", 0.5, 3)]
            assert await load_questions(store, more, "random") == 1
            with pytest.raises(DataError, match=says):
                await load_questions(store, change(more), "random")
            with pytest.raises(DataError, match="order"):
                await load_questions(store, more, "fixed")
        finally:
            await store.close()

    asyncio.run(run())
