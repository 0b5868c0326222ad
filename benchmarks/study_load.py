"""Load on the judgment server as people's pages make it: enter, claim, one answer a request.

    python benchmarks/study_load.py [--connections 64] [--seconds 60] [--store postgresql://…] [--workers 2]
    python benchmarks/study_load.py --people 1000 [--seconds 60]

The server is a process of its own (`mien study serve`), the load comes from this one, both on this machine.
With --people each connection is a person who takes as long for an answer as people do (lognormal, 1.8 s in
the median), and all arrive within 20 s; without, answers follow each other at once. Prints durable answers a
second, how long an answer took from sending it to its acknowledgement, the server's start and memory, and,
from the store afterwards, whether every acknowledged answer is there as it was sent.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import uvloop

from mien.study.asked import write_asked
from mien.study.design import StudyDesign
from mien.study.directory import StudyDirectory, make_key
from mien.study.stimuli import About
from mien.study.store import open_store
from mien.study.store.records import TRIPLET, NewQuestion, Pool

MEDIAN_SECONDS, SPREAD, ARRIVING = 1.8, 0.5, 20.0
PLAN = 200


def make_study(folder: Path, answers: int) -> None:
    """A study with places for so many answers; its pictures are never asked for."""
    folder.mkdir()
    rng = random.Random(0)
    faces = [f"face-{number:05}" for number in range(4000)]
    questions, keys = [], set()
    while len(questions) < answers // 5 + 1:
        three = rng.sample(faces, 3)
        key = (three[0], *sorted(three[1:]))
        if key not in keys:
            keys.add(key)
            name = f"q-{len(questions):06}"
            questions.append(NewQuestion(name, Pool(TRIPLET, "train"), *three))
    write_asked(folder, questions)
    (folder / "study.toml").write_text(
        f"[person]\ntriplets = {PLAN}\ncatch = 0\nrepeats = 0\npractice = 0\n"
        "[lease]\nbatch = 20\n[server]\nrequests_per_minute = 10000000\n",
        encoding="utf-8",
    )
    for language in StudyDesign().page.languages:
        (folder / f"consent.{language}.md").write_text("A benchmark.\n", encoding="utf-8")
    (folder / "stimuli").mkdir()
    entries = {name: {"file": f"{0:064x}.png", "width": 1, "height": 1} for name in faces}
    (folder / "stimuli" / "stimuli.json").write_text(
        json.dumps({"schema": 1, **asdict(About("images")), "faces": entries}), encoding="utf-8"
    )
    make_key(folder / "secret.key")


class Connection(asyncio.Protocol):
    """One connection that is kept open; one request at a time."""

    def __init__(self) -> None:
        self.buffer = b""
        self.waiting: asyncio.Future[tuple[int, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, rest = self.buffer.partition(b"\r\n\r\n")
        if not found or self.waiting is None:
            return
        lower = head.lower()
        place = lower.index(b"content-length:") + 15
        length = int(lower[place : lower.find(b"\r\n", place) if b"\r\n" in lower[place:] else None])
        if len(rest) >= length:
            self.buffer = rest[length:]
            waiting, self.waiting = self.waiting, None
            waiting.set_result((int(head[9:12]), rest[:length]))

    def connection_lost(self, error: Exception | None) -> None:
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(error or ConnectionError("closed"))

    async def post(self, path: bytes, body: bytes, token: bytes = b"") -> tuple[int, bytes]:
        """Status and body of the response."""
        bearer = b"Authorization: Bearer " + token + b"\r\n" if token else b""
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(  # type: ignore[attr-defined]
            b"POST " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            + bearer + b"Content-Length: %d\r\n\r\n" % len(body) + body
        )  # fmt: skip
        return await self.waiting


@dataclass
class Load:
    """What the load found out."""

    took: list[float] = field(default_factory=list)
    claims: list[float] = field(default_factory=list)
    acknowledged: dict[int, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    people: int = 0


async def enter(connection: Connection, load: Load, rng: random.Random) -> bytes:
    """A new person's token."""
    visitor = f"{rng.getrandbits(128):032x}"
    body = {"platform": "link", "query": {"visitor": visitor}, "language": "en", "consent": "1"}
    status, text = await connection.post(b"/api/enter", json.dumps(body).encode())
    if status != 200:
        raise RuntimeError(f"enter: {status} {text[:200]!r}")
    load.people += 1
    return str(json.loads(text)["token"]).encode()


