"""A crowd platform on this machine, and small studies to reconcile with it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from mien.study.app.context import Context
from mien.study.directory import StudyDirectory, make_key
from mien.study.platforms import enabled_platforms
from mien.study.store import Store, open_store
from mien.study.store.records import Entry, NewQuestion, Person, Pool, Rules, Submission

TOKEN = "t0k3n-of-a-researcher"
STUDY = "60d9aadeb86739de712faee0"
TOML = f"""
[person]
triplets = 4
catch = 0
repeats = 0
practice = 0
[platforms.prolific]
enabled = true
completion_code = "C1M7OONT"
study_id = "{STUDY}"
[platforms.mturk]
enabled = true
[platforms.connect]
enabled = true
completion_code = "DC6CDE9748"
"""


@dataclass
class FakeCrowd:
    """What Prolific's API and MTurk's form do, as their documents say; `faults` come first, one a request."""

    submissions: list[dict[str, Any]] = field(default_factory=list)
    page_size: int = 20
    faults: list[Any] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    submitted: list[dict[str, list[str]]] = field(default_factory=list)
    linked_to: str = ""
    url: str = ""

    def page(self, number: int) -> dict[str, Any]:
        begin = (number - 1) * self.page_size
        rows = self.submissions[begin : begin + self.page_size]
        more = begin + self.page_size < len(self.submissions)
        base = self.linked_to or self.url
        path = f"{base}/api/v1/studies/{STUDY}/submissions/?page={number + 1}"
        return {
            "results": rows,
            "_links": {"next": {"href": path if more else None, "title": "Next"}},
            "meta": {"count": len(self.submissions)},
        }


def _handler(crowd: FakeCrowd) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

        def answer(self, status: int, body: bytes, **headers: str) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            crowd.requests.append(self.path)
            crowd.tokens.add(self.headers.get("Authorization", ""))
            if crowd.faults:
                fault = crowd.faults.pop(0)
                if callable(fault):
                    fault(self)
                    return
                if fault is not None:
                    status, body, headers = fault
                    self.answer(status, body, **headers)
                    return
            parts = urlsplit(self.path)
            if self.headers.get("Authorization") != f"Token {TOKEN}":
                self.answer(401, b'{"error": {"status": 401}}')
            elif parts.path != f"/api/v1/studies/{STUDY}/submissions/":
                self.answer(404, b'{"error": {"status": 404}}')
            else:
                number = int(parse_qs(parts.query).get("page", ["1"])[0])
                self.answer(200, json.dumps(crowd.page(number)).encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            fields = parse_qs(body, keep_blank_values=True)
            good = (
                urlsplit(self.path).path == "/mturk/externalSubmit"
                and self.headers["Content-Type"] == "application/x-www-form-urlencoded"
                and "assignmentId" in fields
                and len(fields) > 1
            )
            if good:
                crowd.submitted.append(fields)
            self.answer(200 if good else 400, b"")

    return Handler


@pytest.fixture
def crowd() -> Iterator[FakeCrowd]:
    """A platform that listens on 127.0.0.1."""
    crowd = FakeCrowd()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(crowd))
    server.daemon_threads = True
    crowd.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield crowd
    server.shutdown()
    server.server_close()
    thread.join(10)


def drip(handler: Any) -> None:
    """An empty list, no single piece of which is late, but which as a whole takes four seconds."""
    body = b" " * 200 + b'{"results": []}'
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    with contextlib.suppress(OSError):
        for place in range(200):
            handler.wfile.write(body[place : place + 1])
            handler.wfile.flush()
            time.sleep(0.02)
        handler.wfile.write(body[200:])


def hang_up(handler: Any) -> None:
    """Close the connection without an answer."""
    handler.close_connection = True
    handler.connection.close()


@dataclass
class SmallStudy:
    """A study of `questions` triplets, k = 2, whose people answer all or a few of them."""

    context: Context

    @property
    def store(self) -> Store:
        return self.context.store

    async def enter(self, external: str, session: str = "", platform: str = "prolific") -> Person:
        identity = self.context.directory.identity(platform, external)
        plan = (0,) * 4
        entry = Entry(identity, f"r-{external[-8:]}", platform, external, "en", "1", plan, session, STUDY)
        return await self.store.enter(entry)

    async def answer(self, person: Person, most: int) -> None:
        claim = await self.store.claim(person.number, most)
        await self.store.submit(
            person.number, [Submission(one.lease, "first", 900) for one in claim.leased[:most]]
        )

    async def complete(
        self, external: str, session: str = "", platform: str = "prolific", code: str = "C1M7OONT"
    ) -> Person:
        person = await self.enter(external, session, platform)
        await self.answer(person, 4)
        done = await self.store.finish(person.number, code)
        assert done.code == code
        return person

    async def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        names = ("setting", "person", "consent", "platform_id", "lease", "answer", "exclusion", "trouble",
                 "audit", "question")  # fmt: skip
        return {name: await self.store.read(f"SELECT * FROM {name}") for name in names}


@contextlib.asynccontextmanager
async def small_study(path: Path, questions: int = 40) -> AsyncIterator[SmallStudy]:
    (path / "study.toml").write_text(TOML)
    make_key(path / "secret.key")
    for language in ("en", "de"):
        (path / f"consent.{language}.md").write_text("I agree.\n")
    directory = StudyDirectory(path)
    store = await open_store(directory.default_store, Rules(), create=True)
    try:
        pool = Pool("triplet", "train")
        await store.add_questions(
            [
                NewQuestion(f"q{i}", pool, f"a{i}", f"b{i}", f"c{i}", rank=i / questions, wanted=2)
                for i in range(questions)
            ]
        )
        yield SmallStudy(Context(directory, store, enabled_platforms(directory)))
    finally:
        await store.close()


@pytest.fixture
def with_study(tmp_path) -> Callable[[Any], Any]:
    """Runs ``async def do(study)`` on a new small study."""

    def run(do: Any, **options: Any) -> Any:
        async def main() -> Any:
            async with small_study(tmp_path, **options) as study:
                return await do(study)

        return asyncio.run(main())

    return run


@pytest.fixture
def faults() -> Any:
    """Ways in which an answer can fail: ``faults.drip``, ``faults.hang_up``."""

    class Faults:
        pass

    Faults.drip = staticmethod(drip)
    Faults.hang_up = staticmethod(hang_up)
    return Faults
