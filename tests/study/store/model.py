"""The rules of a store in plain dicts, to compare the stores with."""

from mien.study.store.records import LONGEST, REPEAT, Pool

LEASE_MS, GAP = 600_000, 2
FIRST, FIRST_MS, LAPSED, GIVE_BACKS, UNDOS, COMPLETE = 3, 200_000, 1, 2, 2, 0.7
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
        self.undone, self.order = {}, []

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
        # Answers to what was given back are none of the plan's.
        lost = [n for n, x in live.items() if x["state"] == "expired" and self.lost(person, x)]
        answered = len(self.of(person, "answered"))
        found = self.people[person]
        return found["state"], answered, len(live) - len(lost) + len(found["untried"])

    def expire(self):
        for lease in self.leases.values():
            if lease["state"] == "open" and lease["expires"] <= self.now:
                lease["state"] = "expired"

    def attempts(self, number):
        return len(self.undone.get(number, []))

    def lasts(self, person):
        return LEASE_MS if self.of(person, "answered") else FIRST_MS

    def most(self, person, most):
        """How many open leases somebody may come to."""
        if self.of(person, "answered"):
            return most
        return min(most, LAPSED if self.of(person, "expired") else FIRST)

    def revive(self, person):
        sparing = not self.of(person, "answered")
        for _, lease in sorted(self.of(person, "expired").items(), key=lambda one: (one[1]["slot"], one[0])):
            if sparing and len(self.of(person, "open")) >= LAPSED:
                break
            if not self.lost(person, lease):
                lease.update(state="open", expires=self.now + self.lasts(person))

    def prolong(self, person):
        for lease in self.of(person, "open").values():
            most = lease["issued"] + LONGEST * LEASE_MS
            lease["expires"] = max(lease["expires"], min(self.now + LEASE_MS, most))

    def given(self, person):
        return sum(lease["person"] == person for lease in self.leases.values())

    def may_have_more(self, person):
        return self.given(person) < len(self.people[person]["plan"]) + GIVE_BACKS

    def something_for(self, person, there):
        """Whether a vote question of the plan's kinds that was never asked is `there`."""
        plan = self.people[person]["plan"]
        kinds = {POOLS[slot].kind for slot in plan if slot != REPEAT and POOLS[slot].role == "vote"}
        asked = {
            lease["question"]
            for lease in self.leases.values()
            if lease["person"] == person and lease["turn"] == 0
        }
        return not kinds or any(
            question["pool"].kind in kinds
            and question["pool"].role == "vote"
            and name not in asked
            and there(name)
            for name, question in self.questions.items()
        )

    def nothing_free(self, person):
        """For somebody without answers and open leases; then also whether it may become free."""
        if self.of(person, "answered", "open") or self.something_for(person, self.free):
            return False, False
        return True, self.something_for(
            person, lambda name: self.counted(name) < self.questions[name]["wanted"]
        )

    def outcome(self, person):
        plan, answered = self.people[person]["plan"], len(self.of(person, "answered"))
        if answered >= COMPLETE * len(plan):
            return "complete"
        if self.may_have_more(person) and not self.something_for(person, self.free):
            return "full"
        return "partial" if answered else "nothing"

    def undo(self, person, number, attempt):
        """Why not, or None; and whether the lease is open then."""
        lease, answer = self.leases.get(number), self.answers.get(number)
        before = self.undone.get(number, [])
        if lease is None or lease["person"] != person:
            return "unknown", False
        if attempt < len(before):
            return None, lease["state"] == "open"
        if answer is None or lease["state"] != "answered" or attempt != len(before):
            return "unknown", False
        mine = [n for n in self.order if self.leases[n]["person"] == person]
        name = lease["question"]
        repeats = [
            x
            for x in self.leases.values()
            if x["person"] == person and x["question"] == name and x["turn"] > lease["turn"]
        ]
        taken = sum(len(found) for n, found in self.undone.items() if self.leases[n]["person"] == person)
        for wrong, why in (
            (self.people[person]["state"] != "working", "over"),
            (taken >= UNDOS, "limit"),
            (mine[-1] != number, "not_last"),
            (answer["received"] + LEASE_MS <= self.now, "too_late"),
            (repeats, "repeated"),
            (self.holds(lease) and not answer["counted"] and not self.free(name), "taken"),
        ):
            if wrong:
                return why, False
        self.undone.setdefault(number, []).append(self.answers.pop(number))
        self.order.remove(number)
        lease.update(state="open", expires=self.now + LEASE_MS)
        return None, True

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

    def submit(self, person, number, choice, attempt=0):
        """Expected fate, what is stored, and whether it is counted."""
        lease = self.leases.get(number)
        if lease is None or lease["person"] != person:
            return "unknown", "", False
        active = self.people[person]["state"] in ACTIVE
        stored, before = self.answers.get(number), self.undone.get(number, [])
        triplet = self.questions[lease["question"]]["pool"].kind == "triplet"
        kept = ("", False) if stored is None else (stored["choice"], stored["counted"] and active)
        choices = ("first", "second") if triplet else ("negative", "neutral", "positive")
        if choice not in choices or attempt > len(before):
            return "invalid", *kept
        if attempt < len(before):
            return "undone", before[attempt]["choice"], False
        if stored is not None:
            return ("duplicate" if stored["choice"] == choice else "conflict"), *kept
        if self.people[person]["state"] == "withdrawn":
            return "withdrawn", "", False
        back = lease["state"] == "released"
        free = lease["state"] == "open" or self.free(lease["question"])
        counted = self.holds(lease) and active and free and not back
        first = not self.of(person, "answered") and not back
        if not back:
            lease["state"] = "answered"
            self.people[person]["untried"].discard(lease["slot"])
        self.answers[number] = {"choice": choice, "counted": counted, "received": self.now}
        self.order.append(number)
        if first:
            self.people[person]["first"] = True
        return ("given_back" if back else "stored"), choice, counted

    def sent(self, person):
        """After all answers of a request."""
        if self.people.get(person, {}).pop("first", False):
            self.prolong(person)

    def done(self, person):
        waiting = self.of(person, "open", "expired").values()
        left = [x for x in waiting if x["state"] == "open" or not self.lost(person, x)]
        return not left and (self.people[person]["state"] == "excluded" or not self.people[person]["untried"])
