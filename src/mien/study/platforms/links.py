"""Plain links: open to everybody, or only to who has a code of a file."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from mien.errors import ConfigError
from mien.files import write_text
from mien.study.directory import StudyDirectory
from mien.study.platforms.interface import Arrival, Departure, EntryError
from mien.study.platforms.signing import PARAMETER, expired, signature
from mien.study.store.records import Outcome, Vouched

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Characters that people do not take for one another."""
CODE_LENGTH = 12
PAID = frozenset({Outcome.complete, Outcome.full, Outcome.partial, Outcome.screened_out})
"""Outcomes for which a person has something to show."""
_VISITOR = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)


def random_code(length: int) -> str:
    """A random code that is easy to read out and to type, 4.95 bits a character."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_codes(n: int) -> tuple[str, ...]:
    """Codes for personal links, different from each other, 59 random bits each.

    Raises
    ------
    ConfigError
        If `n` is below 1 or above a million.
    """
    if not 1 <= n <= 1_000_000:
        raise ConfigError(f"{n} codes cannot be made; ask for 1 to 1000000")
    found: dict[str, None] = {}
    while len(found) < n:
        found[random_code(CODE_LENGTH)] = None
    return tuple(found)


def read_codes(path: Path) -> tuple[str, ...]:
    """Codes of a file, one a line; empty lines are left out.

    Raises
    ------
    ConfigError
        If it cannot be read, is empty, or a code is malformed or there twice; names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: the codes of personal links cannot be read ({error})") from error
    found: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        code = line.strip()
        if not code:
            continue
        if not _CODE.fullmatch(code):
            raise ConfigError(f"{path}:{number}: a code has 8 to 64 of the characters A-Z a-z 0-9 _ -")
        if code in found:
            raise ConfigError(
                f"{path}:{number}: the code of line {found[code]} again; every person needs one"
            )
        found[code] = number
    if not found:
        raise ConfigError(f"{path}: has no codes; one a line")
    return tuple(found)


def write_codes(directory: StudyDirectory, n: int) -> tuple[Path, tuple[str, ...]]:
    """Add new codes to the study's file of codes, ``codes.txt`` if the design names none; the file and they.

    Raises
    ------
    ConfigError
        If the file is there and damaged, or `n` is out of range.
    """
    path = directory.path / (directory.design.platforms.link.codes_file or "codes.txt")
    earlier = read_codes(path) if path.exists() else ()
    codes = tuple(code for code in new_codes(n) if code not in set(earlier))
    write_text(path, "".join(f"{code}\n" for code in (*earlier, *codes)))
    return path, codes


def signed_links(directory: StudyDirectory, platform: str, n: int, until: int) -> tuple[str, ...]:
    """Links that this study signs: `n` personal ones, or the one link of a project on Connect.

    Parameters
    ----------
    platform : ``"link"`` or ``"connect"``.
    until : the time that they are good until, in seconds since 1970.

    Raises
    ------
    ConfigError
        If server.public_url is not set, or `n` is out of range.
    """
    url = directory.design.server.public_url.rstrip("/")
    if not url:
        raise ConfigError("study.toml: server.public_url is not set; links begin with it")
    key = directory.key("links")
    if platform == "connect":
        return (f"{url}/connect?{PARAMETER}={signature(key, until, platform)}",)
    return tuple(
        f"{url}/?code={code}&{PARAMETER}={signature(key, until, platform, code)}" for code in new_codes(n)
    )


class LinkPlatform:
    """Links without a crowd platform.

    Parameters
    ----------
    allowed : who may come; None for everybody, then the page makes a random visitor ID and keeps it.
    signer : key of signed links, where only they are taken (`allowed` is then None).
    """

    name: str = "link"
    codes: Mapping[Outcome, str] = MappingProxyType({})

    def __init__(self, allowed: Iterable[str] | None = None, signer: bytes = b"") -> None:
        self._key = secrets.token_bytes(32)
        self._signer = signer
        self._allowed = None if allowed is None else frozenset(self._digest(code) for code in allowed)

    @property
    def personal(self) -> bool:
        """Whether each person has a link of their own."""
        return self._allowed is not None or bool(self._signer)

    def _digest(self, code: str) -> bytes:
        # Looking up a keyed digest takes as long for an almost right code as for any other.
        return hmac.new(self._key, code.encode(), hashlib.sha256).digest()

    def arrival(self, query: Mapping[str, str]) -> Arrival:
        """Who comes: by ``code`` where codes are wanted, else by ``visitor``; errors as in `Platform`."""
        if not self.personal:
            visitor = query.get("visitor", "")
            if not _VISITOR.fullmatch(visitor):
                raise EntryError(
                    "This page could not remember you. Please allow it to store data, and reload it."
                )
            return Arrival(visitor)
        code = query.get("code", "").strip()
        if not code:
            raise EntryError(
                "This study needs a personal link. Please use the whole link that you were sent."
            )
        past = False
        if self._signer:
            past = expired(self._signer, query.get(PARAMETER, ""), time.time(), self.name, code)
        elif not _CODE.fullmatch(code) or self._digest(code) not in (self._allowed or ()):
            raise EntryError("This personal link is not known. Please use the whole link that you were sent.")
        return Arrival(code, vouched=Vouched.signed, expired=past)

    def new_code(self, outcome: Outcome = Outcome.complete) -> str:
        """A random code."""
        return random_code(10) if outcome in PAID else ""

    def departure(self, query: Mapping[str, str], code: str) -> Departure:
        """Nowhere: the code is shown and that is all."""
        return Departure(code)
