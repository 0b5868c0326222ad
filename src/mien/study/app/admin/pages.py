"""Admin pages from templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import DictLoader, Environment, StrictUndefined

STYLE, SCRIPT = "admin.css", "live.js"
_KIND = {STYLE: "text/css; charset=utf-8", SCRIPT: "text/javascript; charset=utf-8"}


@cache
def environment() -> Environment:
    """The templates; everything that is put in is escaped."""
    folder = files("mien.study.app") / "templates" / "admin"
    texts = {item.name: item.read_text("utf-8") for item in folder.iterdir() if item.name.endswith(".html")}
    found = Environment(
        loader=DictLoader(texts),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["moment"] = moment
    found.filters["percent"] = percent
    return found


def moment(at: int | None) -> str:
    """Milliseconds since 1970 as UTC, to the second."""
    return "–" if at is None else f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M:%S}"


def percent(share: float | None) -> str:
    """A share in per cent, a dash where there is none."""
    return "–" if share is None else f"{share:.0%}"


def page(template: str, values: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """A page; `values` has its ``title``, and ``form_token`` if somebody is logged in."""
    text = (
        environment().get_template(template).render(**{"form_token": "", "here": "", "study": "", **values})
    )
    return HTMLResponse(text, status)


@cache
def asset(name: str) -> tuple[bytes, str]:
    """Content and type of one of the two static files."""
    path = files("mien.study.app") / "static" / "admin" / name
    return path.read_bytes(), _KIND[name]
