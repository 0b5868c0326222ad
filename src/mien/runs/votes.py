"""``agreement.json`` and ``ceiling.json``: of people's judgments."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from mien.runs.record import Bounds, Count, Difference, Interval, Record, Share
from mien.settings import Section


class Rater(Section):
    """One rater's measures; None where there is nothing to measure.

    Attributes
    ----------
    agreement : share of the rater's votes that are those of most others.
    repeats, consistency : questions asked again, and the share answered the same.
    left, seconds, fast : share of answers on the left; median seconds; share too fast to be read.
    flags : reasons to look at this rater, in words.
    """

    name: str
    answers: Count
    agreement: Share | None = None
    repeats: Count = 0
    consistency: Share | None = None
    left: Share | None = None
    seconds: float | None = None
    fast: Share | None = None
    flags: list[str] = []


class Agreement(Record):
    """Table I, and how far the votes can be trusted.

    Attributes
    ----------
    parts : part -> vote difference -> triplets; the part ``"all"`` is their sum.
    votes : voters a question.
    chance : vote difference -> share if every voter tossed a coin.
    alpha, alpha_ci : Krippendorff's alpha.
    p, better : of the test against voters who toss coins.
    left, left_ci : share of answers on the left.
    fast_seconds : an answer below is too fast to be read.
    dropped : reason -> answers left out.
    """

    FILE: ClassVar[str] = "agreement.json"

    parts: dict[str, dict[Difference, Count]]
    votes: Count
    chance: dict[Difference, Share]
    alpha: float | None = None
    alpha_ci: Bounds | None = None
    p: Share | None = None
    better: bool | None = None
    raters: list[Rater] = []
    left: Share | None = None
    left_ci: Interval | None = None
    fast_seconds: float | None = Field(None, ge=0)
    dropped: dict[str, Count] = {}
    warnings: list[str] = []

    @property
    def differences(self) -> list[str]:
        """Vote differences, the clearest first."""
        found = {kind for counts in self.parts.values() for kind in counts} | set(self.chance)
        return sorted(found, key=lambda kind: -int(kind))


class Ceiling(Record):
    """By vote difference, what a representation could reach at most.

    Attributes
    ----------
    people : share in which the majority of raters who did not vote is that of those who did.
    predicted : the same, predicted from how the votes are spread.
    best : low and high bound of what any space can satisfy of the triplets, contradictory as they are.
    hidden : what the simulated raters' own metric satisfies; empty for real people.
    recovered : row -> how well it recovers that metric, by measure.
    """

    FILE: ClassVar[str] = "ceiling.json"

    people: dict[str, Share] = {}
    predicted: dict[str, Share] = {}
    best: dict[str, Interval] = {}
    hidden: dict[str, Share] = {}
    recovered: dict[str, dict[str, float]] = {}
