"""What platforms tell us by themselves: Prolific's webhooks, under /hooks.

Formats: docs.prolific.com, API reference, *Webhooks* (Receiving, Verifying, Idempotency, Event order).

Once somebody gave a submission up there, the open questions of that person are given back at once, so that
others can be asked. Answers stay: whether they count is the design's matter and the researcher's decision.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from mien.study.app.context import Context
from mien.study.platforms.listing import DONE, GIVEN_UP, standing
from mien.study.platforms.prolific import WEBHOOK_SECRET, is_genuine
from mien.study.platforms.query import HEX24, secret
from mien.study.store import Store, StoreError

MOST_BYTES = 64 * 1024
REMEMBERED = 32
"""Events of one submission that are remembered, so that none is handled twice; there are about four."""
_STATUS = re.compile(r"[A-Z][A-Z _-]{1,31}", re.ASCII)
_TIME = re.compile(r"[0-9]{1,12}", re.ASCII)
_log = logging.getLogger(__name__)


def webhook_routes(context: Context, now: Callable[[], float] = time.time) -> APIRouter:
    """The routes under /hooks.

    Parameters
    ----------
    context : the study that is served; the secret is read from MIEN_PROLIFIC_SECRET. Without it, or if
        Prolific is not enabled, there is no such address.
    now : the machine's time, s since 1970, which is what signatures carry.
    """
    routes = APIRouter(prefix="/hooks")
    prolific_secret = secret(WEBHOOK_SECRET) if "prolific" in context.platforms else ""

    @routes.post("/prolific")
    async def prolific(request: Request) -> JSONResponse:
        if not prolific_secret:
            return _answer(404, "there is no webhook here")
        body = await _body(request)
        if body is None:
            return _answer(413, "too large")
        header = request.headers
        given = header.get("x-prolific-request-signature", "")
        if not is_genuine(
            prolific_secret, header.get("x-prolific-request-timestamp", ""), body, given, now()
        ):
            return _answer(401, "the signature is not right, or too old")
        event = _event(body, header.get("x-timestamp", ""), header.get("x-event-id", ""), given)
        if isinstance(event, str):
            return _answer(200 if event == "ignored" else 400, event)
        try:
            return _answer(200, await take(context, event))
        except StoreError:
            _log.exception("a webhook could not be stored; Prolific will send it again")
            return JSONResponse({"result": "try again"}, 503, {"Retry-After": "30"})

    return routes


@dataclass(frozen=True, slots=True)
class Event:
    """A change of a submission's status.

    Attributes
    ----------
    person, submission : Prolific's IDs.
    status : its word.
    at : when it happened, s since 1970; 0 where it is not said.
    names : what this event is known by, so that it is handled once.
    """

    person: str
    submission: str
    status: str
    at: int
    names: tuple[str, ...]


async def take(context: Context, event: Event) -> str:
    """Handle an event once; doing it again, or in another order, ends the same.

    Returns
    -------
    ``done``, ``duplicate``, ``late`` (a later one of this submission was handled before), ``unknown`` (the
    person is not known here) or ``other`` (the person's submission here is another one).

    Raises
    ------
    StoreError
        If it could not be kept; it can be handled again.
    """
    store = context.store
    # Keyed, as identities are: what is left when a person is erased cannot be traced back to them.
    key = "event:" + context.directory.identity("prolific", event.submission)
    while True:
        before = await store.setting(key)
        known: dict[str, Any] = json.loads(before) if before else {"at": 0, "names": []}
        if any(name in known["names"] for name in event.names):
            return "duplicate"
        late = bool(event.at) and event.at < known["at"]
        result = "late" if late else await _apply(store, event)
        kept = [*known["names"], *event.names][-REMEMBERED:]
        after = json.dumps({"at": max(event.at, known["at"]), "names": kept})
        # Remembered after it was applied: if we stop in between, it is applied twice, which changes nothing.
        if await store.set_setting(key, after, before):
            return result


async def _apply(store: Store, event: Event) -> str:
    rows = await store.read(
        "SELECT person, session FROM platform_id WHERE platform = 'prolific' AND external = ?", event.person
    )
    stand = standing(event.status)
    if not rows:
        if stand in DONE:
            # No ID in the note: it could not be erased with the person. The list there has it.
            await store.trouble(
                None, "webhook", f"Prolific: {event.status} by somebody unknown here; reconcile to see who"
            )
        return "unknown"
    number, session = rows[0]
    if session and session != event.submission:
        return "other"
    await store.note_platform("prolific", event.person, event.submission, event.status)
    if stand in GIVEN_UP:
        leases = await store.read("SELECT id FROM lease WHERE person = ? AND state = 'open'", number)
        for (lease,) in leases:
            await store.release(int(number), int(lease), "platform", f"Prolific: {event.status}")
    return "done"


def _event(body: bytes, at: str, event_id: str, signature: str) -> Event | str:
    """The event, or what is wrong with it, or ``ignored`` if it is of another type."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return "not JSON"
    if not isinstance(found, dict) or not isinstance(found.get("event_type"), str):
        return "no event_type"
    if found["event_type"] != "submission.status.change":
        return "ignored"
    texts = [found.get(key) for key in ("participant_id", "resource_id", "status")]
    if not all(isinstance(text, str) for text in texts):
        return "participant_id, resource_id and status have to be texts"
    person, submission, status = (str(text) for text in texts)
    if not HEX24.fullmatch(person) or not HEX24.fullmatch(submission):
        return "participant_id and resource_id have to be 24 hexadecimal digits"
    if not _STATUS.fullmatch(status.upper()):
        return "status is malformed"
    # The event's ID is not signed; the signature names a delivery whatever ID somebody puts on it.
    names = [_short(text) for text in (event_id, signature) if text]
    when = int(at) if _TIME.fullmatch(at) else 0
    return Event(person.lower(), submission.lower(), status.upper(), when, tuple(names))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]


async def _body(request: Request) -> bytes | None:
    """The raw body; None if it is too large."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _answer(status: int, result: str) -> JSONResponse:
    return JSONResponse({"result": result}, status)
