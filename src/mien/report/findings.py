"""What a run on people's judgments found besides its table: agreement, ceiling, neutral faces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from mien.errors import RunError
from mien.report.values import interval_of, optional, optional_share, read_json, share_of

Interval = tuple[float, float]
Found = TypeVar("Found")


@dataclass(frozen=True)
class Rater:
    """One rater's measures; None where there is nothing to measure.

    Attributes
    ----------
    agreement : share of the rater's votes that are those of most others.
    repeats, consistency : questions asked again, and the share answered the same.
    left, seconds, fast : share of answers on the left; median seconds; share too fast to be read.
    flags : reasons to look at this rater, in words.
    """

    name: str
    answers: int
    agreement: float | None
    repeats: int
    consistency: float | None
    left: float | None
    seconds: float | None
    fast: float | None
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Agreement:
    """``agreement.json``: Table I, and how far the votes can be trusted.

    Attributes
    ----------
    parts : part -> vote difference -> triplets, without the totals.
    votes : voters a question.
    chance : vote difference -> share if every voter tossed a coin.
    alpha, alpha_ci : Krippendorff's alpha.
    p, better : of the test against voters who toss coins.
    left, left_ci : share of answers on the left.
    dropped : reason -> answers left out.
    """

    parts: dict[str, dict[str, int]]
    votes: int
    chance: dict[str, float]
    alpha: float | None
    alpha_ci: Interval | None
    p: float | None
    better: bool | None
    raters: list[Rater]
    left: float | None
    left_ci: Interval | None
    dropped: dict[str, int]
    warnings: list[str]

    @property
    def differences(self) -> list[str]:
        """Vote differences, the clearest first."""
        found = {kind for counts in self.parts.values() for kind in counts} | set(self.chance)
        return sorted(found, key=lambda kind: -int(kind))


@dataclass(frozen=True)
class Ceiling:
    """``ceiling.json``, by vote difference: what a representation could reach at most.

    Attributes
    ----------
    people : share in which the majority of raters who did not vote is that of those who did.
    predicted : the same, predicted from how the votes are spread.
    best : low and high bound of what any space can satisfy of the triplets, contradictory as they are.
    hidden : what the simulated raters' own metric satisfies; empty for real people.
    recovered : row -> how well it recovers that metric, by measure.
    """

    people: dict[str, float]
    predicted: dict[str, float]
    best: dict[str, Interval]
    hidden: dict[str, float]
    recovered: dict[str, dict[str, float]]


@dataclass(frozen=True)
class Apart:
    """How far a way's neutral faces are from the chosen ones, in eye distances: mean and most over people."""

    mean: float
    most: float
    subject: str


@dataclass(frozen=True)
class Figures:
    """A row's accuracy (None without labels) and satisfied triplets by kind."""

    accuracy: float | None
    triplets: dict[str, float]


@dataclass(frozen=True)
class Neutrals:
    """``neutral.json``: the chosen neutral faces, and what another choice would change.

    Attributes
    ----------
    chosen : the way of choosing.
    subjects : person -> face, number of candidates, mean distance to them in eye distances.
    ways : way -> row -> figures.
    distance : way -> its distance from the chosen one.
    expression : mean distance of a face from its neutral, None where not known.
    """

    chosen: str
    subjects: dict[str, tuple[str, int, float]]
    ways: dict[str, dict[str, Figures]]
    distance: dict[str, Apart]
    expression: float | None


def read_agreement(run_dir: Path) -> Agreement | None:
    """``agreement.json``, or None where there is none; RunError where it is damaged."""
    return _read(run_dir / "agreement.json", _agreement)


def read_ceiling(run_dir: Path) -> Ceiling | None:
    """``ceiling.json``, or None where there is none; RunError where it is damaged."""
    return _read(run_dir / "ceiling.json", _ceiling)


def read_neutrals(run_dir: Path) -> Neutrals | None:
    """``neutral.json``, or None where there is none; RunError where it is damaged."""
    return _read(run_dir / "neutral.json", _neutrals)


def _read(path: Path, parse: Callable[[dict[str, Any]], Found]) -> Found | None:
    if not path.exists():
        return None
    value = read_json(path)
    try:
        return parse(value)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise RunError(f"{path}: damaged ({reason}); run the command again") from error


def _agreement(value: dict[str, Any]) -> Agreement:
    test, left = value.get("chance_test") or {}, value.get("left") or {}
    better = test.get("better_than_chance")
    return Agreement(
        parts={
            str(part): {str(int(kind)): int(count) for kind, count in counts.items() if kind != "total"}
            for part, counts in value["parts"].items()
        },
        votes=int(value["votes"]),
        chance=_shares(value["chance"]),
        alpha=optional(value.get("alpha")),
        alpha_ci=_pair(value.get("alpha_ci")),
        p=optional_share(test.get("p")),
        better=None if better is None else bool(better),
        raters=[_rater(rater) for rater in value.get("raters") or []],
        left=optional_share(left.get("share")),
        left_ci=interval_of(left.get("ci")),
        dropped={str(reason): int(count) for reason, count in (value.get("dropped") or {}).items()},
        warnings=[str(warning) for warning in value.get("warnings") or []],
    )


def _rater(value: dict[str, Any]) -> Rater:
    return Rater(
        name=str(value["rater"]),
        answers=int(value["answers"]),
        agreement=optional_share(value.get("agreement")),
        repeats=int(value.get("repeats") or 0),
        consistency=optional_share(value.get("self_consistency")),
        left=optional_share(value.get("left")),
        seconds=optional(value.get("median_seconds")),
        fast=optional_share(value.get("fast")),
        flags=tuple(str(flag) for flag in value.get("flags") or []),
    )


def _ceiling(value: dict[str, Any]) -> Ceiling:
    best = {str(kind): interval_of(bounds) for kind, bounds in (value.get("best_possible") or {}).items()}
    return Ceiling(
        people=_shares(value.get("people")),
        predicted=_shares(value.get("people_predicted")),
        best={kind: bounds for kind, bounds in best.items() if bounds is not None},
        hidden=_shares(value.get("hidden")),
        recovered={
            str(row): {str(name): float(figure) for name, figure in figures.items() if figure is not None}
            for row, figures in (value.get("recovered") or {}).items()
        },
    )


def _neutrals(value: dict[str, Any]) -> Neutrals:
    return Neutrals(
        chosen=str(value["chosen"]),
        subjects={
            str(person): (str(about["face"]), int(about["candidates"]), float(about["mean_distance"]))
            for person, about in value["subjects"].items()
        },
        ways={
            str(way): {
                str(row): Figures(optional_share(figures.get("accuracy")), _shares(figures.get("triplets")))
                for row, figures in (judged.get("rows") or {}).items()
            }
            for way, judged in value["ways"].items()
        },
        distance={
            str(way): Apart(float(apart["mean"]), float(apart["most"]), str(apart["subject"]))
            for way, apart in (value.get("distance") or {}).items()
        },
        expression=optional(value.get("expression")),
    )


def _shares(value: dict[str, Any] | None) -> dict[str, float]:
    return {str(kind): share_of(figure) for kind, figure in (value or {}).items() if figure is not None}


def _pair(value: Any) -> Interval | None:
    if value is None:
        return None
    low, high = value
    return float(low), float(high)
