"""The explorer's map, triplets and time in a real browser."""

import json
from dataclasses import replace
from urllib.parse import quote

import numpy as np
import pytest
from sklearn.decomposition import PCA

from mien.synthetic.posed import builtin_posed
from mien.triplets.formats.ours import read_judgments
from mien.triplets.votes import votes

SURFACE = "[data-view=map] .surface"
PLAIN = {"kind": "pca", "axes": [0, 1, 2], "colour": "label", "three": False, "hidden": [], "thumbs": True}
SLIDE = "(one, value) => { one.value = value; one.dispatchEvent(new Event('input')); }"
PLACES = "[...mien.map.scene.projection.places].map((place) => place * mien.map.scene.projection.scale)"
# Which face is taken where a face is.
PICKED = """(row) => {
  const { scene } = mien.map, at = scene.screen();
  return scene.pick(at[3 * row], at[3 * row + 1]);
}"""
LEFTMOST = """() => {
  const at = mien.map.scene.screen();
  return [...Array(at.length / 3).keys()].reduce((best, row) => (at[3 * row] < at[3 * best] ? row : best), 0);
}"""
HAPPY = "[...mien.data.faces.label.codes].findIndex((_, row) => mien.data.faces.label.at(row) === 'happy')"
CAPTION = "(text) => document.querySelector('[data-view=map] .caption').textContent.includes(text)"
TIMES = """() => Array.from({ length: 20 }, (_, i) => {
  const { scene } = mien.map, begun = performance.now();
  scene.camera = { ...scene.camera, yaw: i / 10 };
  mien.map.draw(true);
  const drawn = performance.now() - begun;
  scene.pick(200, 200);
  return [drawn, performance.now() - begun - drawn];
})"""
AT = "(row) => [...mien.map.scene.screen().slice(3 * row, 3 * row + 2)]"
STATE = "mien.state"
PHONE = {"width": 360, "height": 740}
COLOURS = """() => {
  const canvas = document.querySelector('canvas.points'), { width, height } = canvas;
  const pen = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
  pen.drawImage(canvas, 0, 0);
  return new Set(new Uint32Array(pen.getImageData(0, 0, width, height).data.buffer)).size;
}"""
LONELY = """() => {
  const { scene } = mien.map, at = scene.screen(), rows = [...Array(mien.data.faces.count).keys()];
  const inside = (value, whole) => value > 30 && value < whole - 30;
  return rows.find((row) => inside(at[3 * row], scene.width) && inside(at[3 * row + 1], scene.height)
    && scene.pick(at[3 * row], at[3 * row + 1]) === row);
}"""
# A place that no face is near, and that is on the screen.
EMPTY = """() => {
  const { scene } = mien.map;
  for (let y = 20; y < scene.height - 20; y += 7)
    for (let x = 20; x < scene.width - 20; x += 7) if (scene.pick(x, y, 16) < 0) return [x, y];
}"""


@pytest.fixture(scope="module")
def shown(make_shown):
    """200 faces of 8 people, each person's a recording."""
    faces = builtin_posed(0, 8)
    frame = np.concatenate([np.arange(count) for count in np.unique(faces.subject, return_counts=True)[1]])
    return make_shown(replace(faces, sequence=np.char.add(faces.subject, "-film"), frame=2 * frame), k=3)


@pytest.fixture(scope="module")
def page(tmp_path_factory, write_explorer, shown):
    return write_explorer(tmp_path_factory.mktemp("map") / "explorer.html", shown)


def opened_at(look, page, **state):
    # The map is to be seen whole, as a mouse goes over it.
    size = {"width": 1000, "height": 800}
    return look(page, f"#mien={quote(json.dumps(state))}" if state else "", viewport=size)


def point(opened, row):
    """Where a face is in the window."""
    box = opened.page.locator(SURFACE).bounding_box()
    x, y = opened.page.evaluate(AT, row)
    return box["x"] + x, box["y"] + y


def lonely(opened):
    """A face that no other is over, well inside the map."""
    return opened.page.evaluate(LONELY)


def test_places_are_scikit_learns_and_faces_are_drawn(look, page, shown):
    opened = opened_at(look, page)
    opened.frames()
    places = opened.page.evaluate(PLACES)
    z = shown.faces.z[shown.faces.kept]
    theirs = PCA(3).fit_transform(z.astype(np.float64))
    np.testing.assert_allclose(np.abs(np.reshape(places, (-1, 3))), np.abs(theirs), atol=1e-5)
    colours = opened.page.evaluate(COLOURS)
    assert colours > 20
    opened.check()


