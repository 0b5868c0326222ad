"""Moving faces in a real browser: all begin together, run as they should, and that is stored."""

import json
from itertools import pairwise

import pytest
from PIL import Image, ImageDraw

from mien.study.stimuli import About, write_stimuli
from mien.study.stimuli.clips import pack, still

FRAMES, RATE = 15, 25
# The grey of the upper left corner of each canvas says which picture it shows.
READ = """() => [...document.querySelectorAll('.stage:not([hidden]) canvas')].map((canvas) =>
  canvas.getContext('2d').getImageData(3, 3, 1, 1).data[0])"""
WATCH = """() => {
  window.seen = [];
  const look = (now) => {
    const stage = document.querySelector('.stage:not([hidden])');
    const canvases = [...(stage?.querySelectorAll('canvas') ?? [])];
    if (canvases.length) window.seen.push([now, stage.classList.contains('shown'),
      canvases.map((canvas) => canvas.getContext('2d').getImageData(3, 3, 1, 1).data[0]),
      canvases.map((canvas) => getComputedStyle(canvas).visibility)]);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


def moving(folder):
    """Clips in the place of the study's pictures; a square in each frame says its number, a bar the face."""

    def frame(face, number):
        image = Image.new("RGB", (160, 192), (220, 220, 220))
        pen = ImageDraw.Draw(image)
        pen.rectangle([0, 0, 15, 15], fill=(10 + 14 * number,) * 3)
        pen.rectangle([30, 60, 40 + 5 * face, 70], fill=(40, 40, 160))
        return image

    faces = range(21)
    clips = [pack([still(frame(face, number)) for number in range(FRAMES)], RATE, "clip") for face in faces]
    write_stimuli(folder / "stimuli", [f"f{face:02}" for face in faces], clips, About("images"))


def numbers(values):
    return [round((value - 10) / 14) for value in values]


@pytest.fixture(scope="module")
def looping(new_study):
    return new_study(moving, person={"triplets": 3, "labels": 0, "catch": 1, "repeats": 1, "repeat_gap": 2,
                                     "practice": 0})  # fmt: skip


@pytest.fixture(scope="module")
def once(new_study):
    return new_study(
        moving,
        person={"triplets": 3, "labels": 0, "catch": 0, "repeats": 0, "practice": 0},
        clips={"play": "once", "replays": 1, "whole": True},
    )


def begin(taker):
    taker.open().enter()
    taker.page.evaluate(WATCH)
    taker.press("#start")
    taker.at("question")
    assert taker.screen() == "question"


def test_clips_begin_together_and_go_round(come, looping):
    taker = come(study=looping)
    begin(taker)
    taker.page.wait_for_timeout(1500)
    seen = taker.page.evaluate("window.seen")
    # Nothing is seen before all can be: until then the first picture waits behind a veil.
    before = [row for row in seen if not row[1]]
    assert all(set(visible) == {"hidden"} for _, _, _, visible in before)
    assert all(set(numbers(values)) == {0} for _, _, values, _ in before if values[0])
    shown = [(now, numbers(values)) for now, is_shown, values, visible in seen if is_shown]
    assert set(shown[0][1]) == {0}
    # Three clips never differ, and they go through all their pictures at 25 a second, again and again.
    assert all(len(values) == 3 and len(set(values)) == 1 for _, values in shown)
    row = [values[0] for _, values in shown]
    steps = [(later - earlier) % FRAMES for earlier, later in pairwise(row)]
    # On a busy machine a picture whose time is over is skipped.
    skipped = sum(step - 1 for step in steps if step > 1)
    assert len(set(range(FRAMES)) - set(row)) <= skipped < len(row)
    assert sum(later < earlier for earlier, later in pairwise(row)) >= 2
    passed = sum(steps) / RATE
    # A picture that comes late on a busy machine is skipped, not waited for.
    longest = max(later[0] - earlier[0] for earlier, later in pairwise(shown)) / 1000
    # So the first and the last may each have been seen that late.
    assert abs(passed - (shown[-1][0] - shown[0][0]) / 1000) < 0.1 + 2 * longest
    taker.finish()
    person = looping.newest()
    told = looping.read("SELECT value FROM fact WHERE person = ? AND name LIKE 'showing-%'", person)
    assert len(told) == len(looping.stored(person)) >= 4
    first = json.loads(told[0][0])
    assert len(first["clips"]) == 3
    assert first["face"] > 140
    for clip in first["clips"]:
        assert clip["plays"] >= 2
        assert clip["drawn"] + clip["late"] >= 1.3 * RATE
    assert taker.errors == []


def test_clips_are_played_once_and_once_more(come, once):
    taker = come(study=once)
    taker.open().enter()
    page = taker.page
    assert "once more" in page.text_content("#points")
    taker.press("#start")
    page.wait_for_selector(".stage.shown")
    # No answer before they came to their end.
    page.keyboard.press("1")
    assert taker.screen() == "question"
    assert page.text_content("#number").startswith("Question 1 ")
    page.wait_for_function(
        "() => document.getElementById('replay').getAttribute('aria-disabled') === 'false'"
    )
    assert numbers(page.evaluate(READ)) == [FRAMES - 1] * 3
    page.keyboard.press("r")
    # From the first frame on again, however late a busy machine draws.
    page.wait_for_function(f"(last) => ({READ})()[0] < last", arg=10 + 14 * (FRAMES - 1) - 7)
    page.wait_for_function("() => !document.getElementById('replay').checkVisibility()")
    page.wait_for_timeout(1000)
    assert numbers(page.evaluate(READ)) == [FRAMES - 1] * 3
    page.keyboard.press("r")
    page.wait_for_timeout(150)
    assert numbers(page.evaluate(READ)) == [FRAMES - 1] * 3
    taker.finish()
    rows = once.read(
        "SELECT value FROM fact WHERE name LIKE 'showing-%' AND person = ? ORDER BY at", once.newest()
    )
    plays = [[clip["plays"] for clip in json.loads(value)["clips"]] for (value,) in rows]
    assert plays[0] == [2, 2, 2]
    assert all(each == [1, 1, 1] for each in plays[1:])
    assert all(ms >= 1000 * FRAMES / RATE for ms in once.times())
    assert taker.errors == []


def test_less_motion_is_respected_and_said(come, looping):
    taker = come(study=looping, reduced_motion="reduce")
    taker.open().enter()
    assert "shown once" in taker.page.text_content("#points")
    taker.press("#start")
    taker.at("question")
    assert taker.screen() == "question"
    taker.page.wait_for_timeout(1000)
    assert numbers(taker.page.evaluate(READ)) == [FRAMES - 1] * 3
    taker.finish()
    rows = looping.read("SELECT value FROM fact WHERE name LIKE 'display-%' AND person = ?", looping.newest())
    assert json.loads(rows[0][0])["motion"] == "less"


def test_answers_about_clips_wait_in_the_outbox_too(come, looping):
    taker = come(study=looping)
    begin(taker)
    page, context = taker.page, taker.context
    page.wait_for_timeout(500)
    context.set_offline(True)
    taker.answer("1")
    taker.answer("2")
    assert looping.stored() == []
    context.set_offline(False)
    taker.finish()
    assert looping.stored() == taker.said
    told = looping.read("SELECT 1 FROM fact WHERE name LIKE 'showing-%' AND person = ?", looping.newest())
    assert len(told) == len(taker.said)
    assert taker.errors == []
