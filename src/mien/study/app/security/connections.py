"""Limits of a connection: how many there are, how large a request's head is, how long head and body take.

The web server itself has none of these: whoever opens connections and says nothing, or a byte a minute, would
keep them for ever.
"""

from __future__ import annotations

import asyncio
import resource
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD = 16 * 1024
"""Bytes of a request's first line and headers."""
HEAD_SECONDS, BODY_SECONDS = 20.0, 60.0
"""From the connection, or a request's first byte, to the end of its head; and from there to its own end."""
SPARE = 200
"""Descriptors for all that is no connection: store, pictures, logs."""


class Guarded(HttpToolsProtocol):
    """A connection with limits; `most` of them may be open, the next is refused with 503."""

    most: int = 4000

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._timer: asyncio.TimerHandle | None = None
        self._in_head = True
        self._read = self._size = 0
        self._refused = False
        if len(self.connections) > self.most:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "too many connections; try again")
        else:
            self._wait(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes of a request."""
        if self._refused:
            return
        if self._in_head:
            self._read += len(data)
        super().data_received(data)
        if self._in_head and self._read > MOST_HEAD and not self._refused:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the headers are too large")

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._in_head, self._size = True, 0
        self._wait(HEAD_SECONDS)

    def on_url(self, url: bytes) -> None:
        """A piece of the first line."""
        self._size += len(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header."""
        self._size += len(name) + len(value) + 4
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._in_head, self._read = False, 0
        if self._size > MOST_HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the headers are too large")
        if self._refused:
            return
        self._wait(BODY_SECONDS)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        if not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is there."""
        self._stop()
        if not self._refused:
            super().on_message_complete()

    def _wait(self, seconds: float) -> None:
        self._stop()
        self._timer = self.loop.call_later(seconds, self._late)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _late(self) -> None:
        self._refuse(HTTPStatus.REQUEST_TIMEOUT, "the request did not come in time")

    def _refuse(self, status: HTTPStatus, text: str) -> None:
        self._stop()
        self._refused = True
        if self.transport.is_closing():
            return
        # An answer that has begun cannot be another one now.
        if self.cycle is None or not self.cycle.response_started or self.cycle.response_complete:
            body = f'{{"error": "{status.name.lower()}", "message": "{text}"}}'
            head = (
                f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: application/json\r\n"
                f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
            )
            self.transport.write((head + body).encode("ascii"))
        self.transport.close()


def guarded(connections: int) -> type[Guarded]:
    """A protocol for `uvicorn.Config` with so many connections, or as many as there are descriptors for.

    The process's limit of descriptors is raised as far as the system allows.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + SPARE
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    most = connections if soft == resource.RLIM_INFINITY else min(connections, max(soft - SPARE, soft // 2))
    values: dict[str, Any] = {"most": most}
    return type("GuardedHere", (Guarded,), values)
