"""Leases in an SQLite store: who is asked what, until when, and what becomes of the place."""

from __future__ import annotations

import json

from mien.errors import DataError
from mien.study.store.records import (
    LONGEST,
    REPEAT,
    SIDES,
    TRIPLET,
    VOTE,
    Claim,
    Leased,
    Progress,
    State,
)
from mien.study.store.writer import Row, Transaction

# The condition has to read as the index does, so that SQLite sees that the index is enough.
WAITING = "lease.state IN ('open', 'expired')"
HOLDS = "(lease.turn = 0 AND role = 'vote')"
"""Which leases take one of a question's places."""
JOINED = "lease JOIN question ON question.id = lease.question JOIN pool ON pool.id = question.pool"

LOST = f"""(SELECT count(*) FROM {JOINED}
  WHERE lease.person = person.id AND {WAITING} AND lease.state = 'expired'
    AND (person.state <> 'working' OR {HOLDS} AND counted + leased >= wanted))"""
"""How many leases of a row of `person` have lost their place for good."""


def no_such_person(person: int) -> DataError:
    """The error of an unknown number."""
    return DataError(f"there is no person {person}")


def progress_of(tx: Transaction, person: int) -> Progress:
    """How far a person is; leases whose place is lost are not wanted any more."""
    found = tx.row(f"SELECT state, answered, total - {LOST} FROM person WHERE id = ?", person)
    if found is None:
        raise no_such_person(person)
    return Progress(State(found[0]), found[1], found[2])


def claim(tx: Transaction, person: int, most: int) -> Claim:
    """See `Store.claim`."""
    found = tx.row("SELECT state, plan, answered FROM person WHERE id = ?", person)
    if found is None:
        raise no_such_person(person)
    state, plan, answered = found[0], json.loads(found[1]), found[2]
    _expire(tx)
    if state != State.working:
        return Claim((), progress_of(tx, person))
    lasts, most, waiting = tx.rules.lasts(answered), tx.rules.most(most, answered), False
    room = None
    if not answered and _lapsed(tx, person):
        most = min(most, tx.rules.lapsed)
        room = tx.rules.lapsed - len(open_leases(tx, person))
    _revive(tx, person, lasts, room)
    leased = open_leases(tx, person)
    if not answered and not leased and not free_for(tx, person, plan):
        waiting = free_for(tx, person, plan, held=True)
        if not waiting:
            _skip_all(tx, person, plan)
    elif len(leased) < most and _fill(tx, person, plan, most - len(leased), lasts):
        leased = open_leases(tx, person)
    tx.run("UPDATE person SET seen = ? WHERE id = ?", tx.now, person)
    return Claim(tuple(leased), progress_of(tx, person), waiting)


def free_for(tx: Transaction, person: int, plan: list[int], held: bool = False) -> bool:
    """Whether a vote question of the plan's kinds has a free place for this person; True if it has no votes.

    Parameters
    ----------
    held : ask for places that no counted answer has, whether somebody holds them or not.
    """
    pools = [
        pool
        for (pool,) in tx.rows(
            "SELECT id FROM pool WHERE role = 'vote' AND kind IN (SELECT pool.kind FROM json_each(?) AS slot "
            "JOIN pool ON pool.id = slot.value WHERE role = 'vote') ORDER BY id",
            json.dumps(sorted(set(plan))),
        )
    ]
    if not pools:
        return True
    table = "question" if held else "question INDEXED BY question_free"
    free = "wanted > counted" if held else "wanted > counted + leased"
    sql = (
        f"SELECT 1 FROM {table} WHERE pool = ? AND {free} AND NOT EXISTS (SELECT 1 FROM lease "
        "WHERE lease.person = ? AND lease.question = question.id AND turn = 0) LIMIT 1"
    )
    return any(tx.row(sql, pool, person) for pool in pools)


def _skip_all(tx: Transaction, person: int, plan: list[int]) -> None:
    live = tx.value("SELECT count(*) FROM lease WHERE person = ? AND state <> 'released'", person)
    tx.run("UPDATE person SET next = ?, total = ? WHERE id = ?", len(plan), live, person)


def _expire(tx: Transaction) -> None:
    due = tx.rows(
        f"SELECT lease.id, question, {HOLDS} FROM {JOINED} WHERE lease.state = 'open' AND expires <= ?",
        tx.now,
    )
    for lease, question, holds in due:
        tx.run("UPDATE lease SET state = 'expired' WHERE id = ?", lease)
        if holds:
            tx.run("UPDATE question SET leased = leased - 1 WHERE id = ?", question)


