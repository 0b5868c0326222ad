"""How people saw the questions: their window, screen and input, and how large faces were."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request, Response

from mien.study.app.bodies import NOTED, Display, described, read_body
from mien.study.app.participants import Lean, of_known, person_of, reply
from mien.study.app.tokens import Tokens
from mien.study.displays import DISPLAY
from mien.study.store import Store

MOST = 20
"""Kept of one person: the first, and each change after it."""


def display_routes(store: Store, tokens: Tokens) -> APIRouter:
    """``POST /api/display``."""
    router = APIRouter(prefix="/api", route_class=Lean)

    @router.post("/display", openapi_extra=described(Display, NOTED))
    async def display(request: Request) -> Response:
        """Keep how questions are seen, if it is not as it was before."""
        person = person_of(request, tokens)
        body = await read_body(request, Display)
        text = json.dumps(body.model_dump(), separators=(",", ":"))
        sql = "SELECT value FROM fact WHERE person = ? AND name LIKE ? ORDER BY at, name"
        known = [str(value) for (value,) in await store.read(sql, person, f"{DISPLAY}%")]
        fresh = len(known) < MOST and (not known or known[-1] != text)
        if fresh:
            await of_known(store.tell(person, f"{DISPLAY}{len(known) + 1:02}", text))
        return reply({"noted": fresh})

    return router
