"""Each rater by itself: agreement with the others, repeats, sides, speed, and who needs a look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from mien.triplets.questions import Questions
from mien.triplets.votes import Answers, votes

FAST_SECONDS = 0.5
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
    counts = votes(questions, answers)
    name, code = np.unique(answers.rater, return_inverse=True)
    known = answers.rater != ""

    def tally(which: np.ndarray) -> np.ndarray:
        return np.bincount(code[which & known], minlength=len(name))

    counted = ~answers.repeat
    # What the others say: all votes on the question but this one.
    own = counts[answers.question, answers.choice] - counted
    other = counts[answers.question, 1 - answers.choice]
    side = chose_left(answers)
    repeated, same, orphans = _repeats(answers, code)
    columns = {
        "votes": tally(counted),
        "compared": tally(counted & (own != other)),
        "agreeing": tally(counted & (own > other)),
        "sided": tally(side >= 0),
        "left": tally(side == 1),
        "repeats": tally(repeated),
        "kept": tally(same),
        "timed": tally(~np.isnan(answers.seconds)),
        "fast": tally(answers.seconds < fast),
    }
    keep = name != ""
    columns = {title: column[keep] for title, column in columns.items()}
    return Raters(
        name[keep], **columns, flags=_flags(columns, fast), unknown=int((~known).sum()), orphans=orphans
    )


def _repeats(answers: Answers, code: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """Which answers repeat an own vote, which of them the same way, and how many repeat nothing."""
    about = ~answers.repeat & np.isin(answers.question, answers.question[answers.repeat])
    pairs = zip(answers.question[about].tolist(), code[about].tolist(), strict=True)
    first = dict(zip(pairs, answers.choice[about].tolist(), strict=True))
    repeated, same = np.zeros((2, len(answers)), dtype=bool)
    for row in np.flatnonzero(answers.repeat & (answers.rater != "")).tolist():
        choice = first.get((int(answers.question[row]), int(code[row])))
        repeated[row] = choice is not None
        same[row] = choice == answers.choice[row]
    return repeated, same, int((answers.repeat & (answers.rater != "")).sum() - repeated.sum())


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
