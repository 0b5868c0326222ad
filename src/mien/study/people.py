"""People's data: who a person is on a platform, forgetting it, and giving out what is held."""

from __future__ import annotations

import time
from typing import Any

from mien.errors import DataError
from mien.study.design import StudyDesign
from mien.study.directory import StudyDirectory, new_pseudonym
from mien.study.store import Store

DAY_MS = 86_400_000

_TABLES = {
    "person": (
        "SELECT pseudonym, platform, language, state, plan, total, next, answered, code, entered, seen, "
        "finished, outcome, condition FROM person WHERE id = ?",
        ("pseudonym", "platform", "language", "state", "plan", "total", "next", "answered", "code",
         "entered", "seen", "finished", "outcome", "condition"),
    ),
    "platform": (
        "SELECT platform, external, session, study, status, vouched, at FROM platform_id WHERE person = ?",
        ("platform", "external", "session", "study", "status", "vouched", "at"),
    ),
    "consent": (
        "SELECT version, at FROM consent WHERE person = ? ORDER BY at",
        ("version", "at"),
    ),
    "questions": (
        "SELECT question.name, lease.slot, lease.turn, lease.side, lease.state, lease.issued, lease.expires, "
        "answer.choice, answer.ms, answer.late, answer.counted, answer.received FROM lease "
        "JOIN question ON question.id = lease.question LEFT JOIN answer ON answer.lease = lease.id "
        "WHERE lease.person = ? ORDER BY lease.id",
        ("question", "slot", "turn", "left", "state", "issued", "expires", "choice", "ms", "late",
         "counted", "received"),
    ),
    "facts": (
        "SELECT name, value, at FROM fact WHERE person = ? ORDER BY at, name",
        ("name", "value", "at"),
    ),
    "undone": (
        "SELECT lease, attempt, question, turn, choice, side, ms, late, counted, received, at FROM undone "
        "WHERE person = ? ORDER BY answer",
        ("lease", "attempt", "question", "turn", "choice", "side", "ms", "late", "counted", "received", "at"),
    ),
    "exclusion": (
        "SELECT reason, by, at FROM exclusion WHERE person = ?",
        ("reason", "by", "at"),
    ),
    "troubles": (
        "SELECT kind, detail, at FROM trouble WHERE person = ? ORDER BY id",
        ("kind", "detail", "at"),
    ),
}  # fmt: skip
_AUDIT = "SELECT at, action, detail FROM audit WHERE detail = ? OR detail LIKE ? OR detail LIKE ? ORDER BY id"


async def find(store: Store, directory: StudyDirectory, platform: str, external: str) -> int | None:
    """A person's number by the platform's ID, None if nobody is known by it."""
    person = await store.find(directory.identity(platform, external))
    return None if person is None else person.number


async def erase(store: Store, directory: StudyDirectory, platform: str, external: str) -> int | None:
    """Forget who a person is: IDs and identity are deleted, the pseudonym is replaced; votes stay.

    Whoever comes with the same ID afterwards is a new person. Nothing is written to the audit log here;
    what is written must not hold the ID.

    Returns
    -------
    int or None
        The person's number; None if nobody is known by this ID.
    """
    number = await find(store, directory, platform, external)
    if number is not None:
        await store.erase(number, new_pseudonym())
    return number


async def exclude(store: Store, pseudonym: str, reason: str, by: str = "terminal") -> int:
    """Leave a person's answers out, by the name that they have in exports.

    Returns
    -------
    int
        How many answers were counted.

    Raises
    ------
    DataError
        If nobody has this pseudonym, no reason is given, or the person is excluded already.
    """
    if not reason.strip():
        raise DataError("an exclusion needs a reason")
    people = await store.read("SELECT id FROM person WHERE pseudonym = ?", pseudonym)
    if not people:
        raise DataError(f"nobody is called {pseudonym!r} in this study")
    number = int(people[0][0])
    counted = await store.exclude(number, reason.strip(), by)
    await store.audit(by, "exclude", f"person {number}: {reason.strip()}")
    return counted


async def forget_old(store: Store, design: StudyDesign, now: int | None = None) -> int:
    """Delete the IDs of people last seen longer ago than privacy.retention_days, and say so in the audit log.

    Parameters
    ----------
    store : of the study.
    design : says how long; 0 days keeps them.
    now : milliseconds since 1970; the machine's time if left out.

    Returns
    -------
    int
        Of how many people.
    """
    days = design.privacy.retention_days
    if not days:
        return 0
    now = time.time_ns() // 1_000_000 if now is None else now
    forgotten = await store.forget(now - days * DAY_MS)
    if forgotten:
        await store.audit("retention", "forget", f"IDs of {forgotten} people, last seen {days} days ago")
    return forgotten


async def about(store: Store, number: int) -> dict[str, Any]:
    """Everything that is held about a person, as plain values for JSON; times in ms since 1970.

    Keys ``person``, ``platform``, ``consent``, ``questions`` (asked, with the answers), ``facts``,
    ``undone``, ``exclusion``, ``troubles`` and ``audit``; each a list of rows. The keyed digest of the
    platform's ID is held too; it is not given out, as it says nothing without the study's key.
    """
    found: dict[str, Any] = {}
    for name, (sql, columns) in _TABLES.items():
        rows = await store.read(sql, number)
        found[name] = [dict(zip(columns, row, strict=True)) for row in rows]
    mark = f"person {number}"
    log = await store.read(_AUDIT, mark, f"{mark},%", f"{mark}:%")
    found["audit"] = [dict(zip(("at", "action", "detail"), row, strict=True)) for row in log]
    return found
