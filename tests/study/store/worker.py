"""A process with an open store that does what lines on its input say; run and killed by `server.py`.

A line is ``[number, operation, arguments]``, its reply ``[number, result]`` or ``[number, {"error": …}]``.
"""

import asyncio
import dataclasses
import json
import os
import resource
import signal
import sys

from mien.study.store import StoreError, open_store
from mien.study.store.records import Entry, Rules, Submission


class Worker:
    def __init__(self, store):
        self.store = store
        self.die_after = 0

    async def enter(self, fields):
        fields["plan"] = tuple(fields["plan"])
        return (await self.store.enter(Entry(**fields))).number

    async def claim(self, person, most):
        return dataclasses.asdict(await self.store.claim(person, most))

    async def submit(self, person, answers):
        receipts = await self.store.submit(person, [Submission(*answer) for answer in answers])
        self.die_after -= 1
        if self.die_after == 0:
            # Committed, and nobody hears of it.
            os.kill(os.getpid(), signal.SIGKILL)
        return [dataclasses.asdict(receipt) for receipt in receipts]

    async def release(self, person, lease):
        return dataclasses.asdict(await self.store.release(person, lease, "stimulus", "404"))

    async def undo(self, person, lease, attempt):
        return dataclasses.asdict(await self.store.undo(person, lease, attempt))

    async def finish(self, person, code):
        return (await self.store.finish(person, code)).code

    async def die(self, submits):
        self.die_after = submits

    async def limit(self, size):
        """Files cannot grow over so many bytes; None takes the limit away."""
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY if size is None else size, hard))


async def main(target, lease_ms):
    store = await open_store(target, Rules(lease_ms=lease_ms, repeat_gap=2))
    worker = Worker(store)
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=2**20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    os.write(1, b"ready\n")
    running = set()

    async def run(number, operation, arguments):
        try:
            result = await getattr(worker, operation)(*arguments)
        except StoreError as error:
            result = {"error": str(error)}
        os.write(1, json.dumps([number, result]).encode() + b"\n")

    while line := await reader.readline():
        task = asyncio.ensure_future(run(*json.loads(line)))
        running.add(task)
        task.add_done_callback(running.discard)
    if running:
        await asyncio.wait(running)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
