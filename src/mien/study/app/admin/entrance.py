"""The way in and out: first password, login, logout, another password; and the two static files."""

from __future__ import annotations

import secrets
from ipaddress import ip_address

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from mien.study.app.admin.access import password_fault
from mien.study.app.admin.desk import Desk
from mien.study.app.admin.gate import NOT_ACCEPTED, text_of
from mien.study.app.admin.pages import SCRIPT, STYLE, asset, page
from mien.study.app.admin.route import AdminRoute, Refused

LONG = 4096
"""Characters of a password field; what is too long for a password is said by the form."""


def setup_address(token: str) -> str:
    """Path that makes whoever opens it the administrator; the token is never sent with the request."""
    return f"/admin/setup#{token}"


def entrance_routes(desk: Desk) -> APIRouter:
    """Routes that need no login."""
    router = APIRouter(prefix="/admin", route_class=AdminRoute, include_in_schema=False)
    gate = desk.gate

    def form_page(request: Request, template: str, fault: str = "", status: int = 200) -> Response:
        secret = gate.secret_of(request)
        fresh = secret or secrets.token_urlsafe(32)
        values = {
            "token": gate.form_token(fresh),
            "fault": fault,
            "open": _is_open(request),
            "study": desk.context.design.page.title,
        }
        response = page(template, values, status)
        if not secret:
            gate.give(request, response, fresh)
        return response

    def welcome(request: Request, session: str) -> Response:
        response = RedirectResponse("/admin", 303)
        gate.give(request, response, session)
        return response

    @router.get("/setup")
    async def setup_form(request: Request) -> Response:
        """Ask for the set-up token and the first password."""
        if await gate.is_set_up():
            return RedirectResponse("/admin/login", 303)
        return form_page(request, "setup.html")

    @router.post("/setup")
    async def setup(request: Request) -> Response:
        """Set the first password."""
        form = await gate.form(request)
        new = text_of(form, "new", LONG)
        fault = password_fault(new) or _differ(new, text_of(form, "again", LONG))
        if fault:
            return form_page(request, "setup.html", fault, 422)
        session = await gate.set_up(request, text_of(form, "token"), new)
        if session is None:
            return form_page(request, "setup.html", NOT_ACCEPTED, 403)
        return welcome(request, session)

    @router.get("/login")
    async def login_form(request: Request) -> Response:
        """Ask for the password."""
        if not await gate.is_set_up():
            return RedirectResponse("/admin/setup", 303)
        return form_page(request, "login.html")

    @router.post("/login")
    async def login(request: Request) -> Response:
        """Let in who knows the password."""
        form = await gate.form(request)
        session = await gate.log_in(request, text_of(form, "password", LONG))
        if session is None:
            return form_page(request, "login.html", NOT_ACCEPTED, 403)
        return welcome(request, session)

    @router.get("/static/{name}")
    async def static(name: str) -> Response:
        """The style sheet and the script."""
        if name not in (STYLE, SCRIPT):
            raise Refused(404, "there is no such file")
        content, kind = asset(name)
        return Response(content, media_type=kind)

    return router


def inside_routes(desk: Desk) -> APIRouter:
    """Logout and another password."""
    router = desk.router()
    gate = desk.gate

    @router.post("/logout")
    async def logout(request: Request) -> Response:
        """End the session."""
        await gate.log_out(request)
        response = RedirectResponse("/admin/login", 303)
        gate.take_back(request, response)
        return response

    @router.get("/password")
    async def password_form(request: Request) -> Response:
        """Ask for the old and the new password."""
        return desk.page(request, "password", {"fault": ""})

    @router.post("/password")
    async def password(request: Request) -> Response:
        """Set another password."""
        form = request.state.form
        new = text_of(form, "new", LONG)
        fault = password_fault(new) or _differ(new, text_of(form, "again", LONG))
        if fault:
            return desk.page(request, "password", {"fault": fault}, 422)
        session = await gate.change_password(request, text_of(form, "password", LONG), new)
        if session is None:
            return desk.page(request, "password", {"fault": NOT_ACCEPTED}, 403)
        response = RedirectResponse("/admin", 303)
        gate.give(request, response, session)
        return response

    return router


def _differ(new: str, again: str) -> str:
    return "" if new == again else "the two passwords differ"


def _is_open(request: Request) -> bool:
    """The password would travel in the open, to another machine."""
    host = request.url.hostname or ""
    if request.url.scheme == "https" or host == "localhost":
        return False
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return True
