"""The rules of a store in plain dicts, to compare the stores with."""

from mien.study.store.records import REPEAT, Pool

LEASE_MS, GAP = 600_000, 2
POOLS = (
    Pool("triplet", "train"),
    Pool("triplet", "test"),
    Pool("label", "train"),
    Pool("triplet", "", "catch"),
)
ACTIVE = ("working", "finished")


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
            before = [pool for pool in self.people[person]["plan"][:slot] if pool != REPEAT]
            kinds = {POOLS[before[-1]].kind} if before else {pool.kind for pool in POOLS}
            old = [
                (lease["slot"], number, lease["question"])
                for number, lease in self.of(person, "answered").items()
                if self.holds(lease)
                and self.questions[lease["question"]]["pool"].kind in kinds
                and lease["slot"] <= slot - GAP
                and lease["question"] not in again
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
