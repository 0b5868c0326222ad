"""Reading every store: SELECTs, streams, backups, settings, the audit log; all beside those who write."""

import asyncio

import pytest

from mien.errors import MienError, RunError
from mien.study.store import StoreError
from mien.study.store.invariants import violations
from mien.study.store.records import Rules, Submission

pytestmark = pytest.mark.anyio


async def _answers(lab, count):
    """A person with that many answers."""
    pool = await lab.add(count)
    anna = await lab.enter(*[pool] * count)
    leased = await lab.ask(anna, count)
    await lab.store.submit(anna, [Submission(question.lease, "first", 1) for question in leased])
    return anna


async def test_settings_are_set_if_they_are_what_one_thinks(lab):
    store = lab.store
    assert await store.setting("key") is None
    assert not await store.set_setting("key", "x", "y")
    assert await store.set_setting("key", "one", None)
    assert not await store.set_setting("key", "two", None)
    assert not await store.set_setting("key", "two", "zero")
    assert await store.setting("key") == "one"
    assert await store.set_setting("key", "two", "one")
    assert await store.setting("key") == "two"
    assert await store.set_setting("key", "", "two")
    assert await store.setting("key") == ""
    won = await asyncio.gather(*(store.set_setting("key", str(n), "") for n in range(20)))
    assert sum(won) == 1
    assert await store.setting("key") == str(won.index(True))


async def test_the_audit_log_is_in_order(lab):
    for number in range(3):
        lab.clock.at += 1
        await lab.store.audit("admin", f"did-{number}", "ä\n'\"")
    assert await lab.store.read("SELECT at, who, action, detail FROM audit ORDER BY id") == [
        (lab.clock.at - 2 + number, "admin", f"did-{number}", "ä\n'\"") for number in range(3)
    ]


async def test_troubles_are_noted_of_people_and_of_nobody(lab):
    await lab.add()
    anna = await lab.enter(0)
    await lab.store.trouble(anna, "script", "x is undefined")
    await lab.store.trouble(None, "webhook", "bad signature")
    assert await lab.store.read("SELECT person, kind, detail FROM trouble ORDER BY id") == [
        (anna, "script", "x is undefined"), (None, "webhook", "bad signature")
    ]  # fmt: skip


@pytest.mark.parametrize("sql", ["DELETE FROM setting", "SELECT nothing FROM nowhere", "no sql"])
async def test_reading_only_reads(lab, sql):
    await lab.store.set_setting("key", "value", None)
    with pytest.raises(MienError):
        await lab.store.read(sql)
    with pytest.raises(MienError):
        async for _ in lab.store.stream(sql):
            pass
    assert await lab.store.setting("key") == "value"
    assert await lab.store.read("SELECT 1") == [(1,)]


async def test_a_stream_is_all_rows_in_batches(lab):
    await _answers(lab, 25)
    sql = "SELECT id, choice, ms, received FROM answer ORDER BY id"
    batches = [batch async for batch in lab.store.stream(sql, batch=10)]
    assert [len(batch) for batch in batches] == [10, 10, 5]
    assert [row for batch in batches for row in batch] == await lab.store.read(sql)
    assert [batch async for batch in lab.store.stream("SELECT id FROM answer WHERE id < 0")] == []


async def test_a_stream_is_of_one_moment_and_holds_nobody_up(lab):
    anna = await _answers(lab, 30)
    more = await lab.add(30)
    ben = await lab.enter(*[more] * 30, name="ben")
    seen = 0
    async for batch in lab.store.stream("SELECT id, person FROM answer ORDER BY id", batch=7):
        assert {person for _, person in batch} == {anna}
        seen += len(batch)
        for question in await lab.ask(ben, 3):
            await lab.answer(ben, question)
    assert seen == 30
    assert await lab.value("SELECT count(*) FROM answer") > 40


async def test_a_stream_can_be_left(lab):
    await _answers(lab, 20)
    for _ in range(12):
        stream = lab.store.stream("SELECT id FROM answer ORDER BY id", batch=3)
        async for batch in stream:
            assert batch == [(1,), (2,), (3,)]
            break
        await stream.aclose()
    assert await lab.value("SELECT count(*) FROM answer") == 20


async def test_many_streams_at_once(lab):
    await _answers(lab, 20)

    async def count():
        return sum([len(batch) async for batch in lab.store.stream("SELECT id FROM answer", batch=2)])

    assert await asyncio.gather(*(count() for _ in range(12))) == [20] * 12


async def test_a_backup_under_load_is_of_one_moment(lab, tmp_path, restore, open_test_store):
    """All that was acknowledged before it began is in it, and it is a sound store."""
    pool = await lab.add(400, wanted=4)
    acknowledged = []
    stop = asyncio.Event()

    async def take_part(number):
        person = await lab.enter(*[pool] * 400, name=f"p{number}")
        while not stop.is_set() and (leased := await lab.ask(person, 2)):
            for question in leased:
                receipt = await lab.answer(person, question)
                acknowledged.append((receipt.lease, receipt.choice))

    people = [asyncio.ensure_future(take_part(number)) for number in range(8)]
    while len(acknowledged) < 100:
        await asyncio.sleep(0.001)
    before = list(acknowledged)
    await lab.store.backup(tmp_path / "backup")
    after = list(acknowledged)
    stop.set()
    await asyncio.gather(*people)
    assert len(after) > len(before) or len(acknowledged) > len(before)
    async with open_test_store(restore(tmp_path / "backup"), create=False) as copy:
        stored = await copy.read("SELECT lease, choice FROM answer ORDER BY id")
        assert set(before) <= set(stored) <= set(acknowledged)
        assert len(stored) == len(set(stored))
        assert await violations(copy) == []
        assert await copy.verify() == []
        everything = "SELECT * FROM question ORDER BY id"
        assert len(await copy.read(everything)) == 400
        # It is a store like any other: work goes on in it.
        person = (await copy.find("digest-p0")).number
        assert (await copy.claim(person, 3)).leased


