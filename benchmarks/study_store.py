"""The SQLite store alone: durable answers a second of 64 people at once, and a million answers exported.

Run from the repository root: python benchmarks/study_store.py [SECONDS [ANSWERS]]
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from mien.study.export import export
from mien.study.store import Store, open_store
from mien.study.store.invariants import violations
from mien.study.store.records import Entry, NewQuestion, Pool, Rules, Submission
from mien.study.store.sqlite_file import connect

PEOPLE = 64
QUESTIONS = 20_000
WANTED = 50
PLAN = 500
POOL = Pool("triplet", "train")


def questions() -> list[NewQuestion]:
    """Questions of random rank."""
    rng = random.Random(0)
    return [
        NewQuestion(f"q{n}", POOL, f"a{n}", f"b{n}", f"c{n}", rng.random(), WANTED) for n in range(QUESTIONS)
    ]


def entry(name: str) -> Entry:
    """Somebody who is asked `PLAN` questions."""
    return Entry(name, name, "link", name, "en", "1", (0,) * PLAN)


def alone(path: Path, seconds: float) -> float:
    """Commits a second of one row each, one after the other: what the disk gives without groups."""
    path.touch()
    connection = connect(path)
    connection.execute("CREATE TABLE probe (id INTEGER PRIMARY KEY, word TEXT)")
    count, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        connection.execute("INSERT INTO probe (word) VALUES ('word')")
        count += 1
    connection.close()
    return count / seconds


async def crowd(store: Store, seconds: float) -> list[float]:
    """Seconds that each answer took, of people who answer as fast as they can."""
    took: list[float] = []
    end = time.perf_counter() + seconds

    async def people(number: int) -> None:
        turn = 0
        while time.perf_counter() < end:
            person = (await store.enter(entry(f"p{number}-{turn}"))).number
            turn += 1
            while time.perf_counter() < end and (leased := (await store.claim(person, 10)).leased):
                for question in leased:
                    start = time.perf_counter()
                    await store.submit(person, [Submission(question.lease, "first", 700)])
                    took.append(time.perf_counter() - start)

    await asyncio.gather(*(people(number) for number in range(PEOPLE)))
    return took


def fill(path: Path, answers: int) -> None:
    """Answers written straight into the tables, so that a million are there in a moment."""
    connection = connect(path)
    people = answers // PLAN
    with connection:
        connection.executemany(
            "INSERT INTO person (id, identity, pseudonym, platform, language, state, plan, total, answered, "
            "entered, seen, finished) VALUES (?, ?, ?, 'link', 'en', 'finished', '[]', ?, ?, 1, 1, 1)",
            ((n + 1, f"i{n}", f"r{n}", PLAN, PLAN) for n in range(people)),
        )
        for number in range(people * PLAN):
            lease, person, question = number + 1, number // PLAN + 1, number % QUESTIONS + 1
            connection.execute(
                "INSERT INTO lease VALUES (?, ?, ?, 0, 0, 'first', 'answered', 1, 1)",
                (lease, person, question),
            )
            connection.execute(
                "INSERT INTO answer VALUES (?, ?, ?, ?, 0, 'first', 'first', 700, 0, 1, 1)",
                (lease, lease, question, person),
            )
        connection.execute("UPDATE clock SET last = 1")
        whole, rest = divmod(people * PLAN, QUESTIONS)
        connection.execute("UPDATE question SET counted = ? + (id <= ?)", (whole, rest))
    connection.close()


def memory_mb(what: str) -> float:
    """Megabytes of this process: ``"VmRSS"`` now, ``"VmHWM"`` the most since it was reset."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split(f"{what}:")[1].split()[0]) / 1e3


async def exported(store: Store, folder: Path, ending: str) -> tuple[int, float, float]:
    """Rows, seconds, and the most memory above what was there before, of an export to files."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before, start = memory_mb("VmRSS"), time.perf_counter()
    done = await export(store, folder, ending, everything=True)
    return done.counts["all-answers"], time.perf_counter() - start, memory_mb("VmHWM") - before


async def main(seconds: float, answers: int) -> None:
    """Both measurements, with a check that what was measured is right."""
    # Beside the code, because a temporary folder may be in memory, where a sync costs nothing.
    Path("build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir="build") as folder:
        path = Path(folder) / "study.sqlite"
        store = await open_store(path, Rules(), create=True)
        await store.add_questions(questions())
        took = await crowd(store, seconds)
        rate, single = len(took) / seconds, alone(Path(folder) / "probe.sqlite", min(seconds, 3.0))
        [[stored]] = await store.read("SELECT count(*) FROM answer")
        assert stored == len(took), (stored, len(took))
        found = await violations(store)
        assert not found, found
        await store.close()
        cuts = statistics.quantiles(took, n=100)
        print(
            f"{PEOPLE} people: {rate:,.0f} durable answers a second, p50 {cuts[49] * 1e3:.1f} ms, "
            f"p99 {cuts[98] * 1e3:.1f} ms, most {max(took) * 1e3:.0f} ms; single commits here: "
            f"{single:,.0f} a second, ratio {rate / single:.1f}",
            flush=True,
        )
        path = Path(folder) / "export.sqlite"
        store = await open_store(path, Rules(), create=True)
        await store.add_questions(questions())
        await store.want(answers // QUESTIONS + 1)
        fill(path, answers)
        for ending in (".csv", ".parquet"):
            rows, lasted, extra = await exported(store, Path(folder) / "out", ending)
            print(
                f"{rows:,} answers exported to {ending} in {lasted:.1f} s ({rows / lasted:,.0f} a second), "
                f"{extra:.0f} MB of memory above the rest"
            )
        await store.close()
        print(f"the store's file has {path.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    asyncio.run(
        main(
            float(sys.argv[1]) if len(sys.argv) > 1 else 20.0,
            int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000,
        )
    )
