"""What a participant's page asks of the server, all but the answers."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from mien.errors import DataError
from mien.study.app import bodies
from mien.study.app.bodies import Empty, Enter, Leave, Replace, TakeBack, Trouble, described, read_body
from mien.study.app.context import Context
from mien.study.app.opening import BUSY, CLOSED, FULL, OPEN, opening
from mien.study.app.pictures import Pictures, practice_lease
from mien.study.app.problems import Problem
from mien.study.app.tokens import TokenError, Tokens
from mien.study.attention import Attention, attention
from mien.study.directory import new_pseudonym
from mien.study.plan import plan_from
from mien.study.platforms.interface import Arrival, EntryError, Platform
from mien.study.store.records import SIDES, TRIPLET, Entry, Leased, Outcome, Person, Progress, State
from mien.study.tasks.interface import PLACES, why_of
from mien.study.tasks.registry import TASKS

T = TypeVar("T")
_PRACTICE = """
SELECT question.id, pool.kind, question.anchor, question.first, question.second, question.more,
question.expected FROM question JOIN pool ON pool.id = question.pool WHERE pool.role = 'practice'
ORDER BY question.rank, question.id
"""
SHUT = {
    CLOSED: "this study is closed to new people",
    FULL: "all questions of this study have their answers",
    BUSY: "all questions are being answered by others at the moment; come back in some minutes",
}
COME_BACK_SECONDS = 60
NO_WAY: Mapping[str, Any] = {"code": "", "url": "", "fields": {}}


class Lean(APIRoute):
    """A route whose function reads the request itself; the framework only describes it."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        """The function as it is, without the framework's reading of parameters."""
        return self.endpoint


def reply(content: Mapping[str, Any], status: int = HTTPStatus.OK) -> JSONResponse:
    """JSON that no cache keeps."""
    return JSONResponse(content, status, headers={"Cache-Control": "no-store"})


def progress_of(progress: Progress) -> dict[str, Any]:
    """As the page gets it."""
    return {"state": progress.state, "answered": progress.answered, "total": progress.total}


def person_of(request: Request, tokens: Tokens) -> int:
    """Who asks.

    Raises
    ------
    Problem
        401 with the reason; the page enters again by its link.
    """
    try:
        return tokens.read(request.headers.get("authorization"))
    except TokenError as error:
        headers = {"WWW-Authenticate": "Bearer"}
        raise Problem(HTTPStatus.UNAUTHORIZED, error.code, str(error), headers=headers) from error


async def of_known(work: Awaitable[T]) -> T:
    """What the store says of a person.

    Raises
    ------
    Problem
        401 if there is no such person (a store that was restored): the page enters again by its link.
    """
    try:
        return await work
    except DataError as error:
        text = "this person is not known any more; enter the study again"
        raise Problem(HTTPStatus.UNAUTHORIZED, "person_unknown", text) from error


