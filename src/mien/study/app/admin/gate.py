"""Log in, stay in, log out: what stands between a request and the admin pages."""

from __future__ import annotations

import asyncio
import hmac
import secrets
import unicodedata
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from fastapi import Request, Response
from starlette.datastructures import FormData

from mien.study.app.admin import access
from mien.study.app.admin.route import Refused
from mien.study.app.context import Context
from mien.study.app.security.forwarded import client_of

TRIES, TRIES_OF_ALL = 5, 50
WINDOW_MS = 15 * 60_000
REFUSED = "refused"
NOT_ACCEPTED = "Not accepted. After several wrong tries it takes 15 minutes until another one is looked at."
_PARTS = 200


class Gate:
    """Sessions, passwords and forms of one application.

    Parameters
    ----------
    context : the study; its store keeps the setting, its key signs the forms.
    """

    def __init__(self, context: Context) -> None:
        self._store = context.store
        self._public = context.design.server.public_url
        self._key = context.directory.key("admin-form")
        self._hasher = PasswordHasher()
        # One guess at a time: the next is counted against the last, and hashing has its memory once.
        self._guessing = asyncio.Lock()

    async def is_set_up(self) -> bool:
        """Whether a password is set."""
        return bool((await access.load(self._store)).password)

    async def set_up(self, request: Request, token: str, password: str) -> str | None:
        """Set the first password with a set-up token; a new session, or None if it is not accepted."""

        def allowed(held: access.Access) -> bool:
            return bool(held.token) and hmac.compare_digest(held.token, access.digest(token))

        async with self._guessing:
            if await self._too_many(request):
                return None
            session = secrets.token_urlsafe(32)
            right = allowed(await access.load(self._store))
            hashed = await self._hash(password) if right else ""

            def use(held: access.Access) -> access.Access | None:
                if not allowed(held):
                    return None
                return access.Access(password=hashed).opened(session, access.now_ms())

            if not await access.change(self._store, use):
                await self._note(request, f"set-up {REFUSED}", "wrong or used token")
                return None
        await self._note(request, "set-up", "password set")
        return session

    async def log_in(self, request: Request, password: str) -> str | None:
        """A new session for the right password, None if it is not accepted."""
        if not await self._right(request, password, "login"):
            return None
        session = secrets.token_urlsafe(32)
        await access.change(self._store, lambda held: held.opened(session, access.now_ms()))
        await self._note(request, "login", "")
        return session

    async def log_out(self, request: Request) -> None:
        """End the request's session, on the server too."""
        session = request.state.session
        await access.change(self._store, lambda held: held.closed(session))
        await self._note(request, "logout", "")

    async def change_password(self, request: Request, old: str, new: str) -> str | None:
        """Set another password, ending all sessions; a new session, None if the old one is wrong."""
        if not await self._right(request, old, "password"):
            return None
        hashed, session = await self._hash(new), secrets.token_urlsafe(32)
        await access.change(
            self._store,
            lambda held: replace(held, password=hashed, token="", sessions={}).opened(
                session, access.now_ms()
            ),
        )
        await self._note(request, "password", "changed, all other sessions ended")
        return session

    async def _right(self, request: Request, password: str, action: str) -> bool:
        async with self._guessing:
            if await self._too_many(request):
                return False
            held = (await access.load(self._store)).password
            right = await self._is(password, held)
            if not right:
                await self._note(request, f"{action} {REFUSED}", "wrong password")
            return right

    async def _is(self, password: str, held: str) -> bool:
        if not held:
            # The answer takes as long as if there were one.
            await self._hash(password)
            return False
        return await asyncio.to_thread(self._verify, held, password)

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, unicodedata.normalize("NFC", password))
        except VerifyMismatchError:
            return False

    async def _hash(self, password: str) -> str:
        return await asyncio.to_thread(self._hasher.hash, unicodedata.normalize("NFC", password))

    async def _too_many(self, request: Request) -> bool:
        """Whether guesses have to wait; read from the audit log, which all processes share."""
        since = access.now_ms() - WINDOW_MS
        rows = await self._store.read(
            "SELECT who FROM audit WHERE at > ? AND action LIKE ? ORDER BY id DESC LIMIT ?",
            since,
            f"% {REFUSED}",
            TRIES_OF_ALL,
        )
        client = client_of(request.scope)
        return len(rows) >= TRIES_OF_ALL or sum(who == client for (who,) in rows) >= TRIES

    async def _note(self, request: Request, action: str, detail: str) -> None:
        await self._store.audit(client_of(request.scope), action, detail)

    # What follows is asked of every request.

    def cookie_name(self, request: Request) -> str:
        """Name of the cookie; browsers let nobody but this very host set one with the prefix."""
        return "__Host-mien-admin" if request.url.scheme == "https" else "mien-admin"

    def secret_of(self, request: Request) -> str:
        """The secret in the request's cookie; ``""`` if there is none."""
        return request.cookies.get(self.cookie_name(request), "")[:_PARTS]

    def give(self, request: Request, response: Response, secret: str) -> None:
        """Set the cookie."""
        response.set_cookie(
            self.cookie_name(request),
            secret,
            path="/",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )

    def take_back(self, request: Request, response: Response) -> None:
        """Delete the cookie."""
        response.delete_cookie(
            self.cookie_name(request),
            path="/",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )

    def form_token(self, secret: str) -> str:
        """What a form has to send back; only a page that was made for this cookie knows it."""
        return hmac.new(self._key, secret.encode(), "sha256").hexdigest()

    async def form(self, request: Request) -> FormData:
        """The fields of a form that our own page sent.

        Raises
        ------
        Refused
            403 if it came from another site, or its token is missing or wrong; 400 if it cannot be read.
        """
        if not self._same_origin(request):
            raise Refused(403, "this form came from another page; open it again and send it from there")
        found = await request.form(max_files=1, max_fields=20)
        secret, sent = self.secret_of(request), found.get("form_token")
        right = self.form_token(secret)
        if not secret or not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), right.encode()):
            raise Refused(403, "this form is no longer valid; open the page again")
        return found

    def _same_origin(self, request: Request) -> bool:
        origin = request.headers.get("origin")
        if origin is None or origin == "null":
            return request.headers.get("sec-fetch-site") == "same-origin"
        own = {f"{request.url.scheme}://{request.url.netloc}", _origin(self._public)}
        return origin in own - {""}

    async def required(self, request: Request) -> None:
        """Dependency of every page behind the login: a session, and for what changes something the form.

        They are then in ``request.state.session`` and ``request.state.form``.

        Raises
        ------
        Refused
            303 to the login for pages, 401 for all else, without a session; 403 as in `form`.
        """
        secret = self.secret_of(request)
        if not secret or not (await access.load(self._store)).knows(secret, access.now_ms()):
            if request.method in ("GET", "HEAD") and not request.url.path.endswith(".json"):
                raise Refused(303, "log in first", "/admin/login")
            raise Refused(401, "log in first")
        request.state.session = secret
        if request.method not in ("GET", "HEAD"):
            request.state.form = await self.form(request)


def _origin(url: str) -> str:
    found = urlsplit(url)
    return f"{found.scheme}://{found.netloc}" if found.netloc else ""


def text_of(form: FormData, name: str, most: int = 500) -> str:
    """A text field of a form, trimmed; ``""`` if it is missing.

    Raises
    ------
    Refused
        422 if it is longer than `most`, is a file, or holds a NUL, which PostgreSQL does not take.
    """
    found: Any = form.get(name, "")
    if not isinstance(found, str) or len(found) > most or "\0" in found:
        raise Refused(422, f"{name} has to be text of {most} characters at most")
    return found.strip()
