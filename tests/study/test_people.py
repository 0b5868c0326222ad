"""People's data: nothing is left of an ID that was erased, what is held is given out, old IDs are deleted."""

import asyncio
import json
import random
import re

import pytest

from mien.study.design import StudyDesign
from mien.study.directory import StudyDirectory, make_key, new_pseudonym
from mien.study.people import DAY_MS, about, erase, find, forget_old
from mien.study.store import open_store
from mien.study.store.records import Entry, NewQuestion, Pool, Rules, Submission

pytestmark = pytest.mark.anyio
ID, SESSION = "5f8a1b2c3d4e5f6a7b8c9d0e", "session-60d9f1e2a3b4c5d6"
BEGIN = 1_700_000_000_000


class HandClock:
    def __init__(self) -> None:
        self.at = BEGIN

    def now(self) -> int:
        return self.at


class Lab:
    """A store of ten questions, and people in it."""

    def __init__(self, directory, store, clock) -> None:
        self.directory, self.store, self.clock = directory, store, clock

    async def enter(self, external: str = ID, session: str = SESSION) -> int:
        entry = Entry(
            self.directory.identity("prolific", external), new_pseudonym(), "prolific", external, "en", "1",
            (0, 0, 0), session, "study-1",
        )  # fmt: skip
        return (await self.store.enter(entry)).number

    async def work(self, person: int) -> None:
        """Answer all, finish, and leave notes everywhere."""
        for leased in (await self.store.claim(person, 10)).leased:
            await self.store.submit(person, [Submission(leased.lease, "first", 900)])
        await self.store.finish(person, f"CODE-{person}")

    def bytes_held(self) -> bytes:
        """All bytes of all files of the study's folder."""
        return b"".join(path.read_bytes() for path in self.directory.path.rglob("*") if path.is_file())


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
async def lab(tmp_path):
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "study.toml").write_text("", encoding="utf-8")
    make_key(folder / "secret.key")
    directory, clock = StudyDirectory(folder), HandClock()
    store = await open_store(directory.default_store, Rules(), create=True, clock=clock, rng=random.Random(0))
    await store.add_questions(
        [NewQuestion(f"q{n}", Pool("triplet", "train"), f"a{n}", "b", "c", n / 10, 3) for n in range(10)]
    )
    yield Lab(directory, store, clock)
    await store.close()


async def test_nothing_of_an_id_is_left(lab):
    """Not in a table, nor in the file, its log or its free pages."""
    others = [await lab.enter(f"other-{n:020}", f"other-session-{n:012}") for n in range(50)]
    person = await lab.enter()
    await lab.work(person)
    await lab.work(others[0])
    identity, old = lab.directory.identity("prolific", ID), (await lab.store.person(person)).pseudonym
    await lab.store.trouble(
        person, "page", f"it happened at /prolific?PROLIFIC_PID={ID}&SESSION_ID={SESSION}"
    )
    await lab.store.trouble(None, "webhook", f"no such session {SESSION} of {ID}")
    await lab.store.exclude(person, f"{ID} asked for it", "admin")
    await lab.store.audit("admin", "exclude", f"person {person}: {ID} asked for it")
    await lab.store.note_platform("prolific", ID, SESSION, "APPROVED")
    answers = await lab.store.read("SELECT * FROM answer ORDER BY id")
    secrets = [ID, SESSION, identity, old, f"CODE-{person}"]
    held = lab.bytes_held()
    assert all(secret.encode() in held for secret in secrets)

    assert await erase(lab.store, lab.directory, "prolific", ID) == person

    held = lab.bytes_held()
    assert [secret for secret in secrets if secret.encode() in held] == []
    # The votes, the exclusion and everybody else are there as before.
    assert await lab.store.read("SELECT * FROM answer ORDER BY id") == answers
    assert await lab.store.read("SELECT reason FROM exclusion") == [("[erased] asked for it",)]
    assert await lab.store.read("SELECT detail FROM audit") == [(f"person {person}: [erased] asked for it",)]
    details = [detail for (detail,) in await lab.store.read("SELECT detail FROM trouble ORDER BY id")]
    assert details == ["", "no such session [erased] of [erased]"]
    assert await lab.store.read("SELECT count(*) FROM platform_id") == [(50,)]
    assert (await lab.store.person(others[0])).code == f"CODE-{others[0]}"
    assert re.fullmatch(r"r-[0-9a-z]{12}", (await lab.store.person(person)).pseudonym)
    assert await find(lab.store, lab.directory, "prolific", ID) is None
    assert await erase(lab.store, lab.directory, "prolific", ID) is None
    assert await lab.store.verify() == []


async def test_who_comes_again_is_a_new_person(lab):
    person = await lab.enter()
    await erase(lab.store, lab.directory, "prolific", ID)
    again = await lab.enter()
    assert again != person


async def test_a_short_id_is_not_looked_for_in_words(lab):
    person = await lab.enter("a", "the")
    await lab.store.audit("admin", "login", "the administrator at the door")
    await lab.store.trouble(person, "page", "at /link?visitor=a")
    await erase(lab.store, lab.directory, "prolific", "a")
    assert await lab.store.read("SELECT detail FROM audit") == [("the administrator at the door",)]
    assert await lab.store.read("SELECT detail FROM trouble") == [("",)]


