"""What goes wrong while somebody takes part: nothing that was chosen may be lost, doubled or asked again."""

import os
import re
import signal
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Error

# What a browser does in private windows, and in a frame of another site: it throws.
NO_STORAGE = """
for (const name of ['indexedDB', 'localStorage', 'sessionStorage', 'caches']) {
  Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });
}
Object.defineProperty(Navigator.prototype, 'locks', { get() { return undefined; } });
"""


def wait_until(taker, test, seconds=10):
    for _ in range(seconds * 20):
        if test():
            return
        taker.page.wait_for_timeout(50)
    raise AssertionError("it does not come")


def is_waiting(taker):
    taker.titled("Waiting for the connection")
    assert not taker.page.is_visible("#notice-button")


def choose(taker, key="1"):
    """Answer without waiting for what comes next."""
    shown = taker.question()
    taker.note(shown, key)
    taker.page.keyboard.press(key)
    taker.page.wait_for_function(
        "() => document.getElementById('question').hidden || !document.querySelector('.choice.chosen')"
    )


def test_offline_at_every_step(come):
    taker = come().open()
    page, context = taker.page, taker.context
    taker.at("consent")
    context.set_offline(True)
    taker.at("consent")
    taker.press("#agree")
    is_waiting(taker)
    before = taker.served.newest()
    context.set_offline(False)
    taker.at("instructions")
    assert taker.served.newest() == (before or 0) + 1
    context.set_offline(True)
    taker.press("#start")
    is_waiting(taker)
    context.set_offline(False)
    taker.at("question")
    for _ in range(2):
        taker.screen()
        context.set_offline(True)
        page.keyboard.press("1")
        taker.press("#next")
        context.set_offline(False)
    taker.at("notice")
    page.wait_for_timeout(300)
    taker.go_on()
    while (shown := taker.question()) is not None:
        context.set_offline(True)
        choose(taker, "12"[len(taker.said) % 2])
        context.set_offline(False)
        wait_until(taker, lambda: len(taker.served.stored()) == len(taker.said))
    assert shown is None
    taker.check()


def test_offline_until_there_is_no_question_left(come):
    taker = come().open().enter().practise()
    page, context = taker.page, taker.context
    taker.question()
    page.wait_for_timeout(500)
    context.set_offline(True)
    # The batch that is here can be answered.
    for number in range(4):
        choose(taker, "12"[number % 2])
        if number == 1:
            assert "Answers waiting to be sent" in page.text_content("#line")
        if number == 2:
            taker.at("notice")
            taker.go_on() if page.is_visible("#notice-button") else None
    is_waiting(taker)
    assert "4" in page.text_content("#notice-more")
    stored = taker.served.stored()
    assert len(stored) < 4
    context.set_offline(False)
    taker.finish()
    taker.check()


def test_reload_and_reload_while_offline_lose_nothing(come):
    taker = come().open().enter().practise()
    page, context = taker.page, taker.context
    choose(taker)
    page.reload()
    taker.at("notice")
    assert page.text_content("#notice-title") == "Welcome back"
    taker.go_on()
    taker.question()
    context.set_offline(True)
    choose(taker, "2")
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.reload()
    context.set_offline(False)
    # The browser comes back by itself, or is told to.
    page.goto(taker.served.url)
    taker.at("notice")
    assert re.match("2 of ", page.text_content("#notice-text"))
    wait_until(taker, lambda: len(taker.served.stored()) == 2)
    taker.finish()
    taker.check()


def test_the_back_button_in_the_middle(come):
    taker = come()
    taker.page.goto(taker.served.url + "/health")
    taker.open().enter().practise()
    choose(taker)
    choose(taker, "2")
    taker.page.go_back()
    assert taker.page.url.endswith("/health")
    taker.page.go_forward()
    taker.at("notice")
    taker.finish()
    taker.check()


