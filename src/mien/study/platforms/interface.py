"""What a crowd platform is to a study: who comes from it, and where they go when they are done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from mien.errors import MienError
from mien.study.store.records import Outcome, Vouched


class EntryError(MienError):
    """A link that does not say who comes, or says something impossible; shown to the person in one line."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who comes, by a platform's IDs.

    Attributes
    ----------
    external : the platform's ID of the person.
    session : its ID of this submission (assignment); ``""`` where it has none.
    study : its ID of the study (HIT); ``""`` where it has none.
    preview : the page is only looked at: nothing is stored and nothing can be answered.
    vouched : ``signed`` if the link proves that it is this person.
    expired : the link is genuine and past its time: good for who is known already, and for nobody new.
    """

    external: str
    session: str = ""
    study: str = ""
    preview: bool = False
    vouched: Vouched = Vouched.unknown
    expired: bool = False


@dataclass(frozen=True, slots=True)
class Departure:
    """Where a person goes with the completion code.

    Attributes
    ----------
    code : shown on the last page.
    url : link back to the platform; ``""`` where there is none.
    fields : where not empty, the page sends these to `url` with a form by POST (MTurk).
    """

    code: str
    url: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


class Platform(Protocol):
    """A crowd platform; `name` is its path (``/prolific``) and its section in study.toml.

    `codes` are its completion codes for outcomes that are the same for everybody, but for ``complete``.
    """

    name: str
    codes: Mapping[Outcome, str]

    def arrival(self, query: Mapping[str, str]) -> Arrival:
        """Who comes, from the query of the link.

        Raises
        ------
        EntryError
            If the IDs are missing or malformed.
        """
        ...

    def new_code(self, outcome: Outcome = Outcome.complete) -> str:
        """The code for a person who finishes so: random, or the platform's fixed one; ``""`` for none."""
        ...

    def departure(self, query: Mapping[str, str], code: str) -> Departure:
        """Where to go; `query` is that of the link the person came by.

        Raises
        ------
        EntryError
            If the link names a place that is not allowed (MTurk's ``turkSubmitTo``).
        """
        ...
