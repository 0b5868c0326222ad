"""A real web server with its limits of connections: heads, bodies, silence, numbers, names."""

import asyncio
import contextlib
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
import uvicorn

from mien.study.app.security import connections, guarded

pytestmark = pytest.mark.anyio


async def _app(scope, receive, send):
    body = b""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body += message.get("body", b"")
        more = message.get("more_body", False)
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]}
    )
    await send({"type": "http.response.body", "body": body})


@contextlib.asynccontextmanager
async def _serving(most=50):
    config = uvicorn.Config(_app, port=0, http=guarded(most), lifespan="off", log_level="error")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await task


async def _said(port, *pieces, pause=0.0):
    """All that the server says to some bytes, until it closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            with contextlib.suppress(ConnectionError):
                await writer.drain()
            await asyncio.sleep(pause)
        with contextlib.suppress(ConnectionError):
            return await asyncio.wait_for(reader.read(), 10)
        return b""
    finally:
        writer.close()


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.4)
    monkeypatch.setattr(connections, "BODY_SECONDS", 0.4)


HEAD = b"POST / HTTP/1.1\r\nhost: a\r\n"


async def test_a_request_is_answered_and_the_connection_kept(quick):
    async with _serving() as port:
        one = HEAD + b"content-length: 3\r\n\r\nabc"
        last = HEAD + b"connection: close\r\ncontent-length: 3\r\n\r\nxyz"
        found = await _said(port, one, one[:40], one[40:], last, pause=0.2)
        assert found.count(b"200 OK") == 3
        assert found.endswith(b"xyz")


async def test_who_says_nothing_or_too_slowly_is_let_go(quick):
    async with _serving() as port:
        for pieces in (
            (),
            (b"POST",),
            (HEAD + b"a: b\r\n",),
            (*(HEAD[n : n + 1] for n in range(5)),),
            (HEAD + b"content-length: 10\r\n\r\n", b"ab"),
        ):
            found = await _said(port, *pieces, pause=0.05)
            assert found.startswith(b"HTTP/1.1 408 "), (pieces, found)
            assert b'"error": "request_timeout"' in found


@pytest.mark.parametrize(
    "pieces",
    [
        [HEAD + b"a: " + b"x" * 20_000 + b"\r\n\r\n"],
        [HEAD] + [b"h%d: " % n + b"x" * 1000 + b"\r\n" for n in range(40)],
        [b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\nhost: a\r\n\r\n"],
        [HEAD + b"".join(b"h%d: x\r\n" % n for n in range(4000)) + b"\r\n"],
    ],
)
async def test_heads_have_a_size(pieces):
    async with _serving() as port:
        found = await _said(port, *pieces)
        assert found == b"" or found.startswith(b"HTTP/1.1 431 "), found
        assert (await _said(port, HEAD + b"connection: close\r\n\r\n")).startswith(b"HTTP/1.1 200 OK")


async def test_connections_have_a_number():
    async with _serving(most=4) as port:
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(4)]
        await asyncio.sleep(0.05)
        assert (await _said(port, HEAD + b"\r\n")).startswith(b"HTTP/1.1 503 ")
        held.pop()[1].close()
        await asyncio.sleep(0.05)
        assert (await _said(port, HEAD + b"connection: close\r\n\r\n")).startswith(b"HTTP/1.1 200 OK")
        for _, writer in held:
            writer.close()


def test_no_more_connections_than_descriptors():
    code = (
        "import resource; from mien.study.app.security import guarded; "
        "resource.setrlimit(resource.RLIMIT_NOFILE, (256, 1000)); most = guarded(4000).most; "
        "print(most, *resource.getrlimit(resource.RLIMIT_NOFILE))"
    )
    if resource.getrlimit(resource.RLIMIT_NOFILE)[1] < 1000:
        pytest.skip("this process has few descriptors itself")
    root = Path(__file__).parents[3] / "src"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert done.stdout.split() == ["800", "1000", "1000"]
