"""All admin routes."""

from __future__ import annotations

from fastapi import APIRouter

from mien.study.app.admin.desk import Desk
from mien.study.app.admin.downloads import download_routes
from mien.study.app.admin.entrance import entrance_routes, inside_routes
from mien.study.app.admin.faces import face_routes
from mien.study.app.admin.overview import overview_routes
from mien.study.app.admin.persons import people_routes, rater_routes
from mien.study.app.admin.records import record_routes
from mien.study.app.context import Context


def admin_routes(context: Context) -> APIRouter:
    """Everything under ``/admin``; what is not of the entrance needs a login."""
    desk = Desk(context)
    router = APIRouter()
    for part in (
        entrance_routes(desk), inside_routes(desk), overview_routes(desk), rater_routes(desk),
        people_routes(desk), record_routes(desk), face_routes(desk), download_routes(desk),
    ):  # fmt: skip
        router.include_router(part)
    return router
