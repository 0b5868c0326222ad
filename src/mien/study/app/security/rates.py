"""How often one address may change something: token buckets in memory."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from mien.study.app.security.forwarded import client_of

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Buckets:
    """A bucket a key, `per_minute` tokens big and filled evenly at that rate.

    Of each bucket only the time is kept at which it will be full again (the generic cell rate algorithm).
    When there are `most` buckets, the one that was not used for longest is forgotten.

    Parameters
    ----------
    per_minute : tokens a minute.
    most : buckets kept at the same time.
    clock : seconds, never backwards.
    """

    def __init__(
        self, per_minute: int, most: int = 50_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._step = 60.0 / per_minute
        self._depth = 60.0 - self._step
        self._full: OrderedDict[str, float] = OrderedDict()
        self._most = most
        self._clock = clock

    def __len__(self) -> int:
        return len(self._full)

    def take(self, key: str) -> float:
        """Take a token; 0 if there was one, else the seconds until there is."""
        now = self._clock()
        full = max(self._full.get(key, now), now)
        wait = full - now - self._depth
        # Times are sums of steps: the last token must not be lost to rounding.
        if wait > 1e-6:
            return wait
        self._full[key] = full + self._step
        self._full.move_to_end(key)
        if len(self._full) > self._most:
            self._full.popitem(last=False)
        return 0.0


class RateLimit:
    """Refuses, with 429, what changes something and comes too often from one address.

    Each process counts for itself.

    Parameters
    ----------
    app : the application.
    usual : buckets of all paths.
    own : buckets of single paths besides, where something is guessed at or somebody new is made.
    """

    def __init__(self, app: ASGIApp, usual: Buckets, own: Mapping[str, Buckets]) -> None:
        self.app = app
        self._usual, self._own = usual, dict(own)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and scope["method"] not in SAFE:
            client = client_of(scope)
            wait = self._usual.take(client)
            own = self._own.get(scope["path"].rstrip("/"))
            if not wait and own is not None:
                wait = own.take(client)
            if wait:
                seconds = math.ceil(wait)
                refusal = JSONResponse(
                    {"error": "too_many", "message": f"too many requests; try again in {seconds} s"},
                    429,
                    {"retry-after": str(seconds)},
                )
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)
