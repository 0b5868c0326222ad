"""What goes wrong in a request, as JSON for programs and as a page for people."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from mien.errors import MienError
from mien.study.app.pages import Pages
from mien.study.store import StoreError

RETRY_SECONDS = 2
log = logging.getLogger(__name__)


class Problem(Exception):
    """A request that is refused: ``{"error": code, "message": text}`` with a status, and more if given."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        more: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.more = dict(more or {})
        self.headers = dict(headers or {})

    def response(self) -> JSONResponse:
        """As JSON that nobody keeps."""
        return JSONResponse(
            {"error": self.code, "message": str(self), **self.more},
            self.status,
            headers={"Cache-Control": "no-store", **self.headers},
        )


def unavailable() -> Problem:
    """The store cannot do it now: nothing was changed, the page tries again."""
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "unavailable",
        "this cannot be stored at the moment; nothing was changed, try again",
        headers={"Retry-After": str(RETRY_SECONDS)},
    )


def add_handlers(app: FastAPI, pages: Pages) -> None:
    """Let the application answer errors in one form; nothing of the inside is told."""

    async def problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return error.response()

    async def store(request: Request, error: Exception) -> Response:
        log.error("%s %s: %s", request.method, request.url.path, error)
        return unavailable().response()

    async def study(request: Request, error: Exception) -> Response:
        log.error("%s %s: %s", request.method, request.url.path, error)
        text = "the study is not set up as it should be; please tell the researchers"
        return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "study", text).response()

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", describe(error.errors()[0])).response()

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        headers = dict(error.headers or {})
        if wants_page(request):
            return pages.notice(error.status_code, _accepted(request), headers)
        status = HTTPStatus(error.status_code)
        code = status.phrase.lower().replace(" ", "_")
        return Problem(status, code, str(error.detail), headers=headers).response()

    async def bug(request: Request, error: Exception) -> Response:
        if wants_page(request):
            return pages.notice(HTTPStatus.INTERNAL_SERVER_ERROR, _accepted(request))
        text = "something went wrong on the server; nothing that was acknowledged is lost"
        return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", text).response()

    app.add_exception_handler(Problem, problem)
    app.add_exception_handler(StoreError, store)
    app.add_exception_handler(MienError, study)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, bug)


def _accepted(request: Request) -> str:
    return request.headers.get("accept-language", "")


def wants_page(request: Request) -> bool:
    """A person's browser asks for a page, not a program for data."""
    path = request.url.path
    return "text/html" in request.headers.get("accept", "") and not path.startswith(("/api/", "/hooks/"))


def describe(error: Mapping[str, Any]) -> str:
    """One line on the first thing that is wrong with a body: where and what."""
    where = ".".join(str(part) for part in error["loc"]) or "the body"
    what = str(error["msg"])
    return f"{where}: {what[0].lower()}{what[1:]}"