def _lapsed(tx: Transaction, person: int) -> bool:
    return (
        tx.row("SELECT 1 FROM lease WHERE person = ? AND lease.state = 'expired' LIMIT 1", person) is not None
    )


def _revive(tx: Transaction, person: int, lasts: int, room: int | None) -> None:
    """Open what has run out and still has a place, so many at most."""
    expired = tx.rows(
        f"SELECT lease.id, question, {HOLDS}, counted + leased < wanted FROM {JOINED} "
        f"WHERE person = ? AND {WAITING} AND lease.state = 'expired' ORDER BY slot, lease.id",
        person,
    )
    kept = [each for each in expired if each[3] or not each[2]]
    for lease, question, holds, _ in kept[: None if room is None else max(room, 0)]:
        tx.run("UPDATE lease SET state = 'open', expires = ? WHERE id = ?", tx.now + lasts, lease)
        if holds:
            tx.run("UPDATE question SET leased = leased + 1 WHERE id = ?", question)


def open_leases(tx: Transaction, person: int) -> list[Leased]:
    """What a person is asked now, by slot."""
    rows = tx.rows(
        "SELECT lease.id, slot, kind, anchor, first, second, side, turn, more, "
        f"(SELECT count(*) FROM undone WHERE undone.lease = lease.id) FROM {JOINED} "
        f"WHERE person = ? AND {WAITING} AND lease.state = 'open' ORDER BY slot, lease.id",
        person,
    )
    return [
        Leased(lease, slot, kind, anchor, first, second, side, turn == 1, attempt, more)
        for lease, slot, kind, anchor, first, second, side, turn, more, attempt in rows
    ]


def _fill(tx: Transaction, person: int, plan: list[int], most: int, lasts: int) -> int:
    """Fill up to `most` slots of the plan that are not filled yet; how many."""
    at, total = tx.rows("SELECT next, total FROM person WHERE id = ?", person)[0]
    given = tx.value("SELECT count(*) FROM lease WHERE person = ?", person)
    allowed = len(plan) + tx.rules.give_backs - given
    filled, start = 0, (at, total)
    for slot in slots_to_fill(tx, person, at, plan):
        if filled == most:
            at = slot
            break
        if filled < allowed and _ask(tx, person, slot, plan, lasts):
            filled += 1
        else:
            total -= 1
    else:
        at = len(plan)
    if (at, total) != start:
        tx.run("UPDATE person SET next = ?, total = ? WHERE id = ?", at, total, person)
    return filled


def slots_to_fill(tx: Transaction, person: int, at: int, plan: list[int]) -> list[int]:
    """Slots from `next` on that have no lease; `next` goes back to a slot whose lease was released."""
    if at == len(plan):
        return []
    taken = tx.rows(
        "SELECT slot FROM lease WHERE person = ? AND state <> 'released' AND slot >= ?", person, at
    )
    return sorted(set(range(at, len(plan))) - {slot for (slot,) in taken})


def _ask(tx: Transaction, person: int, slot: int, plan: list[int], lasts: int) -> bool:
    """Lease a question for a slot; False if there is none."""
    turn = int(plan[slot] == REPEAT)
    found = _to_repeat(tx, person, slot, plan) if turn else _new(tx, person, plan[slot])
    if found is None:
        return False
    question, kind, holds = found
    side = tx.rng.choice(SIDES) if kind == TRIPLET else ""
    tx.run(
        "INSERT INTO lease (person, question, turn, slot, side, state, issued, expires) "
        "VALUES (?, ?, ?, ?, ?, 'open', ?, ?)",
        person, question, turn, slot, side, tx.now, tx.now + lasts,
    )  # fmt: skip
    if holds:
        tx.run("UPDATE question SET leased = leased + 1 WHERE id = ?", question)
    return True


def _to_repeat(tx: Transaction, person: int, slot: int, plan: list[int]) -> Row | None:
    """A question of the kind that the plan asks for before the slot."""
    before = next((pool for pool in reversed(plan[:slot]) if pool != REPEAT), None)
    return tx.row(
        f"SELECT question, kind, 0 FROM {JOINED} WHERE person = ? AND turn = 0 AND lease.state = 'answered' "
        "AND role = 'vote' AND slot <= ? AND kind = coalesce((SELECT kind FROM pool WHERE id = ?), kind) "
        "AND NOT EXISTS (SELECT 1 FROM lease AS again "
        "WHERE again.person = lease.person AND again.question = lease.question AND again.turn = 1) "
        "ORDER BY slot, lease.id LIMIT 1",
        person, slot - tx.rules.repeat_gap, before,
    )  # fmt: skip


