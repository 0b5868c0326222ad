"""A tour of every screen in four widths and two themes: nothing is cut, nothing scrolls sideways.

``MIEN_TOUR=FOLDER python -m pytest -m soak tests/web/test_tour.py`` leaves the pictures in the folder, to be
looked at.
"""

import os
import re
from pathlib import Path

import pytest

from .conftest import Served
from .test_admin import PAGES
from .test_clips import moving

pytestmark = pytest.mark.soak
WIDTHS = {360: 640, 768: 1024, 1280: 800, 1920: 1080}
THEMES = ("light", "dark")
# Text that does not fit into its own box, or a control that somebody cannot hit or see whole.
CUT = """() => {
  const wrong = [];
  // What is there for screen readers alone is cut on purpose.
  const seen = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && !one.closest('.skip') && getComputedStyle(one).clipPath === 'none';
  for (const one of document.querySelectorAll('body *')) {
    if (!seen(one)) continue;
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    const words = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (words && !['visible', 'auto'].includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1)
      wrong.push(['cut', one.tagName, one.id || one.className]);
    const inside = one.closest('.scroll, [tabindex="0"]');
    if (words && !inside && (box.left < -1 || box.right > innerWidth + 1))
      wrong.push(['outside', one.tagName, one.id || one.className, Math.round(box.right)]);
    const control = 'button, input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea';
    if (one.matches(control) && (box.height < 24 || box.width < 16))
      wrong.push(['small', one.tagName, one.id || one.className, Math.round(box.height)]);
  }
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) wrong.push(['wide', wide]);
  return wrong;
}"""
OVER = """() => {
  const parts = '.stage.shown .frame, .stage.shown .choice, #prompt, .below > *, .foot > *, .numbers';
  const shown = [...document.querySelectorAll(parts)].filter(
    (one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().height > 0);
  const over = [];
  for (const one of shown) for (const other of shown) {
    if (one === other || one.contains(other) || other.contains(one)) continue;
    const a = one.getBoundingClientRect(), b = other.getBoundingClientRect();
    if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
      over.push([one.id || one.className, other.id || other.className]);
  }
  return over;
}"""
KINDS = ("triplet", "label", "rating", "odd-one-out", "best-worst")
DESIGN = """
[questions]
k = 100

[person]
triplets = 3
labels = 2
more = { rating = 2, odd-one-out = 2, best-worst = 2 }
catch = 0
repeats = 0
practice = 1
comprehension = true

[page]
languages = ["en", "de"]
contact = "lab@example.org"
lockout_ms = 50
break_every = 2

[display]
calibrate = "blind-spot"

[tasks.rating]
scales = ["valence", "arousal", "intensity"]

[[screening]]
name = "glasses"
text = { en = "Do you see well, with glasses or lenses if you need them?", de = "Sehen Sie gut?" }
options = { en = ["yes", "no"], de = ["ja", "nein"] }
allowed = [1]
"""


class Tour:
    """What was looked at, and what was wrong with it."""

    def __init__(self, folder):
        self.folder = folder
        self.wrong = []
        self.seen = []

    def look(self, page, name):
        """All widths and themes of what is shown, once."""
        name = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60]
        if name in self.seen:
            return
        self.seen.append(name)
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)
                page.wait_for_timeout(120)
                path = self.folder / f"{name}-{width}-{theme}.png"
                page.screenshot(path=str(path), full_page=True)
            faults = page.evaluate(CUT) + page.evaluate(OVER)
            self.wrong += [(name, width, *fault) for fault in faults]
        page.set_viewport_size({"width": 1280, "height": 800})
        page.emulate_media(color_scheme="light")


@pytest.fixture(scope="module")
def tour(tmp_path_factory):
    folder = Path(os.environ.get("MIEN_TOUR") or tmp_path_factory.mktemp("tour"))
    folder.mkdir(parents=True, exist_ok=True)
    return Tour(folder)


