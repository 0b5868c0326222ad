"""The one page of a study, notices for people who are somewhere else, and the page's own files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from http import HTTPStatus
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.exceptions import HTTPException

from mien.study.app.catalogues import best_language, catalogue, consent_html
from mien.study.app.context import Context
from mien.study.app.opening import OPEN, opening
from mien.study.app.pictures import Pictures
from mien.study.platforms.interface import Arrival, EntryError, Platform
from mien.study.store import StoreError
from mien.study.store.records import Outcome
from mien.study.tasks.registry import TASKS

LINK = "link"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"


class Pages:
    """Renders pages; texts and files are read once.

    Parameters
    ----------
    context : the study.
    pictures : its stimuli.

    Raises
    ------
    mien.errors.ConfigError
        If a language has no catalogue.
    mien.errors.RunError
        If a consent text is missing.
    """

    def __init__(self, context: Context, pictures: Pictures) -> None:
        self._context = context
        self._pictures = pictures
        page = context.design.page
        self._texts = {language: dict(catalogue(language)) for language in page.languages}
        self._languages = [
            {
                "code": language,
                "name": texts["page.name"],
                "consent": Markup(consent_html(context.directory.consent(language))),
            }
            for language, texts in self._texts.items()
        ]
        self.files = _own_files()
        self._static = f"/static/{_digest(self.files)}"
        self._jinja = Environment(
            loader=PackageLoader("mien.study.app"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    @property
    def digest(self) -> str:
        """Of all the page's own files; their address changes with their content."""
        return self._static.rpartition("/")[2]

    async def study(self, platform: Platform, query: Mapping[str, str], accepted: str = "") -> HTMLResponse:
        """The page for somebody who came by a platform's link; makes nobody a person and stores nothing.

        `accepted` is what the browser says of languages (``Accept-Language``).
        """
        language = best_language(accepted, list(self._texts))
        page = self._context.design.page
        visitor = self._makes_visitor(platform)
        arrival, refused = None, ""
        if not visitor:
            try:
                arrival = platform.arrival(query)
            except EntryError as error:
                refused = str(error)
        try:
            state = await opening(self._context.store, self._context.design.kinds)
        except StoreError:
            # Entering will tell; the page has ways to wait.
            state = OPEN
        data = {
            "platform": platform.name,
            "key": self._key(platform, arrival),
            "visitor": visitor,
            "preview": bool(arrival and arrival.preview),
            "refused": refused,
            "opening": state,
            "ways": _ways(platform, query),
            "language": language,
            "languages": list(self._texts),
            "texts": self._texts,
            **self._settings(),
        }
        return self._html(
            "study.html",
            HTTPStatus.BAD_REQUEST if refused else HTTPStatus.OK,
            {"Vary": "Accept-Language"},
            language,
            title=page.title,
            data=data,
            languages=self._languages,
            contact=page.contact,
            modules=[name for name in self.files if self._wanted(name)],
        )

    def notice(
        self,
        status: int,
        accepted: str,
        headers: Mapping[str, str] | None = None,
        about: str | None = None,
    ) -> HTMLResponse:
        """A short page that says what is the matter: by the status if left out. `accepted` as for `study`."""
        language = best_language(accepted, list(self._texts))
        texts = self._texts[language]
        about = about or ("missing" if status == HTTPStatus.NOT_FOUND else "failed")
        return self._html(
            "notice.html",
            status,
            headers,
            language,
            title=self._context.design.page.title,
            heading=texts[f"{about}.title"],
            text=texts[f"{about}.text"],
            contact=self._context.design.page.contact,
            contact_label=texts["page.contact"],
        )

    def _html(
        self,
        template: str,
        status: int,
        headers: Mapping[str, str] | None,
        language: str,
        **values: Any,
    ) -> HTMLResponse:
        text = self._jinja.get_template(template).render(
            language=language, texts=self._texts[language], static=self._static, **values
        )
        return HTMLResponse(text, status, headers={"Cache-Control": "private, no-cache", **(headers or {})})

    def _makes_visitor(self, platform: Platform) -> bool:
        # A visitor in the address is nobody's: whoever passes the address on would share it.
        return platform.name == LINK and not getattr(platform, "personal", False)

    def _wanted(self, name: str) -> bool:
        """Whether a file is a module that the page needs at once; kinds that nobody is asked are not."""
        _, slash, module = name.rpartition("/")
        kind = module.removesuffix(".js")
        return (
            name.endswith(".js")
            and name != "study.js"
            and (not slash or kind not in TASKS or kind in self._context.design.kinds)
        )

    def _key(self, platform: Platform, arrival: Arrival | None) -> str:
        # Under which name the browser keeps what belongs to this person; says nothing about who it is.
        external = arrival.external if arrival else ""
        return self._context.directory.identity(f"browser {platform.name}", external)[:16]

    def _settings(self) -> dict[str, Any]:
        design = self._context.design
        return {
            "consent": design.consent.version,
            "pictures": self._pictures.form,
            "kinds": list(design.kinds),
            "tasks": {kind: design.task(kind).settings() for kind in design.kinds},
            "practice": design.person.practice > 0,
            "total": sum(design.person.counts.values()) + design.person.catch + design.person.repeats,
            "seconds": design.cost.seconds_per_question,
            "lockout": design.page.lockout_ms,
            "undos": design.limits.undos,
            "display": design.display.model_dump(),
            "clips": design.clips.model_dump(),
            "breakEvery": design.page.break_every,
            "heartbeat": round(design.lease.heartbeat_seconds * 1000),
        }


