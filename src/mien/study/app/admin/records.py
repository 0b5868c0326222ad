"""What went wrong, and what was done: troubles and the audit log, the latest first."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from mien.study.app.admin.desk import MOST_ROWS, Desk

LARGEST = 2**62


def record_routes(desk: Desk) -> APIRouter:
    """``/admin/troubles`` and ``/admin/audit``."""
    router = desk.router()

    @router.get("/troubles")
    async def troubles(request: Request, before: int = LARGEST) -> Response:
        """Notes of trouble."""
        rows = await desk.store.read(
            "SELECT id, at, person, kind, detail FROM trouble WHERE id < ? ORDER BY id DESC LIMIT ?",
            _place(before),
            MOST_ROWS,
        )
        kinds = await desk.store.read(
            "SELECT kind, count(*), max(at) FROM trouble GROUP BY kind ORDER BY count(*) DESC"
        )
        return desk.page(request, "troubles", {"rows": rows, "kinds": kinds, "older": _older(rows)})

    @router.get("/audit")
    async def audit(request: Request, before: int = LARGEST) -> Response:
        """The audit log."""
        rows = await desk.store.read(
            "SELECT id, at, who, action, detail FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?",
            _place(before),
            MOST_ROWS,
        )
        return desk.page(request, "audit", {"rows": rows, "older": _older(rows)})

    return router


def _place(before: int) -> int:
    return min(max(before, 0), LARGEST)


def _older(rows: list[tuple[object, ...]]) -> object:
    """Where the next page begins; None on the last one."""
    return rows[-1][0] if len(rows) == MOST_ROWS else None
