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
LONGEST = 6
"""Times `Rules.lease_ms` that heartbeats keep a lease at most."""
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
    """How leases are given, and what one person may ask for; from the study's design.

    Attributes
    ----------
    lease_ms : how long a lease lasts without a heartbeat; heartbeats prolong it to `LONGEST` times that.
    fixed_order : questions in the order of their rank instead of from random ranks on.
    repeat_gap : at least so many slots lie between an answer and its repeat.
    first, first_ms : leases that somebody who has answered nothing yet has at most, and how long each of
        them lasts, whatever heartbeats say; 0 ms: as long as others.
    lapsed : leases that somebody has at most who has answered nothing and let leases run out.
    give_backs : leases that a person gets beyond one a slot, in place of those given back.
    undos : answers that a person may take back.
    troubles : notes that a person's page may make.
    complete : share of the plan that has to be answered for the ordinary completion code.
    """

    lease_ms: int = 600_000
    fixed_order: bool = False
    repeat_gap: int = 10
    first: int = 10_000
    first_ms: int = 0
    lapsed: int = 10_000
    give_backs: int = 12
    undos: int = 5
    troubles: int = 30
    complete: float = 0.8

    def lasts(self, answered: int) -> int:
        """Milliseconds that a new lease lasts, for somebody who has answered so many questions."""
        return self.lease_ms if answered or not self.first_ms else min(self.first_ms, self.lease_ms)

    def most(self, most: int, answered: int) -> int:
        """How many of `most` leases such a person may have."""
        return most if answered else min(most, self.first)


class State(StrEnum):
    """Where a person is. Excluded and withdrawn people are asked nothing more."""

    working = "working"
    finished = "finished"
    excluded = "excluded"
    withdrawn = "withdrawn"


class Outcome(StrEnum):
    """How a person's way through the study ended; decides the completion code and the pay.

    ``complete`` at least `Rules.complete` of the plan is answered; ``full`` less, and nothing was left that
    this person could be asked; ``partial`` less, for reasons of their own; ``nothing`` no answer at all;
    ``screened_out`` excluded by the study itself (`SCREENED`); ``withdrawn`` and ``no_consent`` as they say:
    these two, and ``closed``, are never a person's in the store, as nothing of a finish is.
    """

    complete = "complete"
    full = "full"
    partial = "partial"
    nothing = "nothing"
    screened_out = "screened_out"
    withdrawn = "withdrawn"
    no_consent = "no_consent"
    closed = "closed"


SCREENED = "study"
"""Who excludes (`Store.exclude`) somebody whom the study's own rules screen out."""


class Vouched(StrEnum):
    """Whether a platform stands for an ID: the link was ``signed``, or the platform ``listed`` the person.

    ``unlisted``: the platform's list was compared and has nobody like that. Nobody is paid who is neither
    signed nor listed.
    """

    unknown = ""
    signed = "signed"
    listed = "listed"
    unlisted = "unlisted"


class LeaseState(StrEnum):
    """What became of a lease.

    ``open`` holds a place; ``answered`` has an answer (whose `late` and `counted` say the rest); ``expired``
    gave its place back and may be answered late, or revived by its person's next claim if a place is free;
    ``released`` was given back on purpose and is never shown again; an answer that still comes is stored and
    never counted.
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
    vouched : ``signed`` if the link proves who comes; kept once it is known.
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
    vouched: Vouched = Vouched.unknown


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the store knows them; `number` is used in all other calls.

    `outcome` is None as long as the person has not finished.
    """

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
    outcome: Outcome | None = None


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
    attempt : how often its answer was taken back; the next answer names it.
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
    attempt: int = 0
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
    """What a person is asked next: all open leases by slot, none if nothing is left to ask.

    `waiting`: there is none now because all places are held by others, and this person has answered nothing
    yet; some may be free later.
    """

    leased: tuple[Leased, ...]
    progress: Progress
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Submission:
    """An answer as it comes in.

    Attributes
    ----------
    lease : which question, put to whom.
    choice : an answer of the kind.
    ms : response time by the page's monotonic clock; None where unknown.
    attempt : how often an answer to this lease was taken back before.
    """

    lease: int
    choice: str
    ms: int | None = None
    attempt: int = 0


class Fate(StrEnum):
    """What became of a submission. Only ``stored`` and ``given_back`` wrote something."""

    stored = "stored"
    given_back = "given_back"
    duplicate = "duplicate"
    conflict = "conflict"
    unknown = "unknown"
    invalid = "invalid"
    withdrawn = "withdrawn"
    undone = "undone"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Acknowledges a submission: once it is returned, the answer is on disk.

    Attributes
    ----------
    lease : of the submission.
    fate : ``stored`` now; ``given_back`` stored now, but the question was given back before, so that it is
        never counted; ``duplicate`` stored before with the same choice; ``conflict`` stored before with
        another choice, which stays; ``unknown`` no lease of this person; ``invalid`` not a choice of this
        question; ``withdrawn`` the person took consent back, nothing is kept; ``undone`` stored before and
        taken back since.
    choice : what is stored; ``""`` where nothing is.
    counted : it fills one of the k places.
    """

    lease: int
    fate: Fate
    choice: str = ""
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Finish:
    """The end: `outcome` is None as long as something is left; `code` is ``""`` where there is none."""

    progress: Progress
    code: str
    outcome: Outcome | None = None


class Refusal(StrEnum):
    """Why an answer cannot be taken back."""

    unknown = "unknown"
    over = "over"
    limit = "limit"
    not_last = "not_last"
    too_late = "too_late"
    repeated = "repeated"
    taken = "taken"


@dataclass(frozen=True, slots=True)
class Undo:
    """What became of an undo.

    Attributes
    ----------
    refused : why not; None if the answer is taken back.
    left : how many answers this person may still take back.
    leased : the question, open again; None where refused, or answered anew since.
    progress : after it.
    """

    refused: Refusal | None
    left: int
    leased: Leased | None
    progress: Progress