def _ways(platform: Platform, query: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The ways back for people who end before they are anybody: did not consent, came too late."""
    found = {}
    endings = (("declined", Outcome.no_consent), ("full", Outcome.full), ("closed", Outcome.closed))
    for name, outcome in endings:
        code = platform.codes.get(outcome, "")
        if code:
            departure = platform.departure(query, code)
            found[name] = {"code": code, "url": departure.url, "fields": dict(departure.fields)}
    return found


def _own_files() -> dict[str, bytes]:
    folder = files("mien.study.app") / "static"
    found = {entry.name: entry for entry in folder.iterdir() if entry.is_file()}
    found |= {f"tasks/{entry.name}": entry for entry in (folder / "tasks").iterdir() if entry.is_file()}
    return {name: found[name].read_bytes() for name in sorted(found)}


def _digest(content: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, data in content.items():
        digest.update(f"{name}:{len(data)}:".encode() + data)
    return digest.hexdigest()[:16]


def page_routes(context: Context, pages: Pages) -> APIRouter:
    """The page under each platform's path, and its files."""
    router = APIRouter()

    def add(path: str, platform: Platform) -> None:
        @router.get(path, response_class=HTMLResponse, name=f"page of {platform.name}")
        async def page(request: Request) -> Response:
            """The page; whoever only looks is not stored."""
            accepted = request.headers.get("accept-language", "")
            return await pages.study(platform, dict(request.query_params), accepted)

    for name, platform in context.platforms.items():
        add(f"/{name}", platform)
    if LINK in context.platforms:
        add("/", context.platforms[LINK])
    else:

        @router.get("/", response_class=HTMLResponse)
        async def nobody(request: Request) -> Response:
            """People come by a crowd platform's links only."""
            accepted = request.headers.get("accept-language", "")
            return pages.notice(HTTPStatus.NOT_FOUND, accepted, about="refused")

    @router.get("/static/{digest}/{name}", include_in_schema=False)
    async def own_file(digest: str, name: str) -> Response:
        content = pages.files.get(name)
        if content is None or digest != pages.digest:
            raise HTTPException(HTTPStatus.NOT_FOUND, "there is no such file")
        kind = TYPES["." + name.rpartition(".")[2]]
        return Response(content, media_type=kind, headers={"Cache-Control": FOREVER})

    @router.get("/static/{digest}/tasks/{name}", include_in_schema=False)
    async def own_task(digest: str, name: str) -> Response:
        return await own_file(digest, f"tasks/{name}")

    return router