async def test_erasing_while_others_answer_and_somebody_reads(lab):
    """A reader that began before keeps the old state in the log: it is emptied when that reader is done."""
    person = await lab.enter()
    people = [await lab.enter(f"other-{n:020}", "") for n in range(10)]
    stream = lab.store.stream("SELECT external FROM platform_id", batch=1)
    assert await anext(stream)

    async def let_go():
        await asyncio.sleep(0.3)
        await stream.aclose()

    await asyncio.gather(
        erase(lab.store, lab.directory, "prolific", ID), let_go(), *(lab.work(each) for each in people)
    )
    assert ID.encode() not in lab.bytes_held()
    assert await lab.store.read(f"SELECT identity FROM person WHERE id = {person}") == [(None,)]


async def test_the_platform_is_part_of_who_somebody_is(lab):
    await lab.enter()
    assert await erase(lab.store, lab.directory, "connect", ID) is None
    assert await lab.store.read("SELECT count(*) FROM platform_id") == [(1,)]


# Retention


async def test_old_ids_are_deleted_and_new_ones_stay(lab):
    old = await lab.enter("old-person-0001", "old-session-0001")
    await lab.work(old)
    await lab.store.trouble(None, "webhook", "somebody-never-seen-0003")
    lab.clock.at += 60 * DAY_MS
    new = await lab.enter("new-person-0002", "new-session-0002")
    await lab.work(new)
    await lab.store.trouble(None, "webhook", "a recent one")
    design = StudyDesign.of({"privacy": {"retention_days": 90}}, "test")
    assert await forget_old(lab.store, design, lab.clock.at) == 0
    lab.clock.at = BEGIN + 90 * DAY_MS
    assert await forget_old(lab.store, design, lab.clock.at) == 0
    lab.clock.at += 1
    assert await forget_old(lab.store, design, lab.clock.at) == 1
    held = lab.bytes_held()
    for gone in ("old-person-0001", "old-session-0001", "somebody-never-seen-0003", f"CODE-{old}"):
        assert gone.encode() not in held, gone
    assert await lab.store.read("SELECT external FROM platform_id") == [("new-person-0002",)]
    assert await lab.store.read("SELECT who, action, detail FROM audit") == [
        ("retention", "forget", "IDs of 1 people, last seen 90 days ago")]  # fmt: skip
    assert await lab.store.read("SELECT detail FROM trouble") == [("",), ("a recent one",)]
    assert await lab.store.read("SELECT count(*) FROM answer") == [(6,)]
    assert await forget_old(lab.store, design, lab.clock.at) == 0


async def test_zero_days_keep_everything(lab):
    await lab.enter()
    design = StudyDesign.of({"privacy": {"retention_days": 0}}, "test")
    assert await forget_old(lab.store, design, BEGIN + 10_000 * DAY_MS) == 0
    assert await lab.store.read("SELECT count(*) FROM platform_id") == [(1,)]


async def test_the_machines_time_is_taken_if_none_is_given(lab):
    await lab.enter()
    assert await forget_old(lab.store, StudyDesign()) == 1


# Access


async def test_all_that_is_held_is_given_out(lab):
    person, other = await lab.enter(), await lab.enter("another-person", "another-session")
    await lab.work(person)
    await lab.work(other)
    await lab.store.trouble(person, "page", "a picture did not load")
    await lab.store.trouble(other, "page", "of somebody else")
    await lab.store.exclude(person, "asked for it", "admin")
    await lab.store.audit("admin", "exclude", f"person {person}, 3 counted answers: asked for it")
    await lab.store.audit("admin", "exclude", f"person {person}{person}, nobody of this test")
    found = await about(lab.store, person)
    text = json.dumps(found)
    assert found["platform"][0]["external"] == ID
    assert found["platform"][0]["session"] == SESSION
    assert found["consent"] == [{"version": "1", "at": BEGIN}]
    assert [row["choice"] for row in found["questions"]] == ["first"] * 3
    assert found["exclusion"][0]["reason"] == "asked for it"
    assert [row["detail"] for row in found["troubles"]] == ["a picture did not load"]
    assert [row["detail"] for row in found["audit"]] == [f"person {person}, 3 counted answers: asked for it"]
    for never in ("another", "somebody else", "nobody of this test"):
        assert never not in text


async def test_every_table_about_people_is_given_out(lab):
    """A table or column that is added later has to be thought of here."""
    columns = {}
    for (table,) in await lab.store.read("SELECT name FROM sqlite_schema WHERE type = 'table'"):
        names = [row[1] for row in await lab.store.read(f"SELECT * FROM pragma_table_info('{table}')")]
        if table == "person" or "person" in names:
            columns[table] = set(names) - {"id", "person"}
    found = await about(lab.store, await lab.enter())
    assert set(columns) == {
        "person", "consent", "platform_id", "lease", "answer", "undone", "exclusion", "trouble", "fact"
    }  # fmt: skip
    assert columns["person"] - {"identity"} == set(found["person"][0])
    assert columns["platform_id"] == set(found["platform"][0])
    assert columns["consent"] == set(found["consent"][0])
