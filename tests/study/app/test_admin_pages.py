"""What the admin pages say, and that they say it of the right things to the right people."""

import csv
import dataclasses
import io
import json
import re
import statistics

import krippendorff
import numpy as np
import pytest
from fastapi.routing import APIRoute

from mien.errors import RunError
from mien.study import measuring
from mien.study.app.admin import live
from mien.study.app.admin.live import HOUR_MS, duration
from mien.study.app.context import Context
from mien.study.app.opening import opening
from mien.study.cost import estimate
from mien.study.export import export
from mien.study.judged import catch_flag, read
from mien.study.measuring import Columns, measure, measured
from mien.study.people import erase
from mien.triplets.formats.ours import read_judgments
from mien.triplets.summary import summary
from mien.triplets.votes import LABELS

pytestmark = pytest.mark.anyio
GETS = ("/admin", "/admin/live.json", "/admin/agreement", "/admin/raters", "/admin/raters/1",
        "/admin/raters/1/exclude", "/admin/people", "/admin/troubles", "/admin/audit", "/admin/stimuli",
        "/admin/password", "/admin/download/answers.csv", "/admin/download/questions.csv",
        "/admin/download/all-answers.csv", "/admin/login", "/admin/setup",
        "/admin/static/admin.css")  # fmt: skip
OPEN = {"/admin/setup", "/admin/login", "/admin/static/{name}"}
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def admin_routes_of(app) -> list[APIRoute]:
    """All routes below /admin, however they were put together."""

    def walk(routes):
        for route in routes:
            inner = getattr(route, "routes", None) or getattr(
                getattr(route, "original_router", None), "routes", None
            )
            if isinstance(route, APIRoute):
                yield route
            elif inner:
                yield from walk(inner)

    return [route for route in walk(app.routes) if route.path.startswith("/admin")]


@pytest.mark.parametrize("answered", [False, True])
async def test_every_page_opens(site, admin, answered):
    person = await site.enter("anna")
    if answered:
        await site.answer(person)
        await site.answer(await site.enter("bela"))
    for path in GETS:
        page = await admin.get(path)
        assert page.status_code == 200 or path in ("/admin/login", "/admin/setup"), (path, page.text)


async def test_every_route_wants_a_login(site, admin):
    await site.enter("anna")
    routes = admin_routes_of(site.app)
    assert {route.path for route in routes} >= {re.sub(r"/1\b", "/{number}", path) for path in GETS[:11]}
    seen = 0
    async with site.browser("192.0.2.8") as other:
        for route in routes:
            path = route.path.replace("{number}", "1").replace("{name}", "answers")
            for method in route.methods:
                if route.path in OPEN:
                    continue
                seen += 1
                answer = await other.request(method, path, headers=site.origin(other))
                if method == "GET" and not path.endswith(".json"):
                    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/login"), path
                else:
                    assert answer.status_code == 401, (method, path)
    assert seen >= 17


async def test_no_get_changes_anything(site, admin):
    person = await site.enter("anna")
    await site.answer(person, most=3)
    await site.store.claim(person, 2)
    await site.store.trouble(person, "page", "something")
    before = await site.tables()
    async with site.browser("192.0.2.8") as other:
        for browser in (admin, other):
            for path in (*GETS, "/", "/prolific?id=somebody", "/link?visitor=abc", "/mturk?id=x", "/health",
                         "/api/practice", "/api/claim", "/api/finish", "/openapi.json"):  # fmt: skip
                for method in ("GET", "HEAD"):
                    await browser.request(method, path)
    assert await site.tables() == before


async def test_numbers_that_are_no_numbers_of_people(site, admin):
    for path in ("/admin/raters/0", "/admin/raters/-1", f"/admin/raters/{10**30}", "/admin/raters/99"):
        assert (await admin.get(path)).status_code == 404
    assert (await admin.get("/admin/raters/1;DROP TABLE person")).status_code == 422
    for page in (-5, 10**40):
        assert (await admin.get(f"/admin/raters?page={page}")).status_code == 200
        assert (await admin.get(f"/admin/audit?before={page}")).status_code == 200


