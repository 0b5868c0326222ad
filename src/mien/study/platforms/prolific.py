"""Prolific: IDs in the link, a completion code in the way back, signed webhooks.

Formats: docs.prolific.com, *Reviewing submissions and rewards* (way back), *Webhooks: Verifying* (signature),
*Retrieve JSON Web Key Set* (signed links); researcher-help.prolific.com (URL parameters, *Secured External
URL*).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from mien.errors import ConfigError
from mien.study.design import ProlificSection
from mien.study.platforms.interface import Arrival, Departure, EntryError
from mien.study.platforms.jwt import KeysFile, claims
from mien.study.platforms.query import HEX24, WORD, expected, fixed_codes, setting, wanted
from mien.study.store.records import Outcome, Vouched

COMPLETE = "https://app.prolific.com/submissions/complete?cc="
WEBHOOK_SECRET, API_TOKEN = "MIEN_PROLIFIC_SECRET", "MIEN_PROLIFIC_TOKEN"
TOKEN, ISSUER = "prolific_token", "https://www.prolific.com"
IDS = ("PROLIFIC_PID", "STUDY_ID", "SESSION_ID")
WINDOW_SECONDS = 300
"""How far the time of a webhook may be from ours, either way."""
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)


class ProlificPlatform:
    """Prolific, by the links that it makes with URL parameters.

    Parameters
    ----------
    section : of study.toml.
    keys : by which Prolific signs links; None takes unsigned ones.
    host : of this study on the web, which a signed link has to be for.

    Raises
    ------
    mien.errors.ConfigError
        If the completion code is missing, it or the study's ID is malformed, or signed links are wanted and
        it is not known where this study is.
    """

    name: str = "prolific"

    def __init__(self, section: ProlificSection, keys: KeysFile | None = None, host: str = "") -> None:
        advice = "copy it from the study's page on Prolific"
        self._code = setting(section.completion_code, "prolific.completion_code", WORD, advice)
        self.codes: Mapping[Outcome, str] = fixed_codes(section.codes, "prolific")
        if keys is not None and not host:
            raise ConfigError(
                "study.toml: platforms.prolific.keys_file needs server.public_url: links are signed for it"
            )
        self._keys, self._host = keys, host
        self._study = setting(section.study_id, "prolific.study_id", HEX24, advice, empty=True)

    def arrival(self, query: Mapping[str, str]) -> Arrival:
        """Who comes, from PROLIFIC_PID, STUDY_ID and SESSION_ID; errors as in `Platform`.

        Of a signed link, from those in its token.
        """
        past = False
        if self._keys is not None:
            query, past = self._signed(query)
        if any("{%" in query.get(key, "") for key in IDS):
            raise EntryError(
                "This is the study's template, not a person's link. Please open it from Prolific."
            )
        external = wanted(query, "PROLIFIC_PID", HEX24, "Prolific").lower()
        study = wanted(query, "STUDY_ID", HEX24, "Prolific").lower()
        session = wanted(query, "SESSION_ID", HEX24, "Prolific").lower()
        expected(study, self._study, "Prolific")
        vouched = Vouched.unknown if self._keys is None else Vouched.signed
        return Arrival(external, session, study, vouched=vouched, expired=past)

    def _signed(self, query: Mapping[str, str]) -> tuple[dict[str, str], bool]:
        """The IDs that Prolific signed, and whether the link is past its time."""
        assert self._keys is not None
        token = query.get(TOKEN, "")
        if not token:
            raise EntryError("This link is not signed. Please open the study from Prolific again.")
        said = claims(token, self._keys.get(), "Prolific")
        audience = said.get("aud")
        hosts = [_host(text) for text in (audience if isinstance(audience, list) else [audience])]
        until, ids = said.get("exp"), said.get("prolific")
        if said.get("iss", ISSUER) != ISSUER or self._host not in hosts:
            raise EntryError(
                "This link was signed for another site. Please open the study from Prolific again."
            )
        if isinstance(until, bool) or not isinstance(until, int | float) or not isinstance(ids, dict):
            raise EntryError(
                "The token of this link is malformed. Please open the study from Prolific again."
            )
        found = {key: str(ids.get(key, "")) for key in IDS}
        if any(query.get(key, found[key]).lower() != found[key].lower() for key in IDS):
            raise EntryError("This link was changed. Please open the study from Prolific again.")
        return found, time.time() > until

    def new_code(self, outcome: Outcome = Outcome.complete) -> str:
        """The code of the study on Prolific for an outcome, the same for all."""
        return self._code if outcome is Outcome.complete else self.codes.get(outcome, "")

    def departure(self, query: Mapping[str, str], code: str) -> Departure:
        """Back to Prolific with the code."""
        return Departure(code, COMPLETE + quote(code, safe="") if code else "")


def _host(audience: Any) -> str:
    """The host that a token is for, whether it says an address or a name."""
    text = str(audience)
    return (urlsplit(text if "//" in text else f"//{text}").hostname or "").lower()


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What Prolific sends as X-Prolific-Request-Signature: base64 of HMAC-SHA256 over time and body."""
    digest = hmac.new(secret.encode(), timestamp.encode() + body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def is_genuine(secret: str, timestamp: str, body: bytes, given: str, now: float) -> bool:
    """Whether a webhook is signed with the secret and at most `WINDOW_SECONDS` away from `now`.

    Parameters
    ----------
    secret : of the workspace, not empty.
    timestamp, given : X-Prolific-Request-Timestamp (s since 1970) and -Signature, as they came.
    body : raw, before anything is parsed.
    now : the machine's time, s since 1970.
    """
    if not secret or not _SECONDS.fullmatch(timestamp):
        return False
    right = signature(secret, timestamp, body).encode()
    # The signature first, in constant time: who cannot sign learns nothing about the clock.
    if not hmac.compare_digest(right, given.encode("utf-8", "replace")):
        return False
    return abs(now - int(timestamp)) <= WINDOW_SECONDS
