"""Pictures of questions: addresses that say nothing of what they show, copies that no program knows again.

Who is asked a question gets addresses that were made for that question and that person. One holds which file
is shown, for which lease and in which place, encrypted and authenticated under the study's key, so that the
server keeps nothing and any of its processes can answer. What is sent then is a copy of the lease's own
(`mien.study.stimuli.copies`), as long as every other picture of the study.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import itertools
import json
import secrets
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from mien.errors import FormatError, MienError
from mien.study.stimuli.copies import assemble, unpacked
from mien.study.stimuli.prepared import CLIP, Prepared, copies_file, read_prepared
from mien.study.stimuli.prepared import INDEX as COPIES

TYPES = {CLIP: "application/octet-stream"}
# An address always shows the same bytes, but they are for one person's browser.
KEPT = {"Cache-Control": "private, max-age=31536000, immutable"}
MISSING = "/stimuli/missing"
LOOK_SECONDS = 1.0
_DIGEST, _LEASE, _PLACE, _SEAL = 16, 8, 1, 16
_INSIDE = _DIGEST + _LEASE + _PLACE
PRACTICE = 1 << 63
"""Added to the random numbers that stand for a lease in practice."""


class Addresses:
    """Makes and reads the addresses of pictures.

    The seal is a keyed digest of what is inside, and at once the seed of the key stream that hides it: equal
    contents have equal addresses, which a browser's cache needs, and nothing else can be seen or changed.

    Parameters
    ----------
    key : the study's key for pictures (``directory.key("picture")``).
    """

    def __init__(self, key: bytes) -> None:
        self._seal = hmac.digest(key, b"seal", "sha256")
        self._hide = hmac.digest(key, b"hide", "sha256")
        self._copy = hmac.digest(key, b"copy", "sha256")

    def make(self, file: str, lease: int, place: int) -> str:
        """The last part of an address.

        Parameters
        ----------
        file : name of the picture, which begins with its digest.
        lease : whose it is.
        place : of several pictures in one question, from 0.
        """
        inside = bytes.fromhex(file[: 2 * _DIGEST]) + lease.to_bytes(_LEASE, "big") + bytes([place])
        seal = hmac.digest(self._seal, inside, "sha256")[:_SEAL]
        return _letters(seal + self._hidden(inside, seal))

    def read(self, name: str) -> tuple[str, int, int] | None:
        """Beginning of the picture's name, lease and place; None for an address that we did not make."""
        try:
            data = base64.b64decode(name + "=" * (-len(name) % 4), b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        # What is left of the last letter must not make another address of the same.
        if len(data) != _SEAL + _INSIDE or _letters(data) != name:
            return None
        seal, inside = data[:_SEAL], self._hidden(data[_SEAL:], data[:_SEAL])
        if not hmac.compare_digest(seal, hmac.digest(self._seal, inside, "sha256")[:_SEAL]):
            return None
        lease = int.from_bytes(inside[_DIGEST : _DIGEST + _LEASE], "big")
        return inside[:_DIGEST].hex(), lease, inside[-1]

    def seed(self, lease: int) -> bytes:
        """What decides which copies a lease is shown."""
        return hmac.digest(self._copy, lease.to_bytes(_LEASE, "big"), "sha256")

    def _hidden(self, inside: bytes, seal: bytes) -> bytes:
        stream = hmac.digest(self._hide, seal, "sha256")
        return bytes(one ^ other for one, other in zip(inside, stream, strict=False))


def _letters(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Pictures:
    """Which address shows which face; the folder's indexes are read again when they change.

    Parameters
    ----------
    folder : the study's stimuli folder.
    key : see `Addresses`.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._path = folder / "stimuli.json"
        self.addresses = Addresses(key)
        self._stamp: tuple[tuple[int, int], ...] = ()
        self._files: dict[str, str] = {}
        self._by_digest: dict[str, str] = {}
        self._prepared = Prepared()
        self._looked = -LOOK_SECONDS

    @property
    def form(self) -> dict[str, Any]:
        """What the page needs to know of all pictures: kind, columns and rows."""
        self._read()
        return {
            "kind": self._prepared.kind,
            "width": self._prepared.width,
            "height": self._prepared.height,
        }

    def url(self, face: str, lease: int, place: int) -> str:
        """Where a lease's copy of a face is; an address that answers 404 if there is none (the page says so).

        Parameters
        ----------
        face : its name.
        lease : of the question; see `practice_lease` where there is none.
        place : of several pictures of one question, from 0.
        """
        if face not in self._files or time.monotonic() - self._looked > LOOK_SECONDS:
            self._read()
        file = self._files.get(face)
        return f"/stimuli/{self.addresses.make(file, lease, place)}" if file else MISSING

    def of(self, lease: int) -> Callable[[str], str]:
        """`url` for the faces of one question, whose places are the order in which they are asked for."""
        places = itertools.count()
        return lambda face: self.url(face, lease, next(places))

    def copy(self, name: str) -> bytes | None:
        """What is at an address; None if nothing is."""
        found = self.addresses.read(name)
        if found is None:
            return None
        digest, lease, place = found
        if digest not in self._by_digest:
            self._read()
        file = self._by_digest.get(digest)
        if file is None:
            return None
        path = copies_file(self._folder, file)
        # A link could lead to any file of this machine.
        if path.is_symlink():
            return None
        try:
            copies = unpacked(path.read_bytes(), str(path))
            return assemble(copies, self.addresses.seed(lease), place, self._prepared.bytes)
        except FileNotFoundError:
            return None

    def _read(self) -> None:
        self._looked = time.monotonic()
        try:
            stamp = tuple(_stamp(self._folder / name) for name in (self._path.name, COPIES))
            if stamp == self._stamp:
                return
            faces = json.loads(self._path.read_text(encoding="utf-8"))["faces"]
            files = {face: str(entry["file"]) for face, entry in faces.items()}
        except FileNotFoundError:
            return
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise FormatError(self._path, f"is no index of stimuli ({error})") from error
        self._prepared = read_prepared(self._folder)
        self._by_digest |= {file[: 2 * _DIGEST]: file for file in self._prepared.lengths}
        self._stamp, self._files = stamp, files


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except FileNotFoundError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def practice_lease() -> int:
    """A number in the place of a lease's, for pictures of a question that nobody holds."""
    return PRACTICE | secrets.randbits(63)


def picture_routes(pictures: Pictures) -> APIRouter:
    """``/stimuli/ADDRESS``, and nothing else of the folder."""
    router = APIRouter()

    @router.get("/stimuli/{name}", response_class=Response)
    @router.head("/stimuli/{name}", response_class=Response, include_in_schema=False)
    async def stimulus(name: str) -> Response:
        """A picture, or a clip."""
        try:
            data = pictures.copy(name)
        except (OSError, MienError) as error:
            raise HTTPException(HTTPStatus.INTERNAL_SERVER_ERROR, "the picture cannot be read") from error
        if data is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "there is no such stimulus")
        return Response(data, media_type=TYPES.get(pictures.form["kind"], "image/jpeg"), headers=KEPT)

    return router