@pytest.fixture(scope="module")
def every(tmp_path_factory):
    """A study of all kinds with drawn faces, served."""
    from mien.study.initialise import initialise
    from mien.synthetic.posed import builtin_posed

    folder = tmp_path_factory.mktemp("tour")
    names = builtin_posed(seed=0).face.tolist()[:18]
    faces, triplets = folder / "faces.csv", folder / "triplets.csv"
    faces.write_text("face\n" + "\n".join(names) + "\n", "utf-8")
    rows = [",".join((names[n], names[n + 3], names[n + 9])) for n in range(8)]
    triplets.write_text("anchor,first,second\n" + "\n".join(rows) + "\n", "utf-8")
    design = folder / "design.toml"
    design.write_text(DESIGN, "utf-8")
    asked = {"triplet": triplets, **dict.fromkeys(KINDS[1:], faces)}
    served = Served(initialise(folder / "study", "builtin", asked, design=design).path)
    for language in ("en", "de"):
        consent = served.folder / f"consent.{language}.md"
        consent.write_text(consent.read_text("utf-8").replace("[", "(").replace("]", ")"), "utf-8")
    served.start()
    yield served
    served.kill()


def _choose(page, stage):
    if stage == "rating":
        for slider in page.query_selector_all(".scale input"):
            slider.click()
        page.click("#rated")
    elif stage == "best-worst":
        page.click(".cell:nth-child(1) .best")
        page.click(".cell:nth-child(2) .worst")
    else:
        page.keyboard.press("1")


def _question(page, tour):
    stage = page.evaluate("document.querySelector('.stage.shown:not([hidden])').id")
    practice = page.evaluate("document.getElementById('question').classList.contains('practice')")
    page.wait_for_timeout(150)
    tour.look(page, f"{'practice' if practice else 'question'} {stage}")
    _choose(page, stage)
    if practice:
        page.wait_for_selector("#next:not([hidden])")
        tour.look(page, f"practice {stage} said")
        page.click("#next")
    page.wait_for_timeout(350)


def _asked(page, tour, right):
    tour.look(page, f"asking {page.text_content('#asking-title')}")
    if page.is_visible("#asking-form textarea"):
        page.fill("#asking-form textarea", "all was clear")
    for group in page.query_selector_all("#asking-form fieldset"):
        labels = group.query_selector_all("label")
        fits = [one for one in labels if any(text in one.inner_text() for text in RIGHT)]
        (fits[0] if right else next(one for one in labels if one not in fits)).click()
    page.click("#asking-button")
    page.wait_for_timeout(250)


RIGHT = (
    "is more like",
    "differs most",
    "Two: the one",
    "every slider has been",
    "Whether its expression",
    "yes",
)


def _step(page, tour, screen, turns):
    """Look at a screen and go on; False at the end."""
    if screen == "question":
        _question(page, tour)
    elif screen == "asking":
        again = "comprehension" if page.text_content("#asking-title") == "Before it begins" else ""
        turns[again] = turns.get(again, 0) + 1
        _asked(page, tour, right=not again or turns[again] > 1)
    elif screen == "end":
        tour.look(page, "end complete")
        return False
    elif screen == "notice":
        tour.look(page, f"notice {page.text_content('#notice-title')}")
        if page.is_visible("#notice-button"):
            page.click("#notice-button")
    else:
        tour.look(page, screen)
        buttons = {"consent": "#agree", "instructions": "#start", "card": "#card-done", "sit": "#sit-done",
                   "spot": "#spot-skip"}  # fmt: skip
        if page.is_visible(buttons[screen]):
            page.click(buttons[screen])
    page.wait_for_timeout(150)
    return True


READY = """() => document.body.dataset.screen !== 'question' ? document.body.dataset.screen
  : document.querySelector('.stage.shown:not([hidden])') && 'question'"""


def test_the_way_of_a_participant(come, every, tour):
    taker = come(study=every, viewport={"width": 1280, "height": 800}).open()
    page, turns = taker.page, {}
    page.wait_for_selector("#consent:not([hidden])")
    tour.look(page, "consent")
    page.click("#decline")
    page.wait_for_selector("#notice:not([hidden])")
    tour.look(page, "notice declined")
    page.click("#notice-button")
    for _ in range(120):
        screen = page.wait_for_function(READY).json_value()
        if screen == "question" and "small" not in turns and "question-label" in tour.seen:
            turns["small"] = True
            page.click("#leave")
            tour.look(page, "leaving")
            page.click("#stay")
        if not _step(page, tour, screen, turns):
            break
    assert taker.errors == []
    wanted = {f"{part}-{kind}" for part in ("question", "practice") for kind in KINDS}
    assert wanted <= set(tour.seen), wanted - set(tour.seen)
    assert {"consent", "card", "spot", "sit", "instructions", "end-complete", "leaving"} <= set(tour.seen)


