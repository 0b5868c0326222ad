"""A state machine that does anything in any order to a store, and to a model of the rules in plain dicts."""

import asyncio
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mien.errors import DataError
from mien.study.store import open_store
from mien.study.store.invariants import violations
from mien.study.store.records import REPEAT, Entry, NewQuestion, Pool, Rules, Submission

LEASE_MS, GAP, HOUR = 600_000, 2, 3_600_000
POOLS = (
    Pool("triplet", "train"),
    Pool("triplet", "test"),
    Pool("label", "train"),
    Pool("triplet", "", "catch"),
)
ACTIVE = ("working", "finished")
numbers = st.integers(0, 1_000)


class Clock:
    at = 1_700_000_000_000

    def now(self):
        return self.at


class Model:
    """The rules, from the interface's words, recomputed from what happened and never counted up."""

    def __init__(self, fixed):
        self.fixed = fixed
        self.now = 0
        self.questions, self.people, self.leases, self.answers = {}, {}, {}, {}

    def holds(self, lease):
        return lease["turn"] == 0 and self.questions[lease["question"]]["pool"].role == "vote"

    def counted(self, name):
        return sum(
            answer["counted"] and self.people[self.leases[number]["person"]]["state"] in ACTIVE
            for number, answer in self.answers.items()
            if self.leases[number]["question"] == name
        )

    def leased(self, name):
        return sum(
            lease["question"] == name and lease["state"] == "open" and self.holds(lease)
            for lease in self.leases.values()
        )

    def free(self, name):
        return self.counted(name) + self.leased(name) < self.questions[name]["wanted"]

    def of(self, person, *states):
        return {n: x for n, x in self.leases.items() if x["person"] == person and x["state"] in states}

    def lost(self, person, lease):
        return self.people[person]["state"] != "working" or (
            self.holds(lease) and not self.free(lease["question"])
        )

    def progress(self, person):
        live = self.of(person, "open", "answered", "expired")
        lost = [n for n, x in live.items() if x["state"] == "expired" and self.lost(person, x)]
        answered = len(self.of(person, "answered"))
        found = self.people[person]
        return found["state"], answered, len(live) - len(lost) + len(found["untried"])

    def expire(self):
        for lease in self.leases.values():
            if lease["state"] == "open" and lease["expires"] <= self.now:
                lease["state"] = "expired"

    def revive(self, person):
        for lease in self.of(person, "expired").values():
            if not self.lost(person, lease):
                lease.update(state="open", expires=self.now + LEASE_MS)

    def candidates(self, person, slot):
        """Names of the questions that may come in a slot."""
        wanted = self.people[person]["plan"][slot]
        mine = [lease for lease in self.leases.values() if lease["person"] == person]
        asked = {lease["question"] for lease in mine if lease["turn"] == 0}
        if wanted == REPEAT:
            again = {lease["question"] for lease in mine if lease["turn"] == 1}
            old = [
                (lease["slot"], number, lease["question"])
                for number, lease in self.of(person, "answered").items()
                if self.holds(lease) and lease["slot"] <= slot - GAP and lease["question"] not in again
            ]
            return [min(old)[2]] if old else []
        pool = POOLS[wanted]
        others = [x for x in POOLS if x != pool and x.role == pool.role == "vote" and x.kind == pool.kind]
        for pools in ([pool], others):
            found = [
                (question["rank"], name)
                for name, question in self.questions.items()
                if question["pool"] in pools
                and name not in asked
                and (pool.role != "vote" or self.free(name))
            ]
            if found:
                return [min(found)[1]] if self.fixed else [name for _, name in found]
        return []

    def release(self, person, leases):
        plan, untried = self.people[person]["plan"], self.people[person]["untried"]
        for lease in leases:
            lease["state"] = "released"
        if leases:
            live = {lease["slot"] for lease in self.of(person, "open", "answered", "expired").values()}
            first = min(lease["slot"] for lease in leases)
            untried |= {slot for slot in range(first, len(plan)) if slot not in live}

    def submit(self, person, number, choice):
        """Expected fate, what is stored, and whether it is counted."""
        lease = self.leases.get(number)
        if lease is None or lease["person"] != person:
            return "unknown", "", False
        active = self.people[person]["state"] in ACTIVE
        stored = self.answers.get(number)
        triplet = self.questions[lease["question"]]["pool"].kind == "triplet"
        kept = ("", False) if stored is None else (stored["choice"], stored["counted"] and active)
        if choice not in (("first", "second") if triplet else ("negative", "neutral", "positive")):
            return "invalid", *kept
        if stored is not None:
            return ("duplicate" if stored["choice"] == choice else "conflict"), *kept
        if self.people[person]["state"] == "withdrawn":
            return "withdrawn", "", False
        counted = self.holds(lease) and active and (lease["state"] == "open" or self.free(lease["question"]))
        lease["state"] = "answered"
        self.people[person]["untried"].discard(lease["slot"])
        self.answers[number] = {"choice": choice, "counted": counted}
        return "stored", choice, counted

    def done(self, person):
        waiting = self.of(person, "open", "expired").values()
        left = [x for x in waiting if x["state"] == "open" or not self.lost(person, x)]
        return not left and (self.people[person]["state"] == "excluded" or not self.people[person]["untried"])


