"""CloudResearch Connect: IDs in the link, and a way back that the researcher copies from there.

Formats: connect-researcher-help.cloudresearch.com, *Project Completion* (redirect or code) and *IRB
Resources* (IDs are random letters and digits). Connect's API is not described in public, so it is not used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from mien.study.design import ConnectSection
from mien.study.platforms.interface import Arrival, Departure
from mien.study.platforms.query import WORD, expected, setting, wanted

_ID = re.compile(r"[A-Za-z0-9_-]{4,64}", re.ASCII)
_REDIRECT = re.compile(r"https://connect\.cloudresearch\.com/[A-Za-z0-9_./?=&%-]{1,500}", re.ASCII)


class ConnectPlatform:
    """Connect, by the IDs that it appends to the study's link.

    Parameters
    ----------
    section : of study.toml.

    Raises
    ------
    mien.errors.ConfigError
        If the completion code is missing, or a setting is malformed.
    """

    name: str = "connect"

    def __init__(self, section: ConnectSection) -> None:
        advice = "copy it from the project's page on Connect"
        self._code = setting(section.completion_code, "connect.completion_code", WORD, advice)
        self._project = setting(section.project_id, "connect.project_id", _ID, advice, empty=True)
        self._url = setting(section.redirect_url, "connect.redirect_url", _REDIRECT, advice, empty=True)

    def arrival(self, query: Mapping[str, str]) -> Arrival:
        """Who comes, from participantId, assignmentId and projectId; errors as in `Platform`."""
        external = wanted(query, "participantId", _ID, "Connect")
        session = wanted(query, "assignmentId", _ID, "Connect")
        study = wanted(query, "projectId", _ID, "Connect")
        expected(study, self._project, "Connect")
        return Arrival(external, session, study)

    def new_code(self) -> str:
        """The completion code of the project on Connect, the same for all."""
        return self._code

    def departure(self, query: Mapping[str, str], code: str) -> Departure:
        """Back to Connect where study.toml has its redirect; else the code is shown to be typed there."""
        return Departure(code, self._url)
