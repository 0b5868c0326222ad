"""Each rater by itself: agreement with the others, repeats, sides, speed, and who needs a look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from mien.triplets.given import Given, as_given
from mien.triplets.questions import Questions
from mien.triplets.votes import Answers, votes

FAST_SECONDS = 0.5
JUDGED = 30
"""Votes to compare with the majority of the others below which presses at random are mostly not told apart:
docs/study/tasks.md has the rates, of some 40 answers a person."""
_LEVEL = 0.05
_MOSTLY = 0.5


@dataclass(frozen=True, eq=False)
class Raters:
    """Measures of r raters, in the order of their names; answers of unknown raters are in none of them.

    Attributes
    ----------
    name : (r,) str.
    votes : (r,) int64, votes.
    compared, agreeing : (r,) int64, votes on questions where the others have a majority, and those that are
        as that majority.
    sided, left : (r,) int64, answers with known sides, and those for the left face.
    repeats, kept : (r,) int64, declared repeats of an own vote, and those with the same answer.
    timed, fast : (r,) int64, answers with known time, and those faster than the stated time.
    flags : r tuples of reasons to look at a rater, mostly empty.
    unknown : answers of unknown raters.
    orphans : declared repeats without a vote that they repeat.
    """

    name: np.ndarray
    votes: np.ndarray
    compared: np.ndarray
    agreeing: np.ndarray
    sided: np.ndarray
    left: np.ndarray
    repeats: np.ndarray
    kept: np.ndarray
    timed: np.ndarray
    fast: np.ndarray
    flags: tuple[tuple[str, ...], ...]
    unknown: int
    orphans: int

    def __len__(self) -> int:
        return len(self.name)

    def agreement(self) -> np.ndarray:
        """(r,) float64, share of votes that are as the majority of the others; NaN where there are none."""
        return share(self.agreeing, self.compared)


def undecided(compared: int, least: int = JUDGED) -> str:
    """Why a rater without flags may be anybody; ``""`` where there are enough answers to tell."""
    if compared >= least:
        return ""
    return f"{compared} answers to compare with others', {least} are needed to tell presses at random"


def share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """part / whole, NaN where there is nothing."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(part) / np.asarray(whole, dtype=np.float64)


def binomial_interval(part: int, whole: int, level: float = 0.95) -> tuple[float, float]:
    """Clopper and Pearson's exact interval of a share (Biometrika 26, 1934)."""
    if whole == 0:
        return 0.0, 1.0
    tail = (1 - level) / 2
    low = float(stats.beta.ppf(tail, part, whole - part + 1)) if part else 0.0
    high = float(stats.beta.isf(tail, part + 1, whole - part)) if part < whole else 1.0
    return low, high


def left_share(answers: Answers) -> tuple[int, int, tuple[float, float] | None, float | None]:
    """Answers for the face on the left, answers with known sides, and of their share the interval and p.

    One rater's answers are alike: some people prefer a side. The variance of the share is therefore that
    between raters, and the exact binomial interval and the two-sided p against one half are of as many
    independent answers as would have it (E. L. Korn, B. I. Graubard, Survey Methodology 24, 1998). Of one
    rater, and of unknown ones, all answers count as independent.
    """
    side = chose_left(answers)
    left, of = int((side == 1).sum()), int((side >= 0).sum())
    if not of:
        return 0, 0, None, None
    effective = _effective(side[side >= 0] == 1, answers.rater[side >= 0])
    part, share_of = left / of * effective, left / of
    low = float(stats.beta.ppf(0.025, part, effective - part + 1)) if share_of > 0 else 0.0
    high = float(stats.beta.isf(0.025, part + 1, effective - part)) if share_of < 1 else 1.0
    above = float(stats.beta.cdf(0.5, part, effective - part + 1)) if share_of > 0 else 1.0
    below = float(stats.beta.sf(0.5, part + 1, effective - part)) if share_of < 1 else 1.0
    return left, of, (low, high), min(1.0, 2 * min(above, below))


def _effective(hit: np.ndarray, rater: np.ndarray) -> float:
    """As many independent answers as have the variance of this share, whose answers come rater by rater."""
    n, p = len(hit), float(hit.mean())
    # Answers of unknown raters are of one person each, as far as anybody knows.
    alone = rater == ""
    code = np.unique(rater, return_inverse=True)[1].reshape(-1)
    code = np.where(alone, code.max(initial=0) + 1 + np.arange(n), code)
    _, code = np.unique(code, return_inverse=True)
    people = int(code.max()) + 1
    if people < 2 or people == n or p in (0.0, 1.0):
        return float(n)
    off = np.bincount(code.reshape(-1), weights=hit - p)
    variance = people / (people - 1) * float(np.square(off).sum()) / n**2
    if variance == 0:
        return float(n)
    wider = (stats.t.ppf(0.975, n - 1) / stats.t.ppf(0.975, people - 1)) ** 2
    return float(min(n, p * (1 - p) / variance * wider))


