"""The raters one by one: agreement by time and by self-consistency, and who should be looked at."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from html import escape

from mien.report.dots import key_line
from mien.report.findings import Rater
from mien.report.tables import NO_FIGURE, share

MOST_RATERS = 2_000


def rater_plots(raters: Sequence[Rater]) -> str:
    """Each rater's agreement with the others by time and by self-consistency, and all of them as a table."""
    if not raters:
        return ""
    flagged = [rater for rater in raters if rater.flags]
    timed = _scatter(
        "Agreement with the others by time",
        "median seconds an answer, log scale",
        raters,
        lambda rater: None if rater.seconds is None or rater.seconds <= 0 else math.log10(rater.seconds),
        lambda place: f"{10**place:.3g}",
        _round_numbers,
    )
    kept = _scatter(
        "Agreement with the others by self-consistency",
        "share of repeated questions answered alike",
        raters,
        lambda rater: rater.consistency,
        share,
        lambda low, high: [low, (low + high) / 2, high],
    )
    keys = key_line([("dot", "rater"), ("cross", "rater to look at")])
    cut = (
        f'<p class="note">The first {MOST_RATERS:,} of {len(raters):,} raters are shown.</p>'
        if len(raters) > MOST_RATERS
        else ""
    )
    words = f"{len(raters):,} raters, {len(flagged):,} of them to look at."
    listed = "".join(
        f"<li><b>{escape(rater.name)}</b>: {escape('; '.join(rater.flags))}</li>"
        for rater in flagged[:MOST_RATERS]
    )
    return (
        f"<h3>Raters</h3><p>{words}</p>{keys}"
        f'<div class="charts two">{timed}{kept}</div>{cut}'
        + (f'<ul class="flags">{listed}</ul>' if listed else "")
        + _rater_table(raters[:MOST_RATERS])
    )


def _scatter(
    heading: str,
    unit: str,
    raters: Sequence[Rater],
    along: Callable[[Rater], float | None],
    written: Callable[[float], str],
    ticks: Callable[[float, float], list[float]],
) -> str:
    points = [
        (place, rater.agreement, rater)
        for rater in raters[:MOST_RATERS]
        if (place := along(rater)) is not None and rater.agreement is not None
    ]
    if not points:
        return ""
    xs = [place for place, _, _ in points]
    low, high = min(xs), max(xs)
    room = 0.06 * (high - low) or 0.05
    low, high = low - room, high + room
    bottom = math.floor(min(*(height for _, height, _ in points), 0.5) * 10 - 0.2) / 10
    top = min(1.0, math.ceil(max(height for _, height, _ in points) * 10 + 0.2) / 10)
    bottom = max(0.0, bottom)
    marks = []
    for place, height, rater in sorted(points, key=lambda point: bool(point[2].flags)):
        x, y = 100 * (place - low) / (high - low), 100 * (top - height) / (top - bottom)
        shape = '<path d="M-4-4 4 4M-4 4 4-4"/>' if rater.flags else '<circle r="4"/>'
        marks.append(
            f'<svg x="{x:.2f}%" y="{y:.2f}%" overflow="visible" class="{"flag" if rater.flags else "rater"}" '
            f'data-tip="{escape(_about(rater))}"><circle class="hit" r="9"/>{shape}</svg>'
        )
    heights = [number / 10 for number in range(round(10 * bottom), round(10 * top) + 1)]
    lines = "".join(
        f'<line class="grid" x1="0" x2="100%" y1="{100 * (top - h) / (top - bottom):.2f}%" '
        f'y2="{100 * (top - h) / (top - bottom):.2f}%"/>'
        for h in heights
    )
    chance = f"{100 * (top - 0.5) / (top - bottom):.2f}%"
    lines += f'<line class="chance" x1="0" x2="100%" y1="{chance}" y2="{chance}"/>'
    up = "".join(
        f'<span style="top:{100 * (top - h) / (top - bottom):.2f}%">{f"{h:.1f}".removeprefix("0")}</span>'
        for h in heights
    )
    below = "".join(
        f'<span style="left:{100 * (place - low) / (high - low):.1f}%">{escape(written(place))}</span>'
        for place in ticks(min(xs), max(xs))
    )
    flagged = sum(bool(rater.flags) for _, _, rater in points)
    return (
        f'<figure class="scatter"><figcaption><b>{escape(heading)}</b>'
        f"<span>{escape(unit)}</span></figcaption>"
        f'<div class="scatterbox"><div class="yticks" aria-hidden="true">{up}</div>'
        '<svg role="img" aria-label="'
        f"{escape(heading)}: {len(points)} raters, agreement from "
        f"{share(min(h for _, h, _ in points))} to {share(max(h for _, h, _ in points))}, "
        f'{flagged} to look at. The table of all raters has the figures.">{lines}{"".join(marks)}</svg>'
        f'<div></div><div class="xticks" aria-hidden="true">{below}</div></div></figure>'
    )


def _round_numbers(low: float, high: float) -> list[float]:
    """Logarithms of 1, 2 and 5 times powers of ten between two others; these two where there are too few."""
    powers = range(math.floor(low), math.ceil(high) + 1)
    places = [power + math.log10(digit) for power in powers for digit in (1, 2, 5)]
    inside = [place for place in places if low <= place <= high]
    return inside if len(inside) > 1 else [low, high]


def _about(rater: Rater) -> str:
    lines = [f"{rater.name}: {rater.answers:,} answers, agreement {share(rater.agreement)}"]
    if rater.seconds is not None:
        lines.append(f"median {rater.seconds:.2g} s")
    if rater.consistency is not None:
        lines.append(f"self-consistency {share(rater.consistency)} of {rater.repeats} repeats")
    return "\n".join([*lines, *rater.flags])


def _rater_table(raters: Sequence[Rater]) -> str:
    heads = ["Answers", "Agreement", "Repeats", "Self-cons.", "Left", "Median s", "Fast", "To look at"]
    body = "".join(
        f'<tr><th scope="row">{escape(rater.name)}</th>'
        + "".join(
            f"<td>{escape(place)}</td>"
            for place in (
                f"{rater.answers:,}",
                share(rater.agreement),
                str(rater.repeats),
                share(rater.consistency),
                share(rater.left),
                NO_FIGURE if rater.seconds is None else f"{rater.seconds:.2f}",
                share(rater.fast),
                "; ".join(rater.flags),
            )
        )
        + "</tr>"
        for rater in raters
    )
    return (
        '<details><summary>Every rater</summary><div class="scroll" role="region" aria-label="Every rater" '
        'tabindex="0"><table><thead><tr><td></td>'
        + "".join(f'<th scope="col">{head}</th>' for head in heads)
        + f"</tr></thead><tbody>{body}</tbody></table></div></details>"
    )
