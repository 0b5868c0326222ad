"""Each rater of a kind of question by itself: who presses one key, who presses at random, who does not look.

For labels (paper IV-C), sets of faces and ratings; triplets have `mien.triplets.raters`. What is unlikely is
judged against the others on the same questions, with p below .05 divided by the number of raters, so that in
one of twenty studies one honest rater is named without cause; people differ, and are given the room in which
they do. Rates of misses and false alarms on simulated raters are in docs/judgments.md, made by the tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from mien.columns import Column, Table
from mien.triplets.raters import FAST_SECONDS, JUDGED, share, undecided

LEVEL = 0.05
RANDOM, SELDOM = 0.01, 0.07
"""Of presses at random one in a hundred agrees more; seven honest raters in a hundred deviate as much."""
LEAST = 15
"""Ratings below which a correlation says nothing."""
MOSTLY = 0.5
"""Share of fast answers, or of one and the same number, above which a rater is named."""
ALIKE = 0.15
"""Ratings are alike if they differ by at most this share of the scale."""


@dataclass(frozen=True, eq=False)
class Choices(Table):
    """a choices out of few.

    Attributes
    ----------
    item : (a,) int64, what was asked.
    rater : (a,) str.
    value : (a,) int64, what was chosen; the same value of one item means the same to all.
    place : (a,) int64, which place or key it was chosen by, from 0.
    seconds : (a,) float64, NaN unknown.
    repeat : (a,) bool, a declared repeat.
    """

    item: np.ndarray
    rater: np.ndarray
    value: np.ndarray
    place: np.ndarray
    seconds: np.ndarray
    repeat: np.ndarray

    COLUMNS = {
        "item": Column(np.int64), "rater": Column(np.str_), "value": Column(np.int64),
        "place": Column(np.int64), "seconds": Column(np.float64), "repeat": Column(np.bool_),
    }  # fmt: skip
    ROWS = "choices"

    def __post_init__(self) -> None:
        self._settle()


def choice_quality(
    choices: Choices, places: int, arranged: bool, fast: float = FAST_SECONDS
) -> list[dict[str, Any]]:
    """Measure every rater of choices.

    A rater is flagged where

    - the choices agree with the majority of the others less often than other raters' do: more than the normal
      quantile of .05 / raters below the median, the deviation being that of chance and that between raters;
    - they agree as presses at random would (binomial, p above `RANDOM`), and less than nearly all raters do
    (below
      the `SELDOM` quantile of the same deviation);
    - one place is pressed more often than it would be: of arranged places all are equally likely, else as
      likely as the others chose the same on the same questions (binomial, p below .05 / raters / places);
    - repeats are answered alike less often than all raters' repeats are (binomial, lower);
    - more than half of the answers took less than `fast` seconds.

    Parameters
    ----------
    places : how many there are.
    arranged : whether what is in a place is drawn by lot for every answer, as for sets; not so for labels,
    whose
        places are what they mean and their values.

    Returns
    -------
    list of dict
        A rater each, by name, ready for JSON; ``undecided`` says of whom there are too few answers to tell.
    """
    names, who = np.unique(choices.rater, return_inverse=True)
    votes = ~choices.repeat
    same, most = _others(choices, votes, places)
    compared, agreeing = most >= 0, (most >= 0) & (choices.value == most)

    def tally(which: np.ndarray) -> np.ndarray:
        return np.bincount(who[which], minlength=len(names))

    counts = {
        "votes": tally(votes), "compared": tally(votes & compared), "agreeing": tally(votes & agreeing),
        **_repeats(choices, who, len(names)), **_speed(choices.seconds, who, len(names), fast),
    }  # fmt: skip
    pressed = np.bincount(who * places + choices.place, minlength=len(names) * places).reshape(-1, places)
    counts["placed"], counts["place"] = pressed.sum(axis=1), pressed.max(axis=1)
    level = LEVEL / max(len(names), 1)
    found: list[list[str]] = [[] for _ in names]
    _say_disagreeing(found, counts, 1 / places, level)
    for row in range(len(names)):
        place = int(pressed[row].argmax())
        mine = who == row
        expected = 1 / places if arranged else float(np.mean(same[mine, place])) if mine.any() else 0.0
        p = stats.binom.sf(counts["place"][row] - 1, counts["placed"][row], min(max(expected, 1e-9), 1))
        if p * places < level:
            rate = counts["place"][row] / counts["placed"][row]
            found[row].append(
                f"presses one key {rate:.2f} of {counts['placed'][row]}, {expected:.2f} were to be expected"
            )
    _say_common(found, counts, level, fast)
    agreement = share(counts["agreeing"], counts["compared"])
    return _rows(names, counts, agreement, found, JUDGED)


def _others(choices: Choices, votes: np.ndarray, places: int) -> tuple[np.ndarray, np.ndarray]:
    """(a, v) share of the others' votes for each value on the item, and (a,) their majority's value or -1.

    Where nobody else has voted on an item, its shares are those of all votes.
    """
    items = np.unique(choices.item, return_inverse=True)[1]
    values = max(int(choices.value.max(initial=0)) + 1, places)
    table = np.zeros((items.max(initial=-1) + 1, values))
    np.add.at(table, (items[votes], choices.value[votes]), 1)
    others = table[items].copy()
    own = _own_vote(choices, items, votes)
    rows = np.flatnonzero(own >= 0)
    others[rows, own[rows]] -= 1
    total = others.sum(axis=1, keepdims=True)
    whole = table.sum(axis=0) / max(table.sum(), 1)
    shares = np.where(total > 0, others / np.maximum(total, 1), whole)
    top = others.max(axis=1)
    clear = (top > 0) & ((others == top[:, None]).sum(axis=1) == 1)
    return shares, np.where(clear, others.argmax(axis=1), -1)


def _own_vote(choices: Choices, items: np.ndarray, votes: np.ndarray) -> np.ndarray:
    """(a,) value of the rater's own vote on the item, -1 where there is none."""
    rows = np.flatnonzero(votes).tolist()
    first = {(int(items[row]), str(choices.rater[row])): int(choices.value[row]) for row in rows}
    keys = zip(items.tolist(), choices.rater.tolist(), strict=True)
    return np.array([first.get((item, str(rater)), -1) for item, rater in keys], dtype=np.int64)


