"""Headers that tell browsers what our pages may do: nothing but what they need."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mien.study.design import PlatformsSection

MTURK_FRAMES = "https://worker.mturk.com https://workersandbox.mturk.com https://www.mturk.com"
ENTRY_IN_FRAME = "/mturk"
FEATURES = (
    "accelerometer", "autoplay", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
    "microphone", "midi", "payment", "publickey-credentials-get", "usb",
)  # fmt: skip

Pairs = list[tuple[bytes, bytes]]


def policy(platforms: PlatformsSection, framed: bool = False) -> str:
    """The Content-Security-Policy of a page.

    Scripts, styles, pictures and connections come from this server alone, and none is written into a page.
    Forms go to this server and, where MTurk is enabled, to its hosts. A page is shown in no other page's
    frame, but for the one that MTurk shows (`framed`).
    """
    hosts = " ".join(platforms.mturk.submit_hosts) if platforms.mturk.enabled else ""
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": f"'self' {hosts}".strip(),
        "frame-ancestors": MTURK_FRAMES if framed else "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class Headers:
    """Adds the headers to every response, those of crashes included.

    Parameters
    ----------
    app : the application.
    platforms : which are enabled, and where MTurk's answers go.
    """

    def __init__(self, app: ASGIApp, platforms: PlatformsSection) -> None:
        self.app = app
        self._framed = platforms.mturk.enabled
        plain = policy(platforms)
        self._usual = _pairs(plain, {"referrer-policy": "no-referrer"})
        # Without a referrer browsers send `Origin: null` with forms, and the admin pages check it. Their
        # addresses hold no platform's IDs.
        self._admin = _pairs(plain, {"referrer-policy": "same-origin", "cache-control": "no-store"})
        self._frame = _pairs(policy(platforms, framed=True), {"referrer-policy": "no-referrer"}, frame=True)

    def _for(self, path: str) -> Pairs:
        if path.startswith("/admin"):
            return self._admin
        if self._framed and path == ENTRY_IN_FRAME:
            return self._frame
        return self._usual

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        extra = self._for(scope["path"])
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message.get("headers", ()), *extra]
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:
            # The framework makes its answer to a crash outside of all middlewares, without headers.
            if not started:
                crash = await _crash(scope, error)
                await crash(scope, receive, sending)
            raise


def _pairs(csp: str, more: dict[str, str], frame: bool = False) -> Pairs:
    found = {
        "content-security-policy": csp,
        "x-content-type-options": "nosniff",
        "permissions-policy": ", ".join(f"{feature}=()" for feature in FEATURES),
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        **({} if frame else {"x-frame-options": "DENY"}),
        **more,
    }
    return [(name.encode(), value.encode()) for name, value in found.items()]


async def _crash(scope: Scope, error: Exception) -> Response:
    """The application's own answer to a crash, if it has one."""
    handler = scope["app"].exception_handlers.get(Exception) if "app" in scope else None
    if handler is not None:
        found = handler(Request(scope), error)
        answer: Response = await found if hasattr(found, "__await__") else found
        return answer
    return JSONResponse({"error": "internal", "message": "something went wrong on the server"}, 500)
