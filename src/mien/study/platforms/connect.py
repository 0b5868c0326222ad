"""CloudResearch Connect: IDs in the link, and a way back that the researcher copies from there.

Formats: connect-researcher-help.cloudresearch.com, *Project Completion* (redirect or code) and *IRB
Resources* (IDs are random letters and digits). Connect's API is not described in public, so it is not used.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping

from mien.study.design import ConnectSection
from mien.study.platforms.interface import Arrival, Departure
from mien.study.platforms.query import WORD, expected, fixed_codes, setting, wanted
from mien.study.platforms.signing import PARAMETER, expired
from mien.study.store.records import Outcome

_ID = re.compile(r"[A-Za-z0-9_-]{4,64}", re.ASCII)
_REDIRECT = re.compile(r"https://connect\.cloudresearch\.com/[A-Za-z0-9_./?=&%-]{1,500}", re.ASCII)


class ConnectPlatform:
    """Connect, by the IDs that it appends to the study's link.

    Parameters
    ----------
    section : of study.toml.
    key : signs the project's link, where the section wants that.

    Raises
    ------
    mien.errors.ConfigError
        If the completion code is missing, or a setting is malformed.
    """

    name: str = "connect"

    def __init__(self, section: ConnectSection, key: bytes = b"") -> None:
        advice = "copy it from the project's page on Connect"
        self._code = setting(section.completion_code, "connect.completion_code", WORD, advice)
        self.codes: Mapping[Outcome, str] = fixed_codes(section.codes, "connect")
        self._key = key if section.signed else b""
        self._project = setting(section.project_id, "connect.project_id", _ID, advice, empty=True)
        self._url = setting(section.redirect_url, "connect.redirect_url", _REDIRECT, advice, empty=True)

    def arrival(self, query: Mapping[str, str]) -> Arrival:
        """Who comes, from participantId, assignmentId and projectId; errors as in `Platform`."""
        external = wanted(query, "participantId", _ID, "Connect")
        session = wanted(query, "assignmentId", _ID, "Connect")
        study = wanted(query, "projectId", _ID, "Connect")
        expected(study, self._project, "Connect")
        # That the link is the project's says nothing about the ID in it: Connect's list does.
        past = bool(self._key) and expired(self._key, query.get(PARAMETER, ""), time.time(), self.name)
        return Arrival(external, session, study, expired=past)

    def new_code(self, outcome: Outcome = Outcome.complete) -> str:
        """The code of the project on Connect for an outcome, the same for all."""
        return self._code if outcome is Outcome.complete else self.codes.get(outcome, "")

    def departure(self, query: Mapping[str, str], code: str) -> Departure:
        """Back to Connect where study.toml has its redirect; else the code is shown to be typed there.

        The redirect has the completion code in it; another outcome's code takes its place.
        """
        if code == self._code:
            return Departure(code, self._url)
        return Departure(
            code, self._url.replace(self._code, code) if code and self._code in self._url else ""
        )
