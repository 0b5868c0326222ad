"""Somebody who takes part over HTTP, in the test's own process, on a real store."""

import asyncio
from contextlib import asynccontextmanager

import httpx
import pytest

from mien.study.app import create_app
from mien.study.directory import StudyDirectory
from mien.study.platforms import enabled_platforms
from mien.study.serve import prepare

VISITOR = "visitor-0123456789abcdef"
DESIGN = {
    "questions": {"k": 2},
    "person": {"triplets": 4, "labels": 2, "catch": 1, "repeats": 1, "repeat_gap": 2, "practice": 1},
    "lease": {"batch": 3},
    "platforms": {
        "mturk": {"enabled": True},
        "prolific": {"enabled": True, "completion_code": "C1M7OONT"},
    },
}


class Visit:
    """Somebody's browser."""

    def __init__(self, client, store, directory):
        self.client, self.store, self.directory = client, store, directory
        self.token = ""

    async def post(self, path, body=None, token=None, **more):
        token = self.token if token is None else token
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})} if token else {}
        if "content" not in more:
            more["json"] = {} if body is None else body
        return await self.client.post(f"/api/{path}", headers=headers, **more)

    async def enter(self, visitor=VISITOR, platform="link", query=None, **more):
        body = {
            "platform": platform,
            "query": query or {"visitor": visitor},
            "language": "en",
            "consent": "1",
        }
        reply = await self.post("enter", {**body, **more}, token="")
        if reply.status_code == 200:
            self.token = reply.json()["token"]
        return reply

    async def another(self, visitor):
        other = Visit(self.client, self.store, self.directory)
        await other.enter(visitor)
        return other

    async def claim(self):
        return (await self.post("claim")).json()

    async def answer(self, *answers):
        return await self.post("answers", {"answers": list(answers)})

    async def count(self, table):
        return (await self.store.read(f"SELECT COUNT(*) FROM {table}"))[0][0]

    @staticmethod
    def answered(question, ms=700):
        choice = "first" if question["kind"] == "triplet" else "neutral"
        return {"lease": question["lease"], "choice": choice, "ms": ms}

    @staticmethod
    def error(reply):
        assert reply.headers["content-type"] == "application/json"
        found = reply.json()
        assert set(found) >= {"error", "message"}
        return reply.status_code, found["error"]


@pytest.fixture
def visit(tmp_path, make_study):
    """Runs an async test with somebody's browser: ``visit(test, **design)``."""

    def run(test, **design):
        directory = StudyDirectory(make_study(tmp_path / "study", {**DESIGN, **design}))

        @asynccontextmanager
        async def opened():
            store = await prepare(directory, directory.default_store)
            app = create_app(directory, store, enabled_platforms(directory))
            transport = httpx.ASGITransport(app, client=("127.0.0.1", 5000))
            async with (
                app.router.lifespan_context(app),
                httpx.AsyncClient(transport=transport, base_url="http://study") as client,
            ):
                yield Visit(client, store, directory)

        async def main():
            async with opened() as somebody:
                await test(somebody)

        asyncio.run(asyncio.wait_for(main(), 60))

    return run