async def works(number: int, port: int, until: float, load: Load, human: bool) -> None:
    """People on one connection, one after the other."""
    loop, rng = asyncio.get_running_loop(), random.Random(number)
    _, connection = await loop.create_connection(Connection, "127.0.0.1", port)
    if human:
        await asyncio.sleep(rng.random() * ARRIVING)
    try:
        token = await enter(connection, load, rng)
        while time.monotonic() < until:
            began = time.perf_counter()
            status, text = await connection.post(b"/api/claim", b"{}", token)
            load.claims.append(time.perf_counter() - began)
            if status != 200:
                raise RuntimeError(f"claim: {status} {text[:200]!r}")
            questions = json.loads(text)["questions"]
            if not questions:
                token = await enter(connection, load, rng)
            for question in questions:
                await answer(connection, token, question["lease"], load, rng, human)
                if time.monotonic() >= until:
                    return
    except (RuntimeError, ConnectionError) as error:
        load.errors.append(str(error))
    finally:
        connection.transport.close()


async def answer(
    connection: Connection, token: bytes, lease: int, load: Load, rng: random.Random, human: bool
) -> None:
    """Answer one question and keep what was acknowledged."""
    seconds = rng.lognormvariate(np.log(MEDIAN_SECONDS), SPREAD)
    if human:
        await asyncio.sleep(seconds)
    choice = "first" if rng.random() < 0.5 else "second"
    body = b'{"answers":[{"lease":%d,"choice":"%s","ms":%d}]}' % (lease, choice.encode(), seconds * 1000)
    began = time.perf_counter()
    status, text = await connection.post(b"/api/answers", body, token)
    load.took.append(time.perf_counter() - began)
    if status != 200 or b'"stored"' not in text:
        raise RuntimeError(f"answer: {status} {text[:200]!r}")
    load.acknowledged[lease] = choice


def start(folder: Path, store: str, workers: int) -> tuple[subprocess.Popen[str], int, float]:
    """The server's process, its port, and the seconds until it answered."""
    words = [sys.executable, "-m", "mien", "study", "serve", str(folder), "--port", "0"]
    words += ["--store", store] if store else []
    words += ["--workers", str(workers)] if workers > 1 else []
    began = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("study"):
            port = int(line.split()[1].rstrip("/").rpartition(":")[2])
            return process, port, time.perf_counter() - began
    raise RuntimeError("the server did not start")


def memory(process: subprocess.Popen[str]) -> float:
    """The most megabytes that the process, and each of its children together, held."""
    children = subprocess.run(
        ["pgrep", "-P", str(process.pid)], capture_output=True, text=True
    ).stdout.split()
    total = 0
    for pid in (str(process.pid), *children):
        status = Path("/proc", pid, "status").read_text(encoding="utf-8")
        total += int(status.partition("VmHWM:")[2].split()[0])
    return total / 1024


async def stored(folder: Path, store: str) -> dict[int, str]:
    """What the store holds: lease -> choice."""
    directory = StudyDirectory(folder)
    opened = await open_store(store or directory.default_store, directory.design.rules)
    found = {}
    async for rows in opened.stream("SELECT lease, choice FROM answer ORDER BY id"):
        found.update({int(lease): str(choice) for lease, choice in rows})
    await opened.close()
    return found


def percentiles(seconds: list[float]) -> str:
    """Middle and tail in milliseconds."""
    values = np.percentile(np.array(seconds) * 1000, [50, 95, 99, 100])
    return "p50 {:.0f}  p95 {:.0f}  p99 {:.0f}  longest {:.0f} ms".format(*values)


def main() -> None:
    """Run the load that the options say."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--people", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--store", default="")
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room, "study")
        make_study(folder, int(given.seconds * 2500) + 50_000)
        process, port, seconds = start(folder, given.store, given.workers)
        load = Load()
        connections = given.people or given.connections

        async def run() -> float:
            began = time.monotonic()
            until = began + given.seconds
            await asyncio.gather(
                *(works(n, port, until, load, bool(given.people)) for n in range(connections))
            )
            return time.monotonic() - began

        try:
            lasted = uvloop.run(run())
            held = memory(process)
        finally:
            process.terminate()
            process.wait(timeout=30)
        there = asyncio.run(stored(folder, given.store))
    lost = sum(1 for lease, choice in load.acknowledged.items() if there.get(lease) != choice)
    kind = "people with real response times" if given.people else "connections without a pause"
    print(f"{connections} {kind}, {lasted:.0f} s, {load.people} people entered")
    print(f"answers    {len(load.took) / lasted:,.0f} durable a second; {percentiles(load.took)}")
    print(f"claims     {len(load.claims):,}; {percentiles(load.claims)}")
    print(f"errors     {len(load.errors)} {load.errors[:2]}")
    print(f"lost       {lost} of {len(load.acknowledged):,} acknowledged; stored {len(there):,}")
    print(f"server     start {seconds:.2f} s, at most {held:.0f} MB")


if __name__ == "__main__":
    main()
