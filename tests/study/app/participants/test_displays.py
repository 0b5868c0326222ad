"""How people saw the questions: what is kept, how much of it, and what an export says."""

import json

import pytest

from mien.study.app.catalogues import best_language
from mien.study.export import export
from mien.tabular import read_columns

SEEN = {
    "window": [1280, 800], "screen": [1920, 1080], "ratio": 1.25, "zoom": 1, "theme": "dark",
    "contrast": False,
    "motion": "full", "input": "mouse", "hover": True, "face": 388, "face_degrees": 8.5,
    "pixels_per_mm": 3.78, "distance_mm": 570, "distance_by": "asked for",
}  # fmt: skip
SHOWN = {"face": 388, "onset": 17, "clips": [{"drawn": 50, "late": 2, "longest": 64, "plays": 1}] * 3}


def test_each_change_is_kept_and_no_more_than_twenty(visit):
    async def test(somebody):
        await somebody.enter()
        assert (await somebody.post("display", SEEN)).json() == {"noted": True}
        assert (await somebody.post("display", SEEN)).json() == {"noted": False}
        for width in range(30):
            noted = (await somebody.post("display", {**SEEN, "window": [width, 800]})).json()["noted"]
            assert noted == (width < 19)
        assert await somebody.count("fact") == 20
        other = await somebody.another("somebody-else-0123")
        assert (await other.post("display", SEEN)).json() == {"noted": True}
        for wrong in (
            {**SEEN, "window": [1, 2, 3]}, {**SEEN, "theme": "<b>"}, {**SEEN, "ratio": "1"}, {},
            {**SEEN, "face": -1}, {**SEEN, "more": 1}, {**SEEN, "ratio": 1e9},
        ):  # fmt: skip
            assert somebody.error(await somebody.post("display", wrong)) == (422, "invalid")
        assert somebody.error(await somebody.post("display", SEEN, token="nonsense"))[0] == 401

    visit(test)


def test_how_clips_ran_is_kept_once_with_an_answer_of_ones_own(visit, tmp_path):
    async def test(somebody):
        await somebody.enter()
        await somebody.post("display", SEEN)
        one, two, _ = (await somebody.claim())["questions"]
        other = await somebody.another("somebody-else-0123")
        await other.answer({**other.answered(one), "shown": SHOWN})
        assert await somebody.count("fact") == 1
        await somebody.answer({**somebody.answered(one), "shown": SHOWN}, somebody.answered(two))
        await somebody.answer({**somebody.answered(one), "shown": {**SHOWN, "onset": 99}})
        rows = await somebody.store.read("SELECT name, value FROM fact WHERE name LIKE 'showing-%'")
        assert [(name, json.loads(value)) for name, value in rows] == [(f"showing-{one['lease']}-0", SHOWN)]
        wrong = {**somebody.answered(two), "shown": {**SHOWN, "clips": SHOWN["clips"] * 6}}
        assert somebody.error(await somebody.answer(wrong)) == (422, "invalid")
        done = await export(somebody.store, tmp_path / "out")
        assert {"displays", "showings"} <= set(done.names)
        shown = read_columns(
            tmp_path / "out" / "displays.csv", ("rater", "window_width", "face_degrees", "hover")
        )
        assert [shown.text[name] for name in ("window_width", "face_degrees", "hover")] == [
            ["1280"],
            ["8.5"],
            ["1"],
        ]
        ran = read_columns(tmp_path / "out" / "showings.csv", ("onset", "clips", "drawn", "missed", "plays"))
        assert [ran.text[name][0] for name in ("onset", "clips", "drawn", "missed", "plays")] == [
            "17", "3", "150", "6", "1",
        ]  # fmt: skip

    visit(test)


def test_an_answer_given_anew_has_its_own_clips(visit, tmp_path):
    async def test(somebody):
        await somebody.enter()
        one = (await somebody.claim())["questions"][0]
        await somebody.answer({**somebody.answered(one), "shown": SHOWN})
        found = (await somebody.post("undo", {"lease": one["lease"], "attempt": 0})).json()
        assert (found["undone"], found["question"]["attempt"]) == (True, 1)
        assert found["question"]["anchor"] == one["anchor"]
        again = {**SHOWN, "onset": 40}
        await somebody.answer({**somebody.answered(found["question"]), "attempt": 1, "shown": again})
        await export(somebody.store, tmp_path / "out")
        ran = read_columns(tmp_path / "out" / "showings.csv", ("onset", "plays"))
        assert ran.text["onset"] == ["40"]

    visit(test)


@pytest.mark.parametrize(
    ("accepted", "found"),
    [
        ("", "en"), ("de", "de"), ("de-AT,de;q=0.9,en;q=0.8", "de"), ("fr,de;q=0.2", "de"), ("fr", "en"),
        ("en;q=0.1,de;q=0.9", "de"), ("de;q=0,en", "en"), ("*", "en"), ("DE", "de"), ("de;q=nonsense", "en"),
        (",,;q=1,", "en"), ("x" * 5000, "en"), ("de;q=1.0000", "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_browsers(accepted, found):
    assert best_language(accepted, ["en", "de"]) == found
    assert best_language("", ["de", "en"]) == "de"
