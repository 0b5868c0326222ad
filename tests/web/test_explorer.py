"""The explorer in a real browser, opened from a file."""

import dataclasses
import io
import json
import statistics
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from mien.landmarks import Landmarks

SERIOUS = ("serious", "critical")
PIXELS = """() => {
  const canvas = document.querySelector('[data-view=face] canvas');
  const { width, height } = canvas;
  const flat = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
  flat.drawImage(canvas, 0, 0);
  const now = new Uint32Array(flat.getImageData(0, 0, width, height).data.buffer), before = window.pixels;
  window.pixels = now;
  const other = before?.length === now.length ? now.filter((value, i) => value !== before[i]) : now;
  const changed = other.length / now.length;
  return { colours: new Set(now).size, changed };
}"""


def slide(page, number, value):
    """Move a dimension's slider as a hand would."""
    page.eval_on_selector(
        f"[data-dimension='{number}']",
        "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input')); }",
        value,
    )


def test_a_slider_moves_the_face(look, explorer):
    opened = look(explorer)
    opened.frames()
    assert opened.page.evaluate(PIXELS)["colours"] > 50, "something is drawn"
    slide(opened.page, 0, 3)
    opened.frames()
    assert opened.page.evaluate(PIXELS)["changed"] > 0.005
    slide(opened.page, 0, 0)
    opened.frames()
    assert opened.page.evaluate(PIXELS)["changed"] > 0.005
    opened.page.keyboard.press("Control+z")
    assert opened.page.evaluate("mien.state.z[0]") == 0
    opened.frames()
    assert opened.page.evaluate(PIXELS)["changed"] == 0
    opened.check()


def test_the_decoder_gives_what_pytorch_gives_and_in_time(look, explorer):
    opened = look(explorer)
    assert opened.page.evaluate("mien.goldenError") < 1e-5
    for step in range(40):
        slide(opened.page, 1, step / 20 - 1)
        opened.frames()
    times = opened.page.evaluate("mien.timing.frames")
    middle = statistics.median(times)
    print(
        f"decode, surface and upload: median {middle:.2f} ms, most {max(times):.2f} ms of {len(times)} frames"
    )
    assert len(times) > 30
    opened.check()


def saved(page, words):
    """What a button hands to the reader."""
    with page.expect_download() as download:
        page.get_by_role("button", name=words, exact=True).click()
    return Path(download.value.path()).read_bytes()


def test_axe_finds_nothing_serious_in_any_panel(look, explorer):
    for scheme, width in (("light", 1280), ("dark", 360)):
        opened = look(explorer, color_scheme=scheme, viewport={"width": width, "height": 800})
        for name in opened.page.eval_on_selector_all("[role=tab]", "tabs => tabs.map(tab => tab.id)"):
            opened.page.click(f"#{name}")
            opened.frames()
            found = Axe().run(opened.page).response["violations"]
            serious = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in SERIOUS]
            assert serious == []
            assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
        opened.check()


def test_names_and_directions_stay_and_are_undone(look, explorer):
    opened = look(explorer)
    page = opened.page
    page.fill("[aria-label='Name of dimension 1']", "jaw")
    page.keyboard.press("Enter")
    page.fill("[aria-label='Name of the direction']", "surprise")
    page.get_by_role("button", name="Make the direction").click()
    page.locator("[data-direction='0']").wait_for()
    (vector,) = page.evaluate("mien.state.directions.map(({v}) => v)")
    labels = page.evaluate("mien.data.faces.label.names.filter(Boolean).slice(0, 2)")
    means = page.evaluate(
        "names => names.map(name => {"
        " const {faces, latents, model} = mien.data, sum = Array(model.k).fill(0);"
        " let n = 0; faces.face.forEach((_, row) => { if (faces.label.at(row) === name)"
        " { n++; latents.of(row).forEach((v, i) => { sum[i] += v; }); } }); return sum.map(v => v / n); })",
        labels,
    )
    assert vector == pytest.approx([b - a for a, b in zip(*means, strict=True)], rel=1e-2, abs=1e-4)
    page.reload()
    page.locator("[data-direction='0']").wait_for()
    assert page.input_value("[aria-label='Name of dimension 1']") == "jaw"
    assert json.loads(saved_at(page, "Take away", "Save names and directions"))["names"] == {"1": "jaw"}
    opened.check()


def saved_at(page, tab, words):
    page.get_by_role("tab", name=tab).click()
    return saved(page, words)


def test_the_address_holds_the_state(look, explorer):
    opened = look(explorer)
    slide(opened.page, 2, 1.25)
    opened.page.wait_for_function("() => location.hash.startsWith('#mien=')")
    again = look(explorer, opened.page.evaluate("location.hash"))
    assert again.page.evaluate("mien.state.z") == [0, 0, 1.25, 0]
    broken = look(explorer, "#mien=%7B%22z%22%3A%5B1%5D%2C%22face%22%3A99999%7D")
    assert broken.page.evaluate("[mien.state.z, mien.state.face]") == [[0, 0, 0, 0], None]
    for one in (opened, again, broken):
        one.check()


