"""The way of an answer from the page to the store: the address under load, so it does nothing it need not."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from mien.study.app.bodies import RECEIPTS, Answers, described, read_body
from mien.study.app.participants import Lean, person_of, reply
from mien.study.app.tokens import Tokens
from mien.study.displays import SHOWING
from mien.study.store import Store
from mien.study.store.records import Fate, Submission


def answer_routes(store: Store, tokens: Tokens) -> APIRouter:
    """``POST /api/answers``."""
    router = APIRouter(prefix="/api", route_class=Lean)

    @router.post("/answers", openapi_extra=described(Answers, RECEIPTS))
    async def answers(request: Request) -> Response:
        """Store answers; every receipt says that its answer is on disk, or why it never will be."""
        person = person_of(request, tokens)
        body = await read_body(request, Answers)
        receipts = await store.submit(
            person, [Submission(each.lease, each.choice, each.ms, each.attempt) for each in body.answers]
        )
        for each, receipt in zip(body.answers, receipts, strict=True):
            # Of answers that are kept alone; one that comes again may have lost its way between the two.
            if each.shown and receipt.fate in (Fate.stored, Fate.duplicate):
                name = f"{SHOWING}{each.lease}-{each.attempt}"
                await store.tell(person, name, each.shown.model_dump_json())
        return reply(
            {
                "receipts": [
                    {"lease": receipt.lease, "fate": receipt.fate, "choice": receipt.choice}
                    for receipt in receipts
                ]
            }
        )

    return router
