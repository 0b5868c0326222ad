"""Amazon Mechanical Turk: the study in a frame (ExternalQuestion), and answers sent there by a form.

Formats: docs.aws.amazon.com, Amazon Mechanical Turk API Reference, *ExternalQuestion* and *Assignment*.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from xml.etree import ElementTree

from mien.errors import ConfigError
from mien.study.design import MTurkSection
from mien.study.platforms.interface import Arrival, Departure, EntryError
from mien.study.platforms.links import PAID, random_code
from mien.study.platforms.query import wanted
from mien.study.store.records import Outcome

PREVIEW = "ASSIGNMENT_ID_NOT_AVAILABLE"
_SCHEMA = "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2006-07-14/ExternalQuestion.xsd"
_ID = re.compile(r"[A-Za-z0-9_-]{1,255}", re.ASCII)
_HOST = re.compile(r"https://[a-z0-9]+(?:[.-][a-z0-9]+)*\.[a-z]{2,}", re.ASCII)


class MTurkPlatform:
    """Mechanical Turk, by the parameters that it appends to the address of an ExternalQuestion.

    Parameters
    ----------
    section : of study.toml; `submit_hosts` are the only places that a form is ever sent to.

    Raises
    ------
    mien.errors.ConfigError
        If there are no hosts, or one is not ``https://`` and a name in lower case.
    """

    name: str = "mturk"
    codes: Mapping[Outcome, str] = MappingProxyType({})

    def __init__(self, section: MTurkSection) -> None:
        if not section.submit_hosts:
            raise ConfigError(
                "study.toml: platforms.mturk.submit_hosts is empty; no answer could be submitted"
            )
        for host in section.submit_hosts:
            if not _HOST.fullmatch(host):
                raise ConfigError(
                    f"study.toml: platforms.mturk.submit_hosts {host!r} is not https:// and a host in lower "
                    "case, with no port and no path"
                )
        self._hosts = section.submit_hosts

    def arrival(self, query: Mapping[str, str]) -> Arrival:
        """Who comes, from workerId, assignmentId and hitId.

        Before a worker accepts the HIT there is no assignment: a preview, in which nothing is stored. A place
        to submit to that is not allowed is refused here already, before anybody has worked for nothing.
        Errors as in `Platform`.
        """
        assignment = wanted(query, "assignmentId", _ID, "Mechanical Turk")
        if assignment == PREVIEW:
            return Arrival("", preview=True)
        external = wanted(query, "workerId", _ID, "Mechanical Turk")
        hit = wanted(query, "hitId", _ID, "Mechanical Turk")
        self._host(query)
        return Arrival(external, assignment, hit)

    def new_code(self, outcome: Outcome = Outcome.complete) -> str:
        """A random code; it is submitted with the assignment, so that it can be compared."""
        return random_code(10) if outcome in PAID else ""

    def departure(self, query: Mapping[str, str], code: str) -> Departure:
        """The form that submits the assignment; errors as in `Platform`."""
        assignment = wanted(query, "assignmentId", _ID, "Mechanical Turk")
        if assignment == PREVIEW:
            raise EntryError("This is a preview. Please accept the HIT to take part.")
        # MTurk wants one field more than the assignment's ID.
        return Departure(
            code, f"{self._host(query)}/mturk/externalSubmit", {"assignmentId": assignment, "code": code}
        )

    def _host(self, query: Mapping[str, str]) -> str:
        given = query.get("turkSubmitTo", "")
        # Whole texts are compared and ours is returned: no parser that a browser might disagree with.
        for host in self._hosts:
            if given in (host, f"{host}/"):
                return host
        raise EntryError(
            "This link would submit to a place that is not Mechanical Turk; nothing is sent there."
        )


def external_question(url: str, frame_height: int = 0) -> str:
    """The ExternalQuestion that a requester gives to CreateHIT.

    Parameters
    ----------
    url : of this study on the web, ``https://…/mturk``.
    frame_height : of the frame in pixels; 0 lets it fill the worker's window.

    Raises
    ------
    ConfigError
        If the address is not https (MTurk refuses others) or the height is negative.
    """
    if not re.fullmatch(r"https://[^\s/]+/\S*", url):
        raise ConfigError(f"{url}: MTurk only shows pages at https://; set server.public_url in study.toml")
    if frame_height < 0:
        raise ConfigError(f"the frame cannot be {frame_height} pixels high; 0 fills the window")
    root = ElementTree.Element("ExternalQuestion", xmlns=_SCHEMA)
    ElementTree.SubElement(root, "ExternalURL").text = url
    ElementTree.SubElement(root, "FrameHeight").text = str(frame_height)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"