def test_the_camera_stays(look, explorer):
    opened = look(explorer)
    opened.page.get_by_role("button", name="Side").click()
    before = opened.page.evaluate("mien.picture.camera.position.toArray()")
    slide(opened.page, 0, 2)
    opened.page.evaluate("mien.choose(5)")
    opened.page.set_viewport_size({"width": 500, "height": 600})
    opened.frames()
    assert opened.page.evaluate("mien.picture.camera.position.toArray()") == before
    opened.page.focus("[data-view=face] canvas")
    opened.page.keyboard.press("ArrowLeft")
    assert opened.page.evaluate("mien.picture.camera.position.toArray()") != before


def test_what_is_taken_away(look, explorer):
    opened = look(explorer)
    page = opened.page
    page.evaluate("mien.choose(7)")
    opened.frames()
    page.get_by_role("tab", name="Take away").click()
    with Image.open(io.BytesIO(saved(page, "Face PNG"))) as picture:
        assert picture.format == "PNG"
    assert ElementTree.fromstring(saved(page, "Face SVG")).tag.endswith("svg")
    points = saved(page, "Landmarks CSV").decode().splitlines()
    assert points[0] == "point,x,y,z"
    wanted = page.evaluate("[...mien.decode(mien.state.z)].slice(0, 3)")
    assert list(map(float, points[1].split(",")[1:])) == pytest.approx(wanted, abs=1e-5)
    lines = saved(page, "OBJ").decode().splitlines()
    corners = {int(corner) for line in lines if line.startswith("f ") for corner in line.split()[1:]}
    assert max(corners) <= sum(line.startswith("v ") for line in lines)
    assert json.loads(saved(page, "glTF"))["asset"]["version"] == "2.0"
    table = saved(page, "Latents of all faces CSV").decode().splitlines()
    assert len(table) == 1 + page.evaluate("mien.data.faces.count")
    opened.check()


def test_panels_are_taken_away_as_pictures(look, explorer):
    opened = look(explorer)
    page = opened.page
    page.get_by_role("tab", name="Take away").click()
    with Image.open(io.BytesIO(saved(page, "People PNG"))) as picture:
        # Seven labels' means, each with its word: more than paper and ink.
        assert len(picture.convert("RGB").resize((200, 200)).getcolors(40_000)) > 100
    drawn = ElementTree.fromstring(saved(page, "Triplet SVG"))
    inside = [element.tag.rpartition("}")[2] for element in drawn.iter()]
    assert inside.count("image") == 3
    assert {"Anchor", "Far"} <= {element.text for element in drawn.iter()}
    assert page.evaluate("mien.state.panel") == "takeaway"
    opened.check()


def test_a_way_is_filmed(look, explorer):
    opened = look(explorer, viewport={"width": 400, "height": 400})
    page = opened.page
    page.get_by_role("tab", name="Take away").click()
    page.get_by_role("button", name="Begin here").click()
    slide_to = "mien.set({z: mien.state.z.map((_, i) => (i === 0 ? 3 : 0))})"
    page.evaluate(slide_to)
    page.get_by_role("button", name="End here").click()
    with Image.open(io.BytesIO(saved(page, "Animated GIF"))) as film:
        frames = []
        for number in range(film.n_frames):
            film.seek(number)
            frames.append(np.asarray(film.convert("RGB"), dtype=int))
    assert len(frames) == 24
    assert np.abs(frames[12] - frames[0]).max() > 40
    assert page.evaluate(PIXELS)["colours"] > 50
    # The picture itself: its colours are those of the page, to the palette's steps.
    assert np.abs(frames[0][5, 5] - page.evaluate(PAPER)).max() <= 8
    assert len(saved(page, "WebM")) > 1000
    opened.check()