def test_a_click_takes_a_face_and_beside_faces_makes_one(look, page, shown):
    opened = opened_at(look, page, map=PLAIN)
    opened.frames()
    row = lonely(opened)
    opened.page.mouse.move(*point(opened, row))
    opened.page.wait_for_selector("[data-view=map] .tip:not([hidden])")
    assert opened.page.evaluate(STATE)["face"] is None, "hovering changes nothing"
    opened.page.mouse.click(*point(opened, row))
    state = opened.page.evaluate(STATE)
    assert state["face"] == row
    np.testing.assert_allclose(state["z"], shown.faces.z[shown.faces.kept][row], atol=1e-6)

    x, y = opened.page.evaluate(EMPTY)
    box = opened.page.locator(SURFACE).bounding_box()
    opened.page.mouse.click(box["x"] + x, box["y"] + y)
    z = opened.page.evaluate(STATE)["z"]
    assert opened.page.evaluate(STATE)["face"] is None
    seen = opened.page.evaluate("(z) => mien.map.scene.screenOf(mien.map.scene.projection.placeOf(z))", z)
    np.testing.assert_allclose(seen[:2], [x, y], atol=0.01)
    # What the axes do not show is as it is with the nearest face of the map.
    pca = PCA().fit(shown.faces.z[shown.faces.kept].astype(np.float64))
    scores = pca.transform(shown.faces.z[shown.faces.kept])
    made = pca.transform([z])[0]
    nearest = np.square(scores[:, :2] - made[:2]).sum(axis=1).argmin()
    assert made[2] == pytest.approx(scores[nearest, 2], abs=1e-5)
    opened.page.wait_for_function(
        "name => document.querySelector('[data-view=map] .caption').textContent.includes(name)",
        arg=shown.faces.faces.face[shown.faces.kept][nearest],
    )
    opened.page.keyboard.press("Control+z")
    assert opened.page.evaluate(STATE)["face"] == row
    opened.check()


def test_a_way_is_drawn_from_face_to_face_and_gone_along(look, page, shown):
    opened = opened_at(look, page, map=PLAIN)
    opened.frames()
    opened.page.click("[data-tool=way]")
    rows = [0, 40]
    start, end = (point(opened, row) for row in rows)
    opened.page.mouse.move(*start)
    opened.page.mouse.down()
    opened.page.mouse.move(*end, steps=4)
    opened.page.mouse.up()
    way = opened.page.evaluate(STATE)["way"]
    z = shown.faces.z[shown.faces.kept]
    np.testing.assert_allclose(way["from"], z[opened.page.evaluate(PICKED, 0)], atol=1e-6)
    np.testing.assert_allclose(way["to"], z[opened.page.evaluate(PICKED, 40)], atol=1e-6)
    opened.page.eval_on_selector("[data-view=map] .way-line input", SLIDE, 0.5)
    state = opened.page.evaluate(STATE)
    np.testing.assert_allclose(state["z"], (np.array(way["from"]) + way["to"]) / 2, atol=1e-6)
    opened.page.click("text=End the way")
    assert opened.page.evaluate(STATE)["way"]["from"] is None
    opened.check()


def test_keys_go_from_face_to_face_and_the_legend_filters(look, page):
    opened = opened_at(look, page, map=PLAIN)
    opened.frames()
    opened.page.focus(SURFACE)
    opened.page.keyboard.press("ArrowRight")
    assert opened.page.evaluate(STATE)["face"] is not None
    row = opened.page.evaluate(LEFTMOST)
    opened.page.evaluate("(row) => mien.choose(row)", row)
    opened.page.keyboard.press("ArrowRight")
    first = opened.page.evaluate(STATE)["face"]
    opened.page.keyboard.press("ArrowRight")
    second = opened.page.evaluate(STATE)["face"]
    assert None not in (first, second)
    assert point(opened, second)[0] > point(opened, first)[0]
    name = opened.page.evaluate("mien.data.faces.face[mien.state.face]")
    opened.page.wait_for_function(CAPTION, arg=name)
    for _ in range(2):
        opened.page.keyboard.press("+")
    assert opened.page.evaluate("mien.map.scene.camera.zoom") > 1.5
    opened.page.keyboard.press("0")
    assert opened.page.evaluate("mien.map.scene.camera.zoom") == 1

    opened.page.click("[data-view=map] .legend button:has-text('happy')")
    assert opened.page.evaluate(STATE)["map"]["hidden"] == ["happy"]
    row = opened.page.evaluate(HAPPY)
    assert opened.page.evaluate("(row) => mien.map.scene.visible(row)", row) is False
    assert opened.page.evaluate(PICKED, row) != row
    opened.check()


