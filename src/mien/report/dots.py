"""Plots of dots on one scale with their intervals.

Lengths along a plot are percentages, while text is HTML, so that type keeps its size on a narrow screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from mien.drawing.names import Names, heading
from mien.drawing.paper import PaperTable
from mien.evaluation.details import SHARE, Scale
from mien.report.charts import axis, short
from mien.report.pages import between, page, share, tenths, written
from mien.runs import Ceiling, Table

HEIGHT = 30
Interval = tuple[float, float]


@dataclass(frozen=True)
class Dot:
    """One line of a plot; `theirs` is the paper's figure, a hollow diamond."""

    key: str
    name: str
    value: float | None
    interval: Interval | None = None
    theirs: float | None = None
    colour: str = "blue"


@dataclass(frozen=True)
class Marks:
    """What holds for all lines of a plot: chance and people as upright lines, the best possible as a band.

    `scale` sets the ends of the axis, else they follow the figures and a chance line far from them is left
    out. `of` is what the figures can be: shares have an axis of whole tenths; `other` is what diamonds are.
    """

    chance: float | None = None
    people: float | None = None
    best: Interval | None = None
    scale: Interval | None = None
    of: Scale = SHARE
    other: str = "the paper"


def dot_plot(
    table: Table, paper: PaperTable | None, commonest: float | None, ceiling: Ceiling | None = None
) -> Markup:
    """The table as a plot: a dot with its interval a row, the paper's figure as a hollow diamond."""
    names, plots = Names(table), []
    for task, kind in table.columns(paper=True):
        values = []
        for row in table.rows:
            figure, theirs = row.figure(task, kind), None if paper is None else paper.rows.get(row.name)
            values.append(
                Dot(
                    row.name,
                    names.title(row.name),
                    figure.value if figure else None,
                    figure.interval if figure else None,
                    theirs.figure(task, kind) if theirs else None,
                    names.colour(row.name),
                )
            )
        chance = {"accuracy": commonest, "triplets": 0.5}.get(task)
        marks = Marks(chance)
        if ceiling is not None and task == "triplets":
            marks = Marks(chance, ceiling.people.get(kind), ceiling.best.get(kind))
        plots.append(dots(heading(task, kind), values, marks))
    keys = [("dot", "this run, 95 % interval")]
    keys += [("diamond", "the paper")] if paper is not None else []
    keys.append(("dash", "chance"))
    if ceiling is not None and ceiling.people:
        keys.append(("people", "raters who did not vote"))
    if ceiling is not None and ceiling.best:
        keys.append(("band", "the best any space could reach is in here"))
    return page("dots.html", keys=keys, plots=plots, across="two")


def dots(title: str, values: Sequence[Dot], marks: Marks) -> dict[str, Any]:
    """One plot of shares, as its template takes it; at least one of `values` has a value."""
    low, high, ticks, far = _scale(values, marks)
    chance = marks.chance

    def across(value: float) -> str:
        return f"{100 * (value - low) / (high - low):.2f}%"

    upright = [("grid", across(tick)) for tick in ticks]
    upright += [("chance", across(chance))] if chance is not None and not far else []
    upright += [("people", across(marks.people))] if marks.people is not None else []
    band = None
    asides = [f"chance {written(chance, marks.of)}, off the plot"] if far else []
    asides += [f"raters {share(marks.people)}"] if marks.people is not None else []
    if marks.best:
        width = max(100 * (marks.best[1] - marks.best[0]) / (high - low), 0.5)
        band = across(marks.best[0]), f"{width:.2f}%"
        asides.append(f"best possible {between(*marks.best)}")
    return {
        "heading": title,
        "aside": ", ".join(asides),
        "spoken": "; ".join(f"{dot.name} {written(dot.value, marks.of)}" for dot in values),
        "height": len(values) * HEIGHT,
        "band": band,
        "lines": upright,
        "rows": [_row(dot, place, across, marks) for place, dot in enumerate(values)],
        "ticks": [(across(tick), short(tick)) for tick in ticks],
    }


def _scale(values: Sequence[Dot], marks: Marks) -> tuple[float, float, list[float], bool]:
    """Ends of the axis, its ticks, and whether chance is too far away to be drawn."""
    shown = [place for dot in values for place in (dot.value, dot.theirs, *(dot.interval or ()))]
    shown += [marks.people, *(marks.best or ())]
    known = [place for place in shown if place is not None]
    chance, shares = marks.chance, (marks.of.least, marks.of.most) == (0, 1)
    room = 0.15 if shares else 0.6 * (max(known) - min(known))
    far = marks.scale is None and chance is not None and not min(known) - room < chance < max(known) + room
    if chance is not None and not far:
        known.append(chance)
    if not shares:
        return *axis(*(marks.scale or (min(known), max(known)))), far
    low, high = marks.scale or tenths(min(known), max(known))
    ticks = [number / 10 for number in range(round(10 * low), round(10 * high) + 1)]
    ticks = ticks if len(ticks) < 8 else [tick for tick in ticks if round(10 * tick) % 2 == 0]
    return low, high, ticks, far


def _row(dot: Dot, place: int, across: Callable[[float], str], marks: Marks) -> dict[str, Any]:
    of = marks.of
    tip = f"{dot.name}: {written(dot.value, of)}"
    if dot.interval:
        joined = "–" if (of.least, of.most) == (0, 1) else " to "
        tip += f", 95 % interval {joined.join(written(bound, of) for bound in dot.interval)}"
    if dot.theirs is not None:
        tip += f"; {marks.other} {written(dot.theirs, of)}"
    return {
        "key": dot.key,
        "name": dot.name,
        "colour": dot.colour,
        "tip": tip,
        "y": f"{place * HEIGHT + HEIGHT / 2:g}",
        "top": place * HEIGHT,
        "height": HEIGHT,
        "interval": [across(bound) for bound in dot.interval] if dot.interval else None,
        "theirs": None if dot.theirs is None else across(dot.theirs),
        "ours": None if dot.value is None else across(dot.value),
    }