def chose_left(answers: Answers) -> np.ndarray:
    """(a,) int8; 1 the face on the left was chosen, 0 that on the right, -1 sides unknown."""
    left = (answers.choice == 0) == (answers.first_left == 1)
    return np.where(answers.first_left < 0, -1, left).astype(np.int8)


def rater_measures(questions: Questions, answers: Answers, fast: float = FAST_SECONDS) -> Raters:
    """Measure every rater.

    A rater is flagged where, with p below .05 divided by the number of raters,

    - the votes agree with the majority of the others less often than all raters' votes do (binomial, lower);
    - the left or the right face is chosen more often than coins do (binomial, two-sided);
    - repeats are answered alike less often than all raters' repeats are (binomial, lower);

    or where more than half of the answers took less than `fast` seconds.

    Parameters
    ----------
    fast : seconds below which an answer is fast.

    Raises
    ------
    TripletError
        As in `mien.triplets.votes.votes`.
    """
    votes(questions, answers)
    given = as_given(questions, answers)
    name, code = np.unique(given.rater, return_inverse=True)
    known = given.rater != ""

    def tally(which: np.ndarray) -> np.ndarray:
        return np.bincount(code[which & known], minlength=len(name))

    counted = ~given.repeat
    # What the others say: all answers to the same but this one.
    others = given.counts()[given.asked]
    own = (np.arange(len(given)), given.option)
    others[own] -= counted
    most = others.max(axis=1, initial=0)
    clear = (most > 0) & ((others == most[:, None]).sum(axis=1) == 1)
    side, seconds = chose_left(answers)[given.row], answers.seconds[given.row]
    repeated, same, orphans = _repeats(given, code)
    columns = {
        "votes": tally(counted),
        "compared": tally(counted & clear),
        "agreeing": tally(counted & clear & (others[own] == most)),
        "sided": tally(side >= 0),
        "left": tally(side == 1),
        "repeats": tally(repeated),
        "kept": tally(same),
        "timed": tally(~np.isnan(seconds)),
        "fast": tally(seconds < fast),
    }
    keep = name != ""
    columns = {title: column[keep] for title, column in columns.items()}
    return Raters(
        name[keep], **columns, flags=_flags(columns, fast), unknown=int((~known).sum()), orphans=orphans
    )


def _repeats(given: Given, code: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """Which answers repeat an own vote, which of them the same way, and how many repeat nothing."""
    about = ~given.repeat & np.isin(given.asked, given.asked[given.repeat])
    pairs = zip(given.asked[about].tolist(), code[about].tolist(), strict=True)
    first = dict(zip(pairs, given.option[about].tolist(), strict=True))
    repeated, same = np.zeros((2, len(given)), dtype=bool)
    for row in np.flatnonzero(given.repeat & (given.rater != "")).tolist():
        option = first.get((int(given.asked[row]), int(code[row])))
        repeated[row] = option is not None
        same[row] = option == given.option[row]
    return repeated, same, int((given.repeat & (given.rater != "")).sum() - repeated.sum())


def _flags(columns: dict[str, np.ndarray], fast: float) -> tuple[tuple[str, ...], ...]:
    n = len(columns["votes"])
    level = _LEVEL / max(n, 1)
    found: list[list[str]] = [[] for _ in range(n)]

    def below(part: np.ndarray, whole: np.ndarray, text: str) -> None:
        usual = part.sum() / max(whole.sum(), 1)
        unlikely = stats.binom.cdf(part, whole, usual) < level
        for row in np.flatnonzero(unlikely & (whole > 0)).tolist():
            rate = part[row] / whole[row]
            found[row].append(f"{text} {rate:.2f} of {whole[row]}, all raters {usual:.2f}")

    below(columns["agreeing"], columns["compared"], "agrees with the others")
    left, sided = columns["left"], columns["sided"]
    fewer = np.minimum(left, sided - left)
    for row in np.flatnonzero(2 * stats.binom.cdf(fewer, sided, 0.5) < level).tolist():
        found[row].append(f"chooses the left face {left[row] / sided[row]:.2f} of {sided[row]}")
    below(columns["kept"], columns["repeats"], "repeats alike")
    for row in np.flatnonzero(columns["fast"] > _MOSTLY * columns["timed"]).tolist():
        rate = columns["fast"][row] / columns["timed"][row]
        found[row].append(f"faster than {fast:g} s {rate:.2f} of {columns['timed'][row]}")
    return tuple(tuple(reasons) for reasons in found)
