"""The real server, killed without warning while people answer: nothing acknowledged is lost or changed."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from dataclasses import dataclass, field

import httpx
import pytest

from mien.study.asked import write_asked
from mien.study.directory import StudyDirectory, make_key
from mien.study.displays import SHOWING
from mien.study.store import open_store
from mien.study.store.invariants import violations
from mien.study.store.records import TRIPLET, NewQuestion, Pool

K, QUESTIONS, PEOPLE, EACH, UNDOS, MOST_BACK = 3, 6000, 12, 40, 5, 12
CLIP = {"drawn": 50, "late": 0, "longest": 20, "plays": 1}
DESIGN = f"""
[questions]
k = {K}
[person]
triplets = {EACH}
catch = 0
repeats = 2
practice = 0
[page]
languages = ["en"]
[server]
requests_per_minute = 10000000
entries_per_minute = 10000000
"""


def make_study(folder):
    folder.mkdir()
    asked = [
        NewQuestion(f"q{n}", Pool(TRIPLET, "train"), f"a{n}", f"b{n}", f"c{n}") for n in range(QUESTIONS)
    ]
    write_asked(folder, asked)
    (folder / "study.toml").write_text(DESIGN, "utf-8")
    (folder / "consent.en.md").write_text("A test.\n", "utf-8")
    (folder / "stimuli").mkdir()
    faces = {
        face: {"file": f"{0:064x}.png", "width": 1, "height": 1}
        for q in asked for face in (q.anchor, q.first, q.second)
    }  # fmt: skip
    about = {"how": "lines", "layout": "", "source": "", "licence": "", "synthetic": True, "settings": None}
    index = {"schema": 1, **about, "faces": faces}
    (folder / "stimuli" / "stimuli.json").write_text(json.dumps(index), "utf-8")
    make_key(folder / "secret.key")


@dataclass
class Server:
    """The study's server; `url` is where it is now."""

    folder: object
    url: str = ""
    process: subprocess.Popen | None = None
    up: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self):
        words = [sys.executable, "-m", "mien", "study", "serve", str(self.folder), "--port", "0"]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        lines = iter(self.process.stdout.readline, "")
        self.url = await asyncio.to_thread(
            lambda: next((line.split()[1] for line in lines if line.startswith("study")), "")
        )
        assert self.url, "the server did not start"
        self.up.set()

    def kill(self, how=signal.SIGKILL):
        self.up.clear()
        os.kill(self.process.pid, how)
        self.process.wait(timeout=30)
        self.process.stdout.close()

    async def post(self, client, path, body, token=""):
        """The answer of whichever server is up; asked again if one was killed meanwhile."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        while True:
            await self.up.wait()
            try:
                response = await client.post(self.url + path, json=body, headers=headers, timeout=20)
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            if response.status_code != 503:
                assert response.status_code == 200, response.text
                return response.json()
            await asyncio.sleep(0.05)


@dataclass
class Told:
    """What was acknowledged: answers that stay, leases given back, answers taken back, how clips ran."""

    kept: dict = field(default_factory=dict)
    shown: dict = field(default_factory=dict)
    given_back: set = field(default_factory=set)
    taken_back: set = field(default_factory=set)

    def showed(self, answer):
        """An answer was acknowledged, and with it what it says of its clips."""
        if "shown" in answer:
            self.shown[f"{SHOWING}{answer['lease']}-{answer['attempt']}"] = answer["shown"]


async def people(server, number, told, done, stop):
    """One person after the other until it is enough, each to the end."""
    turn = 0
    while not stop.is_set():
        await person(server, 1000 * number + turn, told, done)
        turn += 1


async def person(server, number, told, done):
    """Somebody who answers all questions, some of them about clips, and now and then sends an answer again,
    or its opposite, takes one back, or gives a question back.
    """
    acknowledged, given_back, taken_back = told.kept, told.given_back, told.taken_back
    rng = random.Random(number)
    async with httpx.AsyncClient() as client:
        query = {"visitor": f"visitor-{number:024}"}
        body = {"platform": "link", "query": query, "language": "en", "consent": "1"}
        token = (await server.post(client, "api/enter", body))["token"]
        undos = backs = 0
        while questions := (await server.post(client, "api/claim", {}, token))["questions"]:
            if rng.random() < 0.2 and backs < MOST_BACK:
                backs += 1
                # Given back and answered all the same: it is kept, and never counted.
                lease = questions[0]["lease"]
                given_back.add(lease)
                await server.post(client, "api/replace", {"lease": lease, "reason": "404"}, token)
                answer = {"lease": lease, "choice": "first", "ms": 1500}
                found = await server.post(client, "api/answers", {"answers": [answer]}, token)
                assert found["receipts"][0]["fate"] in ("given_back", "duplicate")
                acknowledged[lease] = "first"
                questions = questions[1:]
            for question in questions:
                choice = rng.choice(["first", "second"])
                attempt = question["attempt"]
                answer = {"lease": question["lease"], "choice": choice, "ms": 1500, "attempt": attempt}
                if rng.random() < 0.3:
                    answer["shown"] = {"face": 300, "onset": rng.randrange(1000), "clips": [CLIP] * 3}
                found = await server.post(client, "api/answers", {"answers": [answer]}, token)
                (receipt,) = found["receipts"]
                assert (receipt["fate"], receipt["choice"]) in {("stored", choice), ("duplicate", choice)}
                told.showed(answer)
                if rng.random() < 0.1 and undos < UNDOS:
                    undos += 1
                    back = {"lease": question["lease"], "attempt": attempt}
                    undone = await server.post(client, "api/undo", back, token)
                    assert undone["undone"], undone
                    taken_back.add((question["lease"], attempt, choice))
                    choice = rng.choice(["first", "second"])
                    answer = {**answer, "choice": choice, "attempt": attempt + 1}
                    found = await server.post(client, "api/answers", {"answers": [answer]}, token)
                    assert found["receipts"][0]["fate"] in ("stored", "duplicate")
                    told.showed(answer)
                acknowledged[question["lease"]] = choice
                if rng.random() < 0.1:
                    other = "second" if choice == "first" else "first"
                    again = {"answers": [answer, {**answer, "choice": other}]}
                    found = await server.post(client, "api/answers", again, token)
                    fates = [(r["fate"], r["choice"]) for r in found["receipts"]]
                    assert fates == [("duplicate", choice), ("conflict", choice)]
        done.append((await server.post(client, "api/finish", {}, token))["code"])


async def killed(folder, kills, seed):
    """People answer while the server is killed so many times; what was acknowledged, and codes."""
    server, told, done, stop = Server(folder), Told(), [], asyncio.Event()
    await server.start()
    rng = random.Random(seed)
    tasks = [asyncio.create_task(people(server, n, told, done, stop)) for n in range(PEOPLE)]
    for _ in range(kills):
        before = len(told.kept)
        while len(told.kept) < before + 5:
            await asyncio.wait(tasks, timeout=0.01)
            assert not any(task.done() for task in tasks), [task for task in tasks if task.done()]
        await asyncio.sleep(rng.uniform(0.0, 0.5))
        server.kill()
        await server.start()
    stop.set()
    await asyncio.gather(*tasks)
    server.kill(signal.SIGTERM)
    return told, done


async def examined(folder):
    directory = StudyDirectory(folder)
    store = await open_store(directory.default_store, directory.design.rules, readonly=True)
    try:
        rows = await store.read("SELECT lease, choice FROM answer")
        twice = await store.read(
            "SELECT person, question FROM lease WHERE turn = 0 GROUP BY person, question HAVING COUNT(*) > 1"
        )
        over = await store.read(
            "SELECT question, SUM(counted) FROM answer GROUP BY question "
            f"HAVING SUM(counted) > {K} ORDER BY question"
        )
        undone = set(await store.read("SELECT lease, attempt, choice FROM undone"))
        kept = {lease for (lease,) in await store.read("SELECT id FROM lease WHERE state = 'released'")}
        facts = await store.read("SELECT name, value FROM fact WHERE name LIKE ?", f"{SHOWING}%")
        shown = {name: json.loads(value) for name, value in facts}
        return dict(rows), undone, kept, shown, twice, over, await violations(store), await store.verify()
    finally:
        await store.close()


def check(tmp_path, kills, seed=7):
    make_study(tmp_path / "study")
    told, done = asyncio.run(killed(tmp_path / "study", kills, seed))
    acknowledged = told.kept
    stored, undone, released, shown, twice, over, wrong, damage = asyncio.run(examined(tmp_path / "study"))
    lost = [lease for lease in acknowledged if lease not in stored]
    changed = [lease for lease, choice in acknowledged.items() if stored.get(lease, choice) != choice]
    assert (lost, changed, twice, over, wrong, damage) == ([], [], [], [], [], [])
    assert len(acknowledged) == len(stored) == len(done) * (EACH + 2) + len(told.given_back)
    assert (undone, released) == (told.taken_back, told.given_back)
    assert shown == told.shown
    assert shown
    assert undone
    assert released
    assert len(done) == len(set(done)) >= PEOPLE
    print(
        f"{kills} kills, {len(acknowledged)} answers acknowledged, none lost or changed; {len(done)} codes; "
        f"{len(undone)} taken back, {len(released)} given back, {len(shown)} with clips"
    )


def test_three_kills_lose_nothing(tmp_path):
    check(tmp_path, kills=3)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
def test_two_hundred_kills_lose_nothing(tmp_path, seed):
    check(tmp_path, kills=20, seed=seed)
