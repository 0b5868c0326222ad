"""Measures of raters against counting one by one; careless raters among attentive ones."""

import numpy as np
import pytest
from scipy import stats

from mien.triplets.questions import Questions, questions_among
from mien.triplets.raters import binomial_interval, chose_left, rater_measures
from mien.triplets.votes import Answers


def crowd(seed, n=150, people=40, careless=2):
    """Each question has five raters; the first `careless` of the people toss coins and look at nothing."""
    rng = np.random.default_rng(seed)
    rows = questions_among(np.arange(n), 6, rng)
    questions = Questions(rows, np.full(len(rows), "test"), np.arange(len(rows)).astype(str))
    question = np.repeat(np.arange(len(rows)), 5)
    rater = np.concatenate([rng.permutation(people)[:5] for _ in range(len(rows))])
    chance = rng.beta(0.5, 0.5, len(rows))[question]
    left = rng.integers(0, 2, len(question))
    choice = (rng.random(len(question)) < chance).astype(int)
    seconds = rng.lognormal(0.7, 0.3, len(question))
    lazy = rater < careless
    choice[lazy] = 1 - left[lazy]  # always the face on the left
    seconds[lazy] = 0.2
    repeat = np.zeros(len(question), bool)
    names = np.char.add("R", np.char.zfill(rater.astype(str), 2))
    return questions, Answers(question, names, choice, seconds, left, repeat)


def test_measures_one_by_one():
    questions, said = crowd(0, n=20, people=9)
    rng = np.random.default_rng(9)
    extra = said.take(rng.permutation(len(said))[:30])
    flipped = np.where(rng.random(30) < 0.3, 1 - extra.choice, extra.choice)
    names = ("question", "rater", "choice", "seconds", "first_left", "repeat")
    extra = Answers(extra.question, extra.rater, flipped, extra.seconds, extra.first_left, np.ones(30))
    both = Answers(*(np.concatenate([getattr(said, name), getattr(extra, name)]) for name in names))
    both.seconds[::4] = np.nan
    both.first_left[::3] = -1
    got = rater_measures(questions, both, fast=1.5)
    own = {
        (q, r): c for q, r, c, again in zip(both.question, both.rater, both.choice, both.repeat, strict=True)
        if not again
    }  # fmt: skip
    for place, name in enumerate(got.name):
        compared = agreeing = repeats = kept = sided = left = 0
        for q, r, c, again, side in zip(
            both.question, both.rater, both.choice, both.repeat, both.first_left, strict=True
        ):
            if r != name:
                continue
            if side >= 0:
                sided += 1
                left += (c == 0) == (side == 1)
            if again:
                repeats += 1
                kept += own[(q, r)] == c
                continue
            others = [choice for (number, who), choice in own.items() if number == q and who != name]
            if 2 * sum(others) != len(others):
                compared += 1
                agreeing += c == (2 * sum(others) > len(others))
        assert (got.compared[place], got.agreeing[place]) == (compared, agreeing)
        assert (got.repeats[place], got.kept[place]) == (repeats, kept)
        assert (got.sided[place], got.left[place]) == (sided, left)
        mine = both.seconds[both.rater == name]
        assert (got.timed[place], got.fast[place]) == ((~np.isnan(mine)).sum(), (mine < 1.5).sum())
        assert got.votes[place] == ((both.rater == name) & ~both.repeat).sum()
    assert got.repeats.sum() == 30
    assert got.orphans == 0


def test_careless_raters_are_flagged_and_others_are_not():
    flagged = []
    for seed in range(5):
        got = rater_measures(*crowd(seed, people=16))
        by_name = dict(zip(got.name.tolist(), got.flags, strict=True))
        for name in ("R00", "R01"):
            reasons = " ".join(by_name.pop(name))
            assert "agrees with the others 0." in reasons
            assert "chooses the left face 1.00" in reasons
            assert "faster than 0.5 s 1.00" in reasons
        flagged += [name for name, reasons in by_name.items() if reasons]
    assert len(flagged) <= 2


def test_raters_who_contradict_themselves_are_flagged():
    questions, said = crowd(3, careless=0)
    names = ("question", "rater", "choice", "seconds", "first_left", "repeat")
    other = np.where(said.rater == "R07", 1 - said.choice, said.choice)
    again = Answers(said.question, said.rater, other, said.seconds, said.first_left, np.ones(len(said)))
    both = Answers(*(np.concatenate([getattr(said, name), getattr(again, name)]) for name in names))
    got = rater_measures(questions, both)
    flags = dict(zip(got.name.tolist(), got.flags, strict=True))
    assert "repeats alike 0.00" in " ".join(flags["R07"])
    assert not any("repeats" in " ".join(reasons) for name, reasons in flags.items() if name != "R07")


def test_unknown_raters_and_orphaned_repeats_are_counted():
    questions, _ = crowd(0, n=6)
    said = Answers(
        np.array([0, 0, 1]), np.array(["", "v", "v"]), np.array([0, 0, 1]), np.full(3, np.nan),
        np.full(3, -1), np.array([False, False, True]),
    )  # fmt: skip
    got = rater_measures(questions, said)
    assert got.name.tolist() == ["v"]
    assert (got.unknown, got.orphans, got.repeats.tolist()) == (1, 1, [0])
    assert (got.compared.tolist(), got.agreeing.tolist()) == ([1], [1])
    assert np.isnan(rater_measures(questions, said.take(np.array([1]))).agreement()[0])


def test_sides():
    said = Answers(
        np.arange(5), np.full(5, "v"), np.array([0, 0, 1, 1, 0]), np.full(5, np.nan),
        np.array([1, 0, 1, 0, -1]), np.zeros(5),
    )  # fmt: skip
    assert chose_left(said).tolist() == [1, 0, 0, 1, -1]


@pytest.mark.parametrize(("part", "whole"), [(0, 7), (7, 7), (3, 10), (480, 1000)])
def test_interval_is_scipys(part, whole):
    expected = stats.binomtest(part, whole).proportion_ci(method="exact")
    assert binomial_interval(part, whole) == pytest.approx((expected.low, expected.high))