class Machine(RuleBasedStateMachine):
    """Set `new_target` in a subclass."""

    new_target = None

    def __init__(self):
        super().__init__()
        self.runner = asyncio.Runner()
        self.clock = Clock()
        self.store = None
        self.target = self.new_target()
        self.identities = {}
        self.counter = 0

    def do(self, call):
        """Run an operation; time goes on by what the clock says, if it says so."""
        self.model.now = max(self.model.now, self.clock.at)
        return self.runner.run(call)

    def open(self):
        self.store = self.runner.run(
            open_store(
                self.target,
                Rules(LEASE_MS, self.model.fixed, GAP),
                create=True,
                clock=self.clock,
                rng=random.Random(self.counter),
            )
        )

    def teardown(self):
        if self.store is not None:
            self.runner.run(self.store.close())
        self.runner.close()

    @initialize(fixed=st.booleans(), count=st.integers(1, 4), wanted=st.integers(1, 3))
    def begin(self, fixed, count, wanted):
        self.model = Model(fixed)
        self.open()
        for pool in POOLS:
            self.add(pool, count, wanted)
        assert self.runner.run(self.store.pools()) == POOLS

    def add(self, pool, count, wanted):
        faces = ("l", "r") if pool.kind == "triplet" else ("", "")
        new = []
        for _ in range(count):
            self.counter += 1
            name = f"q{self.counter}"
            k = wanted if pool.role == "vote" else 0
            rank = random.Random(self.counter).random()
            new.append(NewQuestion(name, pool, name, *faces, rank, k, "" if k else "first"))
            self.model.questions[name] = {"pool": pool, "wanted": k, "rank": rank}
        assert self.do(self.store.add_questions(new)) == count

    def pick(self, number):
        people = sorted(self.model.people)
        return people[number % len(people)] if people else None

    @rule(pool=st.sampled_from(POOLS), wanted=st.integers(0, 2))
    def add_question(self, pool, wanted):
        if len(self.model.questions) < 25:
            self.add(pool, 1, wanted)

    @rule(wanted=st.integers(0, 4))
    def want(self, wanted):
        expected = 0
        for name, question in self.model.questions.items():
            if question["pool"].role == "vote":
                k = max(wanted, self.model.counted(name) + self.model.leased(name))
                expected += k != question["wanted"]
                question["wanted"] = k
        assert self.do(self.store.want(wanted)) == expected

    @rule(
        who=st.integers(0, 5),
        plan=st.lists(st.sampled_from([0, 0, 0, 1, 1, 2, 3, REPEAT]), min_size=1, max_size=9),
    )
    def enter(self, who, plan):
        self.counter += 1
        entry = Entry(f"i{who}", f"r{self.counter}", "link", f"x{who}", "en", "1", tuple(plan))
        person = self.do(self.store.enter(entry))
        if who in self.identities:
            assert person.number == self.identities[who]
        else:
            assert person.number not in self.model.people
            self.identities[who] = person.number
            self.model.people[person.number] = {
                "state": "working",
                "plan": tuple(plan),
                "untried": set(range(len(plan))),
                "code": "",
            }
        assert (person.state, person.answered, person.total) == self.model.progress(person.number)

    @precondition(lambda self: self.model.people)
    @rule(who=numbers, most=st.integers(1, 6))
    def claim(self, who, most):
        person, model = self.pick(who), self.model
        claim = self.do(self.store.claim(person, most))
        model.expire()
        if model.people[person]["state"] != "working":
            assert claim.leased == ()
            return
        model.revive(person)
        fresh = {leased.slot: leased for leased in claim.leased if leased.lease not in model.leases}
        for slot in sorted(model.people[person]["untried"]):
            if len(model.of(person, "open")) >= most:
                break
            candidates = model.candidates(person, slot)
            model.people[person]["untried"].discard(slot)
            assert bool(candidates) == (slot in fresh)
            if candidates:
                leased = fresh.pop(slot)
                assert leased.anchor in candidates
                assert leased.repeat == (model.people[person]["plan"][slot] == REPEAT)
                model.leases[leased.lease] = {
                    "person": person, "question": leased.anchor, "turn": int(leased.repeat), "slot": slot,
                    "state": "open", "expires": model.now + LEASE_MS,
                }  # fmt: skip
        assert not fresh
        mine = model.of(person, "open")
        assert [leased.lease for leased in claim.leased] == sorted(mine, key=lambda n: (mine[n]["slot"], n))
        for leased in claim.leased:
            assert (leased.anchor, leased.slot) == (
                mine[leased.lease]["question"], mine[leased.lease]["slot"]
            )  # fmt: skip
        assert self.same(claim.progress, person)

    def same(self, progress, person):
        return (progress.state, progress.answered, progress.total) == self.model.progress(person)

    @precondition(lambda self: self.model.leases)
    @rule(
        lease=numbers,
        choices=st.lists(
            st.sampled_from(["first", "first", "second", "neutral", "neutral"]), min_size=1, max_size=3
        ),
        stranger=st.integers(0, 9),
    )
    def submit(self, lease, choices, stranger):
        known = sorted(self.model.leases)
        sent = [(known[(lease + n) % len(known)], choice) for n, choice in enumerate(choices)]
        person = self.model.leases[sent[0][0]]["person"] if stranger else self.pick(lease)
        receipts = self.do(self.store.submit(person, [Submission(*answer, ms=5) for answer in sent]))
        assert [(r.lease, r.fate, r.choice, r.counted) for r in receipts] == [
            (number, *self.model.submit(person, number, choice)) for number, choice in sent
        ]

    @precondition(lambda self: self.model.leases)
    @rule(who=numbers, right=st.booleans())
    def answer_all(self, who, right):
        """What most people do; else hardly anybody would ever be done."""
        person, model = self.pick(who), self.model
        for number in model.of(person, "open", *(() if right else ("expired",))):
            triplet = model.questions[model.leases[number]["question"]]["pool"].kind == "triplet"
            choice = "second" if triplet else "positive"
            [receipt] = self.do(self.store.submit(person, [Submission(number, choice)]))
            expected = model.submit(person, number, choice)
            assert (receipt.fate, receipt.choice, receipt.counted) == expected

    @precondition(lambda self: self.model.leases)
    @rule(lease=numbers, stranger=st.integers(0, 9))
    def release(self, lease, stranger):
        known = sorted(self.model.leases)
        number = known[lease % len(known)]
        person = self.model.leases[number]["person"] if stranger else self.pick(lease)
        progress = self.do(self.store.release(person, number, "stimulus", ""))
        found = self.model.of(person, "open", "expired").get(number)
        self.model.release(person, [found] if found else [])
        assert self.same(progress, person)

    @precondition(lambda self: self.model.people)
    @rule(who=numbers)
    def heartbeat(self, who):
        person = self.pick(who)
        progress = self.do(self.store.heartbeat(person))
        for lease in self.model.of(person, "open").values():
            lease["expires"] = self.model.now + LEASE_MS
        assert self.same(progress, person)

    @precondition(lambda self: self.model.people)
    @rule(who=numbers)
    def finish(self, who):
        person = self.pick(who)
        self.counter += 1
        finish = self.do(self.store.finish(person, f"C{self.counter}"))
        found = self.model.people[person]
        if found["state"] in ("working", "excluded") and not found["code"] and self.model.done(person):
            found["code"] = f"C{self.counter}"
            found["state"] = "finished" if found["state"] == "working" else found["state"]
        assert finish.code == found["code"]
        assert self.same(finish.progress, person)

    @precondition(lambda self: self.model.people)
    @rule(who=numbers)
    def withdraw(self, who):
        person = self.pick(who)
        self.do(self.store.withdraw(person))
        self.model.release(person, list(self.model.of(person, "open", "expired").values()))
        self.model.people[person]["state"] = "withdrawn"

    @precondition(lambda self: self.model.people)
    @rule(who=numbers)
    def exclude(self, who):
        person, model = self.pick(who), self.model
        if model.people[person]["state"] not in ACTIVE:
            with pytest.raises(DataError):
                self.do(self.store.exclude(person, "x", "admin"))
            return
        counted = sum(model.answers[n]["counted"] for n in model.of(person, "answered"))
        assert self.do(self.store.exclude(person, "x", "admin")) == counted
        model.release(person, list(model.of(person, "open", "expired").values()))
        model.people[person]["state"] = "excluded"

    @precondition(lambda self: self.identities)
    @rule(who=numbers)
    def erase(self, who):
        name = sorted(self.identities)[who % len(self.identities)]
        self.counter += 1
        self.do(self.store.erase(self.identities.pop(name), f"r{self.counter}"))

    @rule(by=st.sampled_from([LEASE_MS // 2, LEASE_MS // 2, LEASE_MS, HOUR, -HOUR]))
    def wait(self, by):
        self.clock.at += by

    @rule(crash=st.booleans())
    def reopen(self, crash):
        """Open the store again; after a crash of SQLite's from its files as they lie there."""
        before = self.store
        if crash and isinstance(self.target, Path):
            there = self.new_target()
            for suffix in ("", "-wal"):
                found = Path(f"{self.target}{suffix}")
                if found.exists():
                    shutil.copy(found, f"{there}{suffix}")
            self.target = there
        else:
            self.runner.run(before.close())
        self.open()
        self.runner.run(before.close())

    @invariant()
    def tables_are_as_the_model_says(self):
        if self.store is None:
            return
        model = self.model

        async def read():
            return (
                await violations(self.store),
                await self.store.read("SELECT name, counted, leased, wanted FROM question"),
                await self.store.read("SELECT id, state FROM lease"),
                await self.store.read("SELECT lease, choice, counted FROM answer"),
                [await self.store.person(number) for number in model.people],
            )

        found, questions, leases, answers, people = self.runner.run(read())
        assert found == []
        assert sorted(questions) == sorted(
            (name, model.counted(name), model.leased(name), question["wanted"])
            for name, question in model.questions.items()
        )
        assert dict(leases) == {number: lease["state"] for number, lease in model.leases.items()}
        assert sorted(answers) == sorted(
            (number, answer["choice"], answer["counted"]) for number, answer in model.answers.items()
        )
        for person in people:
            assert (person.state, person.answered, person.total) == model.progress(person.number)
            assert person.code == model.people[person.number]["code"]


def _run(new_target, examples, steps):
    machine = type("MachineHere", (Machine,), {"new_target": staticmethod(new_target)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_any_order_of_operations(new_target):
    _run(new_target, 20, 40)


@pytest.mark.soak
def test_any_order_of_operations_for_long(new_target):
    _run(new_target, 500, 100)
