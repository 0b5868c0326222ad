"""What goes into a store of answers and what comes out of it.

Words: a *pool* holds questions of one kind, part and role; a *person* works through a *plan* of slots; a
*lease* reserves one of a question's k places for a person until it expires; an *answer* belongs to one lease.
Times are whole milliseconds since 1970 by the server's clock (see `mien.study.store.clock`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

TRIPLET, LABEL = "triplet", "label"
VOTE, CATCH, PRACTICE = "vote", "catch", "practice"
SIDES = ("first", "second")
"""Which face of a triplet is on the left."""
REPEAT = -1
"""Entry of a plan that asks again what the same person answered before; other entries are pools."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Questions that can stand for each other in a plan.

    Attributes
    ----------
    kind : a task's name, that the store knows (`Store.add_kinds`); decides which answers there are.
    part : part of the split that all its faces are of; ``""`` where unknown.
    role : ``"vote"`` (counted, k places each), ``"catch"`` (the answer is known, not counted) or
        ``"practice"`` (never leased and never stored).
    """

    kind: str
    part: str
    role: str = VOTE


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question before it is in a store.

    Attributes
    ----------
    name : unique.
    pool : where it belongs.
    anchor, first, second : names of faces; a label question has its face as the anchor and ``""`` else.
    rank : place in the fixed order, or a random number in [0, 1).
    wanted : k, how many counted answers are wanted; 0 for roles that are not counted.
    expected : the known answer of a catch or practice question, else ``""``.
    more : what its kind needs beyond three faces, JSON; ``""`` if nothing.
    """

    name: str
    pool: Pool
    anchor: str
    first: str = ""
    second: str = ""
    rank: float = 0.0
    wanted: int = 0
    expected: str = ""
    more: str = ""

    @property
    def asked_key(self) -> str:
        """Equal for questions that ask the same, the two faces exchanged included (within kind and role)."""
        low, high = sorted((self.first, self.second))
        more = (self.more,) if self.more else ()
        return "\x1f".join((self.pool.kind, self.pool.role, self.anchor, low, high, *more))


@dataclass(frozen=True, slots=True)
class Rules:
    """How leases are given; from the study's design.

    Attributes
    ----------
    lease_ms : how long a lease lasts without a heartbeat.
    fixed_order : questions in the order of their rank instead of from random ranks on.
    repeat_gap : at least so many slots lie between an answer and its repeat.
    """

    lease_ms: int = 600_000
    fixed_order: bool = False
    repeat_gap: int = 10


class State(StrEnum):
    """Where a person is. Excluded and withdrawn people are asked nothing more."""

    working = "working"
    finished = "finished"
    excluded = "excluded"
    withdrawn = "withdrawn"


class LeaseState(StrEnum):
    """What became of a lease.

    ``open`` holds a place; ``answered`` has an answer (whose `late` and `counted` say the rest); ``expired``
    gave its place back and may be answered late, or revived by its person's next claim if a place is free;
    ``released`` was given back on purpose and is never shown again, though an answer that still comes is
    stored.
    """

    open = "open"
    answered = "answered"
    expired = "expired"
    released = "released"


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody who consented and begins.

    Attributes
    ----------
    identity : keyed digest of platform and platform ID; one person per identity.
    pseudonym : the name in exports, used if the person is new; unique.
    platform, external, session, study : the platform's name and its IDs, kept in a table of their own.
    language : of the page.
    consent : version of the text that was agreed to.
    plan : slots, each a pool's number (its place in `Store.pools`) or `REPEAT`; used if the person is new.
    """

    identity: str
    pseudonym: str
    platform: str
    external: str
    language: str
    consent: str
    plan: tuple[int, ...]
    session: str = ""
    study: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the store knows them; `number` is used in all other calls."""

    number: int
    pseudonym: str
    platform: str
    state: State
    language: str
    consent: str
    total: int
    answered: int
    code: str
    entered: int
    finished: int | None


@dataclass(frozen=True, slots=True)
class Leased:
    """One question as it is put to one person.

    Attributes
    ----------
    lease : number of the lease; the answer names it.
    slot : place in the person's plan, from 0.
    kind, anchor, first, second : the question's.
    side : which face is shown on the left, ``"first"`` or ``"second"``; ``""`` for all but triplets.
    repeat : asked before.
    more : the question's.
    """

    lease: int
    slot: int
    kind: str
    anchor: str
    first: str
    second: str
    side: str
    repeat: bool
    more: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a person is.

    `total` falls when a question was wanted of which no place is left: slots that were skipped and expired
    leases whose place was taken (it rises again if that one is answered late, or a place becomes free).
    """

    state: State
    answered: int
    total: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What a person is asked next: all open leases by slot, none if nothing is left to ask."""

    leased: tuple[Leased, ...]
    progress: Progress


@dataclass(frozen=True, slots=True)
class Submission:
    """An answer as it comes in.

    Attributes
    ----------
    lease : which question, put to whom.
    choice : an answer of the kind.
    ms : response time by the page's monotonic clock; None where unknown.
    """

    lease: int
    choice: str
    ms: int | None = None


class Fate(StrEnum):
    """What became of a submission. Only ``stored`` wrote something."""

    stored = "stored"
    duplicate = "duplicate"
    conflict = "conflict"
    unknown = "unknown"
    invalid = "invalid"
    withdrawn = "withdrawn"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Acknowledges a submission: once it is returned, the answer is on disk.

    Attributes
    ----------
    lease : of the submission.
    fate : ``stored`` now; ``duplicate`` stored before with the same choice; ``conflict`` stored before with
        another choice, which stays; ``unknown`` no lease of this person; ``invalid`` not a choice of this
        question; ``withdrawn`` the person took consent back, nothing is kept.
    choice : what is stored; ``""`` where nothing is.
    counted : it fills one of the k places.
    """

    lease: int
    fate: Fate
    choice: str = ""
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Finish:
    """The end: `code` is ``""`` as long as something is left to answer."""

    progress: Progress
    code: str
