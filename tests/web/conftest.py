"""A study served by a process of its own, and people who take part in it with a real browser."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import apsw
import pytest

from mien.study.app.pictures import Addresses
from mien.study.directory import StudyDirectory

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic",
    "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-features=LocalNetworkAccessChecks",
]  # fmt: skip
LOCKOUT = 120
TIMEOUT_MS = 15_000
DESIGN = {
    "questions": {"k": 1000},
    "person": {
        "triplets": 3, "labels": 1, "catch": 1, "repeats": 1, "repeat_gap": 2, "practice": 1,
    },
    "page": {"break_every": 3, "contact": "lab@example.org", "lockout_ms": LOCKOUT, "comment": False},
    "lease": {"batch": 4, "heartbeat_seconds": 2, "minutes": 1},
    "platforms": {
        "mturk": {"enabled": True},
        "prolific": {"enabled": True, "completion_code": "C1M7OONT"},
    },
}  # fmt: skip
TOTAL = 6
READY = """() => document.body.dataset.screen !== 'question'
  ? document.body.dataset.screen ?? false
  : document.querySelector('.stage.shown:not([hidden])')
    && !document.querySelector('.stage:not([hidden]) .choice[aria-disabled]')
    && !document.querySelector('.stage:not([hidden]) .choice.chosen') && 'question'"""
SHOWN = """() => {
  const stage = document.querySelector('.stage:not([hidden])');
  const source = (id) => {
    const shown = stage.querySelector(`#${id} :is(img, canvas)`);
    return shown?.getAttribute('src') ?? shown?.dataset.source;
  };
  const ids = ['anchor', 'face', 'choice-left', 'choice-right'];
  const found = Object.fromEntries(ids.map((id) => [id, source(id)]));
  return { ...found, number: document.getElementById('number').textContent };
}"""
_ANSWERS = """
SELECT question.anchor, question.first, question.second, answer.choice, answer.side, answer.ms, pool.kind
FROM answer JOIN question ON question.id = answer.question JOIN pool ON pool.id = question.pool
WHERE answer.person = ? ORDER BY answer.id
"""


class Served:
    """A study's folder and the process that serves it."""

    def __init__(self, folder: Path):
        self.folder = folder
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        index = json.loads((folder / "stimuli" / "stimuli.json").read_text())["faces"]
        self.faces = {entry["file"][:32]: face for face, entry in index.items()}
        self.addresses = Addresses(StudyDirectory(folder).key("picture"))
        self.process = None

    def start(self):
        command = [sys.executable, "-m", "mien", "study", "serve", str(self.folder), "--port", str(self.port)]
        log = (self.folder.parent / "serve.log").open("a")
        self.process = subprocess.Popen(command, stdout=log, stderr=log)
        log.close()
        for _ in range(200):
            try:
                urlopen(f"{self.url}/health", timeout=5).close()
                return
            except (URLError, OSError):
                assert self.process.poll() is None, (self.folder.parent / "serve.log").read_text()
                time.sleep(0.1)
        raise AssertionError("the study does not answer")

    def face(self, address):
        """Whose picture is at an address, which the study's key alone tells."""
        return self.faces[self.addresses.read(address.rpartition("/")[2])[0]]

    def kill(self):
        self.process.kill()
        self.process.wait(10)

    def read(self, sql, *values):
        """Rows of the store, read beside the server."""
        connection = apsw.Connection(str(self.folder / "study.sqlite"), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            connection.set_busy_timeout(5000)
            return list(connection.execute(sql, values))
        finally:
            connection.close()

    def newest(self):
        return self.read("SELECT MAX(id) FROM person")[0][0]

    def stored(self, person=None):
        """What a person answered: (kind, anchor, chosen face or label), in order."""
        found = []
        for anchor, first, second, choice, _, _, kind in self.read(_ANSWERS, person or self.newest()):
            chosen = {"first": first, "second": second}.get(choice, choice)
            found.append((kind, anchor, chosen))
        return found

    def times(self):
        return [row[5] for row in self.read(_ANSWERS, self.newest())]


class Taker:
    """Somebody who takes part with a browser; `said` is what they chose, as they saw it."""

    def __init__(self, served, context, path="/"):
        self.served, self.context, self.path = served, context, path
        self.page = context.new_page()
        self.page.set_default_timeout(TIMEOUT_MS)
        self.said = []
        self.errors = []
        self.listen(self.page)
        self.frame = self.page

    def listen(self, page):
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console",
            lambda message: "Content Security Policy" in message.text and self.errors.append(message.text),
        )

    def open(self):
        self.page.goto(self.served.url + self.path)
        return self

    def screen(self):
        """The screen that is shown when it is ready for an input."""
        return self.frame.wait_for_function(READY).json_value()

    def at(self, screen):
        self.frame.wait_for_selector(f"#{screen}:not([hidden])")

    def titled(self, title, page=None):
        """Wait for a notice."""
        (page or self.frame).wait_for_function(
            "title => document.body.dataset.screen === 'notice'"
            " && document.getElementById('notice-title').textContent === title",
            arg=title,
        )

    def press(self, selector):
        self.frame.click(selector)

    def enter(self, language="en"):
        """To the instructions."""
        self.at("consent")
        self.speak(language)
        self.press("#agree")
        self.at("instructions")
        return self

    def speak(self, language):
        """Change the language, if the page is not in it."""
        if self.frame.evaluate("document.documentElement.lang") != language:
            self.press(f"[data-language={language}]")

    def practise(self):
        self.press("#start")
        self.at("question")
        for _ in range(2):
            assert self.screen() == "question"
            self.page.keyboard.press("1")
            self.press("#next")
        self.at("notice")
        self.go_on()
        return self

    def practise_by_clicks(self):
        self.press("#start")
        self.at("question")
        for choice in ("#choice-left", "#choice-negative"):
            self.screen()
            self.press(choice)
            self.press("#next")
        self.at("notice")
        self.go_on()
        return self

    def enter_again(self):
        """Consent again, where the browser could not keep it."""
        self.press("#agree")
        self.at("notice")
        return self

    def go_on(self):
        """Press the button of a notice, and wait until something else is there."""
        title = self.frame.text_content("#notice-title")
        self.press("#notice-button")
        self.frame.wait_for_function(
            "title => document.body.dataset.screen !== 'notice'"
            " || document.getElementById('notice-title').textContent !== title",
            arg=title,
        )

    def question(self):
        """What is asked, past breaks; None at the end."""
        while (screen := self.screen()) == "notice":
            if self.frame.is_visible("#notice-button"):
                self.go_on()
            else:
                self.page.wait_for_timeout(50)
        return None if screen == "end" else self.frame.evaluate(SHOWN)

    def note(self, shown, key):
        face = self.served.face
        if shown["face"]:
            label = {"1": "negative", "2": "neutral", "3": "positive"}[key]
            self.said.append(("label", face(shown["face"]), label))
        else:
            place = "choice-left" if key in ("1", "ArrowLeft") else "choice-right"
            self.said.append(("triplet", face(shown["anchor"]), face(shown[place])))

    def answer(self, key="1"):
        """Answer one question; False at the end."""
        shown = self.question()
        if shown is None:
            return False
        self.note(shown, key)
        self.page.keyboard.press(key)
        self.moved(shown)
        return True

    def moved(self, shown):
        """Wait until another question is shown, or something else."""
        self.frame.wait_for_function(
            "number => document.body.dataset.screen !== 'question'"
            " || document.getElementById('number').textContent !== number",
            arg=shown["number"],
        )

    def finish(self, keys="12"):
        while self.answer(keys[len(self.said) % len(keys)]):
            pass
        return self.frame.text_content("#code")

    def check(self):
        """All that was said is stored, once, in order, and nothing else; no script failed."""
        person = self.served.newest()
        stored = self.served.stored()
        assert stored == self.said
        ((total, state),) = self.served.read("SELECT total, state FROM person WHERE id = ?", person)
        assert (len(stored), state) == (total, "finished")
        # A repeat that nothing could be found for is left out.
        assert TOTAL - 1 <= total <= TOTAL
        assert self.errors == []


