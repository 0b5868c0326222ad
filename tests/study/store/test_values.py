"""Values beside the SQL: whatever an ID holds, it is looked for as it is, in every store."""

import pytest

from mien.errors import DataError
from mien.study.people import about, exclude
from mien.study.platforms.listing import Listed
from mien.study.reconcile import Kind, reconcile

pytestmark = pytest.mark.anyio
NASTY = ["o'brien", "' OR '1'='1", '"; DROP TABLE person; --', "100 %s of 5 % ?", "back\\slash", "ä\n€🙂", ""]


@pytest.mark.parametrize("text", NASTY)
async def test_a_text_is_found_as_it_is(lab, text):
    await lab.store.audit("admin", "look", text)
    await lab.store.audit("admin", "look", "another")
    sql = "SELECT id, who FROM audit WHERE detail = ? AND action <> '?' AND action NOT LIKE '%''?' AND at > ?"
    assert await lab.store.read(sql, text, 0) == [(1, "admin")]
    assert [rows async for rows in lab.store.stream(sql, text, 0, batch=5)] == [[(1, "admin")]]
    assert await lab.store.read(sql, text + "x", 0) == []
    assert await lab.store.read("SELECT count(*) FROM audit LIMIT ?", 1) == [(2,)]


async def test_what_no_text_can_be_is_not_found(lab):
    await lab.store.audit("admin", "look", "x")
    assert await lab.store.read("SELECT id FROM audit WHERE detail = ?", "\ud800") == []
    assert await lab.store.read("SELECT id FROM audit WHERE detail = ?", None) == []


async def test_a_mark_without_a_value_is_refused(lab):
    with pytest.raises(Exception, match=r"(?i)bindings|placeholders"):
        await lab.store.read("SELECT id FROM audit WHERE detail = ? AND who = ?", "x")


@pytest.mark.parametrize("external", NASTY[:-1])
async def test_an_id_is_somebody_with_all_that_we_do(lab, external):
    """Entered, reconciled, given out and left out."""
    pool = await lab.add(2, wanted=2)
    fields = {"pseudonym": f"r-{external}", "external": external, "session": external}
    person = await lab.enter(pool, pool, platform="connect", **fields)
    await lab.enter(pool, name="ben", platform="connect")
    for leased in await lab.ask(person):
        await lab.answer(person, leased)
    await lab.store.finish(person, "CODE")
    found = await reconcile(lab.store, "connect", [Listed(external, external, "APPROVED", "CODE")])
    assert (found.ours, found.forgotten, found.agree) == (2, 0, 2)
    found = await reconcile(lab.store, "connect", [Listed(external, external, "APPROVED", "OTHER")])
    assert [(one.kind, one.external) for one in found.differences] == [(Kind.code_differs, external)]
    await lab.store.audit("admin", "exclude", f"person {person}: {external}")
    held = await about(lab.store, person)
    assert [row["external"] for row in held["platform"]] == [external]
    assert [row["detail"] for row in held["audit"]] == [f"person {person}: {external}"]
    assert await exclude(lab.store, f"r-{external}", external) == 2
    assert await lab.store.read("SELECT person, reason FROM exclusion") == [(person, external)]
    with pytest.raises(DataError, match="nobody is called"):
        await exclude(lab.store, f"r-{external}'", "x")
