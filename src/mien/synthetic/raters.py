"""Simulated raters: who they are, how they err, and which questions they get.

Nobody was asked; `mien.synthetic.perception` lets them answer. A rater compares the distances of two faces
to the anchor, weighed by an eye of the rater's own, and takes the nearer face with a chance that is
logistic in the logarithm of their ratio (R. D. Luce's choice rule, "Individual Choice Behavior", 1959).
All raters lapse now and then (F. A. Wichmann, N. J. Hill, Perception & Psychophysics 63(8), 2001), a few
do not look at all. Hard questions take longer, and times are lognormal (R. D. Luce, "Response Times",
1986).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from mien.errors import ConfigError
from mien.synthetic.synthesis import spread
from mien.triplets.values import places
from mien.triplets.votes import Answers

ATTENTIVE, RANDOM, ONE_SIDED, HASTY = range(4)
_CHUNK = 4096
_RATERS = 10  # other chance than that of the faces, which count from 0


@dataclass(frozen=True)
class RaterStyle:
    """How raters differ and err. Spreads are standard deviations; 0 switches one off."""

    noise: float = 0.174  # of the logarithm of the ratio of two distances (logistic scale)
    floor: float = 0.25  # distance that nobody tells from none
    own_eye: float = 0.25  # log, one a rater and coordinate: how the rater weighs it
    sharpness: float = 0.25  # log, one a rater, of the noise
    lapse: float = 0.03  # share of the answers given without looking
    careless: float = 0.05  # share of the raters who do not look: at random, one side, hasty
    repeats: float = 0.03  # share of the answers asked again of the same rater
    answers: int = 140  # a rater, in the mean
    busy: float = 0.8  # log, one a rater: some answer far more than others
    seconds: float = 1.55  # median time of an easy answer
    slower: float = 0.35  # log, how much longer a question at chance takes
    pace: float = 0.25  # log, one a rater
    time: float = 0.4  # log, one an answer
    positive: float = 0.15  # valence from which a face is called positive
    negative: float = 0.58  # valence below minus which it is called negative
    border: float = 0.1  # one a rater, of these borders
    valence_noise: float = 0.35  # one an answer


@dataclass(frozen=True, eq=False)
class Panel:
    """r raters.

    Attributes
    ----------
    name : (r,) str.
    eye : (r, k) how much each coordinate of the perception counts for the rater; median 1.
    noise, lapse, activity, seconds : (r,) see `RaterStyle`.
    border : (r, 2) valence from which a face is called positive, below minus which negative.
    kind : (r,) int: attentive, answers at random, one side only, hasty.
    """

    name: np.ndarray
    eye: np.ndarray
    noise: np.ndarray
    lapse: np.ndarray
    activity: np.ndarray
    seconds: np.ndarray
    border: np.ndarray
    kind: np.ndarray

    def __len__(self) -> int:
        return len(self.name)


def draw_panel(seed: int, n_raters: int, coordinates: int, style: RaterStyle | None = None) -> Panel:
    """Raters at random; the same seed gives the same ones, and more of them if asked for more.

    A ConfigError if there are no raters or the seed is negative.
    """
    style = style or RaterStyle()
    if n_raters < 1:
        raise ConfigError(f"n_raters is {n_raters}; expected at least 1")
    if seed < 0:
        raise ConfigError(f"seed is {seed}; expected 0 or a positive number")
    drawn = [
        _one(np.random.default_rng([seed, _RATERS, number]), coordinates, style) for number in range(n_raters)
    ]
    columns = {name: np.array([rater[name] for rater in drawn]) for name in drawn[0]}
    return Panel(name=np.array([f"R{number:03d}" for number in range(1, n_raters + 1)]), **columns)


def default_raters(n: int, votes: int, style: RaterStyle, earlier: Answers | None = None) -> int:
    """How many raters for n questions: enough to choose from, and all who answered earlier."""
    names = [] if earlier is None else np.unique(earlier.rater).tolist()
    known = [int(name[1:]) for name in names if name[1:].isdigit()]
    return max(4 * votes + max(known, default=0), n * votes // style.answers)


def _one(rng: np.random.Generator, coordinates: int, style: RaterStyle) -> dict[str, Any]:
    """One rater: the columns of `Panel` without the name."""
    careless = rng.random() < style.careless
    kind = int(rng.integers(RANDOM, HASTY + 1)) if careless else ATTENTIVE
    hurry = 0.3 if kind == HASTY else 0.75 if careless else 1.0
    border = np.array([style.positive, style.negative]) + rng.normal(0, style.border, 2)
    return {
        "eye": spread(rng, style.own_eye, coordinates),
        "noise": style.noise * spread(rng, style.sharpness, ()),
        "lapse": min(style.lapse * rng.exponential(), 0.5),
        "activity": spread(rng, style.busy, ()),
        "seconds": hurry * style.seconds * spread(rng, style.pace, ()),
        "border": border.clip(0.05),
        "kind": kind,
    }


def assigned(
    rng: np.random.Generator, panel: Panel, n: int, votes: int, earlier: Answers | None
) -> np.ndarray:
    """(n, votes) int64 places in the panel: different raters for each of n questions, busy ones more often.

    Nobody is asked again what is in `earlier`. A ConfigError if there are too few raters, or one of `earlier`
    is not in the panel.
    """
    if votes < 1:
        raise ConfigError(f"votes is {votes}; expected at least 1")
    taken = np.zeros(n, dtype=np.int64)
    if earlier is not None:
        before = places(panel.name, earlier.rater.tolist())
        if (before < 0).any():
            raise ConfigError(
                "earlier answers are by raters of another panel; use the same seed and no fewer raters"
            )
        pairs = np.unique(np.column_stack([earlier.question, before]), axis=0)
        taken = np.bincount(pairs[:, 0], minlength=n)
    if len(panel) < votes + int(taken.max(initial=0)):
        raise ConfigError(
            f"{len(panel)} raters cannot give {votes + int(taken.max(initial=0))} different answers to one "
            "question; use more raters"
        )
    out = np.empty((n, votes), dtype=np.int64)
    for first in range(0, n, _CHUNK):
        last = min(first + _CHUNK, n)
        score = np.log(panel.activity) + rng.gumbel(size=(last - first, len(panel)))
        if earlier is not None:
            here = pairs[(pairs[:, 0] >= first) & (pairs[:, 0] < last)]
            score[here[:, 0] - first, here[:, 1]] = -np.inf
        out[first:last] = np.argsort(-score, axis=1, kind="stable")[:, :votes]
    return out
