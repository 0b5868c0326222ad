"""The store on PostgreSQL: one function an operation, so one round trip and one commit each.

Several web processes may use the same study. The functions, and how they keep out of each other's way, are in
``migrations/postgres``.
"""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mien.study.store.clock import Clock, SteadyClock
from mien.study.store.interface import StoreError
from mien.study.store.postgres_connect import address_of, connect
from mien.study.store.postgres_copy import dump, findings
from mien.study.store.postgres_link import Link, Row
from mien.study.store.postgres_migrate import migrate
from mien.study.store.postgres_questions import add_kinds, add_questions
from mien.study.store.records import (
    LABEL,
    LONGEST,
    SIDES,
    TRIPLET,
    Claim,
    Entry,
    Fate,
    Finish,
    Leased,
    NewQuestion,
    Outcome,
    Person,
    Pool,
    Progress,
    Receipt,
    Refusal,
    Rules,
    State,
    Submission,
    Undo,
)

CONNECTIONS = 10
"""For operations, in each process; more do not make two cores faster."""
CLAIMS = 200
LARGEST = 2**63 - 1


class PostgresStore:
    """Answers in a schema of a PostgreSQL database; operations are those of `Store`. Made by `open`."""

    def __init__(self, link: Link, schema: str, rules: Rules, clock: Clock, rng: random.Random) -> None:
        self._link = link
        self._schema = schema
        self._rules = rules
        self._clock = clock
        self._rng = rng
        self._reached = 0

    @classmethod
    async def open(
        cls,
        url: str,
        rules: Rules,
        *,
        create: bool = False,
        readonly: bool = False,
        clock: Clock | None = None,
        rng: random.Random | None = None,
        connections: int = CONNECTIONS,
    ) -> PostgresStore:
        """Open or make a study's schema; parameters as in `mien.study.store.open_store`.

        Parameters
        ----------
        connections : most connections for operations; there are at most four more for reading.

        Raises
        ------
        RunError
            If there is no store and none is to be made, it is something else, or of a later version.
        StoreError
            If the URL is wrong, the connection is refused, or the user lacks a right.
        """
        address = address_of(url)
        setup = await connect(address)
        try:
            schema = await migrate(setup, address, create, readonly)
        finally:
            await setup.close()
        link = Link(address, readonly, connections)
        try:
            await link.open()
            latest = (await link.rows("SELECT op_latest()"))[0][0]
        except BaseException:
            await link.close()
            raise
        store = cls(link, schema, rules, clock or SteadyClock(latest), rng or random.Random())
        store._reached = latest
        return store

    def _now(self) -> int:
        """The clock's time; never less than before, in this process at least. Others see to it in SQL."""
        self._reached = max(self._reached, self._clock.now())
        return self._reached

    async def close(self) -> None:
        """See `Store.close`."""
        await self._link.close()

    async def add_kinds(self, answers: Mapping[str, str]) -> None:
        """See `Store.add_kinds`."""
        await add_kinds(self._link, answers)

    async def add_questions(self, questions: Sequence[NewQuestion]) -> int:
        """See `Store.add_questions`."""
        return await add_questions(self._link, questions)

    async def pools(self) -> tuple[Pool, ...]:
        """See `Store.pools`."""
        return tuple(Pool(*row) for row in await self._look("SELECT kind, part, role FROM pool ORDER BY id"))

    async def want(self, wanted: int) -> int:
        """See `Store.want`."""
        return int((await self._link.call("SELECT op_want(%s)", (wanted,)))[0][0])

    async def enter(self, entry: Entry) -> Person:
        """See `Store.enter`."""
        plan = json.dumps(entry.plan, separators=(",", ":"))
        texts = (entry.identity, entry.pseudonym, entry.platform, entry.external, entry.session, entry.study,
                 entry.language, entry.consent, plan, entry.vouched)  # fmt: skip
        found = await self._link.call(
            "SELECT * FROM op_enter(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (self._now(), *map(_clean, texts)),
        )
        return _person(found[0])

    async def assign(self, person: int, plans: Mapping[str, tuple[int, ...]]) -> str:
        """See `Store.assign`."""
        written = [json.dumps(plan, separators=(",", ":")) for plan in plans.values()]
        values = (_number(person), self._now(), self._rules.lease_ms, list(plans), written)
        found = await self._link.call("SELECT op_assign(%s, %s, %s, %s::text[], %s::text[])", values)
        return str(found[0][0])

    async def tell(self, person: int, name: str, value: str) -> bool:
        """See `Store.tell`."""
        values = (_number(person), self._now(), _clean(name), _clean(value))
        return bool((await self._link.call("SELECT op_tell(%s, %s, %s, %s)", values))[0][0])

    async def person(self, number: int) -> Person | None:
        """See `Store.person`."""
        found = await self._look("SELECT * FROM op_person(%s)", (_number(number),))
        return _person(found[0]) if found else None

    async def find(self, identity: str) -> Person | None:
        """See `Store.find`."""
        found = await self._look(
            "SELECT o.* FROM person AS p, LATERAL (SELECT * FROM op_person(p.id)) AS o WHERE p.identity = %s",
            (_clean(identity),),
        )
        return _person(found[0]) if found else None

    async def claim(self, person: int, most: int) -> Claim:
        """See `Store.claim`."""
        rules, again = self._rules, False
        for _ in range(CLAIMS):
            chances = [self._rng.random() for _ in range(most)]
            sides = self._rng.choices(SIDES, k=most)
            rows = await self._link.call(
                "SELECT * FROM op_claim(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::float8[], %s::text[], "
                "%s)",
                (_number(person), self._now(), most, rules.lease_ms, rules.first, rules.lasts(0),
                 rules.lapsed, rules.repeat_gap, rules.give_backs, rules.fixed_order, chances, sides, again),
            )  # fmt: skip
            if not rows[0][3]:
                claim = _claim(rows)
                return replace(claim, leased=await self._with_more(claim.leased))
            # Free places were locked by others; now that ours are committed we may wait for theirs.
            again = True
        raise StoreError(f"{self._link.address.shown}: the last places are taken too fast; try again")

    async def _with_more(self, leased: tuple[Leased, ...]) -> tuple[Leased, ...]:
        """With what some kinds need beyond three faces; it never changes, so it can be read afterwards."""
        leases = [one.lease for one in leased if one.kind not in (TRIPLET, LABEL)]
        if not leases:
            return leased
        more: dict[int, str] = dict(
            await self._link.call(
                "SELECT lease.id, more FROM lease JOIN question ON question.id = lease.question "
                "WHERE lease.id = ANY (%s)",
                (leases,),
            )
        )
        return tuple(replace(one, more=more.get(one.lease, "")) for one in leased)

    async def submit(self, person: int, answers: Sequence[Submission]) -> list[Receipt]:
        """See `Store.submit`."""
        if not answers:
            return []
        rows = await self._link.call(
            "SELECT * FROM op_submit(%s, %s, %s::bigint[], %s::text[], %s::bigint[], %s::bigint[], %s, %s)",
            (
                _number(person),
                self._now(),
                [_number(answer.lease) for answer in answers],
                [_clean(answer.choice) for answer in answers],
                [answer.ms for answer in answers],
                [answer.attempt for answer in answers],
                self._rules.lease_ms,
                LONGEST * self._rules.lease_ms,
            ),
        )
        return [
            Receipt(answer.lease, Fate(fate), choice, counted)
            for answer, (fate, choice, counted) in zip(answers, rows, strict=True)
        ]

    async def heartbeat(self, person: int) -> Progress:
        """See `Store.heartbeat`."""
        lease_ms = self._rules.lease_ms
        values = (_number(person), self._now(), lease_ms, LONGEST * lease_ms, not self._rules.first_ms)
        return _progress((await self._link.call("SELECT * FROM op_heartbeat(%s, %s, %s, %s, %s)", values))[0])

    async def undo(self, person: int, lease: int, attempt: int) -> Undo:
        """See `Store.undo`."""
        values = (_number(person), self._now(), _number(lease), _number(attempt), self._rules.lease_ms,
                  self._rules.undos)  # fmt: skip
        rows = await self._link.call("SELECT * FROM op_undo(%s, %s, %s, %s, %s, %s)", values)
        refused, taken = rows[0][3:5]
        leased = await self._with_more(tuple(_leased(rows)))
        left = max(self._rules.undos - taken, 0)
        return Undo(
            Refusal(refused) if refused else None, left, leased[0] if leased else None, _progress(rows[0])
        )

    async def release(self, person: int, lease: int, kind: str, detail: str) -> Progress:
        """See `Store.release`."""
        values = (_number(person), self._now(), _number(lease), _clean(kind), _clean(detail))
        return _progress((await self._link.call("SELECT * FROM op_release(%s, %s, %s, %s, %s)", values))[0])

    async def trouble(self, person: int | None, kind: str, detail: str) -> bool:
        """See `Store.trouble`."""
        number = None if person is None else _number(person)
        values = (number, self._now(), _clean(kind), _clean(detail), self._rules.troubles)
        return bool((await self._link.call("SELECT op_trouble(%s, %s, %s, %s, %s)", values))[0][0])

    async def finish(self, person: int, code: str, others: Mapping[Outcome, str] | None = None) -> Finish:
        """See `Store.finish`."""
        codes = {**(others or {}), Outcome.complete: code}
        names, texts = [str(name) for name in codes], [_clean(text) for text in codes.values()]
        values = (_number(person), self._now(), names, texts, self._rules.complete, self._rules.give_backs)
        sql = "SELECT * FROM op_finish(%s, %s, %s::text[], %s::text[], %s, %s)"
        row = (await self._link.call(sql, values))[0]
        return Finish(_progress(row), row[3], Outcome(row[4]) if row[4] else None)

    async def withdraw(self, person: int) -> None:
        """See `Store.withdraw`."""
        await self._link.call("SELECT op_withdraw(%s, %s)", (_number(person), self._now()))

    async def exclude(self, person: int, reason: str, by: str) -> int:
        """See `Store.exclude`."""
        values = (_number(person), self._now(), _clean(reason), _clean(by))
        return int((await self._link.call("SELECT op_exclude(%s, %s, %s, %s)", values))[0][0])

    async def erase(self, person: int, pseudonym: str) -> None:
        """See `Store.erase`."""
        await self._link.call("SELECT op_erase(%s, %s)", (_number(person), _clean(pseudonym)))

    async def forget(self, before: int) -> int:
        """See `Store.forget`."""
        return int((await self._link.call("SELECT op_forget(%s)", (before,)))[0][0])

    async def mark_listed(self, platform: str, external: Sequence[str]) -> tuple[int, int]:
        """See `Store.mark_listed`."""
        values = (_clean(platform), [_clean(each) for each in external])
        row = (await self._link.call("SELECT * FROM op_mark_listed(%s, %s::text[])", values))[0]
        return row[0], row[1]

    async def probe(self) -> None:
        """See `Store.probe`."""
        await self._link.call("SELECT op_probe(%s)", (self._now(),))

    async def note_platform(self, platform: str, external: str, session: str, status: str) -> bool:
        """See `Store.note_platform`."""
        values = (self._now(), *map(_clean, (platform, external, session, status)))
        return bool((await self._link.call("SELECT op_note_platform(%s, %s, %s, %s, %s)", values))[0][0])

    async def audit(self, who: str, action: str, detail: str) -> None:
        """See `Store.audit`."""
        values = (self._now(), *map(_clean, (who, action, detail)))
        await self._link.call("SELECT op_audit(%s, %s, %s, %s)", values)

    async def setting(self, key: str) -> str | None:
        """See `Store.setting`."""
        found = await self._look("SELECT value FROM setting WHERE key = %s", (key,))
        return found[0][0] if found else None

    async def set_setting(self, key: str, value: str, old: str | None) -> bool:
        """See `Store.set_setting`."""
        return bool((await self._link.call("SELECT op_set_setting(%s, %s, %s)", (key, value, old)))[0][0])

    async def read(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """See `Store.read`."""
        return await self._link.rows(*_portable(sql, values))

    async def stream(
        self, sql: str, *values: Any, batch: int = 10_000
    ) -> AsyncIterator[list[tuple[Any, ...]]]:
        """See `Store.stream`."""
        async with self._link.reading() as link, link.cursor(name="mien_stream") as cursor:
            await cursor.execute(*_portable(sql, values))
            while rows := await cursor.fetchmany(batch):
                yield rows

    async def backup(self, path: Path) -> None:
        """See `Store.backup`: pg_dump's custom format, of this study's schema alone."""
        version = await self._link.rows("SELECT current_setting('server_version_num')")
        await dump(self._link.address, self._schema, int(version[0][0]) // 10_000, path)

    async def verify(self) -> list[str]:
        """See `Store.verify`; needs no rights, finds more with the extension amcheck."""
        return await findings(self._link)

    async def _look(self, query: str, values: Sequence[Any] = ()) -> list[Row]:
        """Rows of a small SELECT, in one round trip where that is allowed."""
        if self._link.readonly:
            return await self._link.rows(query, values)
        return await self._link.call(query, values)


def _portable(sql: str, values: Sequence[Any]) -> tuple[str, list[Any]]:
    """SQL with ``?`` for its values as psycopg wants it, and the values."""
    # Every other piece is a text in quotes, whose question marks are meant.
    pieces = sql.replace("%", "%%").split("'")
    pieces[::2] = [piece.replace("?", "%s") for piece in pieces[::2]]
    return "'".join(pieces), [_clean(value) if isinstance(value, str) else value for value in values]


def _number(value: int) -> int:
    """A number that the database can look for; what is too large for it is not there either."""
    return value if 0 <= value <= LARGEST else -1


def _clean(text: str) -> str:
    """A text that PostgreSQL can hold: no zero characters and no halves of pairs."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _person(row: Row) -> Person:
    number, pseudonym, platform, state, language, consent, total, answered, code, entered, *end = row
    found = Outcome(end[1]) if end[1] else None
    return Person(
        number, pseudonym, platform, State(state), language, consent, total, answered, code, entered, end[0],
        found,
    )  # fmt: skip


def _progress(row: Row) -> Progress:
    return Progress(State(row[0]), row[1], row[2])


def _leased(rows: list[Row]) -> tuple[Leased, ...]:
    leased = []
    for *_, lease, slot, kind, anchor, first, second, side, turn, attempt in rows:
        if lease is not None:
            leased.append(Leased(lease, slot, kind, anchor, first, second, side, turn == 1, attempt))
    return tuple(leased)


def _claim(rows: list[Row]) -> Claim:
    return Claim(_leased(rows), _progress(rows[0]), rows[0][4])
