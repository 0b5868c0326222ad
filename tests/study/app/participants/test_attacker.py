"""Somebody who takes part with a program and tries to tell catch questions and repeats from the others."""

import asyncio
import hashlib
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

import httpx
import numpy as np

from mien.study.app import create_app
from mien.study.asked import check_questions, read_asked, write_asked
from mien.study.directory import StudyDirectory
from mien.study.platforms import enabled_platforms
from mien.study.serve import prepare

PICTURES = ("anchor", "first", "second")
DESIGN = {
    "questions": {"k": 5},
    "person": {"triplets": 24, "labels": 0, "catch": 6, "repeats": 6, "repeat_gap": 4, "practice": 0},
    "lease": {"batch": 5},
}


@dataclass
class Seen:
    """What came about one question: as JSON, its pictures, and how long each took."""

    raw: dict
    bodies: list[bytes] = field(default_factory=list)
    headers: list[tuple] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


async def take_part(client, visitor):
    """All that a browser receives, in its order."""
    entering = {"platform": "link", "query": {"visitor": visitor}, "language": "en", "consent": "1"}
    token = (await client.post("/api/enter", json=entering)).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    seen = {}
    while not (claim := (await client.post("/api/claim", json={}, headers=headers)).json())["done"]:
        for question in claim["questions"]:
            if question["lease"] in seen:
                assert seen[question["lease"]].raw == question
                continue
            one = seen[question["lease"]] = Seen(question)
            for place in PICTURES:
                began = time.perf_counter()
                reply = await client.get(question[place])
                one.seconds.append(time.perf_counter() - began)
                assert reply.status_code == 200
                one.bodies.append(reply.content)
                one.headers.append(tuple(sorted(reply.headers.items())))
        lease = claim["questions"][0]["lease"]
        answers = {"answers": [{"lease": lease, "choice": "first", "ms": 900}]}
        await client.post("/api/answers", json=answers, headers=headers)
    return list(seen.values())


def area(one, other):
    """Probability that a value of `one` is above one of `other`; a half is chance."""
    one, other = np.asarray(one, float)[:, None], np.asarray(other, float)
    return float(((one > other) + (one == other) / 2).mean())


def collected(tmp_path, make_study):
    folder = make_study(tmp_path / "study", DESIGN, 12)
    directory = StudyDirectory(folder)
    votes = [
        q for q in read_asked(folder, directory.design) if (q.pool.kind, q.pool.role) == ("triplet", "vote")
    ]
    write_asked(folder, [*votes, *check_questions(votes, 12, 0, random.Random(3))])

    async def main():
        store = await prepare(directory, directory.default_store)
        app = create_app(directory, store, enabled_platforms(directory))
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 5000))
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://study") as client,
        ):
            everything = [await take_part(client, f"attacker-number-{number}") for number in range(2)]
            rows = await store.read(
                "SELECT lease.id, turn, role FROM lease JOIN question ON question.id = lease.question "
                "JOIN pool ON pool.id = question.pool"
            )
        special = {lease: "repeat" if turn else role for lease, turn, role in rows}
        return everything, special

    return asyncio.run(main())


def test_catch_questions_and_repeats_cannot_be_told_by_what_is_sent(tmp_path, make_study):
    everything, special = collected(tmp_path, make_study)
    seen = [one for person in everything for one in person]
    kinds = [special[one.raw["lease"]] for one in seen]
    assert min(Counter(kinds).values()) >= 10
    assert set(kinds) == {"vote", "catch", "repeat"}
    # No picture has an address or bytes of another, neither in a question nor in a study nor between people.
    addresses = [one.raw[place] for one in seen for place in PICTURES]
    digests = [hashlib.sha256(body).digest() for one in seen for body in one.bodies]
    assert len(set(addresses)) == len(set(digests)) == len(addresses) == 3 * len(seen)
    assert len({len(address) for address in addresses}) == 1
    # Neither do lengths, headers or the form of what is said differ.
    assert len({len(body) for one in seen for body in one.bodies}) == 1
    assert len({headers for one in seen for headers in one.headers}) == 1
    assert len({tuple(one.raw) for one in seen}) == 1
    numbers = {"lease": 0, "slot": 0, "side": ""}
    assert len({len(json.dumps({**one.raw, **numbers})) for one in seen}) == 1


def test_numbers_sides_and_times_are_at_chance(tmp_path, make_study):
    everything, special = collected(tmp_path, make_study)
    steps, sides, times, slots = ({"vote": [], "catch": [], "repeat": []} for _ in range(4))
    for person in everything:
        for before, one in pairwise(person):
            kind = special[one.raw["lease"]]
            steps[kind].append(one.raw["lease"] - before.raw["lease"])
            sides[kind].append(one.raw["side"] == "first")
            # The same picture once more must not be quicker than another one.
            times[kind].append(max(one.seconds[1:]))
            slots[kind].append(one.raw["slot"] - before.raw["slot"])
    for kind in ("catch", "repeat"):
        assert set(steps[kind]) == set(steps["vote"]) == set(slots[kind]) == set(slots["vote"]) == {1}
        assert 0.2 < area(times[kind], times["vote"]) < 0.8
        assert 0.2 < area(sides[kind], sides["vote"]) < 0.8
