"""Pictures: which face has which, and putting one's own in its place."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, RedirectResponse
from starlette.datastructures import UploadFile

from mien.errors import DataError, MienError, RunError
from mien.study.app.admin.desk import Desk
from mien.study.app.admin.gate import text_of
from mien.study.app.admin.replace import Picture, pictures, replace_picture
from mien.study.app.admin.route import Refused
from mien.study.app.pictures import KEPT
from mien.study.app.security.assemble import UPLOADS
from mien.study.asked import faces_asked
from mien.study.stimuli.clips import unpack
from mien.study.stimuli.prepared import CLIP, read_prepared
from mien.study.stimuli.store import STIMULUS

A_PAGE = 60
NAME_SHOWN = 80
TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}


def face_routes(desk: Desk) -> APIRouter:
    """``/admin/stimuli``."""
    router = desk.router()
    folder, store = desk.context.directory.stimuli, desk.store

    async def shown(request: Request, page: int, fault: str = "", status: int = 200) -> Response:
        values: dict[str, Any] = {"fault": fault}
        try:
            found = await asyncio.to_thread(pictures, folder, await faces_asked(store))
        except MienError as error:
            found, values["fault"] = [], fault or str(error)
        # What cannot be seen comes first.
        found.sort(key=lambda one: (not one.fault, one.face))
        last = max(-(-len(found) // A_PAGE), 1)
        page = min(max(page, 1), last)
        values |= {
            "pictures": found[(page - 1) * A_PAGE : page * A_PAGE],
            "count": len(found),
            "wrong": sum(1 for one in found if one.fault),
            "free": sum(1 for one in found if one.replaceable),
            "page": page,
            "last": last,
            "clips": read_prepared(folder).kind == CLIP,
        }
        return desk.page(request, "faces", values, status)

    @router.get("/stimuli")
    async def table(request: Request, page: int = 1) -> Response:
        """All pictures."""
        return await shown(request, page)

    @router.get("/stimuli/{name}")
    async def picture_file(name: str) -> Response:
        """A picture as it lies in the folder; of a clip, its first picture."""
        found = STIMULUS.fullmatch(name)
        path = folder / name
        if not found or path.is_symlink() or not path.is_file():
            raise Refused(404, "there is no such picture")
        if found[1] == CLIP:
            data = await asyncio.to_thread(path.read_bytes)
            return Response(unpack(data, name).frames[0], media_type="image/jpeg", headers=KEPT)
        return FileResponse(path, media_type=TYPES[found[1]], headers=KEPT)

    @router.post("/stimuli")
    async def upload(request: Request) -> Response:
        """Replace one picture.

        A face that somebody was asked about keeps its picture, as the answers are about that picture; unless
        its file is missing or damaged, so that nobody sees it.
        """
        form = request.state.form
        face, picture = text_of(form, "face"), form.get("picture")
        if not isinstance(picture, UploadFile):
            return await shown(request, 1, "choose a picture", 422)
        try:
            await _refuse(face)
            data = await picture.read()
            name = (picture.filename or "the picture")[:NAME_SHOWN]
            old, new = await asyncio.to_thread(replace_picture, folder, face, data, name)
        except DataError as error:
            await desk.note(request, "picture refused", f"face {face[:NAME_SHOWN]}: {error}")
            return await shown(request, 1, str(error), 422)
        except RunError as error:
            return await shown(request, 1, str(error), 503)
        await desk.note(request, "picture", f"face {face}: {old or 'none'} replaced by {new}")
        return RedirectResponse(UPLOADS, 303)

    async def _refuse(face: str) -> None:
        asked = await faces_asked(store)
        if face not in asked:
            raise DataError(
                f"no question shows a face {face[:NAME_SHOWN]!r}; its name has to be as in the questions"
            )
        held: list[Picture] = await asyncio.to_thread(pictures, folder, {face: asked[face]})
        if not held[0].replaceable:
            raise DataError(
                f"people were asked about face {face} already, and its picture is whole: answers are about "
                "the picture that was seen; begin a new study for another one"
            )

    return router
