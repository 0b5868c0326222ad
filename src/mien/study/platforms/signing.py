"""Links that we sign ourselves: nobody can make one, and each is good until a time."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from mien.study.platforms.interface import EntryError

PARAMETER = "s"
"""Of the query: ``UNTIL.SIGNATURE``, seconds since 1970 and 132 bits."""
_FORM = re.compile(r"([0-9]{1,12})\.([A-Za-z0-9_-]{22})", re.ASCII)


def signature(key: bytes, until: int, *parts: str) -> str:
    """Value of `PARAMETER` in a link that says `parts` and is good until a time, in seconds since 1970."""
    message = "".join(f"{len(part)}:{part}" for part in (str(until), *parts))
    digest = hmac.new(key, message.encode(), hashlib.sha256).digest()
    return f"{until}.{base64.urlsafe_b64encode(digest).decode()[:22]}"


def expired(key: bytes, given: str, now: float, *parts: str) -> bool:
    """Whether a link that we signed is past its time.

    Raises
    ------
    EntryError
        If it is not one that we signed.
    """
    found = _FORM.fullmatch(given)
    right = signature(key, int(found[1]), *parts) if found else ""
    if not found or not hmac.compare_digest(right, given):
        raise EntryError("This link is not whole, or not one of this study. Please use the whole link.")
    return now > int(found[1])