def _repeats(choices: Choices, who: np.ndarray, n: int) -> dict[str, np.ndarray]:
    own = _own_vote(choices, choices.item, ~choices.repeat)
    again = choices.repeat & (own >= 0)
    kept = again & (own == choices.value)
    return {"repeats": np.bincount(who[again], minlength=n), "kept": np.bincount(who[kept], minlength=n)}


def _speed(seconds: np.ndarray, who: np.ndarray, n: int, fast: float) -> dict[str, np.ndarray]:
    return {
        "timed": np.bincount(who[~np.isnan(seconds)], minlength=n),
        "fast": np.bincount(who[seconds < fast], minlength=n),
    }


def _say_disagreeing(
    found: list[list[str]], counts: dict[str, np.ndarray], chance: float, level: float
) -> None:
    compared, agreeing = counts["compared"], counts["agreeing"]
    rate = share(agreeing, compared)
    z, centre = _deviation(rate, compared)
    random = (z < stats.norm.ppf(SELDOM)) & (stats.binom.sf(agreeing - 1, compared, chance) > RANDOM)
    for row in np.flatnonzero((z < stats.norm.ppf(level)) | random).tolist():
        text = f"agrees with the others {rate[row]:.2f} of {compared[row]}, the middle rater {centre:.2f}"
        found[row].append(text + (f", presses at random {chance:.2f}" if random[row] else ""))


def _deviation(rate: np.ndarray, number: np.ndarray) -> tuple[np.ndarray, float]:
    """(r,) rates as deviations from the median, in what chance and people vary, 0 unknown; the median."""
    there = number > 0
    if not there.any():
        return np.zeros(len(rate)), float("nan")
    centre = float(np.median(rate[there]))
    within = max(centre * (1 - centre), 0.01) / np.maximum(number, 1)
    spread = 1.4826 * float(np.median(np.abs(rate[there] - centre)))
    between = max(spread**2 - float(np.median(within[there])), 0.0)
    return np.where(there, (rate - centre) / np.sqrt(within + between), 0.0), centre


def _say_common(found: list[list[str]], counts: dict[str, np.ndarray], level: float, fast: float) -> None:
    kept, repeats = counts["kept"], counts["repeats"]
    usual = kept.sum() / max(repeats.sum(), 1)
    for row in np.flatnonzero((repeats > 0) & (stats.binom.cdf(kept, repeats, usual) < level)).tolist():
        rate = kept[row] / repeats[row]
        found[row].append(f"repeats alike {rate:.2f} of {repeats[row]}, all raters {usual:.2f}")
    for row in np.flatnonzero(counts["fast"] > MOSTLY * counts["timed"]).tolist():
        rate = counts["fast"][row] / counts["timed"][row]
        found[row].append(f"faster than {fast:g} s {rate:.2f} of {counts['timed'][row]}")