@pytest.fixture(scope="session")
def new_study(tmp_path_factory, make_study):
    """Serves a new study: ``new_study(change, **design)``; `change` alters its folder. All end together."""
    running = []

    def start(change=None, **design):
        folder = tmp_path_factory.mktemp("web") / "study"
        make_study(folder, {**DESIGN, **design})
        if change:
            change(folder)
        served = Served(folder)
        running.append(served)
        served.start()
        return served

    yield start
    for served in running:
        served.kill()


@pytest.fixture(scope="session")
def served(new_study):
    """A study that many people take part in, one after the other."""
    return new_study()


@pytest.fixture(scope="module")
def browser():
    """A real browser. One a module, because Playwright's loop would be in the way of other tests."""
    if not (os.access(CHROMIUM, os.X_OK) or shutil.which("chromium")):
        if "chromium" in os.environ.get("MIEN_REQUIRE", ""):
            pytest.fail("MIEN_REQUIRE names chromium, and it is not there")
        pytest.skip("chromium is not there; install it to test the page")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = CHROMIUM if os.access(CHROMIUM, os.X_OK) else shutil.which("chromium")
        found = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield found
        found.close()


class Opened:
    """A page of the explorer in a browser; `errors` and `foreign` are what may not be."""

    def __init__(self, context, file, address=""):
        self.page = context.new_page()
        # The processor draws in place of a graphics card, and compiles the shaders of every page.
        self.page.set_default_timeout(4 * TIMEOUT_MS)
        self.errors, self.foreign = [], []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console",
            lambda message: message.type in ("error", "warning") and self.errors.append(message.text),
        )
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.goto(file.as_uri() + address)
        self.page.wait_for_function("() => document.querySelector('.mien-explorer .work, .problem')")

    def _asked(self, url):
        if not url.startswith(("file:", "data:", "blob:")):
            self.foreign.append(url)

    def frames(self):
        """Wait until what was asked for is drawn."""
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def check(self):
        assert self.errors == []
        assert self.foreign == []


@pytest.fixture(scope="session")
def explorer(tmp_path_factory, make_shown):
    """The explorer's page of an untrained model of 8 built-in people."""
    from mien.synthetic.posed import builtin_posed

    return _explorer(tmp_path_factory.mktemp("explorer") / "explorer.html", make_shown(builtin_posed(0, 8)))


def _explorer(file, shown):
    from mien.explorer.page import explorer_page
    from mien.explorer.sections import payload_of

    file.write_text(explorer_page(payload_of(shown)), encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def write_explorer():
    """Writes a page: ``write_explorer(file, shown)``."""
    return _explorer


@pytest.fixture
def look(browser):
    """Opens a page of the explorer: ``look(file, address, **context)``."""
    contexts = []

    def looked(file, address="", **options):
        # Small, because nothing but the processor draws.
        contexts.append(browser.new_context(**{"viewport": {"width": 960, "height": 640}, **options}))
        return Opened(contexts[-1], file, address)

    yield looked
    for context in contexts:
        context.close()


@pytest.fixture
def come(browser, served):
    """Somebody with a browser of their own: ``come(path, study, **context)``."""
    contexts = []

    def arrive(path="/", study=None, script="", **options):
        context = browser.new_context(**options)
        contexts.append(context)
        if script:
            context.add_init_script(script)
        return Taker(study or served, context, path)

    yield arrive
    for context in contexts:
        context.close()
