"""What every store of answers does: one function an operation, each atomic and durable when it returns.

Rules that every store keeps, tested by one suite on all of them:

- An answer is on disk before its receipt is returned; if it cannot be, `StoreError` is raised and no trace
  is left.
- A lease has at most one answer, the first one. Sending it again changes nothing. One that its person takes
  back (`undo`) is kept beside, and never counted.
- An answer to a lease that was given back is never counted, so that nobody has more counted answers than
  slots in the plan; and nobody gets more leases than the plan has slots and `Rules.give_backs`.
- A question has at most `wanted` counted answers, and ``counted + open leases of it <= wanted`` at all times.
- Nobody has two leases of one question, but one declared repeat more.
- What is asked and answered is never deleted; exclusions are rows of their own.
- A number that is nobody's is a `DataError`; but `person` is None, and `submit` answers ``unknown``.

The tables (names and columns) are those of ``migrations/sqlite`` in every store, so that reports and
checks are written once, in SQL that all of them understand, and read through `Store.read` and `Store.stream`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from mien.errors import MienError
from mien.study.store.records import (
    Claim,
    Entry,
    Finish,
    NewQuestion,
    Outcome,
    Person,
    Pool,
    Progress,
    Receipt,
    Submission,
    Undo,
)


class StoreError(MienError):
    """The store could not do it (disk full, connection lost): nothing was changed, trying again is safe."""


class Store(Protocol):
    """Answers and all that belongs to them."""

    async def close(self) -> None:
        """Finish what was begun and let go of all files and connections."""
        ...

    async def add_kinds(self, answers: Mapping[str, str]) -> None:
        """Make kinds of questions known, all or none; triplet and label always are.

        Parameters
        ----------
        answers : kind -> regular expression that matches, whole, what its answers are. Of what Python and
            PostgreSQL understand alike: alternatives, groups, classes of characters, repetitions.

        Raises
        ------
        mien.errors.DataError
            If there are questions of a kind, and its answers are others.
        """
        ...

    async def add_questions(self, questions: Sequence[NewQuestion]) -> int:
        """Add questions and their pools, all or none; returns how many.

        Raises
        ------
        mien.errors.DataError
            If a name or a question (two faces exchanged included) is there already, or its kind is not
            known; names it.
        """
        ...

    async def pools(self) -> tuple[Pool, ...]:
        """All pools; a plan's slots are places in this tuple. It only grows."""
        ...

    async def want(self, wanted: int) -> int:
        """Set k of all vote questions; never below what is counted and leased. Returns how many changed."""
        ...

    async def enter(self, entry: Entry) -> Person:
        """Let somebody in, once: who has the same identity is the same person and keeps plan and pseudonym.

        A consent version that this person has not agreed to yet is recorded; language, session and study are
        those of the last time.

        Raises
        ------
        mien.errors.DataError
            If the person is new and the plan names a pool that is not there or is practice, the pseudonym is
            taken, or the platform's ID belongs to another identity.
        """
        ...

    async def assign(self, person: int, plans: Mapping[str, tuple[int, ...]]) -> str:
        """Put a person into the condition with the fewest people, once, with that condition's plan.

        People count who finished, and who are at it and were seen within the time of a lease. Of conditions
        with equally few the first is taken. Who has a condition keeps it; who was asked something already
        gets none (``""``).

        Parameters
        ----------
        plans : condition -> plan, as in `Entry`.
        """
        ...

    async def tell(self, person: int, name: str, value: str) -> bool:
        """Keep what a person told besides answers; the first word stays, False if there is one.

        What is called ``comment`` is emptied when the person's IDs are deleted.
        """
        ...

    async def person(self, number: int) -> Person | None:
        """A person, None if there is none."""
        ...

    async def find(self, identity: str) -> Person | None:
        """The person with this identity, None if there is none."""
        ...

    async def claim(self, person: int, most: int) -> Claim:
        """What to ask next: open leases first, then new ones until there are `most`.

        In this order: leases of anybody that are past their time expire; this person's expired leases are
        revived where a place is free, else stay expired; then slots of the plan are filled. A pool's slot
        takes a question of that pool that this person was never asked and that has a free place, from a
        random rank on (wrapping round), or by rank if the order is fixed; if there is none, of another vote
        pool of the same kind; if there is none, the slot is skipped. A catch slot takes a catch question
        never asked of this person. A `REPEAT` slot takes a vote question answered at least `repeat_gap`
        slots ago and not repeated yet, the earliest of the kind that the plan asks for before that slot; if
        there is none it is skipped. Which face is left is
        random. People who are finished, excluded or withdrawn get nothing.

        Who has answered nothing yet gets `Rules.first` leases at most. If no vote question has a free place
        for such a person, nothing is leased: while others hold places, the plan stays as it is and the claim
        is ``waiting``; else all of the plan is skipped.
        """
        ...

    async def submit(self, person: int, answers: Sequence[Submission]) -> list[Receipt]:
        """Store answers; a receipt each, in order.

        A lease that still holds its place is counted (votes only, and no repeats), even if its time is past
        but nobody took the place. One that was expired is stored as late and counted if a place is free at
        that moment. One that was released is stored as late, is never counted, and is no answer of the plan.
        Answers of excluded people are stored and not counted.
        """
        ...

    async def undo(self, person: int, lease: int, attempt: int) -> Undo:
        """Take back the answer that this person gave last: the question is open again, with the next attempt.

        Both answers are kept, the one taken back in the table ``undone``. It has to be the last one, younger
        than a lease, and within `Rules.undos`. The same undo again changes nothing and says the same.
        """
        ...

    async def heartbeat(self, person: int) -> Progress:
        """Prolong this person's open leases to a whole lease from now, `LONGEST` leases in all.

        Those of somebody who has answered nothing yet stay as they are if `Rules.first_ms` is set.
        """
        ...

    async def release(self, person: int, lease: int, kind: str, detail: str) -> Progress:
        """Give an unanswered open or expired lease back, for example because a stimulus did not load.

        It is noted as a trouble; the slot is asked again with another question, as long as this person may
        have more leases, and later slots that were skipped are tried again. Unknown and answered leases are
        left as they are.
        """
        ...

    async def trouble(self, person: int | None, kind: str, detail: str) -> bool:
        """Note something that went wrong on a page or a platform; False if it is one too many of a person."""
        ...

    async def finish(self, person: int, code: str, others: Mapping[Outcome, str] | None = None) -> Finish:
        """Finish if nothing is left to ask or answer; once only: the first code given is the only one.

        How it ends (`Outcome`) is decided here. `code` is for those who are complete, `others` has codes for
        other outcomes; who has none ends without.

        An expired lease whose place was taken is not left to answer.

        Excluded people whose leases are gone finish too and get a code; they stay excluded.
        """
        ...

    async def withdraw(self, person: int) -> None:
        """Take consent back: leases are released, an exclusion is written, so that no answer counts."""
        ...

    async def exclude(self, person: int, reason: str, by: str) -> int:
        """Leave a person's answers out: their places are free again. Returns how many answers were counted.

        Raises
        ------
        mien.errors.DataError
            If there is no such person, or the person is excluded already.
        """
        ...

    async def erase(self, person: int, pseudonym: str) -> None:
        """Forget who a person is; votes stay.

        Platform IDs, identity and completion code are deleted, the pseudonym is replaced, details of the
        person's troubles are emptied. Where the ID or the session's ID (of 6 characters or more) stands in
        the text of a trouble, an exclusion or the audit log, ``[erased]`` takes its place. Nothing of it
        stays in the store's files, once readers that began before are done.
        """
        ...

    async def forget(self, before: int) -> int:
        """Delete what `erase` deletes, for people last seen before a time; returns how many there were.

        Pseudonyms stay. Details of all troubles noted before that time are emptied.
        """
        ...

    async def mark_listed(self, platform: str, external: Sequence[str]) -> tuple[int, int]:
        """Note whom a platform's whole list has: those are ``listed``, all others of it ``unlisted``.

        Who came by a signed link stays ``signed``. Returns how many of ours are in the list, and how many
        are not.
        """
        ...

    async def probe(self) -> None:
        """Write something that does not matter; raises `StoreError` if nothing can be stored."""
        ...

    async def note_platform(self, platform: str, external: str, session: str, status: str) -> bool:
        """Keep what a platform says of a person's submission; False if that person is not known.

        Who is known is ``listed`` by it.
        """
        ...

    async def audit(self, who: str, action: str, detail: str) -> None:
        """Write a line of the audit log."""
        ...

    async def setting(self, key: str) -> str | None:
        """A setting of the study kept in the store, for example the administrator's password hash."""
        ...

    async def set_setting(self, key: str, value: str, old: str | None) -> bool:
        """Set it if it is still `old` (None: not there yet); False if it is another by now."""
        ...

    async def read(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of one SELECT in portable SQL, of one moment; writers go on.

        Parameters
        ----------
        sql : a ``?`` stands for each value; what comes from outside is never part of the text.
        values : texts, whole numbers or None, in the order of their ``?``.
        """
        ...

    def stream(self, sql: str, *values: Any, batch: int = 10_000) -> AsyncIterator[list[tuple[Any, ...]]]:
        """The same in batches, in bounded memory, however many rows there are."""
        ...

    async def backup(self, path: Path) -> None:
        """Write a whole, consistent copy while others write; `path` appears only when it is complete.

        A file that is there is replaced then.

        Raises
        ------
        mien.errors.RunError
            If it cannot be written.
        """
        ...

    async def verify(self) -> list[str]:
        """What the database itself finds wrong with its files (an integrity check); empty if nothing."""
        ...