class Participants:
    """The functions behind the participants' addresses.

    Parameters
    ----------
    context : the study.
    tokens : makes and reads bearer tokens.
    pictures : addresses of the stimuli.
    """

    def __init__(self, context: Context, tokens: Tokens, pictures: Pictures) -> None:
        self._context = context
        self._store = context.store
        self._design = context.design
        self._tokens = tokens
        self._pictures = pictures
        self._rng = random.SystemRandom()
        self._tasks = {name: context.design.task(name) for name in TASKS}

    async def enter(self, request: Request) -> Response:
        """Let somebody in who consented; the same IDs are the same person, however often they enter."""
        body = await read_body(request, Enter)
        platform, arrival = self._arrival(body)
        self._agreed(body)
        identity = self._context.directory.identity(platform.name, arrival.external)
        known = await self._store.find(identity)
        if known is None:
            if arrival.expired:
                text = "This link has expired. Please ask for a new one, or open the study from there again."
                raise Problem(HTTPStatus.FORBIDDEN, "refused", text)
            await self._let_in()
        entry = Entry(
            identity=identity,
            pseudonym=new_pseudonym(),
            platform=platform.name,
            external=arrival.external,
            session=arrival.session,
            study=arrival.study,
            vouched=arrival.vouched,
            language=body.language,
            consent=body.consent,
            plan=await plan_from(
                self._store, self._design, self._rng, next(iter(self._design.conditions), "")
            ),
        )
        person = await self._assigned(await self._store.enter(entry))
        return reply(
            {
                "token": self._tokens.issue(person.number),
                "progress": _standing(person),
                "state": person.state,
                "consent": person.consent,
                "language": person.language,
                "resumed": known is not None,
            }
        )

    async def _assigned(self, person: Person) -> Person:
        """The person in a condition, where the study has any."""
        names = list(self._design.conditions)
        if not names or person.answered or person.state != State.working:
            return person
        # Of conditions with equally few people, any may be the next.
        self._rng.shuffle(names)
        plans = {name: await plan_from(self._store, self._design, self._rng, name) for name in names}
        await self._store.assign(person.number, plans)
        return await self._store.person(person.number) or person

    def _arrival(self, body: Enter) -> tuple[Platform, Arrival]:
        platform = self._context.platforms.get(body.platform)
        if platform is None:
            text = "platform: is none that this study takes people from"
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", text)
        try:
            arrival = platform.arrival(body.query)
        except EntryError as error:
            raise Problem(HTTPStatus.FORBIDDEN, "refused", str(error)) from error
        if arrival.preview:
            raise Problem(HTTPStatus.FORBIDDEN, "preview", "nothing is stored in a preview")
        return platform, arrival

    def _agreed(self, body: Enter) -> None:
        if body.language not in self._design.page.languages:
            text = f"language: one of {', '.join(self._design.page.languages)}"
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", text)
        current = self._design.consent.version
        if body.consent != current:
            text = "the consent text has another version by now; it has to be read and agreed to again"
            raise Problem(HTTPStatus.CONFLICT, "consent", text, {"consent": current})

    async def _let_in(self) -> None:
        state = await opening(self._store, self._design.kinds)
        if state != OPEN:
            headers = {"Retry-After": str(COME_BACK_SECONDS)} if state == BUSY else {}
            raise Problem(HTTPStatus.FORBIDDEN, state, SHUT[state], headers=headers)

    async def claim(self, request: Request) -> Response:
        """The questions to ask next; those of them that are open already come first."""
        person = person_of(request, self._tokens)
        await read_body(request, Empty)
        found = await attention(self._store, self._design, person)
        claim = await of_known(self._store.claim(person, self._design.lease.batch))
        questions = [self._shown(leased) for leased in claim.leased]
        progress = progress_of(claim.progress)
        done = (not questions and not claim.waiting) or found is Attention.end
        said = {"questions": questions, "progress": progress, "done": done, "waiting": claim.waiting}
        return reply({**said, "attention": found})

    async def undo(self, request: Request) -> Response:
        """Take the last answer back; its question is open again."""
        person = person_of(request, self._tokens)
        body = await read_body(request, TakeBack)
        undo = await of_known(self._store.undo(person, body.lease, body.attempt))
        return reply(
            {
                "undone": undo.refused is None,
                "reason": undo.refused or "",
                "left": undo.left,
                "question": self._shown(undo.leased) if undo.leased else None,
                "progress": progress_of(undo.progress),
            }
        )

    def _shown(self, leased: Leased, owner: int = 0) -> dict[str, Any]:
        # Neither a catch question nor a repeat may be told apart from others.
        return {
            "lease": leased.lease,
            "slot": leased.slot,
            "kind": leased.kind,
            **self._faces(leased, owner or leased.lease),
            "side": leased.side,
            **self._tasks[leased.kind].shown(leased),
            "attempt": leased.attempt,
        }

    def _faces(self, leased: Leased, owner: int) -> dict[str, str]:
        faces = self._tasks[leased.kind].arranged(leased)
        found = zip(PLACES, map(self._pictures.of(owner), faces), strict=False)
        return dict.fromkeys(PLACES[:3], "") | dict(found)

    async def heartbeat(self, request: Request) -> Response:
        """The page is still there: its questions are kept for it."""
        person = person_of(request, self._tokens)
        await read_body(request, Empty)
        return reply({"progress": progress_of(await of_known(self._store.heartbeat(person)))})

    async def replace(self, request: Request) -> Response:
        """Give a question back whose pictures do not load."""
        person = person_of(request, self._tokens)
        body = await read_body(request, Replace)
        progress = await of_known(self._store.release(person, body.lease, "stimulus", body.reason))
        return reply({"progress": progress_of(progress)})

    async def trouble(self, request: Request) -> Response:
        """Note something that went wrong on the page."""
        person = person_of(request, self._tokens)
        body = await read_body(request, Trouble)
        noted = await of_known(self._store.trouble(person, f"page-{body.kind}", body.detail))
        return reply({"noted": noted})

    async def finish(self, request: Request) -> Response:
        """How it ended, the completion code and where to go, if nothing is left to ask or answer."""
        number = person_of(request, self._tokens)
        body = await read_body(request, Leave)
        platform = await self._platform(number)
        others = {outcome: platform.new_code(outcome) for outcome in Outcome}
        finish = await self._store.finish(number, platform.new_code(), others)
        return reply(
            {
                "done": finish.outcome is not None,
                "outcome": finish.outcome or "",
                **await self._way_back(number, platform, body.query, finish.code),
                "progress": progress_of(finish.progress),
            }
        )

    async def withdraw(self, request: Request) -> Response:
        """Take consent back; where to go then."""
        person = person_of(request, self._tokens)
        body = await read_body(request, Leave)
        await of_known(self._store.withdraw(person))
        platform = await self._platform(person)
        code = platform.codes.get(Outcome.withdrawn, "")
        way = await self._way_back(person, platform, body.query, code)
        return reply({"state": State.withdrawn, **way})

    async def _platform(self, number: int) -> Platform:
        person = await self._store.person(number)
        platform = self._context.platforms.get(person.platform) if person else None
        if platform is None:
            text = "this person is not known any more, or came by a platform that is not enabled"
            raise Problem(HTTPStatus.UNAUTHORIZED, "person_unknown", text)
        return platform

    async def _way_back(
        self, number: int, platform: Platform, query: Mapping[str, str], code: str
    ) -> Mapping[str, Any]:
        if not code:
            return NO_WAY
        try:
            departure = platform.departure(query, code)
        except EntryError as error:
            # The code is theirs all the same; only the way back is not known.
            await self._store.trouble(number, "departure", str(error))
            return {**NO_WAY, "code": code}
        return {"code": code, "url": departure.url, "fields": dict(departure.fields)}

    async def practice(self, request: Request) -> Response:
        """Questions to practise with, each with its right answer; nothing of them is stored."""
        asked = self._design.person_in(await self._condition(request))
        left = dict.fromkeys(asked.counts, asked.practice)
        found: list[dict[str, Any]] = []
        for number, kind, anchor, first, second, more, expected in await self._store.read(_PRACTICE):
            if not left.get(kind, 0):
                continue
            left[kind] -= 1
            side = SIDES[len(found) % 2] if kind == TRIPLET else ""
            one = Leased(number, 0, kind, anchor, first, second, side, False, more=more)
            shown = self._shown(one, practice_lease())
            found.append({**shown, "expected": expected, "why": why_of(more)})
        order = [kind for block in asked.in_blocks for kind in block]
        return reply({"questions": sorted(found, key=lambda question: order.index(question["kind"]))})

    async def _condition(self, request: Request) -> str:
        try:
            number = self._tokens.read(request.headers.get("authorization"))
        except TokenError:
            return ""
        rows = await self._store.read("SELECT condition FROM person WHERE id = ?", number)
        return str(rows[0][0]) if rows else ""


