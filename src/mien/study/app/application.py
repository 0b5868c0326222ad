"""All parts of the web application put together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI, Response

from mien.study.app.admin import admin_routes
from mien.study.app.answers import answer_routes
from mien.study.app.bodies import HEALTHY, described
from mien.study.app.briefing import Briefing, briefing_routes
from mien.study.app.context import Context
from mien.study.app.display import display_routes
from mien.study.app.pages import Pages, page_routes
from mien.study.app.participants import Participants, participant_routes, reply
from mien.study.app.pictures import Pictures, picture_routes
from mien.study.app.problems import add_handlers
from mien.study.app.security import secure
from mien.study.app.tokens import Tokens
from mien.study.app.webhooks import webhook_routes
from mien.study.directory import StudyDirectory
from mien.study.platforms.interface import Platform
from mien.study.store import Store

HEALTHY_SECONDS = 1.0


def create_app(directory: StudyDirectory, store: Store, platforms: Mapping[str, Platform]) -> FastAPI:
    """The web application of a study; it closes the store when it ends.

    Raises
    ------
    mien.errors.ConfigError
        If the design wants a language that has no texts.
    mien.errors.RunError
        If a consent text or the study's key cannot be read.
    """
    context = Context(directory, store, platforms)
    tokens = Tokens(directory.key("token"))
    pictures = Pictures(directory.stimuli, directory.key("picture"))
    pages = Pages(context, pictures)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await store.close()

    # The documentation pages of the framework load scripts from elsewhere.
    app = FastAPI(title="Mien study", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.include_router(answer_routes(store, tokens))
    # Before the pages, whose first part of the path may be a platform's name.
    app.include_router(admin_routes(context))
    app.include_router(participant_routes(Participants(context, tokens, pictures)))
    app.include_router(briefing_routes(Briefing(context, tokens)))
    app.include_router(display_routes(store, tokens))
    app.include_router(picture_routes(pictures))
    app.include_router(page_routes(context, pages))
    app.include_router(webhook_routes(context))
    app.include_router(_health(store))
    _describe(app)
    add_handlers(app, pages)
    secure(app, context)
    return app


def _describe(app: FastAPI) -> None:
    """Let /openapi.json say who may ask: a person's token is made by /api/enter."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schemes = made().setdefault("components", {}).setdefault("securitySchemes", {})
            schemes["person"] = {"type": "http", "scheme": "bearer"}
        return made()

    app.openapi = openapi  # type: ignore[method-assign]


def _health(store: Store) -> APIRouter:
    router = APIRouter()

    looked, lock = -HEALTHY_SECONDS, asyncio.Lock()

    @router.get("/health", openapi_extra=described(None, HEALTHY))
    async def health() -> Response:
        """The server is up and its store can store: it answers, its disk is not full."""
        nonlocal looked
        # However many ask: one write in that time.
        async with lock:
            if time.monotonic() - looked >= HEALTHY_SECONDS:
                await store.probe()
                looked = time.monotonic()
        return reply({"ok": True})

    return router
