"""The first page, its live numbers, and agreement so far."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from mien.study.app.admin.desk import Desk
from mien.study.app.admin.gate import text_of
from mien.study.app.admin.live import shown
from mien.study.app.opening import opening, set_closed

POLL_SECONDS = 5


def overview_routes(desk: Desk) -> APIRouter:
    """``/admin``, ``/admin/live.json``, ``/admin/door`` and ``/admin/agreement``."""
    router = desk.router()
    design = desk.context.design

    @router.get("")
    async def overview(request: Request) -> Response:
        """How the study stands."""
        now = shown(design, await desk.standing.get())
        values = {
            "seconds": POLL_SECONDS,
            "k": design.questions.k,
            "opening": await opening(desk.store, design.kinds),
        }
        return desk.page(request, "overview", {**now, **values})

    @router.post("/door")
    async def door(request: Request) -> Response:
        """Take no new people any more, or take them again."""
        closed = text_of(request.state.form, "closed") == "yes"
        await set_closed(desk.store, closed)
        await desk.note(request, "door", "closed to new people" if closed else "open to new people")
        return RedirectResponse("/admin", 303)

    @router.get("/live.json")
    async def live(request: Request) -> Response:
        """The same as JSON, for the page and for programs."""
        return JSONResponse(shown(design, await desk.standing.get()))

    @router.get("/agreement")
    async def agreement(request: Request) -> Response:
        """Table I so far, and what else can be said of the answers."""
        found = await desk.measures.get()
        values = {"found": found["triplets"], "why": found["why"], "labels": found["labels"]}
        values |= {"kinds": found["kinds"]}
        return desk.page(request, "agreement", {**values, "rows": _rows(found["triplets"])})

    return router


def _rows(found: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Table I turned: a row a difference, counts by part, all, share and chance."""
    if found is None:
        return []
    table = found["table"]
    return [
        {
            "difference": difference,
            "counts": [row[column] for row in table["counts"]],
            "all": sum(row[column] for row in table["counts"]),
            "share": table["shares"][column],
            "chance": table["chance"][column],
        }
        for column, difference in enumerate(table["differences"])
    ]
