"""Files to take away: what `mien study export` writes, as it is now."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from mien.study.app.admin.desk import Desk
from mien.study.app.admin.route import Refused
from mien.study.export import EVERYTHING, QUESTIONS, answer_files, export


def download_routes(desk: Desk) -> APIRouter:
    """``/admin/download/NAME.csv`` for the files of an export."""
    router = desk.router()

    @router.get("/download/{name}.csv")
    async def download(name: str) -> Response:
        """One of the files.

        It is written whole before it is sent: a slow connection must not keep a reading of the store open,
        which would let its log grow.
        """
        if name not in (QUESTIONS, EVERYTHING, *answer_files()):
            raise Refused(404, "there is no such file")
        room = Path(tempfile.mkdtemp(prefix="mien-"))
        try:
            done = await export(desk.store, room, everything=name == EVERYTHING)
            path = room / f"{name}.csv"
            if path not in done.files:
                raise Refused(404, "this study asks nothing of that kind")
        except BaseException:
            shutil.rmtree(room, ignore_errors=True)
            raise
        cleaning = BackgroundTask(shutil.rmtree, room, ignore_errors=True)
        return FileResponse(path, filename=path.name, media_type="text/csv", background=cleaning)

    return router
