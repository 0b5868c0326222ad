"""Exports and the administrator's measures use the same answers, in every store."""

import csv
from collections import Counter

import pytest

from mien.study.design import StudyDesign
from mien.study.export import export
from mien.study.judged import read

pytestmark = pytest.mark.anyio


def _rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


async def _every_kind_of_answer(lab):
    """Counted, repeated, catch, label, late and counted, late and not, excluded, withdrawn."""
    votes, label = await lab.add(3, wanted=2), await lab.add(2, wanted=9, kind="label")
    catch = await lab.add(1, role="catch")

    async def take_part(name, plan):
        person = await lab.enter(*plan, name=name)
        while leased := await lab.ask(person, 1):
            await lab.answer(person, leased[0], "negative" if leased[0].kind == "label" else "second")
        return person

    slow = await lab.enter(votes, votes, votes, label, name="slow")
    asked = await lab.ask(slow)
    lab.clock.at += 10**8
    await take_part("anna", (votes, votes, votes, catch, -1, label, label, -1))
    for nobody in ("", "careless"):
        await lab.store.exclude(await take_part(f"ben {nobody}", (votes, catch, label)), nobody, "admin")
    await lab.store.withdraw(await take_part("cleo", (votes, votes, label)))
    await take_part("dora", (votes, votes, votes, label, -1, -1))
    await take_part("emil", (label, label, -1, -1))
    for leased in asked:
        await lab.answer(slow, leased)


async def test_exports_and_measures_use_the_same_answers(lab, tmp_path):
    await _every_kind_of_answer(lab)
    done = await export(lab.store, tmp_path, everything=True)
    found = await read(lab.store, StudyDesign())
    name = dict(await lab.store.read("SELECT id, pseudonym FROM person"))
    question = dict(zip(found.number.tolist(), found.name.tolist(), strict=True))
    measured = Counter(
        (question[q], name[p], ("first", "second")[choice], str(turn))
        for q, p, choice, _, _, turn in found.answers.tolist()
    )
    exported = Counter(
        (row["question"], row["rater"], row["choice"], row["repeat"])
        for row in _rows(tmp_path / "answers.csv")
    )
    assert measured == exported
    labels = zip(
        found.item.tolist(), found.person.tolist(), found.value.tolist(), found.turn.tolist(), strict=True
    )
    assert Counter((face, name[person], label, str(turn)) for face, person, label, turn in labels) == Counter(
        (row["face"], row["rater"], row["label"], row["repeat"])
        for row in _rows(tmp_path / "label-answers.csv")
    )
    # Said in plain words once more, from all that is known of each answer.
    gone = {name[person] for (person,) in await lab.store.read("SELECT person FROM exclusion")}
    reasons, used = Counter(), Counter()
    for row in _rows(tmp_path / "all-answers.csv"):
        if row["role"] == "catch":
            reasons["answers to catch questions"] += 1
        elif row["rater"] in gone:
            reasons["answers of excluded people"] += 1
        elif row["counted"] == "0" and row["repeat"] == "0":
            reasons["late answers to questions that had all their answers"] += 1
        else:
            used[row["kind"]] += 1
    assert done.left_out == reasons
    assert len(reasons) == 3
    assert used == {"triplet": sum(exported.values()), "label": len(found.kind)}
    assert used["triplet"] > 6
    assert used["label"] > 4
    late = [row for row in _rows(tmp_path / "all-answers.csv") if row["late"] == "1"]
    assert {row["counted"] for row in late} == {"0", "1"}
