"""Faces as large as the window allows, one grey around them, and hover that does not carry over."""

import json

import pytest

GREY = "rgb(236, 236, 234)"
FACE = """() => [...document.querySelectorAll('.stage.shown .frame')].map((frame) => {
  const box = frame.getBoundingClientRect(); return [box.width, box.height, box.right, box.bottom]; })"""

BOX = """(selector) => {
  const box = document.querySelector(selector).getBoundingClientRect(); return [box.width, box.height]; }"""


@pytest.mark.parametrize(
    ("size", "least"), [((360, 640), 140), ((768, 1024), 280), ((1280, 800), 370), ((1920, 1080), 560)]
)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_faces_are_large_on_one_grey(come, size, least, theme):
    width, height = size
    phone = {"has_touch": True, "is_mobile": True} if width < 500 else {}
    taker = come(viewport={"width": width, "height": height}, color_scheme=theme, **phone).open().enter()
    taker.press("#start")
    taker.at("question")
    taker.screen()
    page = taker.page
    faces = page.evaluate(FACE)
    assert len(faces) == 3
    assert len({(round(face[0]), round(face[1])) for face in faces}) == 1
    wide, high, _, _ = faces[0]
    assert wide >= least
    # The picture's own shape, to the pixel.
    form = json.loads(page.evaluate("document.body.dataset.study"))["pictures"]
    assert abs(wide / high - form["width"] / form["height"]) < 0.01
    assert all(right <= width and bottom <= height for _, _, right, bottom in faces)
    assert page.evaluate("document.documentElement.scrollHeight") <= height
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    assert page.evaluate(ground) == GREY
    assert page.evaluate("getComputedStyle(document.getElementById('choice-left')).backgroundColor") == GREY


@pytest.mark.parametrize(("size", "least"), [((360, 640), 230), ((768, 1024), 560), ((1280, 800), 400)])
def test_a_face_alone_is_as_large_as_its_answers_leave_room_for(come, size, least):
    """Wide answers below a face take nothing of its width."""
    taker = come(viewport={"width": size[0], "height": size[1]}).open().enter()
    taker.press("#start")
    taker.at("question")
    taker.screen()
    taker.page.keyboard.press("1")
    taker.press("#next")
    taker.page.wait_for_selector("#label.shown")
    page = taker.page
    [(wide, *_)] = page.evaluate(FACE)
    stage, area = (page.evaluate(BOX, selector) for selector in ("#label", "#question .area"))
    assert stage[0] <= area[0]
    assert stage[1] <= area[1]
    # A pixel more would be too wide or too high.
    assert min(area[0] - wide, area[1] - stage[1]) < 2
    assert wide >= least


def test_hover_shows_only_after_the_pointer_moved(come):
    taker = come().open().enter().practise()
    taker.question()
    page = taker.page
    border = "() => getComputedStyle(document.getElementById('choice-left')).borderTopColor"
    box = page.query_selector("#choice-left").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.wait_for_timeout(250)
    hovered = page.evaluate(border)
    taker.answer("1")
    taker.question()
    page.wait_for_timeout(250)
    plain = page.evaluate(border)
    assert plain != hovered
    page.mouse.move(box["x"] + 70, box["y"] + 60)
    page.mouse.move(box["x"] + 75, box["y"] + 60)
    page.wait_for_timeout(250)
    assert page.evaluate(border) == hovered


def test_sizes_in_degrees_and_a_window_that_is_too_small(come, new_study):
    study = new_study(
        display={"face_degrees": 6.0, "calibrate": "card", "distance_cm": 50.0},
        person={"triplets": 3, "labels": 0, "catch": 0, "repeats": 0, "practice": 0},
    )
    taker = come(study=study, viewport={"width": 1280, "height": 800}).open()
    page = taker.page
    taker.at("consent")
    taker.press("#agree")
    taker.at("card")
    page.evaluate("""() => { const slider = document.getElementById('card-size'); slider.value = 342;
      slider.dispatchEvent(new Event('input')); }""")
    assert page.query_selector("#card-shape").bounding_box()["width"] == 342
    taker.press("#card-done")
    taker.at("sit")
    assert "50 cm" in page.text_content("#sit-text")
    taker.press("#sit-done")
    taker.at("instructions")
    taker.press("#start")
    taker.at("question")
    taker.screen()
    # 342 px for 85.6 mm, 500 mm away: a degree in the middle is 8.73 mm or 34.9 px.
    assert abs(page.evaluate(FACE)[0][0] - 6 * 34.87) <= 1
    page.set_viewport_size({"width": 400, "height": 500})
    page.wait_for_selector("#small:not([hidden])")
    page.keyboard.press("1")
    page.wait_for_timeout(300)
    assert page.text_content("#number").startswith("Question 1 ")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for_selector("#small", state="hidden")
    taker.finish()
    assert study.times()[0] is None
    assert all(ms is not None for ms in study.times()[1:])
    kept = study.read("SELECT value FROM fact WHERE name = 'display-01'")
    seen = json.loads(kept[0][0])
    assert (seen["distance_mm"], seen["distance_by"], seen["window"]) == (500, "asked for", [1280, 800])
    assert abs(seen["face_degrees"] - 6) < 0.05
    assert taker.errors == []


@pytest.mark.parametrize("width", [320, 360])
def test_what_is_at_the_foot_has_a_place_of_its_own(come, new_study, width):
    long = "Write to somebody whose address and name are rather long: lab@example.org, for example"
    study = new_study(page={"contact": long})
    taker = come(study=study, viewport={"width": width, "height": 640}).open().enter()
    other, leave = (
        taker.page.query_selector(each).bounding_box() for each in ("[data-language=de]", "#leave")
    )
    assert other["x"] + other["width"] <= leave["x"]
    assert leave["x"] + leave["width"] <= width
