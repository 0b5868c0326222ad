"""What the platforms' people see: previews, frames, the way back, and links that do not work."""

import json
from functools import partial

from playwright.sync_api import Route

MTURK = (
    "/mturk?assignmentId=3ASSIGNMENT&hitId=3HIT&workerId={worker}&turkSubmitTo=https%3A%2F%2Fwww.mturk.com"
)


def test_a_preview_asks_nothing_of_the_server(come):
    taker = come("/mturk?assignmentId=ASSIGNMENT_ID_NOT_AVAILABLE&hitId=3HIT")
    asked = []
    taker.page.on("request", lambda request: asked.append(request.url))
    taker.open()
    taker.at("consent")
    assert "preview" in taker.page.text_content("#preview-note") or taker.page.is_visible("#preview-note")
    assert not taker.page.is_visible("#agree")
    assert not [url for url in asked if "/api/" in url]
    assert taker.errors == []


def test_in_the_frame_of_another_site(come, served):
    taker = come()
    page = taker.page
    source = served.url + MTURK.format(worker="A1FRAMED")
    frame = f'<!doctype html><title>HIT</title><iframe src="{source}" width="900" height="700"></iframe>'
    page.route(
        "https://worker.mturk.com/hit", lambda route: route.fulfill(content_type="text/html", body=frame)
    )
    submitted = []

    def submit(route):
        submitted.append((route.request.method, route.request.post_data))
        route.fulfill(content_type="text/html", body="<!doctype html><title>done</title>thanks")

    page.route("https://www.mturk.com/mturk/externalSubmit", submit)
    page.goto("https://worker.mturk.com/hit")
    taker.frame = page.frames[1]
    taker.enter().practise_by_clicks()
    while (shown := taker.question()) is not None:
        key = "1" if shown["face"] else "2"
        taker.note(shown, key)
        taker.press("#choice-negative" if shown["face"] else "#choice-right")
        taker.moved(shown)
    code = taker.frame.text_content("#code")
    taker.check()
    taker.press("#way-back button")
    page.wait_for_timeout(300)
    assert submitted == [("POST", f"assignmentId=3ASSIGNMENT&code={code}")]


def test_prolific_people_get_a_link_back(come):
    ids = {"PROLIFIC_PID": "a" * 24, "STUDY_ID": "b" * 24, "SESSION_ID": "c" * 24}
    taker = come("/prolific?" + "&".join(f"{key}={value}" for key, value in ids.items())).open()
    taker.enter().practise()
    assert taker.finish() == "C1M7OONT"
    link = taker.page.get_attribute("#way-back a", "href")
    assert link == "https://app.prolific.com/submissions/complete?cc=C1M7OONT"
    taker.check()
    # Coming back shows the code again.
    taker.page.reload()
    taker.at("end")
    assert taker.page.text_content("#code") == "C1M7OONT"


def test_links_and_studies_that_take_nobody_say_so(come):
    taker = come("/prolific?PROLIFIC_PID=nonsense").open()
    taker.at("notice")
    assert taker.page.text_content("#notice-title") == "This link does not work"
    assert "PROLIFIC_PID" in taker.page.text_content("#notice-more")
    for code, title in (("closed", "This study is closed"), ("full", "This study is full")):
        other = come()
        body = json.dumps({"error": code, "message": "no more"})
        reply = partial(Route.fulfill, status=403, content_type="application/json", body=body)
        other.page.route("**/api/enter", reply)
        other.open()
        other.press("#agree")
        other.at("notice")
        assert other.page.text_content("#notice-title") == title
        assert other.errors == []
