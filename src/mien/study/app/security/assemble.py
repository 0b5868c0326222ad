"""Put the guards around an application, in the order in which a request meets them."""

from __future__ import annotations

from fastapi import FastAPI

from mien.study.app.context import Context
from mien.study.app.security.bodies import BodyCap
from mien.study.app.security.forwarded import Forwarded
from mien.study.app.security.headers import Headers
from mien.study.app.security.hosts import Hosts
from mien.study.app.security.rates import Buckets, RateLimit

UPLOADS = "/admin/stimuli"
UPLOAD_KB = 16_384
LOGINS_PER_MINUTE = 10
GUESSED = frozenset({"/admin/login", "/admin/setup", "/admin/password"})
"""Paths where something is guessed at; they have a bucket of their own."""
ENTER = "/api/enter"


def secure(app: FastAPI, context: Context) -> None:
    """Add the guards to an application that has not answered a request yet.

    A request meets `Headers` first, so that refusals carry them too, then `Hosts`, `Forwarded`, `RateLimit`
    and `BodyCap`.

    Raises
    ------
    ConfigError
        If server.trusted_proxies names something that is no address or network.
    """
    server = context.design.server
    forwarded = server.trusted_proxies
    guesses = Buckets(LOGINS_PER_MINUTE)
    # Starlette puts what is added last in front.
    app.add_middleware(
        BodyCap, most=server.max_body_kb * 1024, own={UPLOADS: max(UPLOAD_KB, server.max_body_kb) * 1024}
    )
    app.add_middleware(
        RateLimit,
        usual=Buckets(server.requests_per_minute),
        own={**dict.fromkeys(GUESSED, guesses), ENTER: Buckets(server.entries_per_minute)},
    )
    app.add_middleware(Forwarded, trusted=forwarded)
    app.add_middleware(Hosts, public_url=server.public_url)
    app.add_middleware(Headers, platforms=context.design.platforms)