async def test_what_people_wrote_is_text(site, admin):
    person = await site.enter(EVIL, pseudonym=EVIL, platform="prolific")
    await site.answer(person)
    await site.store.trouble(person, EVIL[:20], EVIL)
    await site.store.audit(EVIL, EVIL, EVIL)
    await site.send(admin, "/admin/raters/1/exclude", {"reason": EVIL})
    await site.send(admin, "/admin/people/erase", {"platform": EVIL[:30], "external": EVIL, "sure": "yes"},
                    page="/admin/people")  # fmt: skip
    await site.send(admin, "/admin/stimuli", {"face": EVIL})
    shown = 0
    for path in GETS[:11]:
        text = (await admin.get(path)).text
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path
        shown += text.count("&lt;script&gt;alert")
    assert shown >= 6


# The overview


async def test_the_overview_counts_as_the_tables_say(site, admin):
    people = [await site.enter(name) for name in ("anna", "bela", "cora", "dora")]
    await site.answer(people[0])
    await site.answer(people[1], "second", ms=2500)
    await site.answer(people[2], most=2)
    await site.store.finish(people[0], "C")
    await site.store.finish(people[1], "C")
    await site.store.exclude(people[1], "careless", "admin")
    await site.store.withdraw(people[3])
    now = (await admin.get("/admin/live.json")).json()
    texts = now["texts"]
    ((counted, wanted, questions),) = await site.store.read(
        "SELECT sum(counted), sum(wanted), count(*) FROM question WHERE wanted > 0"
    )
    assert (texts["counted"], texts["wanted"]) == (str(counted), str(wanted))
    assert texts["share"] == f"{counted / wanted:.0%}"
    assert {name: texts[name] for name in ("working", "finished", "excluded", "withdrawn", "at_work")} == {
        "working": "1", "finished": "1", "excluded": "1", "withdrawn": "1", "at_work": "1"}  # fmt: skip
    times = [ms for (ms,) in await site.store.read("SELECT ms FROM answer")]
    assert texts["median"] == f"{statistics.median(times) / 1000:.1f} s"
    one = estimate(site.directory.design, {"triplet": questions})
    each = one.pay * (1 + site.directory.design.cost.fee)
    more = -(-(wanted - counted) // one.per_person)
    assert texts["so_far"] == f"{2 * each:,.2f} GBP"
    assert texts["to_end"] == f"{(2 + more) * each:,.2f} GBP"
    for bar in now["bars"]:
        rows = await site.store.read(
            "SELECT question.counted FROM question JOIN pool ON pool.id = question.pool "
            f"WHERE role = 'vote' AND part = '{bar['part']}'"
        )
        for one in bar["segments"]:
            assert one["questions"] == sum(counted == one["count"] for (counted,) in rows)
        assert sum(one["width"] for one in bar["segments"]) == pytest.approx(1000, abs=0.1)
    page = (await admin.get("/admin")).text
    assert f'<span data-live="counted">{counted}</span>' in page


async def test_the_pace_is_that_of_the_last_hour():
    assert live._pace(0, None, 0) is None
    assert live._pace(30, 0, HOUR_MS // 2) == 60
    assert live._pace(30, 0, int(HOUR_MS * 0.99)) == 30
    # A burst in the first second does not make thousands an hour of it.
    assert live._pace(10, 0, 1000) == 600
    assert [duration(hours) for hours in (None, 0, 0.001, 0.5, 3.25, 100)] == [
        "–", "done", "1 min", "30 min", "3.2 h", "4.2 days"]  # fmt: skip


async def test_the_door_is_closed_and_opened(site, admin):
    """Nobody new comes in, who is in goes on, and the log says who did it."""
    anna = await site.enter("anna-1")
    answer = await site.send(admin, "/admin/door", {"closed": "yes"}, page="/admin")
    assert answer.status_code == 303
    assert "closed to new people" in (await admin.get("/admin")).text
    assert await opening(site.store, ("triplet",)) == "closed"
    assert await site.answer(anna) > 0
    await site.send(admin, "/admin/door", {"closed": "no"}, page="/admin")
    assert await opening(site.store, ("triplet",)) == "open"
    told = [detail for _, action, detail in await site.store.read("SELECT who, action, detail FROM audit")
            if action == "door"]  # fmt: skip
    assert told == ["closed to new people", "open to new people"]


async def test_an_empty_study_has_an_overview(site, admin):
    texts = (await admin.get("/admin/live.json")).json()["texts"]
    assert (texts["share"], texts["per_hour"], texts["left"], texts["median"]) == ("0%", "–", "–", "–")


# Agreement and raters


async def answered(site) -> list[int]:
    """Six people, one careless, one excluded, one with late answers."""
    people = []
    for number in range(6):
        person = await site.enter(f"person {number}")
        people.append(person)
        await site.answer(person, "second" if number == 2 else None, ms=100 if number == 2 else 1200)
    await site.store.exclude(people[4], "test", "admin")
    return people


def rounded(value):
    """As JSON, to nine digits: the order of the answers moves the last ones."""
    return json.loads(json.dumps(value), parse_float=lambda text: float(f"{float(text):.9g}"))


async def test_agreement_is_that_of_the_exported_files(site, admin, tmp_path, monkeypatch):
    await answered(site)
    columns = await read(site.store, site.directory.design)
    ours = measured(columns)["triplets"]
    # What a process of its own says of many answers is the same.
    monkeypatch.setattr(measuring, "IN_A_THREAD", 0)
    assert json.dumps((await measure(columns))["triplets"]) == json.dumps(ours)
    await export(site.store, tmp_path)
    judged = read_judgments(tmp_path / "questions.csv", tmp_path / "answers.csv")
    theirs = summary(judged.questions, judged.answers)
    names = dict(await site.store.read("SELECT pseudonym, id FROM person"))
    for rater in theirs["raters"]:
        rater["name"] = str(names[rater["name"]])
    by_name = {rater["name"]: rater for rater in theirs.pop("raters")}
    assert {rater["name"]: rater for rater in ours.pop("raters")} == by_name
    assert rounded(ours) == rounded(theirs)
    page = (await admin.get("/admin/agreement")).text
    for share in ours["table"]["shares"]:
        assert f"{share:.1%}" in page


async def test_a_measuring_process_that_fails_is_said_so(site, monkeypatch):
    await answered(site)
    columns = await read(site.store, site.directory.design)
    monkeypatch.setattr(measuring, "IN_A_THREAD", 0)
    broken = dataclasses.replace(columns, answers=columns.answers[:, :2])
    with pytest.raises(RunError, match=r"could not be measured .*IndexError"):
        await measure(broken)
    monkeypatch.setattr(measuring, "CHILD_SECONDS", 0.01)
    with pytest.raises(RunError, match="five minutes"):
        await measure(columns)


async def test_labels_have_their_agreement():
    faces = ["a"] * 5 + ["b"] * 5
    labels = ["neutral"] * 4 + ["positive"] + ["negative", "negative", "neutral", "positive", "positive"]
    nothing = np.empty(0, dtype=np.str_)
    columns = Columns(np.empty(0, dtype=np.int64), nothing, nothing, nothing.reshape(0, 3),
                      np.empty((0, 6), dtype=np.int32), np.array(["label"] * 10), np.array(faces),
                      np.array([""] * 10), np.array(labels), np.arange(10),
                      np.searchsorted(LABELS, labels), np.full(10, -1), np.zeros(10, dtype=np.int64),
                      np.array(["label"]), np.array([3]), np.zeros(1), np.zeros(1, dtype=bool))  # fmt: skip
    found = measured(columns)
    assert (found["triplets"], found["why"]) == (None, "the study asks no triplets")
    assert found["labels"]["by_label"] == {"negative": 0, "neutral": 1, "positive": 0}
    assert found["labels"]["unclear"] == 1
    wide = [[{"negative": 0, "neutral": 1, "positive": 2}[labels[rater + 5 * face]] for face in range(2)]
            for rater in range(5)]  # fmt: skip
    assert found["labels"]["alpha"] == pytest.approx(krippendorff.alpha(wide, level_of_measurement="nominal"))


async def test_nothing_can_be_said_without_two_votes(site, admin):
    assert "no question has a vote" in (await admin.get("/admin/agreement")).text


async def test_measures_are_worked_out_again_after_an_exclusion(site):
    people = await answered(site)
    now = [0.0]
    from mien.study.app.admin.measure import Measures

    measures = Measures(Context(site.directory, site.store, {}), seconds=30, clock=lambda: now[0])
    first = await measures.get()
    assert await measures.get() is first
    await site.store.exclude(people[2], "careless", "admin")
    assert await measures.get() is first
    now[0] = 31
    second = await measures.get()
    assert len(second["triplets"]["raters"]) == len(first["triplets"]["raters"]) - 1


async def test_raters_have_their_measures_and_flags(site, admin):
    people = await answered(site)
    page = (await admin.get("/admin/raters")).text
    rows = re.findall(
        r"<tr( class=\"flagged\")?>\s*<th scope=\"row\"><a href=\"/admin/raters/(\d+)\">.*?</tr>", page, re.S
    )
    assert rows[0][1] == str(people[2])
    assert [int(number) for flag, number in rows if flag] == [people[2]]
    assert len(rows) == 6
    one = (await admin.get(f"/admin/raters/{people[2]}")).text
    assert "catch questions right 0 of 2" in one
    assert "faster than 0.5 s" in one
    assert "excluded: test" in page
    # Flags are reasons to look, nothing more.
    states = dict(await site.store.read("SELECT id, state FROM person"))
    assert states[people[2]] == "working"


def test_catch_questions_flag_from_more_than_a_third_wrong():
    assert catch_flag(0, 0) == ()
    assert catch_flag(2, 3) == ()
    assert catch_flag(1, 3) == ("catch questions right 1 of 3",)
    assert catch_flag(0, 1) == ("catch questions right 0 of 1",)


async def test_many_raters_have_pages(site, admin, monkeypatch):
    from mien.study.app.admin import persons

    monkeypatch.setattr(persons, "MOST_ROWS", 4)
    for number in range(10):
        await site.enter(f"person {number}")
    seen = []
    for page in (1, 2, 3):
        text = (await admin.get(f"/admin/raters?page={page}")).text
        assert f"page {page} of 3" in text
        seen += re.findall(r'href="/admin/raters/(\d+)"', text)
    assert sorted(map(int, seen)) == list(range(1, 11))


# Exclusion


async def test_excluding_somebody(site, admin):
    people = await answered(site)
    person = people[0]
    answers = await site.store.read("SELECT * FROM answer ORDER BY id")
    ((before,),) = await site.store.read("SELECT sum(counted) FROM question")
    page = await admin.get(f"/admin/raters/{person}/exclude")
    assert "cannot be taken back" in page.text
    empty = await site.send(admin, f"/admin/raters/{person}/exclude", {"reason": "  "})
    assert empty.status_code == 422
    done = await site.send(admin, f"/admin/raters/{person}/exclude", {"reason": "said so in an e-mail"})
    assert done.headers["location"] == f"/admin/raters/{person}"
    assert (await site.store.person(person)).state == "excluded"
    ((after,),) = await site.store.read("SELECT sum(counted) FROM question")
    assert after < before
    assert await site.store.read("SELECT * FROM answer ORDER BY id") == answers
    log = await site.store.read("SELECT who, action, detail FROM audit ORDER BY id DESC LIMIT 1")
    counted = before - after
    assert log == [(f"admin {site.address}", "exclude",
                    f"person {person}, {counted} counted answers: said so in an e-mail")]  # fmt: skip
    assert "said so in an e-mail" in (await admin.get("/admin/audit")).text
    # The page of somebody who is excluded has no form any more; a form that was open is refused.
    assert 'name="reason"' not in (await admin.get(f"/admin/raters/{person}/exclude")).text
    token = site.form_token(await admin.get("/admin"))
    again = await admin.post(f"/admin/raters/{person}/exclude", headers=site.origin(admin),
                             data={"form_token": token, "reason": "again"})  # fmt: skip
    assert again.status_code == 409
    assert "excluded already" in again.text


@pytest.mark.parametrize("reason", ["x" * 501, "nul \0 inside"])
async def test_reasons_that_cannot_be_kept(site, admin, reason):
    person = await site.enter("anna")
    answer = await site.send(admin, f"/admin/raters/{person}/exclude", {"reason": reason})
    assert answer.status_code == 422
    assert (await site.store.person(person)).state == "working"


# Personal data


@pytest.mark.parametrize("external", ["5f00deadbeef", "o'brien' OR '1'='1"])
async def test_giving_out_and_erasing_through_the_page(site, admin, external):
    person = await site.enter(external)
    await site.answer(person, most=2)
    who = {"platform": "prolific", "external": f" {external} "}
    given = await site.send(admin, "/admin/people/about", who, page="/admin/people")
    assert given.headers["content-disposition"].startswith("attachment")
    assert given.json()["platform"][0]["external"] == external
    unsure = await site.send(admin, "/admin/people/erase", who, page="/admin/people")
    assert unsure.status_code == 422
    assert await site.store.read("SELECT count(*) FROM platform_id") == [(1,)]
    done = await site.send(admin, "/admin/people/erase", {**who, "sure": "yes"}, page="/admin/people")
    assert "Erased." in done.text
    again = await site.send(admin, "/admin/people/erase", {**who, "sure": "yes"}, page="/admin/people")
    assert again.status_code == 404
    assert external not in str(await site.tables())
    actions = await site.store.read("SELECT action, detail FROM audit WHERE action <> 'set-up' ORDER BY id")
    assert actions == [("personal data", f"person {person}, given out"), ("erase", f"person {person}")]


# Downloads


async def test_downloads_are_the_files_of_an_export(site, admin, tmp_path):
    await answered(site)
    await export(site.store, tmp_path, everything=True)
    for name in ("answers", "questions", "all-answers"):
        got = await admin.get(f"/admin/download/{name}.csv")
        assert got.text == (tmp_path / f"{name}.csv").read_bytes().decode()
        assert got.headers["content-type"].startswith("text/csv")
        assert f'filename="{name}.csv"' in got.headers["content-disposition"]
        assert len(list(csv.reader(io.StringIO(got.text)))) > 5
    for name in ("label-answers", "nothing", "..%2f..%2fsecret", "%2e%2e/secret.key"):
        assert (await admin.get(f"/admin/download/{name}.csv")).status_code == 404, name


async def test_a_download_leaves_no_file_behind(site, admin, tmp_path, monkeypatch):
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "room"))
    (tmp_path / "room").mkdir()
    await site.enter("anna")
    assert (await admin.get("/admin/download/answers.csv")).status_code == 200
    assert (await admin.get("/admin/download/label-answers.csv")).status_code == 404
    assert list((tmp_path / "room").iterdir()) == []