def processes_of(profile):
    """The processes of the browser with this profile."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if str(profile).encode() in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found


def test_a_browser_that_is_killed_keeps_what_was_chosen(come, browser, served, tmp_path):
    # A profile on the disk, so that the browser can be killed and started again.
    profile = tmp_path / "profile"
    start = partial(
        browser.browser_type.launch_persistent_context,
        profile, executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"],
    )  # fmt: skip
    taker = type(come())(served, start()).open().enter().practise()
    taker.question()
    taker.page.route("**/api/answers", lambda route: route.abort())
    choose(taker)
    choose(taker, "2")
    taker.question()
    assert served.stored() == []
    for number in processes_of(profile):
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    while processes_of(profile):
        time.sleep(0.05)
    (profile / "SingletonLock").unlink(missing_ok=True)
    again = type(taker)(served, start())
    again.said = taker.said
    again.open().titled("Welcome back")
    again.finish()
    again.check()
    again.context.close()


def test_two_tabs_ask_nothing_twice(come):
    taker = come().open().enter().practise()
    first = taker.page
    choose(taker)
    taker.question()
    second = taker.context.new_page()
    taker.listen(second)
    second.goto(taker.served.url)
    taker.titled("The study is open in another tab", second)
    # The first goes on as if nothing had happened.
    choose(taker, "2")
    taker.question()
    # The second takes over; keys in the first do nothing any more.
    second.click("#notice-button")
    taker.titled("The study is open in another tab", first)
    first.keyboard.press("1")
    taker.page = taker.frame = second
    taker.titled("Welcome back")
    choose(taker)
    taker.question()
    # And back again.
    first.click("#notice-button")
    taker.titled("The study is open in another tab", second)
    taker.page = taker.frame = first
    taker.titled("Welcome back")
    taker.finish()
    taker.check()


def test_when_the_other_tab_is_closed_this_one_goes_on(come):
    taker = come().open().enter().practise()
    first = taker.page
    choose(taker)
    taker.question()
    second = taker.context.new_page()
    second.goto(taker.served.url)
    taker.titled("The study is open in another tab", second)
    first.close()
    taker.page = taker.frame = second
    taker.titled("Welcome back")
    taker.finish()
    taker.check()


def test_the_server_is_killed_and_comes_back(come, new_study):
    study = new_study()
    taker = come(study=study).open().enter().practise()
    choose(taker)
    taker.question()
    study.kill()
    choose(taker, "2")
    taker.page.wait_for_timeout(300)
    study.start()
    wait_until(taker, lambda: len(study.stored()) == 2, 40)
    taker.finish()
    taker.check()


def test_a_picture_that_does_not_load_is_replaced(come):
    taker = come().open().enter()
    face = taker.served.face
    broken = []

    def sometimes(route):
        url = route.request.url.removeprefix(taker.served.url)
        # A face that is not in the practice; each question has an address of its own for it.
        if face(url) not in ("f00", "f01", "f06") and (not broken or face(url) == face(broken[0])):
            broken.append(url)
            route.fulfill(status=404, body="")
        else:
            route.continue_()

    taker.page.route("**/stimuli/*", sometimes)
    taker.practise().finish()
    assert face(broken[0]) not in {shown for _, *faces in taker.said for shown in faces}
    taker.check()
    troubles = taker.served.read("SELECT kind, detail FROM trouble WHERE person = ?", taker.served.newest())
    assert ("stimulus", f"{broken[0]}: 404") in troubles
    assert set(troubles) <= {("stimulus", f"{url}: 404") for url in broken}


def test_a_lost_connection_is_not_a_broken_picture(come):
    taker = come().open().enter()
    face = taker.served.face
    failed = []

    def often(route):
        url = route.request.url.removeprefix(taker.served.url)
        # One picture, more often than a broken one is tried; each try is the picture and a look at why.
        if face(url) not in ("f00", "f01", "f06") and failed.count(url) == len(failed) < 8:
            failed.append(url)
            route.abort("connectionreset")
        else:
            route.continue_()

    taker.page.route("**/stimuli/*", often)
    taker.practise().finish()
    taker.check()
    assert len(failed) == 8
    assert not taker.served.read("SELECT * FROM trouble WHERE person = ?", taker.served.newest())


def test_answers_that_arrive_though_the_receipt_does_not_are_stored_once(come):
    taker = come().open().enter().practise()
    lost = []

    def deaf(route):
        response = route.fetch()
        if len(lost) < 3:
            lost.append(response.json())
            route.abort("connectionreset")
        else:
            route.fulfill(response=response)

    taker.page.route("**/api/answers", deaf)
    taker.finish()
    assert len(lost) == 3
    taker.check()


def test_a_token_that_is_not_accepted_any_more_is_renewed(come):
    taker = come().open().enter().practise()
    choose(taker)
    person = taker.served.newest()
    wait_until(taker, lambda: len(taker.served.stored()) == 1)
    # What a fortnight does, and a server whose key was restored.
    taker.page.evaluate("""() => new Promise((resolve) => {
      indexedDB.databases().then(([{ name }]) => {
        indexedDB.open(name).onsuccess = ({ target: { result } }) => {
          const transaction = result.transaction('kept', 'readwrite');
          transaction.objectStore('kept').put('1.aaaaaa.bbbbbb', 'token');
          transaction.oncomplete = () => { result.close(); resolve(); };
        };
      });
    })""")
    taker.page.reload()
    taker.at("notice")
    taker.finish()
    assert taker.served.newest() == person
    taker.check()


def test_without_storage_every_answer_is_acknowledged_before_the_next(come):
    taker = come(script=NO_STORAGE).open().enter().practise()
    held = []
    taker.page.route("**/api/answers", lambda route: held.append(route))
    shown = taker.question()
    taker.note(shown, "1")
    taker.page.keyboard.press("1")
    wait_until(taker, lambda: held)
    taker.page.wait_for_timeout(700)
    assert taker.page.evaluate("() => !document.querySelector('.stage.shown')")
    assert taker.page.text_content("#number") == shown["number"]
    held.pop().continue_()
    taker.page.unroute("**/api/answers")
    taker.question()
    for number in range(1, 3):
        choose(taker, "12"[number % 2])
        taker.question()
        assert len(taker.served.stored()) == number + 1
    # The history of the tab remembers who it is; the address, which can be passed on, does not.
    person = taker.served.newest()
    assert "visitor" not in taker.page.url
    taker.page.reload()
    taker.enter_again()
    taker.finish()
    assert taker.served.newest() == person
    taker.check()


def test_without_storage_the_browser_warns_of_unsent_answers(come):
    taker = come(script=NO_STORAGE).open().enter().practise()
    taker.question()
    taker.context.set_offline(True)
    choose(taker)
    taker.titled("Waiting for the connection")
    assert taker.page.text_content("#notice-text").startswith("Please keep this page open")
    warned = []
    taker.page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.dismiss()))
    taker.page.close(run_before_unload=True)
    wait_until(taker, lambda: warned == ["beforeunload"])
    taker.context.set_offline(False)
    taker.finish()
    taker.check()


def test_leaving_takes_effect_even_if_the_connection_comes_later(come):
    taker = come().open().enter().practise()
    choose(taker)
    taker.question()
    taker.context.set_offline(True)
    taker.press("#leave")
    taker.press("#stay")
    choose(taker, "2")
    taker.question()
    taker.press("#leave")
    taker.press("#leave-now")
    taker.titled("You are leaving the study")
    taker.context.set_offline(False)
    taker.titled("You have left the study")
    person = taker.served.newest()
    assert taker.served.read("SELECT state FROM person WHERE id = ?", person) == [("withdrawn",)]
    # What was not sent when they left is not sent afterwards.
    assert len(taker.served.stored()) <= 1
    taker.page.reload()
    taker.titled("You have left the study")
    assert taker.served.newest() == person
    assert taker.errors == []
