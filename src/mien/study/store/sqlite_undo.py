"""Taking an answer back in an SQLite store: both are kept, and the question is open again."""

from __future__ import annotations

from mien.study.store.records import Refusal, State, Undo
from mien.study.store.sqlite_leases import HOLDS, JOINED, no_such_person, open_leases, progress_of
from mien.study.store.writer import Transaction

ANSWERED = f"""
SELECT answer.id, answer.counted, answer.received, question.id, {HOLDS}, question.counted + leased < wanted,
  EXISTS (SELECT 1 FROM answer AS later WHERE later.person = lease.person AND later.id > answer.id),
  EXISTS (SELECT 1 FROM lease AS again WHERE again.person = lease.person
    AND again.question = lease.question AND again.turn > lease.turn)
FROM {JOINED} JOIN answer ON answer.lease = lease.id
WHERE lease.id = ? AND lease.person = ? AND lease.state = 'answered'
"""
LARGEST = 2**63 - 1


def undo(tx: Transaction, person: int, lease: int, attempt: int) -> Undo:
    """See `Store.undo`."""
    state = tx.row("SELECT state FROM person WHERE id = ?", person)
    if state is None:
        raise no_such_person(person)
    refused = _undo(tx, person, state[0], min(lease, LARGEST), min(attempt, LARGEST))
    tx.run("UPDATE person SET seen = ? WHERE id = ?", tx.now, person)
    done = tx.value("SELECT count(*) FROM undone WHERE person = ?", person)
    again = [one for one in open_leases(tx, person) if one.lease == lease] if refused is None else []
    return Undo(refused, max(tx.rules.undos - done, 0), again[0] if again else None, progress_of(tx, person))


def _undo(tx: Transaction, person: int, state: str, lease: int, attempt: int) -> Refusal | None:
    before = "SELECT 1 FROM undone WHERE lease = ? AND attempt = ? AND person = ?"
    if tx.row(before, lease, attempt, person):
        return None
    found = tx.row(ANSWERED, lease, person)
    if found is None or attempt != tx.value("SELECT count(*) FROM undone WHERE lease = ?", lease):
        return Refusal.unknown
    answer, counted, received, question, holds, free, later, repeated = found
    if state != State.working:
        return Refusal.over
    if tx.value("SELECT count(*) FROM undone WHERE person = ?", person) >= tx.rules.undos:
        return Refusal.limit
    for wrong, refusal in (
        (later, Refusal.not_last),
        (received + tx.rules.lease_ms <= tx.now, Refusal.too_late),
        (repeated, Refusal.repeated),
        (holds and not counted and not free, Refusal.taken),
    ):
        if wrong:
            return refusal
    tx.run(
        "INSERT INTO undone SELECT id, lease, ?, question, person, turn, choice, side, ms, late, counted, "
        "received, ? FROM answer WHERE id = ?",
        attempt, tx.now, answer,
    )  # fmt: skip
    tx.run("DELETE FROM answer WHERE id = ?", answer)
    expires = tx.now + tx.rules.lease_ms
    tx.run("UPDATE lease SET state = 'open', expires = ? WHERE id = ?", expires, lease)
    if holds:
        tx.run(
            "UPDATE question SET counted = counted - ?, leased = leased + 1 WHERE id = ?", counted, question
        )
    tx.run("UPDATE person SET answered = answered - 1 WHERE id = ?", person)
    return None
