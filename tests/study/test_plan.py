"""Plans: numbers add up, quotas hold over many people, checks and repeats are spread."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.errors import ConfigError
from mien.study.design import PersonSection
from mien.study.plan import plan_for, shares
from mien.study.store.records import CATCH, LABEL, REPEAT, TRIPLET, Pool

TRAIN, TEST, FACES, CHECKS = (
    Pool(TRIPLET, "train"), Pool(TRIPLET, "test"), Pool(LABEL, "test"), Pool(TRIPLET, "", CATCH)
)  # fmt: skip
POOLS = (TRAIN, TEST, FACES, CHECKS)
SIZE = {TRAIN: 800, TEST: 200, FACES: 50, CHECKS: 10}


@given(
    st.integers(0, 200),
    st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 10), min_size=1).filter(
        lambda w: sum(w.values()) > 1e-3
    ),
    st.integers(0, 10_000),
)
def test_shares_add_up_and_are_a_fraction_away(total, weight, seed):
    found = shares(total, weight, random.Random(seed))
    assert sum(found.values()) == total
    whole = sum(weight.values())
    for part, count in found.items():
        assert abs(count - total * weight[part] / whole) < 1 + 1e-9


def test_fractions_come_out_in_the_mean():
    found = [shares(10, {"a": 0.75, "b": 0.2, "c": 0.05}, random.Random(seed)) for seed in range(4000)]
    mean = {part: np.mean([one[part] for one in found]) for part in "abc"}
    # Three standard errors of a fraction drawn 4,000 times.
    assert mean == pytest.approx({"a": 7.5, "b": 2.0, "c": 0.5}, abs=3 * 0.5 / 4000**0.5)


@pytest.mark.parametrize("seed", range(20))
def test_a_plan_holds_what_the_design_says(seed):
    person = PersonSection(triplets=40, labels=8, catch=4, repeats=3, repeat_gap=6)
    plan = plan_for(person, POOLS, SIZE, random.Random(seed))
    assert Counter(plan) == {0: 32, 1: 8, 2: 8, 3: 4, REPEAT: 3}
    assert min(slot for slot, pool in enumerate(plan) if pool == REPEAT) > person.repeat_gap
    # Triplets come before labels.
    assert max(i for i, pool in enumerate(plan) if pool in (0, 1)) < min(
        i for i, pool in enumerate(plan) if pool == 2
    )


@pytest.mark.parametrize("seed", range(20))
def test_repeats_come_when_what_they_repeat_is_answered(seed):
    """Of the questions that are leased at once none may be answered yet."""
    person = PersonSection(triplets=40, catch=4, repeats=3, repeat_gap=2)
    plan = plan_for(person, POOLS, SIZE, random.Random(seed), ahead=10)
    repeats = [slot for slot, pool in enumerate(plan) if pool == REPEAT]
    for number, slot in enumerate(repeats):
        answered = [pool for pool in plan[: slot - 9] if pool in (0, 1)]
        assert len(answered) > number


def test_checks_are_spread_over_the_plan():
    places = []
    for seed in range(300):
        plan = plan_for(PersonSection(triplets=40, catch=4, repeats=0), POOLS, SIZE, random.Random(seed))
        found = [slot for slot, pool in enumerate(plan) if pool == 3]
        assert [slot * 4 // 44 for slot in found] == pytest.approx([0, 1, 2, 3], abs=1)
        places += found
    assert len(set(places)) > 35


def test_a_quota_decides_the_parts():
    person = PersonSection(triplets=20, quota={"train": 0.5, "test": 0.5}, catch=0, repeats=0)
    assert Counter(plan_for(person, POOLS, SIZE, random.Random(1))) == {0: 10, 1: 10}


def test_plans_differ_between_people():
    plans = {plan_for(PersonSection(), POOLS, SIZE, random.Random(seed)) for seed in range(50)}
    assert len(plans) == 50


@pytest.mark.parametrize(
    ("person", "size", "says"),
    [
        (PersonSection(quota={"training": 1.0}), SIZE, "person.quota names part 'training'"),
        (PersonSection(labels=3), {TRAIN: 5}, "3 label questions, and the study has none"),
        (PersonSection(), {FACES: 5}, "triplet questions, and the study has none"),
    ],
)
def test_impossible_plans_are_refused(person, size, says):
    with pytest.raises(ConfigError, match=says):
        plan_for(person, POOLS, size, random.Random(0))


def test_without_catch_questions_there_are_none():
    plan = plan_for(PersonSection(triplets=5, repeats=0), (TRAIN,), {TRAIN: 9}, random.Random(0))
    assert plan == (0,) * 5