NOTICES = {
    "closed": {}, "busy": {"button": "busy.again"}, "full": {}, "refused": {"more": "the link has no id"},
    "changed": {"button": "page.reload"}, "pictures": {"button": "pictures.again"},
    "failed": {"button": "page.reload"}, "elsewhere": {"button": "elsewhere.here"},
    "attention": {"button": "page.continue"}, "finish": {},
    "leave": {"title": "leave.done_title", "text": "leave.done"},
    "screened": {"text": "attention.out", "button": "page.continue"},
    "offline": {"title": "wait.title", "text": "wait.offline", "more": "Answers waiting to be sent: 3"},
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_the_page_says_otherwise(come, every, tour, language):
    taker = come(study=every, locale=language, viewport={"width": 1280, "height": 800}).open()
    page = taker.page
    page.wait_for_selector("#consent:not([hidden])")
    module = page.evaluate("document.querySelector('script[type=module]').src").replace(
        "study.js", "screens.js"
    )
    way = {"url": "https://app.example.org/submissions/complete?cc=GONE01", "method": "get", "fields": {}}
    for name, about in NOTICES.items():
        more = {"way": way} if name in ("closed", "full") else {}
        page.evaluate(
            "async ([module, name, about]) => (await import(module)).lastWord(name, about)",
            [module, name, about | more],
        )
        tour.look(page, f"{language} notice {name}")
    page.goto(every.url)
    page.wait_for_selector("#consent:not([hidden])")
    for outcome, code in (("partial", "PART01"), ("nothing", ""), ("screened_out", "OUT001"), ("full", "")):
        page.evaluate(
            "async ([module, found]) => (await import(module)).goodbye(found)",
            [module.replace("screens.js", "ending.js"), {"outcome": outcome, "code": code, **way}],
        )
        tour.look(page, f"{language} end {outcome}")
    page.goto(f"{every.url}/nowhere")
    tour.look(page, f"{language} missing")
    assert taker.errors == []


def test_questions_about_clips_and_a_window_that_is_too_small(come, new_study, tour):
    study = new_study(
        moving,
        person={"triplets": 3, "labels": 0, "catch": 0, "repeats": 0, "practice": 0},
        clips={"play": "once", "replays": 2},
        display={"least_face_px": 125},
    )
    taker = come(study=study, viewport={"width": 1280, "height": 800}).open().enter()
    page = taker.page
    tour.look(page, "instructions of clips")
    taker.press("#start")
    page.wait_for_selector(".stage.shown")
    page.wait_for_selector("#replay[aria-disabled=false]")
    tour.look(page, "question clips")
    assert page.is_hidden("#small")
    page.set_viewport_size({"width": 320, "height": 480})
    page.wait_for_selector("#small:not([hidden])")
    page.screenshot(path=str(tour.folder / "too-small-320-light.png"))
    page = come("/mturk?assignmentId=ASSIGNMENT_ID_NOT_AVAILABLE&hitId=3H", study).open().page
    page.wait_for_selector("#preview-note:not([hidden])")
    tour.look(page, "preview")


def test_the_pages_of_the_administrator(browser, every, tour, come):
    link = re.search(r"http\S+/admin/setup#\S+", (every.folder.parent / "serve.log").read_text())
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(link[0])
    tour.look(page, "admin setup")
    page.fill("[name=new]", "a long enough password")
    page.fill("[name=again]", "a long enough password")
    page.click("main button")
    page.wait_for_url("**/admin")
    for path in PAGES:
        page.goto(f"{every.url}/admin{path}")
        page.wait_for_timeout(300)
        tour.look(page, f"admin {path or 'overview'}")
    page.goto(f"{every.url}/admin")
    page.click("text=Log out")
    page.wait_for_url("**/admin/login")
    tour.look(page, "admin login")
    page.fill("[name=password]", "not the password")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    tour.look(page, "admin login refused")
    context.close()


def test_nothing_was_cut(tour):
    assert len(tour.seen) > 40
    assert tour.wrong == []
