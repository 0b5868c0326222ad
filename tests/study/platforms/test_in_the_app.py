"""People of each platform in the whole application: in by their link, out by the right way."""

from __future__ import annotations

import httpx
import pytest

from mien.study.app.application import create_app

TURK = {
    "workerId": "AZ3456EXAMPLE",
    "assignmentId": "123RVWYBAZW00EXAMPLE456RVWYBAZW00EXAMPLE",
    "hitId": "123RVWYBAZW00EXAMPLE",
    "turkSubmitTo": "https://www.mturk.com/",
}
QUERIES = {
    "link": {"visitor": "dGhpcy1pcy1hLXZpc2l0b3I"},
    "prolific": {
        "PROLIFIC_PID": "60bf9310e8dec401be6e9615",
        "STUDY_ID": "60d9aadeb86739de712faee0",
        "SESSION_ID": "60aca280709ee40ec37d4885",
    },
    "connect": {"participantId": "4F1CC0A7B2", "assignmentId": "9D02BEEF11", "projectId": "DC6CDE9748"},
    "mturk": TURK,
}
PREVIEW = {"assignmentId": "ASSIGNMENT_ID_NOT_AVAILABLE", "hitId": TURK["hitId"]}


class Visit:
    """A browser with one link."""

    def __init__(self, study, platform: str, query: dict[str, str]) -> None:
        app = create_app(study.context.directory, study.store, study.context.platforms)
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")
        self.platform, self.query, self.headers = platform, query, {}

    async def page(self) -> httpx.Response:
        return await self.client.get(f"/{self.platform}", params=self.query)

    async def post(self, path: str, body: dict) -> httpx.Response:
        return await self.client.post(f"/api/{path}", json=body, headers=self.headers)

    async def enter(self) -> httpx.Response:
        body = {"platform": self.platform, "query": self.query, "language": "en", "consent": "1"}
        answer = await self.post("enter", body)
        if answer.status_code == 200:
            self.headers = {"Authorization": f"Bearer {answer.json()['token']}"}
        return answer

    async def work(self) -> None:
        questions = (await self.post("claim", {})).json()["questions"]
        answers = [{"lease": one["lease"], "choice": "first", "ms": 800} for one in questions]
        assert (await self.post("answers", {"answers": answers})).status_code == 200

    async def finish(self) -> dict:
        return (await self.post("finish", {"query": self.query})).json()


@pytest.mark.parametrize("platform", QUERIES)
def test_people_come_work_and_leave_with_what_their_platform_needs(with_study, platform) -> None:
    query = QUERIES[platform]

    async def do(study):
        visit = Visit(study, platform, query)
        before = await study.tables()
        assert (await visit.page()).status_code == 200
        assert await study.tables() == before
        assert (await visit.enter()).status_code == 200
        again = await visit.enter()
        assert again.json()["resumed"] is True
        assert (await visit.finish())["code"] == ""
        await visit.work()
        end = await visit.finish()
        ids = await study.store.read("SELECT platform, external, session, study FROM platform_id")
        return end, ids

    end, ids = with_study(do)
    assert end["done"] is True
    assert len(ids) == 1
    code = end["code"]
    ways = {
        "link": ("", {}),
        "prolific": ("https://app.prolific.com/submissions/complete?cc=C1M7OONT", {}),
        "connect": ("", {}),
        "mturk": (
            "https://www.mturk.com/mturk/externalSubmit",
            {"assignmentId": TURK["assignmentId"], "code": code},
        ),
    }
    assert (end["url"], end["fields"]) == ways[platform]
    assert (
        ids[0]
        == {
            "link": ("link", query.get("visitor"), "", ""),
            "prolific": ("prolific", *(query.get(key) for key in ("PROLIFIC_PID", "SESSION_ID", "STUDY_ID"))),
            "connect": (
                "connect",
                *(query.get(key) for key in ("participantId", "assignmentId", "projectId")),
            ),
            "mturk": ("mturk", *(query.get(key) for key in ("workerId", "assignmentId", "hitId"))),
        }[platform]
    )


@pytest.mark.parametrize(
    "more", [{}, {"turkSubmitTo": "https://www.mturk.com"}, {"workerId": TURK["workerId"]}]
)
def test_a_preview_leaves_all_tables_as_they_are(with_study, more) -> None:
    async def do(study):
        visit = Visit(study, "mturk", {**PREVIEW, **more})
        before = await study.tables()
        assert (await visit.page()).status_code == 200
        assert (await visit.enter()).status_code == 403
        for path in ("claim", "heartbeat", "finish", "withdraw"):
            assert (
                await visit.post(path, {"query": visit.query} if path == "finish" else {})
            ).status_code == 401
        assert await study.tables() == before

    with_study(do)


def test_links_that_lead_elsewhere_are_refused_at_the_door(with_study) -> None:
    async def do(study):
        before = await study.tables()
        for place in ("https://www.mturk.com.evil.example", "https://www.mturk.com@evil.example", ""):
            visit = Visit(study, "mturk", {**TURK, "turkSubmitTo": place})
            answer = await visit.enter()
            assert answer.status_code == 403
            assert "evil" not in answer.text
        assert await study.tables() == before

    with_study(do)


def test_a_link_that_was_changed_on_the_way_gets_a_code_but_no_form(with_study) -> None:
    async def do(study):
        visit = Visit(study, "mturk", TURK)
        await visit.enter()
        await visit.work()
        visit.query = {**TURK, "turkSubmitTo": "https://evil.example/"}
        return await visit.finish()

    end = with_study(do)
    assert (bool(end["code"]), end["url"], end["fields"]) == (True, "", {})