# Troubles and the audit log


async def test_long_logs_have_pages(site, admin, monkeypatch):
    from mien.study.app.admin import records

    monkeypatch.setattr(records, "MOST_ROWS", 5)
    for number in range(12):
        await site.store.trouble(None, "kind", f"trouble {number:02}")
        await site.store.audit("test", "action", f"line {number:02}")
    for path, word in (("/admin/troubles", "trouble"), ("/admin/audit", "line")):
        found, page = [], path
        while page:
            text = (await admin.get(page)).text
            found += re.findall(rf"{word} (\d\d)", text)
            older = re.search(rf'href="({path}\?before=\d+)"', text)
            page = older and older[1]
        assert found == [f"{number:02}" for number in reversed(range(12))]


async def test_a_store_in_trouble_is_said_so(site, admin):
    from mien.study.store import StoreError

    async def broken(person, reason, by):
        raise StoreError("disk full at /secret/path")

    person = await site.enter("anna")
    site.store.exclude = broken
    answer = await site.send(admin, f"/admin/raters/{person}/exclude", {"reason": "x"})
    assert answer.status_code == 503
    assert "nothing was changed" in answer.text
    assert "/secret/path" not in answer.text


async def test_somebody_who_was_erased_is_still_a_rater(site, admin):
    people = await answered(site)
    await erase(site.store, site.directory, "prolific", "person 0")
    page = (await admin.get(f"/admin/raters/{people[0]}")).text
    assert "person 0" not in page
