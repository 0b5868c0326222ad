"""What the administrator's pages read is the same from every store, and what the tables say."""

import statistics

import pytest

from mien.study.app.admin import access, records
from mien.study.app.admin.live import shown, standing
from mien.study.app.context import Context
from mien.study.asked import faces_asked
from mien.study.design import StudyDesign
from mien.study.judged import raters, read
from mien.study.measuring import measured
from mien.study.people import about
from mien.study.status import status

pytestmark = pytest.mark.anyio


@pytest.fixture
async def people(lab):
    """Three people who answered votes, a label, a repeat and a catch question; one was excluded then."""
    votes, label = await lab.add(4, wanted=3), await lab.add(2, wanted=3, kind="label")
    catch = await lab.add(1, role="catch")
    found = []
    for number, name in enumerate(("anna", "ben", "cleo")):
        person = await lab.enter(votes, votes, catch, votes, -1, label, name=name)
        found.append(person)
        while leased := await lab.ask(person, 1):
            choice = ("second" if number == 2 else "first") if leased[0].kind == "triplet" else "neutral"
            await lab.answer(person, leased[0], choice, ms=None if number == 1 else 500 + 100 * number)
    await lab.store.finish(found[0], "CODE")
    await lab.store.exclude(found[2], "careless", "admin")
    await lab.store.trouble(found[0], "page", "something")
    return found


async def test_the_standing(lab, people):
    now = await standing(Context(None, lab.store, {}))
    rows = await lab.store.read(
        "SELECT kind, counted FROM question JOIN pool ON pool.id = pool WHERE role = 'vote'"
    )
    for row in now.coverage:
        counts = [counted for kind, counted in rows if kind == row.kind]
        assert row.by_count == tuple(counts.count(number) for number in range(4))
        assert (row.questions, row.counted, row.missing) == (
            len(counts), sum(counts), 3 * len(counts) - sum(counts))  # fmt: skip
    assert [row.kind for row in now.coverage] == ["triplet", "label"]
    assert now.people == {"finished": 1, "working": 1, "excluded": 1, "at work": 0}
    assert (now.paid, now.troubles) == (1, 1)
    answers = await lab.store.read("SELECT ms FROM answer")
    assert now.answers == len(answers) > 12
    assert now.median_ms == statistics.median(ms for (ms,) in answers if ms is not None)


async def test_measures_and_raters(lab, people):
    found = measured(await read(lab.store, StudyDesign()))
    votes = await lab.store.read(
        "SELECT person, choice FROM answer JOIN question ON question.id = question "
        "JOIN pool ON pool.id = pool "
        f"WHERE kind = 'triplet' AND role = 'vote' AND turn = 0 AND person <> {people[2]}"
    )
    assert found["triplets"]["votes"] == len(votes)
    assert found["triplets"]["repeats"] == {"kept": 2, "of": 2, "orphans": 0}
    assert found["labels"]["answers"] == 2
    rows = await raters(lab.store, StudyDesign(), found)
    assert [row.number for row in rows] == people
    assert [row.catch for row in rows] == [(1, 1), (1, 1), (0, 1)]
    assert [row.reason for row in rows] == [None, None, "careless"]
    assert rows[0].measures["triplet"]["votes"] == sum(person == people[0] for person, _ in votes)
    assert rows[1].measures["triplet"]["timed"] == 0
    assert rows[2].measures == {}
    (one,) = await raters(lab.store, StudyDesign(), found, only=people[1])
    assert one == rows[1]


async def test_faces_and_who_saw_them(lab, people):
    asked = await faces_asked(lab.store)
    shown = await lab.store.read("SELECT anchor FROM question WHERE id IN (SELECT question FROM lease)")
    assert {face for face, seen in asked.items() if seen} == {"left", "right", *(face for (face,) in shown)}
    assert "" not in asked


async def test_all_that_is_held(lab, people):
    await lab.store.audit("admin", "exclude", f"person {people[2]}: careless")
    found = await about(lab.store, people[2])
    assert found["platform"][0]["external"] == "id-cleo"
    assert found["exclusion"][0]["reason"] == "careless"
    assert sum(row["choice"] is not None for row in found["questions"]) == 6
    assert len(found["audit"]) == 1


async def test_the_setting_of_the_administrator(lab):
    token = await access.first_token(lab.store)
    held = await access.load(lab.store)
    assert held.token == access.digest(token)
    assert await access.change(lab.store, lambda old: access.Access(password="hash").opened("secret", 0))
    assert (await access.load(lab.store)).knows("secret", 1)
    assert await access.first_token(lab.store) is None
    assert not await access.change(lab.store, lambda old: None)
    await access.reset_admin(lab.store)
    assert not (await access.load(lab.store)).sessions


async def test_logs_are_read_backwards(lab, people):
    """The very SQL of the pages, with the largest number that they use."""
    await lab.store.audit("192.0.2.1", "login refused", "wrong password")
    largest = records.LARGEST
    rows = await lab.store.read(
        f"SELECT id, at, who, action, detail FROM audit WHERE id < {largest} ORDER BY id DESC"
    )
    assert rows[0][2:] == ("192.0.2.1", "login refused", "wrong password")
    refused = await lab.store.read(
        "SELECT who FROM audit WHERE at > 0 AND action LIKE '% refused' ORDER BY id DESC LIMIT 5"
    )
    assert refused == [("192.0.2.1",)]
    kinds = await lab.store.read(
        "SELECT kind, count(*), max(at) FROM trouble GROUP BY kind ORDER BY count(*) DESC"
    )
    assert [tuple(row[:2]) for row in kinds] == [("page", 1)]


async def test_a_lowered_k_is_seen_alike_everywhere(lab):
    """A question that has more answers than are wanted by now keeps its own k."""
    votes = await lab.add(3, wanted=3)
    for name in ("anna", "ben"):
        person = await lab.enter(votes, name=name)
        await lab.answer(person, (await lab.ask(person, 1))[0])
    await lab.store.want(1)
    found, now = await status(lab.store), await standing(Context(None, lab.store, {}))
    assert found.coverage == now.coverage
    places = await lab.places()
    (row,) = now.coverage
    assert row.questions == 3
    assert row.complete == sum(counted >= wanted for counted, _, wanted in places)
    assert now.missing == row.missing == sum(wanted - counted for counted, _, wanted in places)
    assert (found.wanted, found.counted) == (sum(wanted for _, _, wanted in places), 2)
    assert shown(StudyDesign(), now)["bars"][0]["complete"] == str(row.complete)
