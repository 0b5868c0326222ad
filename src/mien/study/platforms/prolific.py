"""Prolific: IDs in the link, a completion code in the way back, signed webhooks.

Formats: docs.prolific.com, *Reviewing submissions and rewards* (way back), *Webhooks: Verifying* (signature);
researcher-help.prolific.com (URL parameters).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from urllib.parse import quote

from mien.study.design import ProlificSection
from mien.study.platforms.interface import Arrival, Departure, EntryError
from mien.study.platforms.query import HEX24, WORD, expected, setting, wanted

COMPLETE = "https://app.prolific.com/submissions/complete?cc="
WEBHOOK_SECRET, API_TOKEN = "MIEN_PROLIFIC_SECRET", "MIEN_PROLIFIC_TOKEN"
WINDOW_SECONDS = 300
"""How far the time of a webhook may be from ours, either way."""
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)


class ProlificPlatform:
    """Prolific, by the links that it makes with URL parameters.

    Parameters
    ----------
    section : of study.toml.

    Raises
    ------
    mien.errors.ConfigError
        If the completion code is missing, or it or the study's ID is malformed.
    """

    name: str = "prolific"

    def __init__(self, section: ProlificSection) -> None:
        advice = "copy it from the study's page on Prolific"
        self._code = setting(section.completion_code, "prolific.completion_code", WORD, advice)
        self._study = setting(section.study_id, "prolific.study_id", HEX24, advice, empty=True)

    def arrival(self, query: Mapping[str, str]) -> Arrival:
        """Who comes, from PROLIFIC_PID, STUDY_ID and SESSION_ID; errors as in `Platform`."""
        if any("{%" in query.get(key, "") for key in ("PROLIFIC_PID", "STUDY_ID", "SESSION_ID")):
            raise EntryError(
                "This is the study's template, not a person's link. Please open it from Prolific."
            )
        external = wanted(query, "PROLIFIC_PID", HEX24, "Prolific").lower()
        study = wanted(query, "STUDY_ID", HEX24, "Prolific").lower()
        session = wanted(query, "SESSION_ID", HEX24, "Prolific").lower()
        expected(study, self._study, "Prolific")
        return Arrival(external, session, study)

    def new_code(self) -> str:
        """The completion code of the study on Prolific, the same for all."""
        return self._code

    def departure(self, query: Mapping[str, str], code: str) -> Departure:
        """Back to Prolific with the code."""
        return Departure(code, COMPLETE + quote(code, safe=""))


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
