"""Plots of dots on one scale with their intervals, as HTML with inline SVG.

Lengths along a plot are percentages, while text is HTML, so that type keeps its size on a narrow screen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from mien.report.findings import Ceiling, Interval
from mien.report.inputs import Row
from mien.report.paper import PaperTable
from mien.report.tables import between, kind_heading, long_name, share, triplet_kinds

HEIGHT = 30


@dataclass(frozen=True)
class Dot:
    """One line of a plot: `key` styles it, `theirs` is the paper's figure, a hollow diamond."""

    key: str
    name: str
    value: float | None
    interval: Interval | None = None
    theirs: float | None = None


@dataclass(frozen=True)
class Marks:
    """What holds for all lines of a plot: chance and people as upright lines, the best possible as a band.

    `scale` sets the ends of the axis, else they follow the figures and a chance line far from them is left
    out.
    """

    chance: float | None = None
    people: float | None = None
    best: Interval | None = None
    scale: Interval | None = None


def dot_plot(
    rows: Sequence[Row], paper: PaperTable | None, commonest: float | None, ceiling: Ceiling | None = None
) -> str:
    """The table as a plot: a dot with its interval a row, the paper's figure as a hollow diamond."""
    charts = [
        dots(
            "Accuracy",
            [
                Dot(row.name, long_name(row.name), row.accuracy, row.accuracy_ci, _theirs(paper, row.name))
                for row in rows
            ],
            Marks(commonest),
        )
    ]
    for kind in triplet_kinds(rows):
        values = [
            Dot(
                row.name,
                long_name(row.name),
                row.triplets.get(kind),
                row.triplets_ci.get(kind),
                _theirs(paper, row.name, kind),
            )
            for row in rows
        ]
        marks = Marks(0.5)
        if ceiling is not None:
            marks = Marks(0.5, ceiling.people.get(kind), ceiling.best.get(kind))
        charts.append(dots(kind_heading(kind), values, marks))
    keys = [("dot", "this run, 95 % interval")]
    keys += [("diamond", "the paper")] if paper is not None else []
    keys.append(("dash", "chance"))
    if ceiling is not None and ceiling.people:
        keys.append(("people", "raters who did not vote"))
    if ceiling is not None and ceiling.best:
        keys.append(("band", "the best any space could reach is in here"))
    return f'{key_line(keys)}<div class="charts two">{"".join(charts)}</div>'


def key_line(keys: Sequence[tuple[str, str]]) -> str:
    """The key of a plot: (style of the mark, what it means)."""
    return (
        '<p class="keys">'
        + "".join(f'<span class="key"><i class="{mark}"></i>{escape(words)}</span>' for mark, words in keys)
        + "</p>"
    )


def _theirs(paper: PaperTable | None, name: str, kind: str | None = None) -> float | None:
    row = None if paper is None else paper.rows.get(name)
    if row is None:
        return None
    return row.accuracy if kind is None else row.triplets.get(kind)


def dots(heading: str, values: Sequence[Dot], marks: Marks) -> str:
    """One plot of shares: a line for each of `values`, of which at least one has a value."""
    shown = [place for dot in values for place in (dot.value, dot.theirs, *(dot.interval or ()))]
    shown += [marks.people, *(marks.best or ())]
    known = [place for place in shown if place is not None]
    chance = marks.chance
    far = marks.scale is None and chance is not None and not min(known) - 0.15 < chance < max(known) + 0.15
    if chance is not None and not far:
        known.append(chance)
    low = max(math.floor(min(known) * 10 - 0.2) / 10, 0.0)
    high = min(math.ceil(max(known) * 10 + 0.2) / 10, 1.0)
    low, high = marks.scale or (low, high)

    def across(value: float) -> str:
        return f"{100 * (value - low) / (high - low):.2f}%"

    ticks = [number / 10 for number in range(round(10 * low), round(10 * high) + 1)]
    ticks = ticks if len(ticks) < 8 else [tick for tick in ticks if round(10 * tick) % 2 == 0]
    lines = ""
    if marks.best:
        width = f"{max(100 * (marks.best[1] - marks.best[0]) / (high - low), 0.5):.2f}%"
        lines += f'<rect class="band" x="{across(marks.best[0])}" y="0" width="{width}" height="100%"/>'
    lines += "".join(
        f'<line class="grid" x1="{across(t)}" x2="{across(t)}" y1="0" y2="100%"/>' for t in ticks
    )
    for kind, place in (("chance", None if far else chance), ("people", marks.people)):
        if place is not None:
            lines += f'<line class="{kind}" x1="{across(place)}" x2="{across(place)}" y1="0" y2="100%"/>'
    body = "".join(_line(dot, number * HEIGHT + HEIGHT / 2, across) for number, dot in enumerate(values))
    labels = "".join(f"<span>{escape(dot.name)}</span>" for dot in values)
    asides = [f"chance {share(chance)}, off the plot"] if far else []
    asides += [f"raters {share(marks.people)}"] if marks.people is not None else []
    if marks.best:
        asides.append(f"best possible {between(*marks.best)}")
    aside = f"<span>{escape(', '.join(asides))}</span>" if asides else ""
    spoken = "; ".join(f"{dot.name} {share(dot.value)}" for dot in values)
    ticked = "".join(
        f'<span style="left:{across(tick)}">{f"{tick:.1f}".removeprefix("0")}</span>' for tick in ticks
    )
    return (
        f'<figure class="dots"><figcaption><b>{escape(heading)}</b>{aside}</figcaption><div class="dotgrid">'
        f'<div class="dotnames" aria-hidden="true">{labels}</div>'
        f'<svg class="dotplot" role="img" aria-label="{escape(heading)}: {escape(spoken)}" width="100%" '
        f'height="{len(values) * HEIGHT}">{lines}{body}</svg>'
        f'<div></div><div class="xticks" aria-hidden="true">{ticked}</div></div></figure>'
    )


def _line(dot: Dot, y: float, across: Callable[[float], str]) -> str:
    words = f"{dot.name}: {share(dot.value)}"
    marks = f'<line class="grid" x1="0" x2="100%" y1="{y:g}" y2="{y:g}"/>'
    if dot.interval:
        words += f", 95 % interval {share(dot.interval[0])}–{share(dot.interval[1])}"
        marks += (
            f'<line class="interval" x1="{across(dot.interval[0])}" x2="{across(dot.interval[1])}" '
            f'y1="{y:g}" y2="{y:g}"/>'
        )
    if dot.theirs is not None:
        words += f"; the paper {share(dot.theirs)}"
        marks += (
            f'<svg x="{across(dot.theirs)}" y="{y:g}" overflow="visible">'
            '<path class="theirs" d="M0-5 5 0 0 5-5 0z"/></svg>'
        )
    if dot.value is not None:
        marks += f'<circle class="ours" cx="{across(dot.value)}" cy="{y:g}" r="5"/>'
    hit = f'<rect class="hit" x="0" y="{y - HEIGHT / 2:g}" width="100%" height="{HEIGHT}"/>'
    return f'<g class="row" data-row="{escape(dot.key)}" data-tip="{escape(words)}">{marks}{hit}</g>'
