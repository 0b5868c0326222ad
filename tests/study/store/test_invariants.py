"""Every invariant finds the damage that it is there for, and nothing in a sound store."""

import pytest

from mien.study.store import open_store
from mien.study.store.invariants import CHECKS, violations
from mien.study.store.records import Entry, NewQuestion, Pool, Rules, Submission
from mien.study.store.sqlite_file import connect

pytestmark = pytest.mark.anyio
TRIPLET, LABEL = Pool("triplet", "train"), Pool("label", "train")
PRACTICE = Pool("triplet", "", "practice")
NEW_LEASE = "INSERT INTO lease VALUES (90, {person}, {question}, {turn}, 5, 'first', '{state}', 1, 2);"
NEW_ANSWER = "INSERT INTO answer VALUES (70, 90, 3, 1, 0, 'first', 'first', 1, 0, 1, 1);"
NEW_UNDONE = "INSERT INTO undone VALUES ({answer}, 1, {attempt}, 1, 1, 0, 'first', 'first', 1, 0, 1, 1, 1)"
NEW_QUESTION = (
    "INSERT INTO question (id, name, pool, anchor, first, second, expected, asked_key, rank, wanted) "
    "VALUES (80, 'mirror', 0, 'a0', 'r', 'l', '', 'k', 0, 9);"
)

# SQL that breaks a store (person 1 answered lease 1 of q0 and has lease 2 open), and what is said of it.
DAMAGE = [
    ("UPDATE question SET counted = 2 WHERE name = 'q0'", "q0: 2 answers are said to be counted, and 1 are"),
    ("UPDATE question SET counted = 0 WHERE name = 'q0'", "q0: 0 answers are said to be counted, and 1 are"),
    ("INSERT INTO exclusion VALUES (1, 'x', 'y', 1)", "q0: 1 answers are said to be counted, and 0 are"),
    ("UPDATE question SET leased = 2 WHERE name = 'q1'", "q1: 2 places are said to be leased, and 1 are"),
    ("UPDATE lease SET state = 'expired' WHERE id = 2", "q1: 1 places are said to be leased, and 0 are"),
    ("UPDATE question SET wanted = 0 WHERE name = 'q0'", "q0: 1 answers are counted, more than the 0 wanted"),
    ("UPDATE question SET wanted = 0 WHERE name = 'q1'", "0 counted and 1 leased are more than the 0 wanted"),
    (NEW_QUESTION + NEW_LEASE.format(person=1, question=80, turn=0, state="released"),
     "person 1 was asked about a0 with l and r 2 times"),
    (NEW_LEASE.format(person=1, question=2, turn=1, state="released"), "repeats a question"),
    ("UPDATE answer SET choice = 'neutral'", "neutral is not a choice of a triplet question"),
    ("UPDATE lease SET side = '' WHERE id = 2", "lease 2: shows  on the left of a triplet question"),
    ("UPDATE answer SET lease = 77", "has no lease like it"),
    ("UPDATE answer SET person = 2", "has no lease like it"),
    ("UPDATE answer SET side = 'x'", "has no lease like it"),
    ("UPDATE lease SET state = 'expired' WHERE id = 1", "lease 1: is expired, and its answers are 1"),
    ("UPDATE lease SET state = 'released' WHERE id = 1", "is counted, though its question was given back"),
    (NEW_LEASE.format(person=1, question=3, turn=0, state="answered").replace(" 5,", " 0,") + NEW_ANSWER,
     "person 1: 2 answers are counted in slot 0"),
    (NEW_UNDONE.format(answer=1, attempt=0), "answer 1: was taken back and is still there"),
    (NEW_UNDONE.format(answer=70, attempt=1), "1 answers were taken back, the last as attempt 1"),
    ("UPDATE person SET outcome = 'full' WHERE id = 1", "ended as full, and the time of the end is 0"),
    ("UPDATE lease SET state = 'answered' WHERE id = 2", "lease 2: is answered, and its answers are 0"),
    ("UPDATE answer SET turn = 1", "is counted, though it is a repeat or not a vote"),
    ("UPDATE pool SET role = 'practice'", "lease 1: asks a practice question"),
    ("UPDATE person SET answered = 5 WHERE id = 1", "person 1: 5 answers are said to be there, and 1 are"),
    ("UPDATE person SET state = 'excluded' WHERE id = 2", "2: is excluded, and the exclusion is not there"),
    ("INSERT INTO exclusion VALUES (2, 'bots', 'y', 1)", "person 2: is working, and the exclusion is bots"),
    ("UPDATE person SET state = 'finished' WHERE id = 1", "person 1: is finished and has open leases"),
    ("UPDATE person SET state = 'finished' WHERE id = 2", "person 2: is finished without a time of the end"),
    ("UPDATE lease SET expires = issued - 1 WHERE id = 2", "lease 2: expires before it is issued"),
    ("UPDATE answer SET received = 5", "was received before its lease was issued"),
    ("UPDATE person SET seen = entered - 1 WHERE id = 2", "was seen or finished before entering"),
    ("UPDATE person SET finished = entered - 1 WHERE id = 2", "was seen or finished before entering"),
    ("UPDATE clock SET last = last - 1000000", "lease 1: is of a time after the last one written"),
]  # fmt: skip


@pytest.fixture
async def path(tmp_path):
    found = tmp_path / "study.sqlite"
    store = await open_store(found, Rules(fixed_order=True), create=True)
    names = [f"q{n}" for n in range(3)]
    await store.add_questions([NewQuestion(q, TRIPLET, f"a{q[1]}", "l", "r", int(q[1]), 9) for q in names])
    await store.add_questions([NewQuestion("l", LABEL, "a", wanted=1)])
    for name in ("anna", "ben"):
        await store.enter(Entry(name, name, "link", name, "en", "1", (0, 0)))
    first, _ = (await store.claim(1, 2)).leased
    await store.submit(1, [Submission(first.lease, "first")])
    assert await violations(store) == []
    await store.close()
    return found


@pytest.mark.parametrize(("damage", "said"), DAMAGE)
async def test_damage_is_found_and_named(path, damage, said):
    connection = connect(path)
    connection.pragma("foreign_keys", False)
    connection.pragma("ignore_check_constraints", True)
    connection.execute("DROP TRIGGER answer_stays; " + damage)
    connection.close()
    store = await open_store(path, Rules())
    assert any(said in sentence for sentence in await violations(store))
    await store.close()


def test_every_check_is_tested():
    for sentence in CHECKS:
        words = max(sentence.replace("}", "{").split("{"), key=len)
        assert any(words.strip(" :,") in said or said in sentence for _, said in DAMAGE), sentence


async def test_much_damage_is_said_in_short(path):
    connection = connect(path)
    connection.execute("UPDATE question SET counted = counted + 1")
    connection.close()
    store = await open_store(path, Rules())
    found = await violations(store)
    assert len(found) == 4
    assert found[-1] == "… and 1 more like this"
    await store.close()
