"""People: the table of raters, one person, leaving somebody out, and what is held about somebody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from mien.errors import DataError
from mien.study.app.admin.desk import MOST_ROWS, Desk
from mien.study.app.admin.gate import text_of
from mien.study.app.admin.route import Refused
from mien.study.judged import Rater, raters
from mien.study.people import about, erase, find

MOST_NUMBER = 2**31 - 1
SORTS: dict[str, Callable[[Rater], Any]] = {
    "person": lambda one: one.number,
    "state": lambda one: one.state,
    "minutes": lambda one: one.minutes,
    "answered": lambda one: one.answered,
    "catch": lambda one: one.catch[0] / one.catch[1] if one.catch[1] else None,
    "repeats": lambda one: one.share("kept", "repeats"),
    "fast": lambda one: one.share("fast", "timed"),
    "others": lambda one: one.agreement,
}
"""What the table of raters can be sorted by."""


def rater_routes(desk: Desk) -> APIRouter:
    """``/admin/raters``."""
    router = desk.router()
    context = desk.context

    async def one(number: int) -> Rater:
        measures = await desk.measures.get()
        found = await raters(context.store, context.design, measures, _known(number))
        if not found:
            raise Refused(404, "there is no such person")
        return found[0]

    @router.get("/raters")
    async def table(request: Request, page: int = 1, sort: str = "", down: bool = False) -> Response:
        """Everybody, with flags first, or by a column."""
        found = await raters(context.store, context.design, await desk.measures.get())
        if sort in SORTS:
            # Who has no value is last, whichever way.
            there = [one for one in found if SORTS[sort](one) is not None]
            rest = [one for one in found if SORTS[sort](one) is None]
            found = [*sorted(there, key=SORTS[sort], reverse=down), *rest]
        last = max(-(-len(found) // MOST_ROWS), 1)
        page = min(max(page, 1), last)
        shown = found[(page - 1) * MOST_ROWS : page * MOST_ROWS]
        flagged = sum(1 for rater in found if rater.flags and rater.reason is None)
        undecided = sum(1 for rater in found if rater.undecided and not rater.flags and rater.reason is None)
        values = {
            "undecided": undecided,
            "raters": shown,
            "count": len(found),
            "flagged": flagged,
            "page": page,
            "last": last,
        }
        values |= {"sort": sort if sort in SORTS else "", "down": down}
        return desk.page(request, "raters", values)

    @router.get("/raters/{number}")
    async def person(request: Request, number: int) -> Response:
        """One person."""
        return desk.page(request, "rater", {"rater": await one(number)})

    @router.get("/raters/{number}/exclude")
    async def confirm(request: Request, number: int) -> Response:
        """Ask for the reason, and whether it is meant."""
        return desk.page(request, "exclude", {"rater": await one(number), "fault": ""})

    @router.post("/raters/{number}/exclude")
    async def exclude(request: Request, number: int) -> Response:
        """Leave a person's answers out."""
        rater = await one(number)
        reason = text_of(request.state.form, "reason")
        if not reason:
            fault = "write why; it stays with the exclusion"
            return desk.page(request, "exclude", {"rater": rater, "fault": fault}, 422)
        try:
            freed = await context.store.exclude(rater.number, reason, "admin")
        except DataError as error:
            raise Refused(409, str(error)) from error
        await desk.note(request, "exclude", f"person {rater.number}, {freed} counted answers: {reason}")
        return RedirectResponse(f"/admin/raters/{rater.number}", 303)

    return router


def people_routes(desk: Desk) -> APIRouter:
    """``/admin/people``.

    A platform's ID of a person never stands in an address: addresses are kept in histories and logs.
    """
    router = desk.router()
    context = desk.context

    @router.get("/people")
    async def people(request: Request) -> Response:
        """Ask who it is about."""
        return desk.page(request, "people", {"platforms": _platforms(desk), "fault": "", "note": ""})

    @router.post("/people/about")
    async def held(request: Request) -> Response:
        """All that is held about somebody, as a file."""
        platform, external = _who(request)
        number = await find(context.store, context.directory, platform, external)
        if number is None:
            return _nobody(desk, request)
        found = await about(context.store, number)
        await desk.note(request, "personal data", f"person {number}, given out")
        name = {"content-disposition": 'attachment; filename="personal-data.json"'}
        return JSONResponse(found, headers=name)

    @router.post("/people/erase")
    async def forget(request: Request) -> Response:
        """Forget who somebody is."""
        platform, external = _who(request)
        if text_of(request.state.form, "sure") != "yes":
            fault = "nothing was erased: tick the box to say that you are sure"
            values = {"platforms": _platforms(desk), "fault": fault, "note": ""}
            return desk.page(request, "people", values, 422)
        number = await erase(context.store, context.directory, platform, external)
        if number is None:
            return _nobody(desk, request)
        await desk.note(request, "erase", f"person {number}")
        note = "Erased. The answers stay, and nothing says any more whose they are."
        values = {"platforms": _platforms(desk), "fault": "", "note": note}
        return desk.page(request, "people", values)

    return router


def _known(number: int) -> int:
    if not 0 < number <= MOST_NUMBER:
        raise Refused(404, "there is no such person")
    return number


def _platforms(desk: Desk) -> list[str]:
    return sorted(desk.context.platforms)


def _who(request: Request) -> tuple[str, str]:
    form = request.state.form
    return text_of(form, "platform", 40), text_of(form, "external", 1024)


def _nobody(desk: Desk, request: Request) -> Response:
    fault = "nobody with this ID is known: never here, erased, or deleted after the time that IDs are kept"
    values = {"platforms": _platforms(desk), "fault": fault, "note": ""}
    return desk.page(request, "people", values, 404)
