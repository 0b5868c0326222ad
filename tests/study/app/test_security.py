"""Headers, limits and forwarding headers of the whole application."""

import asyncio
import json
import re
import socket
from html.parser import HTMLParser
from importlib.resources import files

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse

from mien.errors import ConfigError
from mien.study.app.security import secure, server_settings
from mien.study.app.security.assemble import LOGINS_PER_MINUTE
from mien.study.app.security.forwarded import Forwarded, neighbourhood, networks, parsed
from mien.study.app.security.logs import log_settings
from mien.study.app.security.rates import Buckets
from mien.study.design import StudyDesign

pytestmark = pytest.mark.anyio


class Study:
    """What `secure` reads of a context."""

    def __init__(self, **server):
        self.design = StudyDesign.of({"server": server}, "test")


def guarded(**server) -> FastAPI:
    """An application that says what it was sent and from where."""
    app = FastAPI()

    @app.post("/echo")
    async def echo(request: Request) -> dict:
        body = await request.body()
        return {"read": len(body), "client": request.client.host, "scheme": request.url.scheme}

    @app.post("/ignores")
    async def ignores() -> PlainTextResponse:
        return PlainTextResponse("not read")

    @app.get("/crash")
    async def crash() -> None:
        raise ValueError("inside")

    secure(app, Study(**server))
    return app


def caller(app, address="127.0.0.1") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=(address, 1), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://study.example")


async def test_every_kind_of_response_has_the_headers(site):
    paths = {"/": 200, "/prolific?id=x": 200, "/mturk?id=x": 200, "/nowhere": 404, "/admin": 303,
             "/admin/login": 303, "/admin/setup": 200, "/admin/live.json": 401, "/admin/nowhere": 404,
             "/admin/static/admin.css": 200, "/health": 200, "/stimuli/..%2fstimuli.json": 404,
             "/openapi.json": 200, "/api/claim": 405}  # fmt: skip
    for path, status in paths.items():
        answer = await site.client.get(path)
        assert answer.status_code == status, path
        csp = answer.headers["content-security-policy"]
        assert csp.startswith("default-src 'none'; script-src 'self'; style-src 'self';"), path
        assert "unsafe" not in csp
        assert "*" not in csp
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "geolocation=()" in answer.headers["permissions-policy"]
        wanted = "same-origin" if path.startswith("/admin") else "no-referrer"
        assert answer.headers["referrer-policy"] == wanted, path
        framed = path.startswith("/mturk")
        assert ("frame-ancestors 'none'" in csp) != framed, path
        assert ("x-frame-options" in answer.headers) != framed
        if path.startswith("/admin"):
            assert "no-store" in answer.headers["cache-control"]


async def test_forms_go_to_mturk_only_if_it_is_enabled(site):
    csp = (await site.client.get("/")).headers["content-security-policy"]
    assert "form-action 'self' https://www.mturk.com https://workersandbox.mturk.com;" in csp
    async with caller(guarded()) as plain:
        csp = (await plain.get("/mturk")).headers["content-security-policy"]
    assert "form-action 'self'; frame-ancestors 'none'" in csp


async def test_a_crash_tells_nothing_and_has_the_headers(site):
    async def broken():
        raise ValueError("inside")

    site.store.probe = broken
    answer = await site.client.get("/health")
    assert answer.status_code == 500
    assert "inside" not in answer.text
    assert "content-security-policy" in answer.headers
    async with caller(guarded()) as client:
        answer = await client.get("/crash")
    assert answer.status_code == 500
    assert "inside" not in answer.text
    assert "content-security-policy" in answer.headers


