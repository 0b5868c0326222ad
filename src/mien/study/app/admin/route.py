"""How admin routes answer what they refuse: a page for people, JSON for programs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from mien.errors import RunError
from mien.study.app.admin.pages import page
from mien.study.store import StoreError

log = logging.getLogger(__name__)


class Refused(Exception):
    """A request that is refused: status, one line, and where to go instead (303)."""

    def __init__(self, status: int, message: str, location: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.location = location


class AdminRoute(APIRoute):
    """A route that answers `Refused`, form errors and a store in trouble by itself."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, guarded."""
        inner = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                return await inner(request)
            except Refused as error:
                if error.location:
                    return RedirectResponse(error.location, error.status)
                return refusal(request, error.status, str(error))
            except HTTPException as error:
                return refusal(request, error.status_code, str(error.detail))
            except RunError as error:
                log.error("%s %s: %s", request.method, request.url.path, error)
                return refusal(request, 500, str(error))
            except StoreError as error:
                log.error("%s %s: %s", request.method, request.url.path, error)
                return refusal(request, 503, "the store cannot do this now; nothing was changed, try again")
            finally:
                # Uploads are temporary files.
                await request.close()

        return guarded


def refusal(request: Request, status: int, message: str) -> Response:
    """Say no, in the form that the request asks for."""
    if "text/html" in request.headers.get("accept", ""):
        return page("refused.html", {"title": "This was not done", "message": message}, status)
    return JSONResponse({"error": "refused", "message": message}, status)
