"""Answers in an SQLite store, and the questions they answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from mien.errors import DataError
from mien.study.store.records import (
    VOTE,
    Fate,
    LeaseState,
    NewQuestion,
    Pool,
    Receipt,
    State,
    Submission,
)
from mien.study.store.refusals import other_answers, unknown_kind
from mien.study.store.sqlite_leases import prolong
from mien.study.store.writer import Row, Transaction

LEASE = """
SELECT lease.question, lease.turn, lease.side, lease.state, kind.answers, role,
  question.counted + leased < wanted, answer.choice, answer.counted,
  (SELECT count(*) FROM undone WHERE undone.lease = lease.id)
FROM lease JOIN question ON question.id = lease.question JOIN pool ON pool.id = question.pool
  JOIN kind ON kind.name = pool.kind LEFT JOIN answer ON answer.lease = lease.id
WHERE lease.id = ? AND lease.person = ?
"""
LARGEST = 2**63 - 1


def submit(tx: Transaction, person: int, answers: Sequence[Submission]) -> list[Receipt]:
    """See `Store.submit`."""
    found = tx.row("SELECT state, answered FROM person WHERE id = ?", person)
    state, before = found or ("", 0)
    receipts = [_submit(tx, person, state, answer) for answer in answers]
    stored = sum(receipt.fate is Fate.stored for receipt in receipts)
    if stored:
        tx.run("UPDATE person SET answered = answered + ? WHERE id = ?", stored, person)
        if not before:
            # From now on this is somebody who answers; the short first leases become whole ones.
            prolong(tx, person)
    if any(receipt.fate in (Fate.stored, Fate.given_back) for receipt in receipts):
        tx.run("UPDATE person SET seen = ? WHERE id = ?", tx.now, person)
    return receipts


def _submit(tx: Transaction, person: int, state: str, answer: Submission) -> Receipt:
    row = tx.row(LEASE, answer.lease, person) if 0 <= answer.lease <= LARGEST else None
    if row is None:
        return Receipt(answer.lease, Fate.unknown)
    answers, stored, counted, attempt = row[4], row[7], row[8], row[9]
    counts = state in (State.working, State.finished)
    if not re.fullmatch(answers, answer.choice) or answer.attempt > attempt:
        return Receipt(answer.lease, Fate.invalid, stored or "", bool(counted) and counts)
    if answer.attempt < attempt:
        taken_back = "SELECT choice FROM undone WHERE lease = ? AND attempt = ?"
        return Receipt(answer.lease, Fate.undone, tx.value(taken_back, answer.lease, answer.attempt))
    if stored is not None:
        fate = Fate.duplicate if stored == answer.choice else Fate.conflict
        return Receipt(answer.lease, fate, stored, bool(counted) and counts)
    if state == State.withdrawn:
        return Receipt(answer.lease, Fate.withdrawn)
    fate = Fate.given_back if row[3] == LeaseState.released else Fate.stored
    return Receipt(answer.lease, fate, answer.choice, _store(tx, person, counts, row, answer))


def _store(tx: Transaction, person: int, counts: bool, row: Row, answer: Submission) -> bool:
    """Write an answer; whether it is counted."""
    question, turn, side, state, _, role, free, *_ = row
    takes = turn == 0 and role == VOTE
    held = state == LeaseState.open
    counted = takes and counts and (held or bool(free)) and state != LeaseState.released
    tx.run(
        "INSERT INTO answer (lease, question, person, turn, choice, side, ms, late, counted, received) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        answer.lease, question, person, turn, answer.choice, side, answer.ms, not held, counted, tx.now,
    )  # fmt: skip
    if state == LeaseState.released:
        # It stays so: another question may have the slot by now.
        return False
    tx.run("UPDATE lease SET state = 'answered' WHERE id = ?", answer.lease)
    if takes and (held or counted):
        tx.run(
            "UPDATE question SET leased = leased - ?, counted = counted + ? WHERE id = ?",
            held, counted, question,
        )  # fmt: skip
    return counted


def add_kinds(tx: Transaction, answers: Mapping[str, str]) -> None:
    """See `Store.add_kinds`."""
    for kind, pattern in answers.items():
        tx.run("INSERT INTO kind VALUES (?, ?) ON CONFLICT DO NOTHING", kind, pattern)
        if tx.changes():
            continue
        if tx.value("SELECT answers FROM kind WHERE name = ?", kind) == pattern:
            continue
        if tx.row("SELECT 1 FROM pool WHERE kind = ?", kind):
            raise other_answers(kind)
        tx.run("UPDATE kind SET answers = ? WHERE name = ?", pattern, kind)


def add_questions(tx: Transaction, questions: Sequence[NewQuestion]) -> int:
    """See `Store.add_questions`."""
    place = {Pool(*row[1:]): row[0] for row in tx.rows("SELECT id, kind, part, role FROM pool")}
    for question in questions:
        pool = question.pool
        if pool.role != VOTE and question.wanted:
            raise DataError(f"question {question.name!r}: a {pool.role} question is not counted; wanted is 0")
        if pool not in place:
            if tx.row("SELECT 1 FROM kind WHERE name = ?", pool.kind) is None:
                raise unknown_kind(question)
            place[pool] = len(place)
            tx.run("INSERT INTO pool VALUES (?, ?, ?, ?)", place[pool], pool.kind, pool.part, pool.role)
        tx.run(
            "INSERT INTO question (name, pool, anchor, first, second, expected, asked_key, rank, wanted, "
            "more) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            question.name, place[pool], question.anchor, question.first, question.second, question.expected,
            question.asked_key, question.rank, question.wanted, question.more,
        )  # fmt: skip
        if not tx.changes():
            raise _there_already(tx, question)
    return len(questions)


def _there_already(tx: Transaction, question: NewQuestion) -> DataError:
    other = tx.row("SELECT name FROM question WHERE asked_key = ?", question.asked_key)
    if other is None or other[0] == question.name:
        return DataError(f"question {question.name!r} is there already")
    return DataError(f"question {question.name!r} asks the same as {other[0]!r}")


def want(tx: Transaction, wanted: int) -> int:
    """See `Store.want`."""
    tx.run(
        "UPDATE question SET wanted = max(?, counted + leased) WHERE wanted <> max(?, counted + leased) "
        "AND pool IN (SELECT id FROM pool WHERE role = 'vote')",
        wanted, wanted,
    )  # fmt: skip
    return tx.changes()
