"""People in an SQLite store: who they are, how far they are, and how they leave."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from mien.errors import DataError
from mien.study.store.records import PRACTICE, REPEAT, SCREENED, Entry, Finish, Outcome, Person, State
from mien.study.store.sqlite_leases import (
    LOST,
    free_for,
    no_such_person,
    progress_of,
    release_all,
    slots_to_fill,
)
from mien.study.store.writer import Row, Transaction

LEAST_ID = 6
"""Characters that an ID has at least, to be looked for in texts."""

PERSON = f"""
SELECT id, pseudonym, platform, state, language,
  (SELECT version FROM consent WHERE consent.person = person.id ORDER BY at DESC, rowid DESC LIMIT 1),
  total - {LOST}, answered, code, entered, finished, outcome
FROM person
"""
"""Columns of `Person`."""


def person_of(row: Row) -> Person:
    """The person of a row of `PERSON`."""
    number, pseudonym, platform, state, language, consent, *rest, outcome = row
    total, answered, code, entered, finished = rest
    found = Outcome(outcome) if outcome else None
    return Person(
        number, pseudonym, platform, State(state), language, consent or "", total, answered, code, entered,
        finished, found,
    )  # fmt: skip


def enter(tx: Transaction, entry: Entry) -> Person:
    """See `Store.enter`."""
    found = tx.row("SELECT id FROM person WHERE identity = ?", entry.identity)
    if found is None:
        number = _new_person(tx, entry)
    else:
        number = found[0]
        tx.run("UPDATE person SET language = ?, seen = ? WHERE id = ?", entry.language, tx.now, number)
        if entry.session or entry.study:
            tx.run(
                "UPDATE platform_id SET session = ?, study = ? WHERE person = ?",
                entry.session, entry.study, number,
            )  # fmt: skip
        if entry.vouched:
            tx.run("UPDATE platform_id SET vouched = ? WHERE person = ?", entry.vouched, number)
    tx.run("INSERT INTO consent VALUES (?, ?, ?) ON CONFLICT DO NOTHING", number, entry.consent, tx.now)
    return person_of(tx.rows(PERSON + "WHERE id = ?", number)[0])


def _new_person(tx: Transaction, entry: Entry) -> int:
    roles: dict[int, str] = dict(tx.rows("SELECT id, role FROM pool"))
    for pool in sorted(set(entry.plan) - {REPEAT}):
        if roles.get(pool, PRACTICE) == PRACTICE:
            raise DataError(f"a plan names pool {pool}, of which nothing can be asked")
    if tx.row("SELECT 1 FROM person WHERE pseudonym = ?", entry.pseudonym):
        raise DataError(f"the pseudonym {entry.pseudonym!r} is taken")
    if tx.row(
        "SELECT 1 FROM platform_id WHERE platform = ? AND external = ?", entry.platform, entry.external
    ):
        raise DataError(f"a {entry.platform} ID is known under another identity; was secret.key exchanged?")
    plan = json.dumps(entry.plan, separators=(",", ":"))
    number: int = tx.value(
        "INSERT INTO person (identity, pseudonym, platform, language, state, plan, total, entered, seen) "
        "VALUES (?, ?, ?, ?, 'working', ?, ?, ?, ?) RETURNING id",
        entry.identity, entry.pseudonym, entry.platform, entry.language, plan, len(entry.plan),
        tx.now, tx.now,
    )  # fmt: skip
    tx.run(
        "INSERT INTO platform_id (person, platform, external, session, study, vouched, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        number, entry.platform, entry.external, entry.session, entry.study, entry.vouched, tx.now,
    )  # fmt: skip
    return number


def assign(tx: Transaction, person: int, plans: Mapping[str, tuple[int, ...]]) -> str:
    """See `Store.assign`."""
    chosen = tx.row("SELECT condition FROM person WHERE id = ?", person)
    if chosen is None:
        raise no_such_person(person)
    if chosen[0] or tx.row("SELECT 1 FROM lease WHERE person = ?", person):
        return str(chosen[0])
    at_it: dict[str, int] = dict(
        tx.rows(
            "SELECT condition, count(*) FROM person WHERE condition <> '' AND (state = 'finished' "
            "OR state = 'working' AND seen > ?) GROUP BY condition",
            tx.now - tx.rules.lease_ms,
        )
    )
    name = min(plans, key=lambda each: at_it.get(each, 0))
    tx.run(
        "UPDATE person SET condition = ?, plan = ?, total = ? WHERE id = ?",
        name, json.dumps(plans[name], separators=(",", ":")), len(plans[name]), person,
    )  # fmt: skip
    return name


def tell(tx: Transaction, person: int, name: str, value: str) -> bool:
    """See `Store.tell`."""
    if tx.row("SELECT 1 FROM person WHERE id = ?", person) is None:
        raise no_such_person(person)
    tx.run("INSERT INTO fact VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", person, name, value, tx.now)
    return tx.changes() > 0


def finish(tx: Transaction, person: int, code: str, others: Mapping[Outcome, str]) -> Finish:
    """See `Store.finish`."""
    found = tx.row("SELECT state, plan, next, code, finished, outcome FROM person WHERE id = ?", person)
    if found is None:
        raise no_such_person(person)
    state, plan, at, given, before, outcome = found
    ends = state in (State.working, State.excluded) and before is None
    if ends and not _left(tx, person, state, plan, at):
        state = State.finished if state == State.working else state
        outcome = _outcome(tx, person, json.loads(plan))
        given = {**others, Outcome.complete: code}.get(outcome, "")
        tx.run(
            "UPDATE person SET state = ?, code = ?, outcome = ?, finished = ?, seen = ? WHERE id = ?",
            state, given, outcome, tx.now, tx.now, person,
        )  # fmt: skip
    return Finish(progress_of(tx, person), given, Outcome(outcome) if outcome else None)


def _outcome(tx: Transaction, person: int, plan: list[int]) -> Outcome:
    """How somebody ends for whom nothing is left."""
    if tx.row("SELECT 1 FROM exclusion WHERE person = ? AND by = ?", person, SCREENED):
        return Outcome.screened_out
    answered = tx.value("SELECT answered FROM person WHERE id = ?", person)
    if answered >= tx.rules.complete * len(plan):
        return Outcome.complete
    given = tx.value("SELECT count(*) FROM lease WHERE person = ?", person)
    if given < len(plan) + tx.rules.give_backs and not free_for(tx, person, plan):
        return Outcome.full
    return Outcome.partial if answered else Outcome.nothing


def _left(tx: Transaction, person: int, state: str, plan: str, at: int) -> bool:
    """Whether something is left to ask or answer."""
    if state == State.working and slots_to_fill(tx, person, at, json.loads(plan)):
        return True
    return tx.row(
        "SELECT 1 FROM lease JOIN question ON question.id = lease.question "
        "JOIN pool ON pool.id = question.pool "
        "WHERE lease.person = ? AND lease.state IN ('open', 'expired') AND (lease.state = 'open' "
        "OR turn = 1 OR role <> 'vote' OR counted + leased < wanted) LIMIT 1",
        person,
    ) is not None  # fmt: skip


def withdraw(tx: Transaction, person: int) -> None:
    """See `Store.withdraw`."""
    _leave(tx, person, State.withdrawn)
    tx.run(
        "INSERT INTO exclusion VALUES (?, 'withdrawn', 'participant', ?) ON CONFLICT DO NOTHING",
        person, tx.now,
    )  # fmt: skip
    tx.run("UPDATE person SET seen = ? WHERE id = ?", tx.now, person)


def exclude(tx: Transaction, person: int, reason: str, by: str) -> int:
    """See `Store.exclude`."""
    if tx.row("SELECT 1 FROM exclusion WHERE person = ?", person):
        raise DataError(f"person {person} is excluded already")
    counted = _leave(tx, person, State.excluded)
    tx.run("INSERT INTO exclusion VALUES (?, ?, ?, ?)", person, reason, by, tx.now)
    return counted


def _leave(tx: Transaction, person: int, state: State) -> int:
    """Give all places of a person back, of leases and of answers; how many answers were counted."""
    if tx.row("SELECT 1 FROM person WHERE id = ?", person) is None:
        raise no_such_person(person)
    release_all(tx, person)
    counted = 0
    if tx.row("SELECT 1 FROM exclusion WHERE person = ?", person) is None:
        tx.run(
            "UPDATE question SET counted = counted - 1 WHERE id IN "
            "(SELECT question FROM answer WHERE person = ? AND answer.counted = 1)",
            person,
        )
        counted = tx.changes()
    tx.run("UPDATE person SET state = ? WHERE id = ?", state, person)
    return counted


def erase(tx: Transaction, person: int, pseudonym: str) -> None:
    """See `Store.erase`."""
    if tx.row("SELECT 1 FROM person WHERE pseudonym = ? AND id <> ?", pseudonym, person):
        raise DataError(f"the pseudonym {pseudonym!r} is taken")
    # The platform knows who got which code.
    tx.run("UPDATE person SET identity = NULL, code = '', pseudonym = ? WHERE id = ?", pseudonym, person)
    if not tx.changes():
        raise no_such_person(person)
    _delete_ids(tx, person)


def forget(tx: Transaction, before: int) -> int:
    """See `Store.forget`."""
    people = tx.rows(
        "SELECT id FROM person WHERE seen < ? "
        "AND (identity IS NOT NULL OR id IN (SELECT person FROM platform_id))",
        before,
    )
    for (person,) in people:
        tx.run("UPDATE person SET identity = NULL, code = '' WHERE id = ?", person)
        _delete_ids(tx, person)
    # Notes that name nobody may still hold an ID of somebody who was never let in.
    tx.run("UPDATE trouble SET detail = '' WHERE at < ? AND detail <> ''", before)
    return len(people)


def _delete_ids(tx: Transaction, person: int) -> None:
    """Delete a person's platform IDs, and where they were written into texts."""
    ids = tx.row("SELECT external, session FROM platform_id WHERE person = ?", person) or ()
    tx.run("DELETE FROM platform_id WHERE person = ?", person)
    tx.run("UPDATE trouble SET detail = '' WHERE person = ?", person)
    # A shorter one would be found within other words.
    for text in (text for text in ids if len(text) >= LEAST_ID):
        for table, column in (("trouble", "detail"), ("exclusion", "reason"), ("audit", "detail")):
            tx.run(
                f"UPDATE {table} SET {column} = replace({column}, ?, '[erased]') "
                f"WHERE instr({column}, ?) > 0",
                text,
                text,
            )


