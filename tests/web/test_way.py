"""The whole way through a study, with a keyboard, a telephone, a screen reader's eyes."""

import time

import pytest
from axe_playwright_python.sync_playwright import Axe


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.dataset.language || ''")


def tab_to(page, wanted):
    for _ in range(12):
        if focused(page) == wanted:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} cannot be reached with Tab; the focus is at {focused(page)!r}")


def test_a_whole_study_by_keyboard_alone(come):
    taker = come().open()
    page, keys = taker.page, taker.page.keyboard
    for screen, button in (("consent", "agree"), ("instructions", "start")):
        taker.at(screen)
        tab_to(page, button)
        assert page.evaluate("document.activeElement.matches(':focus-visible')")
        keys.press("Enter")
    taker.at("question")
    for _ in range(2):
        assert taker.screen() == "question"
        keys.press("2")
        page.wait_for_selector("#next:not([hidden])")
        # The button that leads on has the focus.
        keys.press("Enter")
    taker.at("notice")
    for number in range(60):
        screen = taker.screen()
        if screen == "end":
            break
        if screen == "notice":
            # No tabbing needed: Enter leads on, after a moment in which a hasty key does nothing.
            page.wait_for_timeout(350)
            keys.press("Enter")
            page.wait_for_timeout(50)
            continue
        shown = taker.question()
        key = ("3", "1")[number % 2] if shown["face"] else ("ArrowLeft", "ArrowRight", "1", "2")[number % 4]
        taker.note(shown, key)
        keys.press(key)
        taker.moved(shown)
    assert len(page.text_content("#code")) == 10
    taker.check()


def test_buttons_are_pressed_with_space_and_held_keys_answer_once(come):
    taker = come().open().enter().practise()
    page = taker.page
    shown = taker.question()
    tab_to(page, "choice-right")
    taker.note(shown, "2")
    page.keyboard.down("Space")
    page.keyboard.up("Space")
    taker.moved(shown)
    shown = taker.question()
    taker.note(shown, "1")
    page.keyboard.down("ArrowLeft")
    for _ in range(8):
        page.wait_for_timeout(100)
        page.keyboard.down("ArrowLeft")
    page.keyboard.up("ArrowLeft")
    taker.question()
    assert page.text_content("#number").startswith("Question 3 ")
    taker.finish()
    taker.check()


def test_a_key_within_the_lockout_does_nothing(come):
    taker = come().open().enter()
    page = taker.page
    # The key comes with the pictures, from inside the page, so that it is not late.
    page.evaluate("""() => new MutationObserver(() => {
      const stage = document.querySelector('.stage.shown:not([hidden])');
      if (stage && document.body.dataset.screen === 'question') {
        const begin = performance.now();
        document.dispatchEvent(new KeyboardEvent('keydown', { key: '1', bubbles: true }));
        // Three frames may take longer than the lockout, and the key is an answer then.
        requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() =>
          performance.now() - begin < 60
            && document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '1', bubbles: true })))));
      }
    }).observe(document.getElementById('question'),
      { subtree: true, attributes: true, attributeFilter: ['class'] })""")
    taker.practise().finish("2")
    taker.check()
    lockout = page.evaluate("JSON.parse(document.body.dataset.study).lockout")
    assert all(ms >= lockout > 100 for ms in taker.served.times())


def test_response_times_begin_with_the_pictures_and_end_with_the_choice(come):
    taker = come().open().enter().practise()
    bounds = []
    while True:
        begin = time.monotonic()
        if taker.question() is None:
            break
        ready = time.monotonic()
        taker.page.wait_for_timeout(150 + 60 * len(bounds))
        waited = time.monotonic() - ready
        taker.answer()
        bounds.append((waited * 1000, (time.monotonic() - begin) * 1000))
    times = taker.served.times()
    # Breaks come before a question is put, so the time since the last answer is the upper bound.
    assert len(times) == len(bounds)
    for ms, (low, high) in zip(times, bounds, strict=True):
        assert low <= ms <= high + 1


def test_time_in_which_the_page_was_not_seen_is_not_a_response_time(come):
    taker = come().open().enter().practise()
    taker.answer()
    taker.question()
    taker.page.evaluate("""() => {
      for (const hidden of [true, false]) {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
        document.dispatchEvent(new Event('visibilitychange'));
      }
    }""")
    taker.answer()
    taker.answer()
    taker.finish()
    times = taker.served.times()
    assert times[1] is None
    assert all(ms is not None for number, ms in enumerate(times) if number != 1)
    taker.check()


SCREENS = {
    "desk": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light", "language": "en"},
    "telephone": {
        "viewport": {"width": 360, "height": 640}, "color_scheme": "dark", "language": "de",
        "has_touch": True, "is_mobile": True,
    },
    "low": {"viewport": {"width": 640, "height": 360}, "color_scheme": "light", "language": "de"},
}  # fmt: skip


@pytest.mark.parametrize("device", SCREENS)
def test_every_screen_fits_and_has_no_serious_violation(come, device):
    options = dict(SCREENS[device])
    language = options.pop("language")
    taker = come(**options, reduced_motion="reduce").open()
    page = taker.page
    seen = []

    def look(name, whole=False):
        seen.append(name)
        found = Axe().run(page).response["violations"] if device != "low" else []
        serious = [
            (violation["id"], [node["target"] for node in violation["nodes"]])
            for violation in found
            if violation["impact"] in ("serious", "critical")
        ]
        assert serious == [], name
        width, inner, height, visible = page.evaluate(
            "() => { const root = document.documentElement;"
            " return [root.scrollWidth, innerWidth, root.scrollHeight, innerHeight]; }"
        )
        assert width <= inner, name
        if whole:
            assert height <= visible, name

    taker.at("consent")
    taker.speak(language)
    look("consent")
    taker.press("#decline")
    taker.at("notice")
    look("declined")
    taker.go_on()
    taker.press("#agree")
    taker.at("instructions")
    assert page.evaluate("document.documentElement.lang") == language
    look("instructions")
    taker.press("#start")
    taker.at("question")
    for kind in ("triplet", "label"):
        taker.screen()
        look(f"practice {kind}", whole=True)
        page.keyboard.press("2")
        page.wait_for_selector("#next:not([hidden])")
        look(f"feedback {kind}", whole=True)
        taker.press("#next")
    taker.at("notice")
    look("practised")
    taker.go_on()
    while (screen := taker.screen()) != "end":
        kind = page.text_content("#notice-title" if screen == "notice" else "#prompt")
        if kind not in seen:
            look(kind, whole=screen == "question")
        if screen == "notice":
            taker.go_on()
            continue
        if len(taker.said) == 4:
            page.click("#leave")
            look("leaving")
            page.keyboard.press("Escape")
        taker.answer("2")
    look("end")
    taker.check()
    words = {
        "desk": "Which expression is more similar to the one in the middle?",
        "telephone": "Welcher Ausdruck ist dem oberen ähnlicher?",
        "low": "Welcher Ausdruck ist dem in der Mitte ähnlicher?",
    }
    assert words[device] in seen
    assert len(seen) >= 12
