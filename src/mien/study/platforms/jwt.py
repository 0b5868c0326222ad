"""JSON Web Tokens that a platform signs with RS256, checked with its public keys.

Formats: RFC 7519 (token), RFC 7515 (signature), RFC 7517 and 7518 (keys), RFC 8017 section 8.2.2 (what is
signed). Checking needs public numbers alone, so that nothing here has to be secret or take the same time.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mien.errors import ConfigError
from mien.study.platforms.interface import EntryError

MOST_CHARACTERS = 4096
LEAST_BITS, MOST_BITS = 2048, 8192
# DER of DigestInfo for SHA-256, before the digest itself (RFC 8017, section 9.2, note 1).
_SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")


@dataclass(frozen=True)
class Key:
    """A public RSA key."""

    modulus: int
    exponent: int

    def signed(self, message: bytes, given: bytes) -> bool:
        """Whether `given` is the signature of a message (RSASSA-PKCS1-v1_5 with SHA-256)."""
        size = (self.modulus.bit_length() + 7) // 8
        number = int.from_bytes(given, "big")
        if len(given) != size or number >= self.modulus:
            return False
        wanted = _SHA256 + hashlib.sha256(message).digest()
        padded = b"\x00\x01" + b"\xff" * (size - len(wanted) - 3) + b"\x00" + wanted
        return pow(number, self.exponent, self.modulus).to_bytes(size, "big") == padded


def keys_of(text: str, where: str) -> dict[str, Key]:
    """Keys by their ``kid``, of a JSON Web Key Set.

    Raises
    ------
    ConfigError
        If it is none, or has no RSA key that signs with RS256 and is long enough.
    """
    try:
        rows = json.loads(text)["keys"]
        found = {}
        for row in rows:
            if (
                row.get("kty") == "RSA"
                and row.get("alg", "RS256") == "RS256"
                and row.get("use", "sig") == "sig"
            ):
                key = Key(_number(row["n"]), _number(row["e"]))
                if LEAST_BITS <= key.modulus.bit_length() <= MOST_BITS and key.exponent > 1:
                    found[str(row["kid"])] = key
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ConfigError(f"{where}: is no JSON Web Key Set ({type(error).__name__}: {error})") from error
    if not found:
        raise ConfigError(f"{where}: has no RSA key for RS256 of {LEAST_BITS} bits or more")
    return found


class KeysFile:
    """The keys of a file, read again when it changes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._keys: dict[str, Key] = {}
        self.get()

    def get(self) -> Mapping[str, Key]:
        """The keys by ``kid``.

        Raises
        ------
        ConfigError
            If the file cannot be read or is no key set.
        """
        try:
            status = self._path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            if stamp != self._stamp:
                self._keys = keys_of(self._path.read_text("utf-8"), str(self._path))
                self._stamp = stamp
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{self._path}: the platform's keys cannot be read ({error})") from error
        return self._keys


def claims(token: str, keys: Mapping[str, Key], platform: str) -> dict[str, Any]:
    """What a token says, once its signature is right; times and audience are the caller's to compare.

    Raises
    ------
    EntryError
        If it is no token of a key that we have.
    """
    wrong = EntryError(f"This link was not signed by {platform}. Please open the study from there again.")
    try:
        if len(token) > MOST_CHARACTERS:
            raise ValueError("too long")
        head, body, given = token.split(".")
        header, said = json.loads(_bytes(head)), json.loads(_bytes(body))
        kid, algorithm = header["kid"], header["alg"]
        # An algorithm is never taken from the token: a public key would do as the secret of HS256.
        right = algorithm == "RS256" and "crit" not in header and kid in keys
        right = right and isinstance(said, dict)
        if not right or not keys[kid].signed(f"{head}.{body}".encode(), _bytes(given)):
            raise wrong
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise wrong from error
    return dict(said)


def _bytes(text: str) -> bytes:
    if not text.isascii() or "=" in text or "+" in text or "/" in text:
        raise ValueError("not base64url")
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError("not base64url") from error


def _number(text: str) -> int:
    return int.from_bytes(_bytes(text), "big")