def note_platform(tx: Transaction, platform: str, external: str, session: str, status: str) -> bool:
    """See `Store.note_platform`."""
    tx.run(
        "UPDATE platform_id SET status = ?, session = CASE WHEN ? = '' THEN session ELSE ? END, at = ?, "
        "vouched = CASE vouched WHEN 'signed' THEN vouched ELSE 'listed' END "
        "WHERE platform = ? AND external = ?",
        status, session, session, tx.now, platform, external,
    )  # fmt: skip
    return tx.changes() > 0


def mark_listed(tx: Transaction, platform: str, external: Sequence[str]) -> tuple[int, int]:
    """See `Store.mark_listed`."""
    tx.run(
        "UPDATE platform_id SET vouched = CASE WHEN external IN (SELECT value FROM json_each(?)) "
        "THEN 'listed' ELSE 'unlisted' END WHERE platform = ? AND vouched <> 'signed'",
        json.dumps(list(external)), platform,
    )  # fmt: skip
    ours, there = tx.rows(
        "SELECT count(*), coalesce(sum(external IN (SELECT value FROM json_each(?))), 0) FROM platform_id "
        "WHERE platform = ?",
        json.dumps(list(external)), platform,
    )[0]  # fmt: skip
    return there, ours - there


def trouble(tx: Transaction, person: int | None, kind: str, detail: str) -> bool:
    """See `Store.trouble`."""
    if person is not None:
        if tx.row("SELECT 1 FROM person WHERE id = ?", person) is None:
            raise no_such_person(person)
        if tx.value("SELECT count(*) FROM trouble WHERE person = ?", person) >= tx.rules.troubles:
            return False
    tx.run("INSERT INTO trouble (person, kind, detail, at) VALUES (?, ?, ?, ?)", person, kind, detail, tx.now)
    return True


def probe(tx: Transaction) -> None:
    """See `Store.probe`."""
    tx.run("UPDATE clock SET last = last + 1")


def audit(tx: Transaction, who: str, action: str, detail: str) -> None:
    """See `Store.audit`."""
    tx.run("INSERT INTO audit (at, who, action, detail) VALUES (?, ?, ?, ?)", tx.now, who, action, detail)


def set_setting(tx: Transaction, key: str, value: str, old: str | None) -> bool:
    """See `Store.set_setting`."""
    if old is None:
        tx.run("INSERT INTO setting VALUES (?, ?) ON CONFLICT DO NOTHING", key, value)
    else:
        tx.run("UPDATE setting SET value = ? WHERE key = ? AND value = ?", value, key, old)
    return tx.changes() > 0
