"""Stimuli by content hash: which address shows a face, and serving the files."""

from __future__ import annotations

import json
import re
import time
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

from mien.errors import FormatError

TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
NAME = re.compile(r"[0-9a-f]{64}\.(png|jpg|webp)")
# A picture's name is the hash of its content, so it never changes.
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
MISSING = "/stimuli/missing"
LOOK_SECONDS = 1.0


class Pictures:
    """Which file shows which face, from ``stimuli/stimuli.json``; read again when it changes.

    Parameters
    ----------
    folder : the study's stimuli folder.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "stimuli.json"
        self._stamp: tuple[int, int] | None = None
        self._urls: dict[str, str] = {}
        self._looked = 0.0

    def url(self, face: str) -> str:
        """Where a face's picture is; an address that answers 404 if there is none (the page then says so)."""
        if face not in self._urls or time.monotonic() - self._looked > LOOK_SECONDS:
            self._read()
        return self._urls.get(face, MISSING)

    def _read(self) -> None:
        self._looked = time.monotonic()
        try:
            status = self._path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            if stamp == self._stamp:
                return
            faces = json.loads(self._path.read_text(encoding="utf-8"))["faces"]
            urls = {face: f"/stimuli/{entry['file']}" for face, entry in faces.items()}
        except FileNotFoundError:
            return
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise FormatError(self._path, f"is no index of stimuli ({error})") from error
        self._stamp, self._urls = stamp, urls


def picture_routes(folder: Path) -> APIRouter:
    """``/stimuli/HASH.EXT``, and nothing else of the folder."""
    router = APIRouter()

    @router.get("/stimuli/{name}", response_class=FileResponse)
    @router.head("/stimuli/{name}", response_class=FileResponse, include_in_schema=False)
    async def stimulus(name: str) -> FileResponse:
        """A picture."""
        found = NAME.fullmatch(name)
        path = folder / name
        # A link could lead to any file of this machine.
        if not found or path.is_symlink() or not path.is_file():
            raise HTTPException(HTTPStatus.NOT_FOUND, "there is no such stimulus")
        return FileResponse(path, media_type=TYPES[found[1]], headers=FOREVER)

    return router