class Inline(HTMLParser):
    """Finds what a strict policy forbids in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._script = False

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        self._script = tag == "script" and "src" not in names
        kind = names.get("type", "")
        if self._script and kind not in ("application/json",):
            self.found.append("inline script")
        if tag == "style":
            self.found.append("inline style")
        for name, value in names.items():
            if name == "style" or name.startswith("on") or (value or "").startswith("javascript:"):
                self.found.append(f"{tag} {name}")


def test_no_template_has_inline_script_or_style():
    folder = files("mien.study.app") / "templates"
    templates = list(folder.rglob("*.html"))
    assert len(templates) > 12
    for path in templates:
        parser = Inline()
        # Expressions are put in places where they could break up the markup for a parser.
        parser.feed(re.sub(r"\{[{%].*?[%}]\}", "", path.read_text("utf-8"), flags=re.DOTALL))
        assert not parser.found, path


def test_the_parser_finds_what_is_forbidden():
    parser = Inline()
    parser.feed('<p style="x"><script>1</script><style></style><a href="javascript:1" onclick="2">')
    assert parser.found == ["p style", "inline script", "inline style", "a href", "a onclick"]


# Bodies


async def test_a_declared_body_is_refused_unread():
    sent = []

    async def body():
        for _ in range(100):
            sent.append(1)
            yield b"x" * 1024

    async with caller(guarded(max_body_kb=16)) as client:
        answer = await client.post("/echo", content=body(), headers={"content-length": "102400"})
        assert (answer.status_code, answer.json()["error"]) == (413, "too_large")
        assert not sent
        answer = await client.post("/echo", content=b"x" * 16 * 1024)
        assert answer.json()["read"] == 16 * 1024
        assert (await client.post("/echo", content=b"x" * (16 * 1024 + 1))).status_code == 413
        for wrong in ("-1", "1e3", "ten", ""):
            answer = await client.post("/echo", content=b"x", headers={"content-length": wrong})
            assert answer.status_code == 413, wrong


async def test_a_chunked_body_is_cut_off():
    sent = []

    async def body():
        for _ in range(1000):
            sent.append(1)
            yield b"x" * 1024

    async with caller(guarded(max_body_kb=16)) as client:
        answer = await client.post("/echo", content=body())
        assert (answer.status_code, answer.json()["error"]) == (413, "too_large")
        assert len(sent) < 20
        assert (await client.post("/ignores", content=body())).text == "not read"
        # A length beside chunks says nothing.
        both = {"content-length": "10", "transfer-encoding": "chunked"}
        assert (await client.post("/echo", content=body(), headers=both)).status_code == 413


async def test_a_chunked_body_is_cut_off_by_a_real_server(serve):
    """With a length beside the chunks, as smugglers send it, too."""
    port = await serve(guarded(max_body_kb=16))
    for extra in ("", "content-length: 10\r\n"):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f"POST /echo HTTP/1.1\r\nhost: x\r\n{extra}transfer-encoding: chunked\r\n\r\n"
        writer.write(head.encode())
        for _ in range(64):
            writer.write(b"400\r\n" + b"x" * 1024 + b"\r\n")
        answer = await asyncio.wait_for(reader.readline(), 10)
        assert answer.split()[1] in (b"413", b"400"), answer
        assert b"200" not in answer
        writer.close()


# Rates


def test_a_bucket_gives_its_tokens_then_waits():
    now = [100.0]
    buckets = Buckets(6, clock=lambda: now[0])
    assert [buckets.take("a") for _ in range(6)] == [0.0] * 6
    assert buckets.take("a") == pytest.approx(10)
    assert buckets.take("b") == 0
    now[0] += 9.9
    assert buckets.take("a") == pytest.approx(0.1)
    now[0] += 0.2
    assert buckets.take("a") == 0
    assert buckets.take("a") > 9
    now[0] += 3600
    assert [bool(buckets.take("a")) for _ in range(7)] == [False] * 6 + [True]


def test_buckets_are_bounded_and_the_least_used_goes():
    buckets = Buckets(1, most=100, clock=lambda: 0.0)
    assert buckets.take("first") == 0
    for number in range(1000):
        buckets.take(str(number))
        buckets.take("first")
    assert len(buckets) == 100
    assert buckets.take("0") == 0
    assert buckets.take("999") > 0


async def test_what_changes_something_is_limited_by_address():
    app = guarded(requests_per_minute=5)
    async with caller(app, "192.0.2.1") as one, caller(app, "192.0.2.2") as other:
        statuses = [(await one.post("/ignores")).status_code for _ in range(7)]
        assert statuses == [200] * 5 + [429] * 2
        refused = await one.post("/ignores")
        assert 1 <= int(refused.headers["retry-after"]) <= 12
        assert (await one.get("/ignores")).status_code == 405
        assert (await other.post("/ignores")).status_code == 200
    async with caller(app, "2001:db8:1:2::1") as one, caller(app, "2001:db8:1:2:ffff::9") as same:
        assert [(await one.post("/ignores")).status_code for _ in range(5)] == [200] * 5
        assert (await same.post("/ignores")).status_code == 429


async def test_guesses_are_limited_more_strictly(site):
    answers = [await site.client.post("/admin/login") for _ in range(LOGINS_PER_MINUTE + 3)]
    assert [answer.status_code for answer in answers[-3:]] == [429] * 3
    assert answers[0].status_code == 403
    # A trailing slash is no way round.
    assert (await site.client.post("/admin/setup/")).status_code == 429


# Proxies


@pytest.mark.parametrize(
    ("peer", "hops", "client"),
    [
        ("198.51.100.9", "10.1.1.1", "198.51.100.9"),
        ("127.0.0.1", "192.0.2.5", "192.0.2.5"),
        ("127.0.0.1", "203.0.113.66, 192.0.2.5", "192.0.2.5"),
        ("127.0.0.1", "6.6.6.6, 192.0.2.5, 10.0.0.3", "192.0.2.5"),
        ("127.0.0.1", "127.0.0.1, 192.0.2.5, 10.0.0.3, 127.0.0.1", "192.0.2.5"),
        ("127.0.0.1", "10.0.0.7", "10.0.0.7"),
        ("127.0.0.1", "192.0.2.5, nonsense", "127.0.0.1"),
        ("127.0.0.1", "nonsense, 10.0.0.3", "10.0.0.3"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "[2001:db8::5]:443", "2001:db8::5"),
        ("127.0.0.1", "192.0.2.5:1234", "192.0.2.5"),
        ("::ffff:127.0.0.1", "192.0.2.5", "192.0.2.5"),
        ("127.0.0.1", "::ffff:192.0.2.5", "192.0.2.5"),
    ],
)
async def test_only_trusted_hops_are_believed(peer, hops, client):
    async with caller(guarded(trusted_proxies=["127.0.0.1", "10.0.0.0/8"]), peer) as one:
        headers = {"x-forwarded-for": hops, "x-forwarded-proto": "https"}
        answer = (await one.post("/echo", headers=headers)).json()
        assert answer["client"] == client
        assert answer["scheme"] == ("http" if peer.startswith("198.") else "https")
        if "," in hops:
            # The same hops in several headers are one list.
            split = [("x-forwarded-for", hop.strip()) for hop in hops.split(",")]
            assert (await one.post("/echo", headers=split)).json()["client"] == client


async def test_the_scheme_is_the_last_one_said_and_nothing_else():
    async with caller(guarded()) as one:
        for said, scheme in (("https, http", "http"), ("http,https", "https"), ("ftp", "http")):
            answer = await one.post("/echo", headers={"x-forwarded-proto": said})
            assert answer.json()["scheme"] == scheme


async def test_a_forged_address_does_not_get_a_bucket_of_its_own():
    app = guarded(requests_per_minute=3)
    async with caller(app, "192.0.2.1") as one:
        answers = [
            await one.post("/ignores", headers={"x-forwarded-for": f"203.0.113.{n}"}) for n in range(5)
        ]
    assert [answer.status_code for answer in answers] == [200] * 3 + [429] * 2


def test_what_is_no_network_is_refused():
    for wrong in ("*", "localhost", "10.0.0.0/99", ""):
        with pytest.raises(ConfigError, match=r"server\.trusted_proxies"):
            networks([wrong])
    assert parsed("10.0.0.1%eth0") == parsed("10.0.0.1")
    assert neighbourhood("nonsense") == "unknown"


async def test_a_unix_socket_has_no_client():
    seen = []

    async def app(scope, receive, send):
        seen.append(scope)

    scope = {
        "type": "http",
        "headers": [(b"x-forwarded-for", b"192.0.2.1")],
        "client": None,
        "scheme": "http",
    }
    await Forwarded(app, ["127.0.0.1"])(scope, None, None)
    assert seen[0]["client"] is None


# Logs


async def test_the_log_holds_no_query_and_no_address(serve, capfd):
    port = await serve(guarded(), access=True)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        await client.get("/nowhere?PROLIFIC_PID=5f00000000000000deadbeef&x=1")
        await client.post("/echo?workerId=A1SECRET", headers={"x-forwarded-for": "192.0.2.77"})
    await asyncio.sleep(0.05)
    written = "".join(capfd.readouterr())
    assert '"GET /nowhere HTTP/1.1" 404' in written
    assert '"POST /echo HTTP/1.1" 200' in written
    for secret in ("PROLIFIC", "5f0000", "A1SECRET", "192.0.2.77", "127.0.0.1:", "?"):
        assert secret not in written, written


def test_no_access_log_unless_wanted():
    assert log_settings()["loggers"]["uvicorn.access"]["handlers"] == []
    assert server_settings()["access_log"] is False
    assert json.dumps(log_settings(), default=str)


@pytest.fixture
async def serve():
    """Serve an application by a real web server until the test ends; gives the port."""
    running = []

    async def start(app, access=False) -> int:
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, lifespan="off", timeout_graceful_shutdown=1, **server_settings(access))
        server = uvicorn.Server(config)
        running.append((server, asyncio.create_task(server.serve(sockets=[listening]))))
        while not server.started:
            await asyncio.sleep(0.01)
        return listening.getsockname()[1]

    yield start
    for server, task in running:
        server.should_exit = True
        await task
