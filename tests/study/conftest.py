"""A store with questions and people's answers in it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import shutil
import subprocess

import pytest

from mien.study.store import open_store
from mien.study.store.records import (
    CATCH,
    LABEL,
    REPEAT,
    TRIPLET,
    Entry,
    NewQuestion,
    Pool,
    Rules,
    Submission,
)


def _questions(n, k):
    votes = [
        NewQuestion(f"q{i:03}", Pool(TRIPLET, "train"), f"a{i}", f"b{i}", f"c{i}", i / n, k) for i in range(n)
    ]
    labels = [NewQuestion(f"l{i:03}", Pool(LABEL, "train"), f"a{i}", "", "", i / n, k) for i in range(4)]
    check = NewQuestion("c1", Pool(TRIPLET, "", CATCH), "a0", "a0", "b1", expected="first")
    return [*votes, *labels, check]


async def answered_store(path, people=4, n=10, k=2, choose=None):
    """A store in which people answered all that they were asked; `choose(person, leased)` says what.

    Returns the open store, the people, and what each was asked with what each said.
    """
    store = await open_store(path, Rules(repeat_gap=2), create=True, rng=random.Random(1))
    await store.add_questions(_questions(n, k))
    pools = await store.pools()
    place = {(pool.kind, pool.role): number for number, pool in enumerate(pools)}
    vote, label, catch = (
        place[TRIPLET, "vote"], place[LABEL, "vote"], place[TRIPLET, CATCH],
    )  # fmt: skip
    plan = (vote, vote, catch, vote, REPEAT, vote, label)
    said = []
    found = []
    for number in range(people):
        entry = Entry(f"id{number}", f"r-{number}", "link", f"v{number}", "en", "1", plan)
        person = await store.enter(entry)
        found.append(person)
        while True:
            claim = await store.claim(person.number, 1)
            if not claim.leased:
                break
            leased = claim.leased[0]
            choice = choose(number, leased) if choose else ("first" if leased.kind == TRIPLET else "neutral")
            answer = Submission(leased.lease, choice, 1000 + number)
            (receipt,) = await store.submit(person.number, [answer])
            said.append((person, leased, choice, receipt))
        await store.finish(person.number, f"CODE{number}")
    return store, found, said


@pytest.fixture
def with_answers(tmp_path):
    """Runs ``work(store, people, said)`` on a store with answers: ``with_answers(work, **settings)``."""

    def run(work, **settings):
        async def inner():
            store, people, said = await answered_store(tmp_path / "study.sqlite", **settings)
            try:
                return await work(store, people, said)
            finally:
                await store.close()

        return asyncio.run(inner())

    return run


def _answer(kind, leased):
    """An answer of a kind that anybody could give."""
    return {
        "triplet": "first", "label": ("negative", "neutral", "positive")[leased.lease % 3],
        "odd-one-out": str(leased.lease % 3 + 1), "best-worst": "best=2;worst=4",
        "rating": f"valence={leased.lease % 101};arousal=50;intensity=3",
    }[kind]  # fmt: skip


@pytest.fixture
def answered_study(tmp_path, make_posed, write_npz):
    """Makes a study of every kind whose three people answered all: directory, store, and what was said."""
    from mien.study.directory import StudyDirectory
    from mien.study.initialise import initialise
    from mien.study.plan import plan_from
    from mien.study.serve import prepare

    async def made():
        posed = make_posed(people=6)
        source = f"npz:{write_npz(tmp_path / 'faces.npz', posed)}"
        faces = tmp_path / "faces.csv"
        faces.write_text("face\n" + "\n".join(posed.face.tolist()[:24]) + "\n", "utf-8")
        triplets = tmp_path / "t.csv"
        rows = [",".join(posed.face.tolist()[i : i + 3]) for i in range(12)]
        triplets.write_text("anchor,first,second\n" + "\n".join(rows) + "\n", "utf-8")
        design = tmp_path / "design.toml"
        design.write_text(EVERY_KIND, "utf-8")
        images = tmp_path / "images"
        images.mkdir()
        from PIL import Image

        for face in posed.face.tolist()[:24]:
            Image.new("RGB", (64, 72), (len(face) * 9 % 255, 120, 90)).save(images / f"{face}.png")
        kinds = {
            "triplet": triplets,
            **dict.fromkeys(("label", "rating", "odd-one-out", "best-worst"), faces),
        }
        directory = StudyDirectory(
            initialise(tmp_path / "every kind", source, kinds, images=images, design=design).path
        )
        store = await prepare(directory, directory.default_store)
        said = []
        for number in range(3):
            plan = await plan_from(store, directory.design, random.Random(number))
            entry = Entry(f"id{number}", f"r-{number}", "link", f"v{number}", "en", "1", plan)
            person = (await store.enter(entry)).number
            await store.tell(person, "screening.glasses", "1")
            await store.tell(person, "comment", "a secret remark")
            while leased := (await store.claim(person, 1)).leased:
                one = leased[0]
                choice = _answer(one.kind, one)
                (receipt,) = await store.submit(person, [Submission(one.lease, choice, 900 + number)])
                assert receipt.fate == "stored"
                catch = (await store.read(
                    "SELECT role FROM lease JOIN question ON question.id = lease.question "
                    "JOIN pool ON pool.id = question.pool WHERE lease.id = ?", one.lease))[0][0]  # fmt: skip
                said.append((one.kind, catch, choice, one.repeat))
            await store.finish(person, f"CODE{number}")
        return directory, store, said

    return made


EVERY_KIND = """
[questions]
k = 3

[person]
triplets = 6
labels = 14
more = { rating = 6, odd-one-out = 6, best-worst = 6 }
catch = 5
repeats = 1
repeat_gap = 2

[tasks.rating]
scales = ["valence", "arousal", "intensity"]

[lease]
batch = 3

[page]
languages = ["en"]

[[screening]]
name = "glasses"
text = { en = "Do you see well?" }
options = { en = ["yes", "no"] }
allowed = [1]
"""


@pytest.fixture
def mounted():
    """A file system of a size of its own, at a new folder: ``with mounted(there, "2m")``."""

    @contextlib.contextmanager
    def made(there, size):
        there.mkdir()
        if os.geteuid() != 0 or shutil.which("mount") is None:
            pytest.skip("a small file system can only be mounted by root")
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(there)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"a small file system cannot be mounted here: {done.stderr.strip()}")
        yield there
        subprocess.run(["umount", str(there)], check=True)

    return made
