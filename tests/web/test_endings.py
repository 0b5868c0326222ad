"""The last page of every ending: what it says, which code it has, and the way back to the platform."""

from contextlib import suppress

import httpx
import pytest
from playwright.sync_api import TimeoutError

from mien.study.asked import read_asked, write_asked
from mien.study.directory import StudyDirectory
from mien.study.store.records import CATCH, NewQuestion, Pool

from .conftest import SHOWN

CODES = {
    "full": "FULL01",
    "partial": "PART01",
    "no_consent": "NOPE01",
    "withdrawn": "GONE01",
    "closed": "SHUT01",
}
BACK = "https://app.prolific.com/submissions/complete?cc="
SMALL = {"triplets": 3, "labels": 0, "catch": 0, "repeats": 0, "practice": 0}


@pytest.fixture(scope="module")
def study(new_study):
    prolific = {"enabled": True, "completion_code": "C1M7OONT", "codes": CODES}
    return new_study(
        questions={"k": 1},
        person=SMALL,
        page={"languages": ["en"], "comment": False},
        limits={"give_backs": 0},
        platforms={"prolific": prolific},
    )


def _query(number):
    return {"PROLIFIC_PID": f"{number:024x}", "STUDY_ID": "a" * 24, "SESSION_ID": "b" * 24}


def _opened(come, study, number):
    path = "/prolific?" + "&".join(f"{key}={value}" for key, value in _query(number).items())
    page = come(path, study).open().page
    page.wait_for_selector("#agree")
    return page


def _call(study, path, body, token=""):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.post(f"{study.url}/api/{path}", json=body, headers=headers)


def _enter(study, platform, query):
    body = {"platform": platform, "query": query, "language": "en", "consent": "1"}
    return _call(study, "enter", body)


def test_who_does_not_agree_or_leaves_has_a_way_back(come, study):
    page = _opened(come, study, 1)
    page.click("#decline")
    assert page.get_attribute("#notice-way a", "href") == BACK + "NOPE01"
    page.click("#notice-button")
    page.click("#agree")
    page.wait_for_selector("#start")
    page.click("#leave")
    page.click("#leave-now")
    page.wait_for_selector("#notice-way a")
    assert page.get_attribute("#notice-way a", "href") == BACK + "GONE01"


def test_who_answers_too_little_is_told_and_has_another_code(come, study):
    page = _opened(come, study, 2)
    page.click("#agree")
    page.wait_for_selector("#start")
    token = _enter(study, "prolific", _query(2)).json()["token"]
    for question in _call(study, "claim", {}, token).json()["questions"][:2]:
        _call(study, "replace", {"lease": question["lease"], "reason": "404"}, token)
    page.click("#start")
    page.wait_for_selector(".stage.shown:not([hidden])")
    page.wait_for_selector("#choice-left:not([aria-disabled])")
    page.keyboard.press("1")
    page.wait_for_selector("#end:not([hidden])")
    assert "Fewer questions" in page.text_content("#end-text")
    assert page.text_content("#code") == "PART01"
    assert page.get_attribute("#way-back a", "href") == BACK + "PART01"


def test_busy_offers_to_come_back(come, study):
    for number in range(60):
        entered = _enter(study, "link", {"visitor": f"visitor-{number:020}"})
        if entered.status_code != 200:
            break
        _call(study, "claim", {}, entered.json()["token"])
    assert entered.json()["error"] == "busy"
    page = come("/", study).open().page
    page.wait_for_selector("#notice:not([hidden])")
    assert page.text_content("#notice-title") == "All places are taken at the moment"
    person = study.newest()
    entered = _enter(study, "link", {"visitor": "visitor-" + f"{number - 1:020}"})
    _call(study, "withdraw", {}, entered.json()["token"])
    assert study.read("SELECT state FROM person WHERE id = ?", person) == [("withdrawn",)]
    page.click("#notice-button")
    page.wait_for_selector("#agree")