async def test_a_backup_is_equal_to_a_store_at_rest(lab, tmp_path, restore, open_test_store):
    anna = await _answers(lab, 12)
    await lab.store.set_setting("key", "value", None)
    await lab.store.audit("admin", "look", "")
    await lab.store.trouble(anna, "x", "y")
    await lab.store.exclude(anna, "x", "admin")
    await lab.store.backup(tmp_path / "backup")
    async with open_test_store(restore(tmp_path / "backup"), create=False) as copy:
        for table in ("setting", "clock", "pool", "question", "person", "consent", "platform_id", "lease",
                      "answer", "exclusion", "trouble", "audit"):  # fmt: skip
            sql = f"SELECT * FROM {table} ORDER BY 1"
            assert await copy.read(sql) == await lab.store.read(sql)
            assert await copy.read(sql) != []


async def test_a_backup_replaces_an_older_one(lab, tmp_path, restore, open_test_store):
    await lab.store.backup(tmp_path / "backup")
    await lab.store.audit("admin", "look", "")
    await lab.store.backup(tmp_path / "backup")
    async with open_test_store(restore(tmp_path / "backup"), create=False) as copy:
        assert await copy.read("SELECT action FROM audit") == [("look",)]


async def test_a_backup_that_cannot_be_written_leaves_nothing(lab, tmp_path):
    (tmp_path / "a-file").write_text("")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(RunError, match="a-file"):
        await lab.store.backup(tmp_path / "a-file" / "backup")
    assert sorted(tmp_path.iterdir()) == before
    await lab.store.audit("admin", "goes on", "")


async def test_a_store_is_opened_for_reading_beside_one_that_writes(lab, open_test_store):
    anna = await _answers(lab, 5)
    async with open_test_store(lab.target, create=False, readonly=True) as reader:
        assert (await reader.person(anna)).answered == 5
        for call in (reader.claim(anna, 1), reader.audit("a", "b", "c"), reader.want(3)):
            with pytest.raises(RunError, match="reading"):
                await call
        await lab.store.audit("admin", "goes on", "")
        assert await reader.read("SELECT action FROM audit") == [("goes on",)]
        assert await reader.verify() == []


async def test_two_writers_share_a_store(lab, open_test_store):
    """A command that excludes somebody while the server runs; or several web processes."""
    pool = await lab.add(3, wanted=10)
    async with open_test_store(lab.target, Rules(), create=False, clock=lab.clock) as other:
        people = [await lab.enter(*[pool] * 3, name=f"p{n}") for n in range(20)]
        stores = [lab.store, other]
        claims = await asyncio.gather(*(stores[n % 2].claim(person, 3) for n, person in enumerate(people)))
        assert sum(len(claim.leased) for claim in claims) == 30
        assert await other.exclude(people[0], "x", "command line") == 0
        assert await lab.ask(people[0]) == ()
        pools = await lab.add(1, part="new")
        assert len(await other.pools()) == pools + 1
        lab.clock.at += 1000
        await lab.store.audit("one", "x", "")
        lab.clock.at -= 500
        await other.audit("two", "x", "")
        [[one], [two]] = await lab.store.read("SELECT at FROM audit ORDER BY id")
        assert one == two


async def test_a_closed_store_says_so(new_target, open_test_store):
    async with open_test_store(new_target()) as store:
        await store.close()
        for call in (store.audit("a", "b", "c"), store.person(1), store.read("SELECT 1")):
            with pytest.raises(StoreError, match="closed"):
                await call


async def test_closing_finishes_what_was_begun(new_target, open_test_store):
    target = new_target()
    async with open_test_store(target) as store:
        tasks = [asyncio.ensure_future(store.audit("a", "b", str(n))) for n in range(50)]
        await asyncio.sleep(0)
        await store.close()
        await asyncio.gather(*tasks)
    async with open_test_store(target, create=False) as store:
        assert await store.read("SELECT count(*) FROM audit") == [(50,)]


async def test_a_store_that_is_not_there_is_not_made(new_target, open_test_store):
    with pytest.raises(RunError, match="mien study serve makes it"):
        async with open_test_store(new_target(), create=False):
            pass


async def test_what_was_stored_is_there_after_opening_again(open_lab, new_target):
    target = new_target()
    async with open_lab(target=target) as lab:
        anna = await _answers(lab, 5)
        person = await lab.store.person(anna)
        rows = await lab.store.read("SELECT * FROM answer ORDER BY id")
    for create in (False, True):
        async with open_lab(target=target, create=create) as lab:
            assert await lab.store.person(anna) == person
            assert await lab.store.read("SELECT * FROM answer ORDER BY id") == rows