def test_two_fingers_zoom_and_one_moves(look, page):
    opened = look(page, f"#mien={quote(json.dumps({'map': PLAIN}))}", viewport=PHONE, has_touch=True)
    opened.page.locator(SURFACE).scroll_into_view_if_needed()
    opened.frames()
    box = opened.page.locator(SURFACE).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = opened.page.context.new_cdp_session(opened.page)

    def fingers(kind, *points):
        places = [{"x": x + dx, "y": y + dy, "id": number} for number, (dx, dy) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    before = opened.page.evaluate(STATE)
    fingers("touchStart", (-20, 0), (20, 0))
    fingers("touchMove", (-50, 0), (50, 0))
    fingers("touchEnd")
    assert opened.page.evaluate("mien.map.scene.camera.zoom") == pytest.approx(2.5, rel=0.02)
    centre = opened.page.evaluate("mien.map.scene.camera.centre")
    fingers("touchStart", (40, 40))
    fingers("touchMove", (60, 40))
    fingers("touchMove", (80, 40))
    fingers("touchEnd")
    assert opened.page.evaluate("mien.map.scene.camera.centre[0]") < centre[0]
    assert opened.page.evaluate(STATE) == before, "looking about chooses nothing"
    opened.check()


def test_triplets_are_filtered_sent_on_and_answered(look, page, shown, tmp_path):
    opened = opened_at(look, page, panel="triplets", triplet=3, triplets={"show": "all", "part": ""})
    place = opened.page.locator("[data-view=triplets]")
    assert "triplet 3" in place.inner_text()
    of = shown.faces
    test = of.triplets["test"].rows
    z = of.z.astype(np.float64)
    far = [np.linalg.norm(z[test[:, 0]] - z[test[:, other]], axis=1) for other in (1, 2)]
    against = far[0] > far[1]
    opened.page.select_option("[data-view=triplets] select >> nth=1", "test")
    opened.page.select_option("[data-view=triplets] select >> nth=0", "against")
    assert f"1 of {against.sum()}" in place.locator(".bar .count").inner_text()
    first = opened.page.evaluate(STATE)["triplet"]
    place.get_by_role("button", name="Next", exact=True).click()
    assert opened.page.evaluate(STATE)["triplet"] == np.flatnonzero(against)[1] != first
    assert "The model says the other face" in place.inner_text()

    place.get_by_role("button", name="Answer a few yourself").click()
    for side in ("left", "right", "left"):
        place.get_by_role("button", name=f"This one ({side})").click()
    assert "3 answered" in place.inner_text()
    place.get_by_role("button", name="Show how I agree").click()
    assert "95 % interval" in place.locator(".told").inner_text()
    for kind in ("questions", "answers"):
        with opened.page.expect_download() as saved:
            place.get_by_role("button", name=f"Save {kind} as CSV").click()
        saved.value.save_as(tmp_path / f"{kind}.csv")
    judgments = read_judgments(tmp_path / "questions.csv", tmp_path / "answers.csv", of.faces.face)
    assert votes(judgments.questions, judgments.answers).sum(axis=1).tolist() == [1, 1, 1]
    assert (judgments.answers.first_left >= 0).all()
    assert set(judgments.questions.part) == {"test"}
    told = place.locator(".told").inner_text()
    known = {tuple(row) for row in test.tolist()}
    chosen = judgments.questions.rows[judgments.answers.question]
    turned = np.where(judgments.answers.choice[:, None] == 1, chosen[:, [0, 2, 1]], chosen)
    assert f"{sum(tuple(row) in known for row in turned.tolist())} of 3 with the triplets" in told
    opened.page.reload()
    opened.page.click("#mien-tab-triplets")
    place.get_by_role("button", name="Answer a few yourself").click()
    assert "3 answered" in place.inner_text(), "answers are kept in the browser"
    opened.check()


def test_a_recording_is_played_and_scrubbed(look, page, shown):
    opened = opened_at(look, page, panel="time", map=PLAIN)
    place = opened.page.locator("[data-view=time]")
    opened.page.select_option("[data-view=time] select >> nth=0", "1")
    state = opened.page.evaluate(STATE)
    assert state["video"] == {"sequence": 1, "frame": 0}
    recording = opened.page.evaluate("mien.data.video.recordings[1]")
    assert shown.faces.faces.subject[shown.faces.kept][state["face"]] == recording["subject"]
    opened.page.eval_on_selector("[data-view=time] input[type=range]", SLIDE, 7)
    state = opened.page.evaluate(STATE)
    assert state["video"]["frame"] == 7
    own = np.flatnonzero(shown.faces.faces.subject[shown.faces.kept] == recording["subject"])
    assert state["face"] == own[7]
    np.testing.assert_allclose(state["z"], shown.faces.z[shown.faces.kept][own[7]], atol=1e-6)
    # On the map a frame of the recording is taken before a face.
    opened.frames()
    opened.page.mouse.click(*point(opened, int(own[12])))
    state = opened.page.evaluate(STATE)
    assert state["face"] in own
    assert state["z"] == opened.page.evaluate("(row) => mien.data.latents.of(row)", state["face"])
    before = state["video"]["frame"]
    place.get_by_role("button", name="Play").click()
    opened.page.wait_for_function("(frame) => mien.state.video.frame !== frame", arg=before)
    place.get_by_role("button", name="Pause").click()
    assert opened.page.evaluate("mien.canUndo") is False, "playing is no step"
    opened.check()


@pytest.mark.parametrize("size", [(1280, 900), (360, 740)])
def test_nothing_serious_for_assistive_technology(look, page, size):
    from axe_playwright_python.sync_playwright import Axe

    opened = look(page, viewport={"width": size[0], "height": size[1]})
    for panel in ("triplets", "time"):
        opened.page.click(f"#mien-tab-{panel}")
        if panel == "time":
            opened.page.select_option("[data-view=time] select >> nth=0", "0")
        opened.frames()
        found = Axe().run(opened.page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    wide = "document.documentElement.scrollWidth"
    assert opened.page.evaluate(wide) <= size[0]
    opened.check()


def test_what_is_missing_is_said_in_its_place(look, tmp_path, write_explorer, make_shown, make_posed):
    posed = make_posed(people=4, labels=("angry",), degrees=(1,)).whole()
    bare = make_shown(replace(posed, label=np.full(len(posed), "")), "vae", 1)
    opened = look(write_explorer(tmp_path / "one.html", bare))
    for panel, text in (("triplets", "There are no triplets"), ("time", "There are no recordings")):
        opened.page.click(f"#mien-tab-{panel}")
        assert text in opened.page.locator(f"[data-view={panel}]").inner_text()
    assert opened.page.evaluate("mien.map.scene.projection.width") == 1
    opened.check()
    z = np.where(np.arange(len(posed))[:, None] == 2, bare.faces.z, np.nan)
    opened = look(write_explorer(tmp_path / "alone.html", replace(bare, faces=replace(bare.faces, z=z))))
    opened.page.evaluate("mien.choose(0)")
    opened.page.wait_for_function(CAPTION, arg="one face only")
    opened.check()
    opened = look(write_explorer(tmp_path / "none.html", replace(bare, faces=None)))
    assert "There is no map" in opened.page.locator("[data-view=map]").inner_text()
    opened.check()


@pytest.mark.soak
def test_a_hundred_thousand_faces_can_be_used(look, tmp_path, write_explorer, make_shown, make_posed):
    """Frame time on software rendering, printed."""
    from mien.faces.faces import Faces
    from mien.landmarks import Landmarks

    few, n = make_posed(people=40, labels=tuple("abcdef"), degrees=(1, 2, 3, 4)), 100_000
    rows = np.random.default_rng(0).integers(0, len(few), n)
    rows[:1000] = np.arange(1000)
    noise = np.random.default_rng(1).normal(0, 0.02, (n, *few.landmarks.points.shape[1:])).astype(np.float32)
    points = Landmarks(few.landmarks.points[rows] + noise, few.landmarks.layout, "mm")
    columns = [column[rows] for column in (few.subject, few.label, few.intensity)]
    faces = Faces(points, np.char.mod("f%06d", np.arange(n)), *columns)
    shown = make_shown(faces, "vae", 8)
    page = write_explorer(tmp_path / "many.html", replace(shown, faces=replace(shown.faces, triplets={})))
    opened = opened_at(look, page)
    opened.page.set_default_timeout(60_000)
    opened.frames()
    draw, pick = np.median(opened.page.evaluate(TIMES), axis=0)
    print(f"100,000 faces: drawn in {draw:.0f} ms, what is under the mouse in {pick:.0f} ms (medians of 20)")
    assert opened.page.evaluate("mien.map.scene.projection.places.length") == 3 * n
    opened.page.mouse.click(*point(opened, 500))
    assert opened.page.evaluate(STATE)["face"] == opened.page.evaluate(PICKED, 500)
    opened.check()
