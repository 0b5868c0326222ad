"""For which names this server answers: the study's own, so that no other site's name leads here."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


class Hosts:
    """Refuses, with 421, requests whose Host is neither that of `public_url` nor this machine's own.

    Parameters
    ----------
    app : the application.
    public_url : of the study as people see it; where it is empty every name is taken.
    """

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self.app = app
        host = urlsplit(public_url).hostname
        self._allowed = LOCAL | {host} if host else frozenset()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and self._allowed:
            given = [value for name, value in scope["headers"] if name == b"host"]
            if len(given) != 1 or _name(given[0]) not in self._allowed:
                message = "this server does not answer for that name"
                refusal = JSONResponse({"error": "misdirected", "message": message}, 421)
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _name(host: bytes) -> str:
    try:
        return (urlsplit(f"//{host.decode('latin-1')}").hostname or "").lower()
    except ValueError:
        return ""
