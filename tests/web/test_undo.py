"""The last answer taken back on the page, by its button and its key, while the server allows it."""

import pytest

FACES = """
SELECT question.anchor, answer.choice, question.first, question.second FROM answer
JOIN question ON question.id = answer.question WHERE answer.person = ? ORDER BY answer.id
"""


@pytest.fixture(scope="module")
def study(new_study):
    return new_study(
        person={"triplets": 4, "labels": 0, "catch": 0, "repeats": 0, "practice": 0},
        page={"languages": ["en"], "comment": False, "lockout_ms": 120},
        limits={"undos": 2},
    )


def _begun(come, study):
    taker = come(study=study).open().enter()
    taker.press("#start")
    taker.at("question")
    return taker


def _back(taker, way):
    """Take the last answer back; what is asked then."""
    before = taker.question()
    if way == "key":
        taker.page.keyboard.press("u")
    else:
        taker.press("#undo")
    taker.moved(before)
    return taker.question()


@pytest.mark.parametrize("way", ["button", "key"])
def test_an_answer_is_given_anew(come, study, way):
    taker = _begun(come, study)
    assert not taker.frame.is_visible("#undo")
    first = taker.question()
    taker.answer("1")
    again = _back(taker, way)
    assert (again["anchor"], again["number"]) == (first["anchor"], first["number"])
    assert not taker.frame.is_visible("#undo")
    taker.said.clear()
    taker.answer("2")
    taker.finish("1")
    person = study.newest()
    assert study.stored() == taker.said
    assert len(taker.said) == 4
    assert study.read("SELECT count(*), min(attempt) FROM undone WHERE person = ?", person) == [(1, 0)]
    (anchor, choice, one, other) = study.read(FACES, person)[0]
    assert study.face(first["anchor"]) == anchor
    assert {"first": one, "second": other}[choice] == study.face(first["choice-right"])
    assert taker.errors == []


def test_the_button_goes_with_the_last_one_allowed(come, study):
    taker = _begun(come, study)
    for _ in range(2):
        taker.answer("1")
        _back(taker, "button")
    taker.answer("1")
    taker.question()
    assert not taker.frame.is_visible("#undo")
    taker.page.keyboard.press("u")
    assert taker.finish()
    assert study.read("SELECT count(*) FROM undone WHERE person = ?", study.newest()) == [(2,)]


def test_where_nothing_is_taken_back_there_is_no_button(come, new_study):
    study = new_study(
        person={"triplets": 3, "labels": 0, "catch": 0, "repeats": 0, "practice": 0},
        page={"languages": ["en"], "comment": False},
        limits={"undos": 0},
    )
    taker = _begun(come, study)
    taker.answer("1")
    taker.question()
    assert not taker.frame.is_visible("#undo")
