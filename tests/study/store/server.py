"""A store in a process of its own that can be killed, and people who go on when it is there again."""

import asyncio
import contextlib
import itertools
import json
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path

from mien.study.store.records import REPEAT


class Server:
    """Runs `worker.py`; calls that were not answered when it dies are sent again to the next one."""

    def __init__(self, target, lease_ms=600_000):
        self._command = [
            sys.executable,
            str(Path(__file__).with_name("worker.py")),
            str(target),
            str(lease_ms),
        ]
        self._process = None
        self._reading = None
        self._up = asyncio.Event()
        self._waiting = {}
        self._over = False
        self._numbers = itertools.count()

    async def start(self):
        self._process = await asyncio.create_subprocess_exec(
            *self._command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**20
        )
        line = await asyncio.wait_for(self._process.stdout.readline(), 60)
        assert line == b"ready\n"
        self._reading = asyncio.ensure_future(self._read(self._process.stdout))
        self._up.set()

    async def _read(self, stream):
        """Replies until the process is gone, those included that it wrote before it died."""
        while (line := await stream.readline()).endswith(b"\n"):
            number, result = json.loads(line)
            self._waiting.pop(number).set_result(result)
        self._up.clear()
        for future in self._waiting.values():
            future.set_exception(ConnectionResetError())
        self._waiting.clear()

    async def gone(self):
        """Wait until the process has died."""
        await self._reading
        await self._process.wait()

    async def kill(self):
        self._process.kill()
        await self.gone()

    async def end(self):
        """Kill it for good."""
        await self.kill()
        self._over = True
        self._up.set()

    async def stop(self):
        if self._process is not None and self._process.returncode is None:
            self._process.stdin.close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), 60)
            if self._process.returncode is None:
                self._process.kill()
            await self.gone()

    async def call(self, operation, *arguments):
        """One call; raises ConnectionResetError if the process dies before it answers."""
        await self._up.wait()
        if self._over:
            raise ConnectionResetError
        number = next(self._numbers)
        future = self._waiting[number] = asyncio.get_running_loop().create_future()
        self._process.stdin.write(json.dumps([number, operation, arguments]).encode() + b"\n")
        return await future


class Crowd:
    """People who answer, remember what was acknowledged, and send again what was not.

    Attributes
    ----------
    sent : lease -> choices that were ever sent.
    kept : lease -> choice that the server acknowledged.
    wrong : what must never happen, in words.
    """

    def __init__(self, server, pool, seed=0):
        self._server = server
        self._pool = pool
        self._rng = random.Random(seed)
        self._asked = defaultdict(dict)
        self.sent = defaultdict(set)
        self.kept = {}
        self.fates = Counter()
        self.released = set()
        self.wrong = []
        self.stopped = False

    async def _ask(self, operation, *arguments):
        """One call; a store that cannot be reached is as one that died: it is asked again."""
        found = await self._server.call(operation, *arguments)
        if isinstance(found, dict) and set(found) == {"error"}:
            self.fates["unavailable"] += 1
            await asyncio.sleep(0.05)
            raise ConnectionResetError(found["error"])
        return found

    async def _call(self, operation, *arguments):
        while True:
            try:
                return await self._ask(operation, *arguments)
            except ConnectionResetError:
                if self.stopped:
                    raise

    async def people(self, number):
        """One after the other, until stopped."""
        with contextlib.suppress(ConnectionResetError):
            for turn in itertools.count():
                if self.stopped:
                    return
                await self._person(f"{number}-{turn}")

    async def _person(self, name):
        plan = [self._pool] * 6 + [REPEAT] + [self._pool] * 6 + [REPEAT]
        entry = {"identity": name, "pseudonym": name, "platform": "link", "external": name,
                 "language": "en", "consent": "1", "plan": plan}  # fmt: skip
        person = await self._call("enter", entry)
        while not self.stopped:
            claim = await self._call("claim", person, 4)
            if not claim["leased"]:
                await self._call("finish", person, "CODE")
                return
            for leased in claim["leased"]:
                self._see(person, leased)
            if self._rng.random() < 0.02:
                return
            if self._rng.random() < 0.03:
                # Longer than a lease lasts; the answers are late then.
                await asyncio.sleep(2.2)
            if self._rng.random() < 0.1:
                await self._give_back(person, claim["leased"][0]["lease"])
            await asyncio.gather(
                *(self._answer(person, leased["lease"], leased["attempt"]) for leased in claim["leased"])
            )
            if self._rng.random() < 0.5:
                await self._take_back(person, claim["leased"])

    async def _give_back(self, person, lease):
        """It may be answered all the same; then it is kept, and never counted."""
        self.released.add(lease)
        await self._call("release", person, lease)

    async def _take_back(self, person, leased):
        """The answer that was stored last; all the others are refused."""
        for question in leased:
            lease, attempt = question["lease"], question["attempt"]
            # Nobody knows what is stored until this is answered, or the next answer is.
            before = self.kept.pop(lease, None)
            undo = await self._call("undo", person, lease, attempt)
            if undo["refused"] is None:
                self.fates["undo"] += 1
                if lease in self.released:
                    self.wrong.append(f"lease {lease}: was given back, and its answer taken back")
                await self._answer(person, lease, attempt + 1)
            elif before is not None:
                self.kept[lease] = before

    def _see(self, person, leased):
        key = (leased["anchor"], leased["repeat"])
        if self._asked[person].setdefault(key, leased["lease"]) != leased["lease"]:
            self.wrong.append(f"person {person} was asked {key} twice")

    async def _answer(self, person, lease, attempt):
        for again in range(self._rng.choice([1, 1, 1, 2])):
            choice = self._rng.choice(["first", "second"])
            answered = False
            while not answered:
                self.sent[lease].add(choice)
                try:
                    [receipt] = await self._ask("submit", person, [[lease, choice, 5, attempt]])
                    answered = True
                except ConnectionResetError:
                    if self.stopped:
                        raise
                    # Nobody knows whether it was stored; a person may even change their mind.
                    choice = self._rng.choice(["first", "second"])
            self.fates[receipt["fate"]] += 1
            first = "given_back" if lease in self.released else "stored"
            if receipt["fate"] not in (first, "duplicate", "conflict"):
                self.wrong.append(f"lease {lease}: {receipt['fate']}")
            if again and receipt["fate"] == first:
                self.wrong.append(f"lease {lease}: stored twice")
            if self.kept.setdefault(lease, receipt["choice"]) != receipt["choice"]:
                self.wrong.append(f"lease {lease}: acknowledged with two choices")
