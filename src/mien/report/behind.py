"""What lies behind the figures of further tasks: one by one, along something, against action units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from mien.drawing.names import Names, heading
from mien.evaluation.details import Breakdown, Correlations, Detail, Line
from mien.report.charts import Way, chart
from mien.report.dots import Dot, Marks, dots
from mien.report.heat import html_correlations
from mien.report.pages import page
from mien.runs import Details, Table


def html_behind(table: Table, details: Details | None) -> Markup:
    """A plot of the first figure of each task that is not the paper's; folded below, what lies behind all."""
    found, names = _plots(table), Names(table)
    if details is None:
        return found
    for task, kind in table.columns(paper=False):
        found += _behind(heading(task, kind), _kept(table, details, task, kind), names)
    return found


def _plots(table: Table) -> Markup:
    names, plots = Names(table), {}
    for task, kind in table.columns(paper=False):
        figures = {row.name: figure for row in table.rows if (figure := row.figure(task, kind))}
        if task in plots or not figures:
            continue
        first = next(iter(figures.values()))
        values = [
            Dot(row, names.title(row), one.value, one.interval, colour=names.colour(row))
            for row, one in figures.items()
        ]
        title = heading(task, kind) + (" (less is better)" if first.scale.lower else "")
        plots[task] = dots(title, values, Marks(first.chance, of=first.scale))
    if not plots:
        return Markup()
    keys = [("dot", "95 % interval over people"), ("dash", "chance")]
    return page("dots.html", keys=keys, plots=list(plots.values()), across="three")


def _kept(table: Table, details: Details, task: str, kind: str) -> dict[str, tuple[int, Detail]]:
    """Row -> what lies behind its figure, of the first seed."""
    found = {}
    for row in table.rows:
        seeds = details.of_row(row.name, task, kind)
        if seeds:
            found[row.name] = next(iter(seeds.items()))
    return found


def _behind(title: str, kept: Mapping[str, tuple[int, Detail]], names: Names) -> Markup:
    """Pictures of what is kept; confusions and reliabilities have sections of their own."""
    broken = {row: one for row, (_, one) in kept.items() if isinstance(one, Breakdown)}
    lines = {row: one for row, (_, one) in kept.items() if isinstance(one, Line)}
    tables = [(names.title(row), one) for row, (_, one) in kept.items() if isinstance(one, Correlations)]
    seed = next((seed for seed, _ in kept.values()), 0)
    drawn = Markup()
    if broken:
        first = next(iter(broken.values()))
        keys = [("dot", f"a row of the table, seed {seed}"), ("dash", "chance")]
        drawn = page("dots.html", keys=keys, plots=_items(broken, names), across="three")
        words = f"{title} by {first.by}"
    elif lines:
        drawn, words = _along(title, lines, names), title
    elif tables:
        drawn, words = html_correlations(tables), title
    if not drawn:
        return drawn
    return page("fold.html", summary=words, content=drawn)


def _items(broken: Mapping[str, Breakdown], names: Names) -> list[dict[str, Any]]:
    """A plot an item, a dot a row."""
    first = next(iter(broken.values()))
    plots = []
    for name in dict.fromkeys(item.name for one in broken.values() for item in one.items):
        found = {
            row: next((item for item in one.items if item.name == name), None) for row, one in broken.items()
        }
        values = [
            Dot(row, names.title(row), None if item is None else item.value, colour=names.colour(row))
            for row, item in found.items()
        ]
        if any(dot.value is not None for dot in values):
            some = next(item for item in found.values() if item is not None)
            title = f"{name} ({some.count:,} {first.counted})"
            plots.append(dots(title, values, Marks(some.chance, of=first.scale)))
    return plots


def _along(title: str, lines: Mapping[str, Line], names: Names) -> Markup:
    first = next(iter(lines.values()))
    ways = [
        Way(names.title(row), names.colour(row), list(zip(one.places, one.values, strict=True)))
        for row, one in lines.items()
    ]
    level = list(zip(first.places, first.chance, strict=True)) if first.chance else []
    drawn = chart(title, first.scale.unit, ways, first.along, level)
    keys = [(way.title, way.colour) for way in ways]
    words = "chance" if level else ""
    return page("charts.html", keys=keys, level=words, charts=[drawn], across="single", square=False)
