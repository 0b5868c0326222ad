"""People who answer as fast as a store lets them, in a process of its own.

``python postgres_load.py URL NAME PEOPLE SLOTS LOG``: each person works through so many slots of pool 0.
What the store acknowledged is a line of LOG: lease and choice. Prints counts as JSON.
"""

import asyncio
import contextlib
import json
import random
import sys
from collections import Counter
from pathlib import Path

from mien.study.store import StoreError, open_store
from mien.study.store.records import Entry, Outcome, Rules, Submission

OTHER = {"first": "second", "second": "first"}


class Crowd:
    """Several people and what they were told."""

    def __init__(self, store, name, slots, log):
        self.store, self.name, self.slots, self.log = store, name, slots, log
        self.rng = random.Random(name)
        self.counts = Counter()

    async def insist(self, call):
        """Do it until the store does; every operation here may be repeated."""
        while True:
            try:
                return await call()
            except StoreError as error:
                self.counts["leaks"] += "p@ss" in str(error)
                self.counts["errors"] += 1
                await asyncio.sleep(0.05 * self.rng.random())

    async def answer(self, person, leased):
        """Answer questions, at times twice or with another choice; the first one stays."""
        sent = {question.lease: self.rng.choice(("first", "second")) for question in leased}
        again = self.rng.choice(((), (), (), (False,), (True,)))
        for turn, contradict in enumerate((False, *again)):
            answers = [
                Submission(lease, OTHER[choice] if contradict else choice, 5)
                for lease, choice in sent.items()
            ]
            self.rng.shuffle(answers)
            for receipt in await self.insist(lambda answers=answers: self.store.submit(person, answers)):
                assert receipt.choice == sent[receipt.lease]
                self.log.write(f"{receipt.lease} {receipt.choice}\n")
                self.counts["acknowledged"] += turn == 0
            self.log.flush()

    async def take_part(self, number):
        """From the first question to the code."""
        name = f"{self.name}-{number}"
        entry = Entry(f"i-{name}", f"r-{name}", "link", f"x-{name}", "en", "1", (0,) * self.slots)
        person = (await self.insist(lambda: self.store.enter(entry))).number
        while True:
            most = self.rng.randint(1, 4)
            claim = await self.insist(lambda most=most: self.store.claim(person, most))
            if claim.waiting:
                # Others hold the last places; they answer them, or let them go.
                await asyncio.sleep(0.02)
                continue
            if not claim.leased:
                break
            await self.answer(person, claim.leased)
        late = {Outcome.full: "CODE"}
        assert (await self.insist(lambda: self.store.finish(person, "CODE", late))).code == "CODE"


async def main(url, name, people, slots, log):
    """Let them all take part at once."""
    # The server may be down when this process is slow to start.
    store = None
    while store is None:
        with contextlib.suppress(StoreError):
            store = await open_store(url, Rules())
    try:
        with open(log, "w", encoding="ascii") as file:
            crowd = Crowd(store, name, slots, file)
            await asyncio.gather(*(crowd.take_part(number) for number in range(people)))
    finally:
        await store.close()
    print(json.dumps(crowd.counts))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), Path(sys.argv[5])))
