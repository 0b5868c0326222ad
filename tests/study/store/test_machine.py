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
    rule,
    run_state_machine_as_test,
)

from mien.errors import DataError
from mien.study.store import open_store
from mien.study.store.invariants import violations
from mien.study.store.records import REPEAT, Entry, NewQuestion, Outcome, Rules, Submission

from .model import (
    ACTIVE,
    COMPLETE,
    FIRST,
    FIRST_MS,
    GAP,
    GIVE_BACKS,
    LAPSED,
    LEASE_MS,
    POOLS,
    UNDOS,
    Model,
)

HOUR = 3_600_000
PLANS = st.lists(st.sampled_from([0, 0, 0, 1, 1, 2, 3, REPEAT]), min_size=1, max_size=9)
CHOICES = st.lists(
    st.sampled_from(["first", "first", "second", "neutral", "neutral"]), min_size=1, max_size=3
)
# What is done, how often among the others, and what it takes besides a number that says to whom.
STEPS = {
    "claim": (14, st.integers(1, 6)),
    "answer_all": (9, st.booleans()),
    "submit": (6, CHOICES),
    "wait": (5, st.sampled_from([LEASE_MS // 2, LEASE_MS // 2, LEASE_MS, HOUR, -HOUR])),
    "enter": (3, PLANS),
    "release": (3, st.none()),
    "undo": (4, st.integers(0, 2)),
    "finish": (3, st.none()),
    "heartbeat": (1, st.none()),
    "exclude": (1, st.none()),
    "withdraw": (1, st.none()),
    "erase": (1, st.none()),
    "want": (1, st.integers(0, 4)),
    "add_question": (1, st.sampled_from(POOLS)),
    "reopen": (1, st.booleans()),
}
STEP = st.one_of(
    [
        st.tuples(st.just(name), st.integers(0, 1_000), argument)
        for name, (often, argument) in STEPS.items()
        for _ in range(often)
    ]
)


class Clock:
    at = 1_700_000_000_000

    def now(self):
        return self.at


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
                Rules(
                    LEASE_MS,
                    self.model.fixed,
                    GAP,
                    first=FIRST,
                    first_ms=FIRST_MS,
                    lapsed=LAPSED,
                    give_backs=GIVE_BACKS,
                    undos=UNDOS,
                    complete=COMPLETE,
                ),
                create=True,
                clock=self.clock,
                rng=random.Random(self.counter),
            )
        )

    def teardown(self):
        if self.store is not None:
            self.runner.run(self.store.close())
        self.runner.close()

    @initialize(
        fixed=st.booleans(),
        count=st.integers(1, 4),
        wanted=st.integers(1, 3),
        plans=st.lists(PLANS, min_size=3, max_size=3),
    )
    def begin(self, fixed, count, wanted, plans):
        self.model = Model(fixed)
        self.open()
        for pool in POOLS:
            self.add(pool, count, wanted)
        assert self.runner.run(self.store.pools()) == POOLS
        for who in range(3):
            self.enter(who, plans[who])

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
        return people[number % len(people)]

    @rule(steps=st.lists(STEP, min_size=1, max_size=8))
    def act(self, steps):
        """Several steps in a rule: hypothesis leaves whole rules out, and without claims nothing happens."""
        for name, number, argument in steps:
            getattr(self, name)(number, argument)
            self.check()

    def add_question(self, number, pool):
        if len(self.model.questions) < 25:
            self.add(pool, 1, number % 3)

    def want(self, _, wanted):
        expected = 0
        for name, question in self.model.questions.items():
            if question["pool"].role == "vote":
                k = max(wanted, self.model.counted(name) + self.model.leased(name))
                expected += k != question["wanted"]
                question["wanted"] = k
        assert self.do(self.store.want(wanted)) == expected

    def enter(self, who, plan):
        who %= 6
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
                "outcome": None,
            }
        assert (person.state, person.answered, person.total) == self.model.progress(person.number)

    def claim(self, who, most):
        person, model = self.pick(who), self.model
        claim = self.do(self.store.claim(person, most))
        model.expire()
        if model.people[person]["state"] != "working":
            assert claim.leased == ()
            return
        most = model.most(person, most)
        model.revive(person)
        nothing, later = model.nothing_free(person)
        assert claim.waiting == (nothing and later)
        if nothing:
            assert claim.leased == ()
            if not later:
                model.people[person]["untried"].clear()
            assert self.same(claim.progress, person)
            return
        lasts = model.lasts(person)
        fresh = {leased.slot: leased for leased in claim.leased if leased.lease not in model.leases}
        for slot in sorted(model.people[person]["untried"]):
            if len(model.of(person, "open")) >= most:
                break
            candidates = model.candidates(person, slot) if model.may_have_more(person) else []
            model.people[person]["untried"].discard(slot)
            assert bool(candidates) == (slot in fresh)
            if candidates:
                leased = fresh.pop(slot)
                assert leased.anchor in candidates
                assert leased.repeat == (model.people[person]["plan"][slot] == REPEAT)
                model.leases[leased.lease] = {
                    "person": person, "question": leased.anchor, "turn": int(leased.repeat), "slot": slot,
                    "state": "open", "issued": model.now, "expires": model.now + lasts,
                }  # fmt: skip
        assert not fresh
        mine = model.of(person, "open")
        assert [leased.lease for leased in claim.leased] == sorted(mine, key=lambda n: (mine[n]["slot"], n))
        for leased in claim.leased:
            assert (leased.anchor, leased.slot, leased.attempt) == (
                mine[leased.lease]["question"], mine[leased.lease]["slot"], model.attempts(leased.lease)
            )  # fmt: skip
        assert self.same(claim.progress, person)

    def same(self, progress, person):
        return (progress.state, progress.answered, progress.total) == self.model.progress(person)

    def lease(self, number):
        """A lease, mostly of somebody who has it."""
        known = sorted(self.model.leases) or [1]
        lease = known[number % len(known)]
        owner = self.model.leases.get(lease, {}).get("person")
        return lease, self.pick(number) if owner is None or number % 10 == 0 else owner

    def submit(self, number, choices):
        lease, person = self.lease(number)
        sent = []
        for n, choice in enumerate(choices):
            place = lease + n // 2
            sent.append((place, choice, 5, max(self.model.attempts(place) + (0, 0, -1, 1)[number % 4], 0)))
        receipts = self.do(self.store.submit(person, [Submission(*answer) for answer in sent]))
        assert [(r.lease, r.fate, r.choice, r.counted) for r in receipts] == [
            (place, *self.model.submit(person, place, choice, attempt)) for place, choice, _, attempt in sent
        ]
        self.model.sent(person)

    def answer_all(self, who, right):
        """What most people do; else hardly anybody would ever be done."""
        person, model = self.pick(who), self.model
        for number in model.of(person, "open", *(() if right else ("expired",))):
            triplet = model.questions[model.leases[number]["question"]]["pool"].kind == "triplet"
            choice = "second" if triplet else "positive"
            attempt = model.attempts(number)
            [receipt] = self.do(self.store.submit(person, [Submission(number, choice, None, attempt)]))
            expected = model.submit(person, number, choice, attempt)
            model.sent(person)
            assert (receipt.fate, receipt.choice, receipt.counted) == expected

    def release(self, number, _):
        lease, person = self.lease(number)
        progress = self.do(self.store.release(person, lease, "stimulus", ""))
        found = self.model.of(person, "open", "expired").get(lease)
        self.model.release(person, [found] if found else [])
        assert self.same(progress, person)

    def undo(self, who, older):
        """Mostly the last answer, as it stands; now and then an earlier one, or an undo again."""
        person, model = self.pick(who), self.model
        mine = [number for number in model.order if model.leases[number]["person"] == person]
        lease = mine[-1 - who // 97 % min(len(mine), 3)] if mine else self.lease(who)[0]
        attempt = max(model.attempts(lease) - (older == 2), 0)
        found = self.do(self.store.undo(person, lease, attempt))
        refused, is_open = model.undo(person, lease, attempt)
        assert found.refused == refused
        assert (found.leased.lease if found.leased else None) == (lease if is_open else None)
        if found.leased:
            assert found.leased.attempt == model.attempts(lease)
        assert found.left == UNDOS - sum(
            len(taken) for n, taken in model.undone.items() if model.leases[n]["person"] == person
        )
        assert self.same(found.progress, person)

    def heartbeat(self, who, _):
        person = self.pick(who)
        progress = self.do(self.store.heartbeat(person))
        if self.model.of(person, "answered"):
            self.model.prolong(person)
        assert self.same(progress, person)

    def finish(self, who, _):
        person = self.pick(who)
        self.counter += 1
        others = {outcome: f"{outcome.name}{self.counter}" for outcome in Outcome}
        finish = self.do(self.store.finish(person, f"C{self.counter}", others))
        found = self.model.people[person]
        ends = found["state"] in ("working", "excluded") and not found.get("ended")
        if ends and self.model.done(person):
            found["outcome"], found["ended"] = self.model.outcome(person), True
            name = "C" if found["outcome"] == "complete" else found["outcome"]
            found["code"] = f"{name}{self.counter}"
            found["state"] = "finished" if found["state"] == "working" else found["state"]
        assert (finish.code, finish.outcome) == (found["code"], found["outcome"])
        assert self.same(finish.progress, person)

    def withdraw(self, who, _):
        person = self.pick(who)
        self.do(self.store.withdraw(person))
        self.model.release(person, list(self.model.of(person, "open", "expired").values()))
        self.model.people[person]["state"] = "withdrawn"

    def exclude(self, who, _):
        person, model = self.pick(who), self.model
        if model.people[person]["state"] not in ACTIVE:
            with pytest.raises(DataError):
                self.do(self.store.exclude(person, "x", "admin"))
            return
        counted = sum(model.answers[n]["counted"] for n in model.of(person, "answered"))
        assert self.do(self.store.exclude(person, "x", "admin")) == counted
        model.release(person, list(model.of(person, "open", "expired").values()))
        model.people[person]["state"] = "excluded"

    def erase(self, who, _):
        if not self.identities:
            return
        name = sorted(self.identities)[who % len(self.identities)]
        self.counter += 1
        person = self.identities.pop(name)
        self.do(self.store.erase(person, f"r{self.counter}"))
        # The platform knows whose code it is.
        self.model.people[person]["code"] = ""

    def wait(self, _, by):
        self.clock.at += by

    def reopen(self, _, crash):
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

    def check(self):
        """Invariants hold, and the tables are as the model says."""
        model = self.model

        async def read():
            return (
                await violations(self.store),
                await self.store.read("SELECT name, counted, leased, wanted FROM question"),
                await self.store.read("SELECT id, state FROM lease"),
                await self.store.read("SELECT lease, choice, counted FROM answer"),
                await self.store.read("SELECT lease, attempt, choice, counted FROM undone"),
                [await self.store.person(number) for number in model.people],
            )

        found, questions, leases, answers, undone, people = self.runner.run(read())
        assert found == []
        assert sorted(questions) == sorted(
            (name, model.counted(name), model.leased(name), question["wanted"])
            for name, question in model.questions.items()
        )
        assert dict(leases) == {number: lease["state"] for number, lease in model.leases.items()}
        assert sorted(answers) == sorted(
            (number, answer["choice"], answer["counted"]) for number, answer in model.answers.items()
        )
        assert sorted(undone) == sorted(
            (number, attempt, answer["choice"], answer["counted"])
            for number, taken in model.undone.items()
            for attempt, answer in enumerate(taken)
        )
        for person in people:
            assert person.outcome == model.people[person.number]["outcome"]
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
    _run(new_target, 20, 8)


@pytest.mark.soak
def test_any_order_of_operations_for_long(new_target):
    _run(new_target, 1000, 20)
