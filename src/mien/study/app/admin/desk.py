"""What all admin routes share."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from mien.study.app.admin.gate import Gate
from mien.study.app.admin.live import Remembered
from mien.study.app.admin.measure import Measures
from mien.study.app.admin.pages import page
from mien.study.app.admin.route import AdminRoute
from mien.study.app.context import Context
from mien.study.app.security.forwarded import client_of

MOST_ROWS = 200


class Desk:
    """One application's admin pages: the study, the gate, and what is remembered between requests."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.store = context.store
        self.gate = Gate(context)
        self.standing = Remembered(context)
        self.measures = Measures(context)

    def router(self) -> APIRouter:
        """A router whose every route needs a login and, for what changes something, our own form."""
        return APIRouter(
            prefix="/admin",
            route_class=AdminRoute,
            dependencies=[Depends(self.gate.required)],
            include_in_schema=False,
        )

    def page(self, request: Request, here: str, values: dict[str, Any], status: int = 200) -> HTMLResponse:
        """The page of the template `here` for somebody who is logged in."""
        secret = request.state.session
        common = {
            "form_token": self.gate.form_token(secret),
            "here": here,
            "study": self.context.design.page.title,
        }
        return page(f"{here}.html", {**common, **values}, status)

    async def note(self, request: Request, action: str, detail: str) -> None:
        """A line of the audit log."""
        await self.store.audit(f"admin {client_of(request.scope)}", action, detail)