def test_who_does_not_understand_is_screened_out_with_a_code_and_stays_so(come, new_study):
    study = new_study(
        person={**SMALL, "comprehension": True},
        page={"languages": ["en"], "comment": False},
        platforms={
            "prolific": {
                "enabled": True,
                "completion_code": "C1M7OONT",
                "codes": {"screened_out": "OUT001"},
            }
        },
    )
    page = _opened(come, study, 5)
    page.click("#agree")
    page.wait_for_selector("#start")
    page.click("#start")
    for attempt in range(2):
        page.wait_for_selector("#asking:not([hidden])")
        _choose_wrongly(page)
        page.click("#asking-button")
        page.wait_for_selector("#notice-button:visible")
        page.click("#notice-button")
        if attempt == 0:
            page.click("#start")
    for _ in range(2):
        page.wait_for_selector("#end:not([hidden])")
        assert page.text_content("#code") == "OUT001"
        assert page.get_attribute("#way-back a", "href") == BACK + "OUT001"
        assert page.is_hidden("#leave")
        # Looking again changes nothing.
        page.reload()
        page.wait_for_selector("#notice-button:visible, #end:not([hidden])")
        if page.is_visible("#notice-button"):
            page.click("#notice-button")
    person = study.newest()
    sql = "SELECT state, outcome, answered FROM person WHERE id = ?"
    assert study.read(sql, person) == [("excluded", "screened_out", 0)]


def _more_catch_questions(folder):
    directory = StudyDirectory(folder)
    more = [
        NewQuestion(f"catch-{face}", Pool("triplet", "", CATCH), face, face, "f06", expected="first")
        for face in ("f01", "f02")
    ]
    write_asked(folder, [*read_asked(folder, directory.design), *more])


def test_who_answers_catch_questions_wrongly_is_warned_and_then_screened_out(come, new_study):
    study = new_study(
        _more_catch_questions,
        person={**SMALL, "triplets": 4, "catch": 3},
        attention={"warn": 1, "end": 2},
        page={"languages": ["en"], "comment": False},
        platforms={
            "prolific": {
                "enabled": True,
                "completion_code": "C1M7OONT",
                "codes": {"screened_out": "OUT001"},
            }
        },
    )
    path = "/prolific?" + "&".join(f"{key}={value}" for key, value in _query(6).items())
    taker = come(path, study).open()
    page = taker.page
    page.click("#agree")
    page.click("#start")
    warned, wrong = 0, set()
    for _ in range(40):
        screen = taker.screen()
        if screen == "end":
            break
        if screen == "notice":
            title = page.text_content("#notice-title")
            warned += title == "Please look closely"
            if title == "Your part is over":
                assert "Too many of your answers" in page.text_content("#notice-text")
                assert len(wrong) == 2
            if page.is_visible("#notice-button"):
                taker.go_on()
            continue
        # What the second wrong answer ends may still be on the screen for a moment.
        shown = page.evaluate(f"() => document.querySelector('.stage:not([hidden])') && ({SHOWN})()")
        if not shown:
            continue
        anchor, left, right = (study.face(shown[part]) for part in ("anchor", "choice-left", "choice-right"))
        # A catch question shows the reference once more: whoever does not look takes the other face.
        if anchor in (left, right):
            wrong.add(shown["number"])
        page.keyboard.press("2" if anchor == left else "1")
        # A question that is taken away for a notice comes back under its number.
        with suppress(TimeoutError):
            page.wait_for_function(
                "number => document.getElementById('number').textContent !== number", arg=shown["number"],
                timeout=1500,
            )  # fmt: skip
    assert (warned, len(wrong)) == (1, 2)
    assert page.text_content("#code") == "OUT001"
    assert page.get_attribute("#way-back a", "href") == BACK + "OUT001"
    assert taker.errors == []
    person = study.newest()
    sql = "SELECT state, outcome FROM person WHERE id = ?"
    assert study.read(sql, person) == [("excluded", "screened_out")]
    # Nothing of it counts, and the places are free again.
    assert study.read("SELECT SUM(counted + leased) FROM question") == [(0,)]
    page.reload()
    # "Welcome back", and that it is over.
    for _ in range(2):
        page.wait_for_selector("#notice-button:visible, #end:not([hidden])")
        if page.is_visible("#notice-button"):
            taker.go_on()
    page.wait_for_selector("#end:not([hidden])")
    assert page.text_content("#code") == "OUT001"


def _choose_wrongly(page):
    for group in page.query_selector_all("#asking-form fieldset"):
        wrong = [one for one in group.query_selector_all("label") if "is more like" not in one.inner_text()]
        wrong[0].click()
