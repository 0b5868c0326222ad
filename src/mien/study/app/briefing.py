"""What a person is told and asked around the questions: screening, comprehension, attention, a comment."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from mien.errors import DataError
from mien.study.app import bodies
from mien.study.app.bodies import Comment, Comprehension, Empty, Screening, described, read_body
from mien.study.app.catalogues import catalogue
from mien.study.app.context import Context
from mien.study.app.participants import Lean, of_known, person_of, reply
from mien.study.app.problems import Problem
from mien.study.app.tokens import Tokens
from mien.study.design import PersonSection
from mien.study.store.records import SCREENED
from mien.study.tasks.interface import arrangement

TRIES = 2
OPTIONS = ("right", "wrong1", "wrong2")
PASSED = "comprehension"


class Briefing:
    """The functions behind these addresses.

    Parameters
    ----------
    context : the study.
    tokens : reads bearer tokens.
    """

    def __init__(self, context: Context, tokens: Tokens) -> None:
        self._store = context.store
        self._design = context.design
        self._tokens = tokens

    async def briefing(self, request: Request) -> Response:
        """What this person does: kinds of questions, what is asked before, whether a comment is asked for."""
        number = person_of(request, self._tokens)
        await read_body(request, Empty)
        language, asked = await self._person(number)
        told = await self._told(number)
        screening = [
            {"name": one.name, "text": one.text[language], "options": list(one.options[language])}
            for one in self._design.screening
            if f"screening.{one.name}" not in told
        ]
        return reply(
            {
                "kinds": list(asked.counts),
                "screening": screening,
                "comprehension": asked.comprehension and PASSED not in told,
                "comment": self._design.page.comment and "comment" not in told,
            }
        )

    async def screening(self, request: Request) -> Response:
        """Answers to questions before the study; the first word stays."""
        number = person_of(request, self._tokens)
        body = await read_body(request, Screening)
        asked = {one.name: one for one in self._design.screening}
        for name, option in body.answers.items():
            if name not in asked or option > len(next(iter(asked[name].options.values()))):
                raise Problem(
                    HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", f"answers: {name} has no such option"
                )
        for name, option in body.answers.items():
            await of_known(self._store.tell(number, f"screening.{name}", str(option)))
        told = await self._told(number)
        for name, one in asked.items():
            said = told.get(f"screening.{name}")
            if one.allowed and said is not None and int(said) not in one.allowed:
                await self._out(number, f"screened out: {name}")
                return reply({"passed": False})
        return reply({"passed": True})

    async def quiz(self, request: Request) -> Response:
        """Questions about the instructions, their options in an order of this person's and try's own."""
        number = person_of(request, self._tokens)
        await read_body(request, Empty)
        language, asked = await self._person(number)
        attempt = await self._attempt(number)
        texts = catalogue(language)
        questions = [
            {
                "text": texts[f"comprehension.{kind}_question"],
                "options": [texts[f"comprehension.{kind}_{option}"] for option in order],
            }
            for kind, order in self._orders(number, attempt, asked).items()
        ]
        return reply({"questions": questions, "left": max(TRIES - attempt, 0)})

    async def comprehension(self, request: Request) -> Response:
        """Answers to them, by the options' places from 1; all have to be right, and there are two tries."""
        number = person_of(request, self._tokens)
        body = await read_body(request, Comprehension)
        _, asked = await self._person(number)
        attempt = await self._attempt(number)
        orders = self._orders(number, attempt, asked)
        if len(body.answers) != len(orders):
            text = f"answers: {len(orders)} are wanted"
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", text)
        right = sum(
            option <= len(order) and order[option - 1] == OPTIONS[0]
            for option, order in zip(body.answers, orders.values(), strict=True)
        )
        if attempt < TRIES:
            await of_known(self._store.tell(number, f"{PASSED}-{attempt + 1}", f"{right} of {len(orders)}"))
            if right == len(orders):
                await self._store.tell(number, PASSED, "passed")
        told = await self._told(number)
        passed, left = PASSED in told, TRIES - min(attempt + 1, TRIES)
        if not passed and not left:
            await self._out(number, "screened out: comprehension check")
        return reply({"passed": passed, "left": left})

    async def comment(self, request: Request) -> Response:
        """A comment at the end; the first one stays."""
        number = person_of(request, self._tokens)
        body = await read_body(request, Comment)
        if self._design.page.comment and body.text.strip():
            await of_known(self._store.tell(number, "comment", body.text.strip()))
        return reply({"noted": True})

    async def _person(self, number: int) -> tuple[str, PersonSection]:
        rows = await self._store.read("SELECT language, condition FROM person WHERE id = ?", number)
        if not rows:
            text = "this person is not known any more; enter the study again"
            raise Problem(HTTPStatus.UNAUTHORIZED, "person_unknown", text)
        language, condition = rows[0]
        return str(language), self._design.person_in(str(condition))

    async def _told(self, number: int) -> dict[str, str]:
        return {
            str(name): str(value)
            for name, value in await self._store.read("SELECT name, value FROM fact WHERE person = ?", number)
        }

    async def _attempt(self, number: int) -> int:
        told = await self._told(number)
        return sum(f"{PASSED}-{attempt}" in told for attempt in range(1, TRIES + 1))

    @staticmethod
    def _orders(number: int, attempt: int, asked: PersonSection) -> Mapping[str, tuple[str, ...]]:
        return {
            kind: tuple(
                OPTIONS[place] for place in arrangement(number * 100 + attempt * 10 + at, len(OPTIONS))
            )
            for at, kind in enumerate(asked.counts)
        }

    async def _out(self, number: int, reason: str) -> None:
        try:
            await self._store.exclude(number, reason, SCREENED)
        except DataError:
            # A second request of the same page: it is out already.
            return


def briefing_routes(briefing: Briefing) -> APIRouter:
    """Addresses below /api around the questions."""
    router = APIRouter(prefix="/api", route_class=Lean)
    for handler, form, answer in (
        (briefing.briefing, Empty, bodies.BRIEFED),
        (briefing.screening, Screening, bodies.SCREENED),
        (briefing.quiz, Empty, bodies.QUIZ),
        (briefing.comprehension, Comprehension, bodies.UNDERSTOOD),
        (briefing.comment, Comment, bodies.NOTED),
    ):
        extra, name = described(form, answer), handler.__name__
        router.add_api_route(f"/{name}", handler, methods=["POST"], name=name, openapi_extra=extra)
    return router