def _rows(
    names: np.ndarray,
    counts: dict[str, np.ndarray],
    agreement: np.ndarray,
    found: list[list[str]],
    least: int,
) -> list[dict[str, Any]]:
    return [
        {
            "name": str(name),
            **{key: int(column[row]) for key, column in counts.items()},
            "agreement": None if np.isnan(agreement[row]) else float(agreement[row]),
            "flags": found[row],
            "undecided": undecided(int(counts["compared"][row]), least),
        }
        for row, name in enumerate(names)
    ]


@dataclass(frozen=True, eq=False)
class Ratings(Table):
    """a numbers on scales.

    Attributes
    ----------
    item : (a,) int64, the face and scale.
    rater : (a,) str.
    value : (a,) float64.
    seconds : (a,) float64, NaN unknown.
    repeat : (a,) bool.
    """

    item: np.ndarray
    rater: np.ndarray
    value: np.ndarray
    seconds: np.ndarray
    repeat: np.ndarray

    COLUMNS = {
        "item": Column(np.int64), "rater": Column(np.str_), "value": Column(np.float64),
        "seconds": Column(np.float64), "repeat": Column(np.bool_),
    }  # fmt: skip
    ROWS = "ratings"

    def __post_init__(self) -> None:
        self._settle()


def rating_quality(ratings: Ratings, width: float, fast: float = FAST_SECONDS) -> list[dict[str, Any]]:
    """Measure every rater of numbers, as `choice_quality` does.

    ``agreement`` is Pearson's r with the mean of the others, over the items that others rated. A rater is
    flagged where r is not above 0 (one-sided p above .05 of `LEAST` or more ratings), more than half of the
    ratings are one and the same number, repeats differ by more than 15 % of the scale more often than all
    raters' do, or more than half of the answers are fast.

    Parameters
    ----------
    width : from the least to the most of the scale.
    """
    names, who = np.unique(ratings.rater, return_inverse=True)
    items = np.unique(ratings.item, return_inverse=True)[1]
    votes, n = ~ratings.repeat, len(names)
    total, number = np.zeros((2, items.max(initial=-1) + 1))
    np.add.at(total, items[votes], ratings.value[votes])
    np.add.at(number, items[votes], 1)
    compared = votes & (number[items] > 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        others = (total[items] - ratings.value) / (number[items] - 1)
    counts = {
        "votes": np.bincount(who[votes], minlength=n), "compared": np.bincount(who[compared], minlength=n),
        **_rating_repeats(ratings, who, n, width), **_speed(ratings.seconds, who, n, fast),
    }  # fmt: skip
    r, placed = np.full(n, np.nan), np.zeros(n, dtype=np.int64)
    found: list[list[str]] = [[] for _ in names]
    for row in range(n):
        mine = compared & (who == row)
        x, y = ratings.value[mine], others[mine]
        placed[row] = np.unique(ratings.value[votes & (who == row)], return_counts=True)[1].max(initial=0)
        if placed[row] > MOSTLY * counts["votes"][row] and counts["votes"][row] >= LEAST:
            rate = placed[row] / counts["votes"][row]
            found[row].append(f"gives one number {rate:.2f} of {counts['votes'][row]}")
        if len(x) > 2 and x.std() > 0 and y.std() > 0:
            test = stats.pearsonr(x, y, alternative="greater")
            r[row] = test.statistic
            if len(x) >= LEAST and test.pvalue > LEVEL:
                found[row].append(f"ratings do not follow those of the others, r {r[row]:.2f} of {len(x)}")
    counts["placed"], counts["place"] = counts["votes"], placed
    _say_common(found, counts, LEVEL / max(n, 1), fast)
    return _rows(names, counts, r, found, LEAST)


def _rating_repeats(ratings: Ratings, who: np.ndarray, n: int, width: float) -> dict[str, np.ndarray]:
    rows = np.flatnonzero(~ratings.repeat).tolist()
    first = {(int(ratings.item[row]), str(ratings.rater[row])): float(ratings.value[row]) for row in rows}
    again, kept = np.zeros((2, len(ratings)), dtype=bool)
    for row in np.flatnonzero(ratings.repeat).tolist():
        before = first.get((int(ratings.item[row]), str(ratings.rater[row])))
        again[row] = before is not None
        kept[row] = before is not None and abs(before - ratings.value[row]) <= ALIKE * width
    return {"repeats": np.bincount(who[again], minlength=n), "kept": np.bincount(who[kept], minlength=n)}


def label_choices(
    face: np.ndarray, rater: np.ndarray, label: np.ndarray, seconds: np.ndarray, repeat: np.ndarray
) -> Choices:
    """Labels as choices; their places are what they mean and their values."""
    from mien.triplets.votes import LABELS

    code = np.searchsorted(LABELS, label)
    return Choices(face, rater, code, code, seconds, repeat)