def _standing(person: Person) -> dict[str, Any]:
    return progress_of(Progress(person.state, person.answered, person.total))


def participant_routes(participants: Participants) -> APIRouter:
    """The addresses below /api, but for the answers."""
    router = APIRouter(prefix="/api", route_class=Lean)
    forbidden, conflict = int(HTTPStatus.FORBIDDEN), int(HTTPStatus.CONFLICT)
    for handler, form, answer, errors in (
        (participants.enter, Enter, bodies.ENTERED, (forbidden, conflict)),
        (participants.claim, Empty, bodies.CLAIMED, ()),
        (participants.undo, TakeBack, bodies.UNDONE, ()),
        (participants.heartbeat, Empty, bodies.STANDING, ()),
        (participants.replace, Replace, bodies.STANDING, ()),
        (participants.trouble, Trouble, bodies.NOTED, ()),
        (participants.finish, Leave, bodies.FINISHED, ()),
        (participants.withdraw, Leave, bodies.LEFT, ()),
    ):
        extra = described(form, answer, *errors)
        name = handler.__name__
        router.add_api_route(f"/{name}", handler, methods=["POST"], name=name, openapi_extra=extra)
    extra = described(None, bodies.PRACTISED)
    router.add_api_route(
        "/practice", participants.practice, methods=["GET"], name="practice", openapi_extra=extra
    )
    return router
