"""Prolific's list of a study's submissions, by its API.

Formats: docs.prolific.com, API reference, *List study submissions* (address, fields, ordering, token) and
*Submission object* (statuses). Pages are followed as the answers link them.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import httpx

from mien.study.platforms.jwt import keys_of
from mien.study.platforms.listing import Listed, PlatformError, listed

PROLIFIC_API = "https://api.prolific.com"
ATTEMPTS = 6
MOST_WAIT = 60.0
MOST_BYTES = 32 * 2**20
MOST_PAGES = 10_000
Pause = Callable[[float], Awaitable[None]]


async def prolific_submissions(
    study: str,
    token: str,
    base_url: str = PROLIFIC_API,
    timeout: float = 60.0,
    pause: Pause = asyncio.sleep,
) -> list[Listed]:
    """All submissions of a study; whole or not at all.

    A page is asked for again where Prolific is busy or broken (429, 5xx, no answer), after the time that it
    names, a minute at most.

    Parameters
    ----------
    study : its ID on Prolific.
    token : API token; sent to `base_url` alone.
    base_url : where the API is.
    timeout : seconds that one answer may take as a whole.
    pause : waits for so many seconds.

    Raises
    ------
    PlatformError
        If the token is refused, there is no such study, or no whole list came.
    """
    first = f"/api/v1/studies/{study}/submissions/?ordering=started_at"
    async with httpx.AsyncClient(
        base_url=base_url,
        headers={"Authorization": f"Token {token}", "Accept": "application/json"},
        timeout=timeout,
        follow_redirects=False,
    ) as client:
        return await _all_pages(_Pages(client, study, timeout, pause), client.base_url.join(first))


async def prolific_keys(base_url: str = PROLIFIC_API, timeout: float = 60.0) -> str:
    """The public keys by which Prolific signs links, as it publishes them (a JSON Web Key Set).

    Raises
    ------
    PlatformError
        If they cannot be had.
    ConfigError
        If what came is no key set.
    """
    url = f"{base_url}/.well-known/study/jwks.json"
    try:
        async with httpx.AsyncClient(timeout=timeout, follow_redirects=False) as client:
            response = await client.get(url)
    except httpx.HTTPError as error:
        raise PlatformError(
            f"{url}: its keys cannot be had ({type(error).__name__}); try again later"
        ) from error
    if response.status_code != HTTPStatus.OK:
        raise PlatformError(f"{url}: its keys cannot be had (status {response.status_code}); try again later")
    keys_of(response.text, url)
    return response.text


async def _all_pages(pages: _Pages, url: httpx.URL | None) -> list[Listed]:
    found: dict[str, Listed] = {}
    seen: set[httpx.URL] = set()
    promised = 0
    while url is not None:
        if url in seen or len(seen) >= MOST_PAGES:
            raise PlatformError("Prolific: its list of submissions does not end; try again later")
        seen.add(url)
        page = await pages.get(url)
        for row in _rows(page):
            # Between two pages a submission can move from one to the other; the later is the newer.
            found[row.submission] = row
        promised = max(promised, _count(page))
        url = _next(page, url)
    if len(found) < promised:
        raise PlatformError(f"Prolific: only {len(found)} of {promised} submissions came; try again later")
    return list(found.values())


class _Pages:
    """Gets one page after another, with patience."""

    def __init__(self, client: httpx.AsyncClient, study: str, timeout: float, pause: Pause) -> None:
        self._client, self._study, self._timeout, self._pause = client, study, timeout, pause

    async def get(self, url: httpx.URL) -> dict[str, Any]:
        what = ""
        for attempt in range(ATTEMPTS):
            wait = min(2.0**attempt, MOST_WAIT)
            try:
                # The client's own limit is for each piece; a server that drips would never end.
                async with asyncio.timeout(self._timeout):
                    response, body = await self._read(url)
            except (TimeoutError, httpx.TimeoutException):
                what = f"no whole answer in {self._timeout:g} s"
            except httpx.TransportError as error:
                what = f"no connection ({type(error).__name__})"
            else:
                if response.status_code == 200:
                    return _decoded(body)
                what = f"status {response.status_code}"
                if response.status_code != 429 and response.status_code < 500:
                    raise self._refused(response.status_code)
                wait = _retry_after(response.headers.get("retry-after", ""), wait)
            if attempt < ATTEMPTS - 1:
                await self._pause(wait)
        raise PlatformError(f"Prolific: {what}, {ATTEMPTS} times; try again later")

    async def _read(self, url: httpx.URL) -> tuple[httpx.Response, bytes]:
        body = bytearray()
        async with self._client.stream("GET", url) as response:
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > MOST_BYTES:
                    raise PlatformError(
                        f"Prolific: a page is larger than {MOST_BYTES >> 20} MiB; it is not taken"
                    )
        return response, bytes(body)

    def _refused(self, status: int) -> PlatformError:
        if status in (401, 403):
            return PlatformError(
                f"Prolific: the token is refused ({status}); set MIEN_PROLIFIC_TOKEN to an API token of a "
                "researcher in the study's workspace"
            )
        if status == 404:
            return PlatformError(
                f"Prolific: has no study {self._study} (404); set platforms.prolific.study_id in study.toml"
            )
        return PlatformError(f"Prolific: refused to list the submissions (status {status})")


def _retry_after(text: str, otherwise: float) -> float:
    """Seconds that a Retry-After header (seconds or a date) asks for, a minute at most."""
    if text.isascii() and text.isdigit() and len(text) < 10:
        return min(float(text), MOST_WAIT)
    try:
        when = parsedate_to_datetime(text)
        return min(max(when.timestamp() - time.time(), 0.0), MOST_WAIT)
    except (ValueError, TypeError, OverflowError):
        return otherwise


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        page = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise PlatformError("Prolific: an answer is not JSON; try again later") from error
    if not isinstance(page, dict) or not isinstance(page.get("results"), list):
        raise PlatformError("Prolific: an answer has no list of results; its API may have changed")
    return page


def _rows(page: dict[str, Any]) -> list[Listed]:
    found = []
    for row in page["results"]:
        try:
            made = listed(row["participant_id"], row["id"], row["status"], row.get("study_code") or "")
        except (TypeError, KeyError, AttributeError, ValueError) as error:
            raise PlatformError(
                "Prolific: a submission is not in the form of its API; has it changed?"
            ) from error
        if not made.submission:
            raise PlatformError("Prolific: a submission has no ID; has its API changed?")
        found.append(made)
    return found


def _count(page: dict[str, Any]) -> int:
    meta = page.get("meta")
    count = meta.get("count") if isinstance(meta, dict) else None
    return count if isinstance(count, int) else 0


def _next(page: dict[str, Any], here: httpx.URL) -> httpx.URL | None:
    links = page.get("_links")
    following: Any = links.get("next") if isinstance(links, dict) else page.get("next")
    if isinstance(following, dict):
        following = following.get("href")
    if not following:
        return None
    try:
        url = here.join(following)
    except (TypeError, httpx.InvalidURL) as error:
        raise PlatformError("Prolific: the link to its next page is malformed") from error
    # The token goes along with every page.
    if (url.scheme, url.host, url.port) != (here.scheme, here.host, here.port):
        raise PlatformError(
            "Prolific: the link to its next page leads elsewhere; the token is not sent there"
        )
    return url
