"""The raters one by one: agreement by time and by self-consistency, and who should be looked at."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from mien.report.pages import NO_FIGURE, page, share, tenths
from mien.runs import Rater

MOST_RATERS = 2_000


def rater_plots(raters: Sequence[Rater]) -> Markup:
    """Each rater's agreement with the others by time and by self-consistency, and all of them as a table."""
    if not raters:
        return Markup()
    shown = raters[:MOST_RATERS]
    timed = _scatter(
        "Agreement with the others by time",
        "median seconds an answer, log scale",
        [(math.log10(rater.seconds), rater) for rater in shown if rater.seconds and rater.seconds > 0],
        lambda place: f"{10**place:.3g}",
        _round_numbers,
    )
    kept = _scatter(
        "Agreement with the others by self-consistency",
        "share of repeated questions answered alike",
        [(rater.consistency, rater) for rater in shown if rater.consistency is not None],
        share,
        lambda low, high: [low, (low + high) / 2, high],
    )
    return page(
        "raters.html",
        count=len(raters),
        shown=len(shown),
        flagged=[rater for rater in raters if rater.flags],
        keys=[("dot", "rater"), ("cross", "rater to look at")],
        plots=[plot for plot in (timed, kept) if plot],
        heads=["Answers", "Agreement", "Repeats", "Self-cons.", "Left", "Median s", "Fast", "To look at"],
        lines=[(rater.name, _cells(rater)) for rater in shown],
    )


def _scatter(
    heading: str,
    unit: str,
    placed: Sequence[tuple[float, Rater]],
    written: Callable[[float], str],
    ticks: Callable[[float, float], list[float]],
) -> dict[str, Any] | None:
    """A plot of the raters that have an agreement, along their places; None without any."""
    points = [(along, rater.agreement, rater) for along, rater in placed if rater.agreement is not None]
    if not points:
        return None
    xs, ys = [along for along, _, _ in points], [agreement for _, agreement, _ in points]
    room = 0.06 * (max(xs) - min(xs)) or 0.05
    low, high = min(xs) - room, max(xs) + room
    bottom, top = tenths(min(*ys, 0.5), max(ys))

    def up(value: float) -> str:
        return f"{100 * (top - value) / (top - bottom):.2f}"

    return {
        "heading": heading,
        "unit": unit,
        "points": [
            (f"{100 * (x - low) / (high - low):.2f}", up(y), "flag" if rater.flags else "rater", _tip(rater))
            for x, y, rater in sorted(points, key=lambda point: bool(point[2].flags))
        ],
        "up": [
            (up(number / 10), f"{number / 10:.1f}".removeprefix("0"))
            for number in range(round(10 * bottom), round(10 * top) + 1)
        ],
        "across": [
            (f"{100 * (place - low) / (high - low):.1f}", written(place)) for place in ticks(min(xs), max(xs))
        ],
        "chance": up(0.5),
        "spoken": f"{len(points)} raters, agreement from {share(min(ys))} to {share(max(ys))}, "
        f"{sum(bool(rater.flags) for *_, rater in points)} to look at. "
        "The table of all raters has the figures.",
    }


def _round_numbers(low: float, high: float) -> list[float]:
    """Logarithms of 1, 2 and 5 times powers of ten between two others; these two where there are too few."""
    powers = range(math.floor(low), math.ceil(high) + 1)
    places = [power + math.log10(digit) for power in powers for digit in (1, 2, 5)]
    inside = [place for place in places if low <= place <= high]
    return inside if len(inside) > 1 else [low, high]


def _tip(rater: Rater) -> str:
    lines = [f"{rater.name}: {rater.answers:,} answers, agreement {share(rater.agreement)}"]
    if rater.seconds is not None:
        lines.append(f"median {rater.seconds:.2g} s")
    if rater.consistency is not None:
        lines.append(f"self-consistency {share(rater.consistency)} of {rater.repeats} repeats")
    return "\n".join([*lines, *rater.flags])


def _cells(rater: Rater) -> list[str]:
    return [
        f"{rater.answers:,}",
        share(rater.agreement),
        str(rater.repeats),
        share(rater.consistency),
        share(rater.left),
        NO_FIGURE if rater.seconds is None else f"{rater.seconds:.2f}",
        share(rater.fast),
        "; ".join(rater.flags),
    ]