PAPER = """() => {
  const pen = document.createElement('canvas').getContext('2d');
  pen.fillStyle = getComputedStyle(document.querySelector('.mien-explorer')).getPropertyValue('--faint');
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""


def test_a_neutral_of_a_file(look, explorer, tmp_path):
    opened = look(explorer)
    page = opened.page
    page.get_by_role("tab", name="People").click()
    file = tmp_path / "anna.csv"
    count, mean = page.evaluate(
        "[mien.data.model.layout.names.length, [...mien.data.model.arrays.mean.values]]"
    )
    rows = np.array(mean).reshape(count, 3) * 60 + 12
    file.write_text("x,y,z\n" + "\n".join(",".join(f"{v:.5f}" for v in row) for row in rows))
    page.set_input_files("input[accept='.csv,.txt,.tsv']", file)
    page.wait_for_function("() => mien.data.neutrals[mien.state.neutral].subject === 'anna'")
    assert page.evaluate("Math.max(...mien.neutralOf(mien.state.neutral).map(Math.abs))") < 0.05
    file.write_text("x,y,z\n1,2,3\n")
    page.set_input_files("input[accept='.csv,.txt,.tsv']", file)
    page.get_by_text("anna.csv cannot be used: 1 points of 3 numbers; this model's layout has 83.").wait_for()
    page.get_by_role("button", name="Some people").click()
    page.get_by_role("button", name="Make the expression happy").click()
    opened.frames()
    assert page.evaluate("mien.state.compare.length") == 6
    opened.check()


def test_transfer_keeps_the_neutral(look, explorer):
    page = look(explorer).page
    page.get_by_role("tab", name="People").click()
    page.get_by_label("Keep this neutral").check()
    before = page.evaluate("mien.state.neutral")
    page.evaluate("mien.choose(mien.data.faces.neutral.findIndex((n) => n !== mien.state.neutral))")
    assert page.evaluate("[mien.state.neutral, mien.state.face !== null]") == [before, True]


def test_other_models(look, write_explorer, make_shown, make_posed, tmp_path):
    flat = make_posed("ibug51")
    flat = dataclasses.replace(
        flat, landmarks=Landmarks(flat.landmarks.points[..., :2], flat.landmarks.layout, "pixel")
    ).whole()
    dense = make_posed("mediapipe478", people=4).whole()
    for number, (faces, kind, k) in enumerate(
        [(flat, "vae-t", 2), (make_posed("ibug68").whole(), "vae", 6), (dense, "m2", 4)]
    ):
        file = write_explorer(tmp_path / f"{number}.html", make_shown(faces, kind, k))
        opened = look(file, viewport={"width": 360, "height": 360})
        opened.page.get_by_role("tab", name="People").click()
        opened.frames()
        assert opened.page.locator(".problem").count() == 0
        assert opened.page.evaluate(PIXELS)["colours"] > 3
        slide_js = "mien.set({z: mien.state.z.map(() => 3)})"
        opened.page.evaluate(slide_js)
        opened.frames()
        assert opened.page.evaluate(PIXELS)["changed"] > 0
        opened.check()


def altered(file, out, change):
    """A page with another header."""
    text = file.read_text("utf-8")
    start = text.index('id="mien-header">') + len('id="mien-header">')
    end = text.index("</script>", start)
    header = json.loads(text[start:end])
    change(header)
    out.write_text(text[:start] + json.dumps(header).replace("<", "\\u003c") + text[end:], "utf-8")
    return out


def without(*names):
    def change(header):
        for name in names:
            header.pop(name)
        header["missing"] = [{"what": name, "why": "it is not there"} for name in names]
        header["arrays"] = {
            name: place for name, place in header["arrays"].items() if name.split(".")[0] not in names
        }

    return change


def test_missing_parts_are_told_and_the_rest_works(look, explorer, tmp_path):
    opened = look(altered(explorer, tmp_path / "a.html", without("faces", "dimensions")))
    assert opened.page.locator(".notices .problem").all_text_contents() == [
        "No faces: it is not there.", "No dimensions: it is not there.",
    ]  # fmt: skip
    slide(opened.page, 0, 2)
    opened.frames()
    opened.check()
    broken = look(altered(explorer, tmp_path / "b.html", without("model")))
    assert "The explorer cannot be shown: it is not there." in broken.page.locator(".problem").text_content()


def no_program(header):
    header["model"]["program"], header["model"]["why"] = None, "the decoder sorts"


def strange_operation(header):
    header["model"]["program"]["operations"][0]["name"] = "dance"


def wrong_numbers(header):
    places = header["arrays"]
    places["model.golden.out"] = {**places["model.golden.out"], "at": places["model.mean"]["at"]}


def test_a_decoder_that_the_page_cannot_run_is_told(look, explorer, tmp_path):
    told = {no_program: "the decoder sorts", strange_operation: "operation dance", wrong_numbers: "away from"}
    for change, words in told.items():
        opened = look(altered(explorer, tmp_path / f"{change.__name__}.html", change))
        said = opened.page.locator(".problem").all_text_contents()
        assert len(said) == 1
        assert "Faces cannot be drawn from latents" in said[0]
        assert words in said[0]
        slide(opened.page, 0, 2)
        opened.frames()
        opened.check()


def test_damaged_arrays_are_told(look, explorer, tmp_path):
    def change(header):
        header["arrays"]["model.mean"]["at"] = 10**9

    opened = look(altered(explorer, tmp_path / "c.html", change))
    assert "The explorer cannot be shown" in opened.page.locator(".problem").text_content()
