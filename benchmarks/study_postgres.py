"""Durable answers a second of the PostgreSQL store: two processes of people, each answer a commit of its own.

Run from the repository root: python benchmarks/study_postgres.py [--store URL] [--seconds 30] [--people 64]

Without a URL it starts a PostgreSQL of its own (Debian's package; fsync on) and removes it. With one, the
schema that the URL's search path begins with must be new. What a person does: claim ten questions, send ten
answers one by one, and again. At the end, what was acknowledged is compared with what is stored, and the
rules are checked.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from mien.study.store import open_store
from mien.study.store.invariants import violations
from mien.study.store.records import Entry, NewQuestion, Pool, Rules, Submission

BATCH, SLOTS, QUESTIONS, K = 10, 200, 20_000, 25
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "study" / "store"))


async def person(store: Any, name: str, until: float, waits: list[float]) -> None:
    """Answers until the time is over; each wait for a receipt, in seconds, is noted."""
    number = 0
    while time.monotonic() < until:
        who = f"{name}-{number}"
        entry = Entry(f"i-{who}", f"r-{who}", "link", f"x-{who}", "en", "1", (0,) * SLOTS)
        me = (await store.enter(entry)).number
        number += 1
        while time.monotonic() < until and (leased := (await store.claim(me, BATCH)).leased):
            for question in leased:
                begun = time.perf_counter()
                [receipt] = await store.submit(me, [Submission(question.lease, "first", 900)])
                if not receipt.counted:
                    raise SystemExit(f"{who}: {receipt}")
                waits.append(time.perf_counter() - begun)


async def client(url: str, name: str, people: int, seconds: float) -> None:
    """One process of people; prints its figures as JSON."""
    store = await open_store(url, Rules())
    waits: list[float] = []
    begun = time.monotonic()
    await asyncio.gather(*(person(store, f"{name}-{n}", begun + seconds, waits) for n in range(people)))
    print(json.dumps({"seconds": time.monotonic() - begun, "waits": waits}))
    await store.close()


async def prepare(url: str) -> None:
    """Make the study."""
    store = await open_store(url, Rules(), create=True)
    pool = Pool("triplet", "train")
    await store.add_questions(
        [NewQuestion(f"q{n}", pool, f"a{n}", "l", "r", n / QUESTIONS, K) for n in range(QUESTIONS)]
    )
    await store.close()


async def check(url: str, acknowledged: int) -> str:
    """Compare what is stored with what was acknowledged."""
    store = await open_store(url, Rules())
    [[stored]] = await store.read("SELECT count(*) FROM answer")
    wrong = await violations(store)
    await store.close()
    if stored != acknowledged or wrong:
        raise SystemExit(f"stored {stored} of {acknowledged}; {wrong}")
    return f"all {stored} stored, no rule broken"


def measure(url: str, people: int, seconds: float) -> None:
    """Run two processes and print their figures."""
    asyncio.run(prepare(url))
    words = [
        sys.executable,
        __file__,
        "--store",
        url,
        "--people",
        str(people // 2),
        "--seconds",
        str(seconds),
    ]
    running = [
        subprocess.Popen([*words, "--client", f"p{n}"], stdout=subprocess.PIPE, text=True) for n in range(2)
    ]
    outputs = [process.communicate(timeout=seconds + 120)[0] for process in running]
    if any(process.returncode for process in running):
        raise SystemExit("a process of people failed")
    found = [json.loads(output) for output in outputs]
    waits = sorted(wait for one in found for wait in one["waits"])
    rate = len(waits) / max(one["seconds"] for one in found)
    middle, late = waits[len(waits) // 2], waits[len(waits) * 99 // 100]
    print(
        f"{people} people in 2 processes: {rate:,.0f} durable answers a second; "
        f"half within {middle * 1e3:.0f} ms, p99 {late * 1e3:.0f} ms; {asyncio.run(check(url, len(waits)))}"
    )


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--store", help="URL of a PostgreSQL schema that is not there yet")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--people", type=int, default=64)
    parser.add_argument("--client", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.client:
        asyncio.run(client(given.store, given.client, given.people, given.seconds))
    elif given.store:
        measure(given.store, given.people, given.seconds)
    else:
        from postgres_server import PostgresServer

        server = PostgresServer.started()
        try:
            measure(server.new_schema(), given.people, given.seconds)
        finally:
            server.remove()


if __name__ == "__main__":
    main()
