"""How much a request may send: refused unread where its length is declared, else while it comes."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class _TooLarge(Exception):
    """Ends the reading of a body; never seen by a client."""


class BodyCap:
    """Refuses bodies that are too large with 413.

    Parameters
    ----------
    app : the application.
    most : bytes.
    own : bytes for single paths.
    """

    def __init__(self, app: ASGIApp, most: int, own: Mapping[str, int]) -> None:
        self.app = app
        self._most = most
        self._own = dict(own)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self._own.get(scope["path"], self._most)
        declared: bytes | None = None
        chunked = False
        for name, value in scope["headers"]:
            if name == b"content-length":
                declared = value
            elif name == b"transfer-encoding":
                chunked = True
        if declared is None or chunked:
            await self._counted(scope, receive, send, most)
        elif not declared.isdigit() or int(declared) > most:
            await _refusal(most)(scope, receive, send)
        else:
            # The server itself ends a body at its declared length.
            await self.app(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send, most: int) -> None:
        read = 0
        over = started = False

        async def receiving() -> Message:
            nonlocal read, over
            message = await receive()
            if message["type"] == "http.request":
                read += len(message.get("body", b""))
                if read > most:
                    over = True
                    raise _TooLarge
            return message

        async def sending(message: Message) -> None:
            nonlocal started
            # Frameworks turn the exception into an answer of their own; ours is sent instead.
            if over and not started:
                return
            started = True
            await send(message)

        try:
            await self.app(scope, receiving, sending)
        except Exception:
            if not over or started:
                raise
        if over and not started:
            await _refusal(most)(scope, receive, send)


def _refusal(most: int) -> JSONResponse:
    # What is left of the body is not read, so the connection cannot be used again.
    return JSONResponse(
        {"error": "too_large", "message": f"the body is larger than {most // 1024} kB"},
        413,
        {"connection": "close"},
    )
