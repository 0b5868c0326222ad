"""What a study takes: answers, people, hours, money, and how sure its figures will be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist

from mien.errors import ConfigError
from mien.study.asked import read_asked
from mien.study.design import StudyDesign
from mien.study.directory import StudyDirectory
from mien.study.store.records import LABEL, TRIPLET, VOTE
from mien.study.tasks.registry import TASKS

_CHANGES = {
    "k": ("questions", "k"),
    "per_person": ("person", "triplets"),
    "pay_per_hour": ("cost", "pay_per_hour"),
}


@dataclass(frozen=True)
class Estimate:
    """What a study takes.

    Attributes
    ----------
    questions, answers : vote questions, and the counted answers that they need.
    per_person : vote questions that one person answers.
    shown : questions shown to one person, catch, repeats and practice included.
    people : who have to finish; `invited` with those who drop out before.
    minutes : for one person, consent and instructions included.
    hours : of all people together.
    pay : of one person; `total` of all, the platform's fee included.
    precision : test questions -> half the width of the 95 % interval of a share of satisfied triplets near
        one half, if questions were independent; people and faces in common make it wider.
    """

    questions: int
    answers: int
    per_person: int
    shown: int
    people: int
    invited: int
    minutes: float
    hours: float
    pay: float
    total: float
    currency: str
    precision: dict[int, float]


def estimate(design: StudyDesign, asked: Mapping[str, int], test: int | None = None) -> Estimate:
    """Estimate a study of so many questions.

    The most demanding kind decides how many people are needed. A person answers a question once, so at
    least k people are needed.

    Parameters
    ----------
    design : see the sections `person`, `questions` and `cost` of study.toml.
    asked : vote questions of each kind.
    test : how many of the triplets are test questions; a tenth if left out.

    Raises
    ------
    ConfigError
        If there are questions of a kind of which a person is asked none, or none at all.
    """
    person, cost, k = design.person, design.cost, design.questions.k
    counts = person.counts
    people = 0
    for kind, there in asked.items():
        each = counts.get(kind, 0)
        if there and not each:
            key = {TRIPLET: "triplets", LABEL: "labels"}.get(kind, f"more.{kind}")
            raise ConfigError(
                f"there are {there} {kind} questions and person.{key} is 0: nobody is asked them"
            )
        if there:
            people = max(people, k, math.ceil(there * k / min(each, there)))
    if not people:
        raise ConfigError("a study without questions takes nothing; give the number of questions")
    per_person = sum(min(there, counts[kind]) for kind, there in asked.items() if there)
    kinds = sum(1 for there in asked.values() if there)
    shown = per_person + person.catch + person.repeats + person.practice * kinds
    minutes = minutes_of(design, shown)
    pay = cost.pay_per_hour * minutes / 60
    tests = max(round(asked.get(TRIPLET, 0) / 10), 1) if test is None else test
    normal = NormalDist().inv_cdf(0.975)
    return Estimate(
        questions=sum(asked.values()),
        answers=sum(asked.values()) * k,
        per_person=per_person,
        shown=shown,
        people=people,
        invited=math.ceil(people / (1 - cost.drop_out)),
        minutes=minutes,
        hours=people * minutes / 60,
        pay=pay,
        total=people * pay * (1 + cost.fee),
        currency=cost.currency,
        precision={n: normal * math.sqrt(0.25 / n) for n in sorted({tests, 100, 300, 1000})},
    )


def minutes_of(design: StudyDesign, shown: int) -> float:
    """How long a person takes who is shown so many questions, consent and instructions included."""
    return shown * design.cost.seconds_per_question / 60 + design.cost.minutes_around


def pay_of(design: StudyDesign, planned: int) -> float:
    """Pay of a person who answers a plan of so many questions, practice on top."""
    return design.cost.pay_per_hour * minutes_of(design, planned + design.person.practice) / 60


def estimate_text(found: Estimate) -> str:
    """The estimate in lines for a terminal."""
    lines = [
        ("questions", f"{found.questions:,}"),
        ("answers", f"{found.answers:,} counted"),
        ("a person", f"{found.per_person} questions, {found.shown} with checks and practice, "
                     f"{found.minutes:.0f} minutes"),
        ("people", f"{found.people:,} who finish, about {found.invited:,} who begin"),
        ("hours", f"{found.hours:,.0f} of all people together"),
        ("pay", f"{found.currency} {found.pay:.2f} each, {found.total:,.0f} in all with fees"),
    ]  # fmt: skip
    text = [f"{name:<10} {value}" for name, value in lines]
    known = ", ".join(f"{n:,}: ±{half:.3f}" for n, half in found.precision.items())
    text.append(f"precision  of a share of satisfied test triplets, by their number, at best: {known}")
    return "\n".join(text)


def planned(
    folder: Path | None,
    triplets: int | None,
    labels: int | None,
    test: int | None,
    changes: Mapping[str, float | None],
) -> Estimate:
    """Estimate a study that is there, or one that is only thought of, with some of its settings changed.

    Parameters
    ----------
    folder : the study; None for the default design.
    triplets, labels, test : questions; those of the study where None.
    changes : ``k``, ``per_person`` and ``pay_per_hour`` instead of the design's, where not None.
    """
    design = StudyDesign()
    asked: dict[str, int] = {}
    if folder is not None:
        design = StudyDirectory(folder).design
        questions = [q for q in read_asked(folder, design) if q.pool.role == VOTE]
        asked = {kind: sum(1 for q in questions if q.pool.kind == kind) for kind in TASKS}
        tests = sum(1 for q in questions if q.pool.kind == TRIPLET and q.pool.part == "test")
        test = tests or None if test is None and triplets is None else test
    asked |= {kind: n for kind, n in ((TRIPLET, triplets), (LABEL, labels)) if n is not None}
    values = design.model_dump()
    if folder is None and labels:
        values["person"]["labels"] = values["person"]["triplets"]
    for key, (section, name) in _CHANGES.items():
        if changes.get(key) is not None:
            values[section][name] = changes[key]
    return estimate(StudyDesign.of(values, "options"), asked, test)