def _new(tx: Transaction, person: int, place: int) -> Row | None:
    """A question of a pool, or of another vote pool of the kind, that this person was never asked."""
    found = tx.row("SELECT kind, role FROM pool WHERE id = ?", place)
    if found is None:
        return None
    kind, role = found
    question = _unasked(tx, person, place, role)
    if question is None and role == VOTE:
        others = tx.rows(
            "SELECT id FROM pool WHERE kind = ? AND role = 'vote' AND id <> ? ORDER BY id", kind, place
        )
        for (other,) in others:
            question = _unasked(tx, person, other, role)
            if question is not None:
                break
    return None if question is None else (question, kind, role == VOTE)


def _unasked(tx: Transaction, person: int, pool: int, role: str) -> int | None:
    # Without its name the planner would take the index that has the full questions in it as well.
    table = "question INDEXED BY question_free" if role == VOTE else "question"
    free = "AND wanted > counted + leased" if role == VOTE else ""
    sql = (
        f"SELECT id FROM {table} WHERE pool = ? {free} AND rank {{}} ? AND NOT EXISTS (SELECT 1 FROM lease "
        "WHERE lease.person = ? AND lease.question = question.id AND turn = 0) ORDER BY rank, id LIMIT 1"
    )
    start = -1e300 if tx.rules.fixed_order else _random_rank(tx, pool)
    found = tx.row(sql.format(">="), pool, start, person)
    if found is None and not tx.rules.fixed_order:
        found = tx.row(sql.format("<"), pool, start, person)
    return None if found is None else found[0]


def _random_rank(tx: Transaction, pool: int) -> float:
    """A place to begin; ranks that are places of a fixed order are met as well as those in [0, 1)."""
    highest = tx.value("SELECT max(rank) FROM question WHERE pool = ?", pool)
    span = 1 if highest is None or highest < 1 else int(highest) + 1
    return tx.rng.random() * span


def heartbeat(tx: Transaction, person: int) -> Progress:
    """See `Store.heartbeat`."""
    progress = progress_of(tx, person)
    if progress.answered or not tx.rules.first_ms:
        prolong(tx, person)
    tx.run("UPDATE person SET seen = ? WHERE id = ?", tx.now, person)
    return progress


def prolong(tx: Transaction, person: int) -> None:
    """Let the open leases of a person last a whole lease from now, but none of them longer than `LONGEST`."""
    lease_ms = tx.rules.lease_ms
    tx.run(
        "UPDATE lease SET expires = max(expires, min(?, issued + ?)) "
        f"WHERE person = ? AND {WAITING} AND lease.state = 'open'",
        tx.now + lease_ms, LONGEST * lease_ms, person,
    )  # fmt: skip


def release(tx: Transaction, person: int, lease: int, kind: str, detail: str) -> Progress:
    """See `Store.release`."""
    if tx.row("SELECT 1 FROM person WHERE id = ?", person) is None:
        raise no_such_person(person)
    if _release(tx, person, "AND lease.id = ?", lease):
        tx.run(
            "INSERT INTO trouble (person, kind, detail, at) VALUES (?, ?, ?, ?)", person, kind, detail, tx.now
        )
    tx.run("UPDATE person SET seen = ? WHERE id = ?", tx.now, person)
    return progress_of(tx, person)


def release_all(tx: Transaction, person: int) -> None:
    """Give all leases of a person back that have no answer."""
    _release(tx, person, "")


def _release(tx: Transaction, person: int, which: str, *values: int) -> int:
    """Release leases and let the plan go on from the first of their slots; how many."""
    found = tx.rows(
        f"SELECT lease.id, question, slot, lease.state = 'open' AND {HOLDS} FROM {JOINED} "
        f"WHERE person = ? AND {WAITING} {which}",
        person, *values,
    )  # fmt: skip
    for lease, question, _, holds in found:
        tx.run("UPDATE lease SET state = 'released' WHERE id = ?", lease)
        if holds:
            tx.run("UPDATE question SET leased = leased - 1 WHERE id = ?", question)
    if found:
        plan, at = tx.rows("SELECT plan, next FROM person WHERE id = ?", person)[0]
        at = min(at, *(slot for _, _, slot, _ in found))
        live = tx.value("SELECT count(*) FROM lease WHERE person = ? AND state <> 'released'", person)
        # Slots from here on that were skipped are tried again too.
        total = live + len(slots_to_fill(tx, person, at, json.loads(plan)))
        tx.run("UPDATE person SET next = ?, total = ? WHERE id = ?", at, total, person)
    return len(found)
