"""Further tasks of the evaluation: a table of figures by row, and what lies behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from mien.drawing.names import Names, heading
from mien.evaluation.details import Breakdown, Correlations, Detail, Line
from mien.report.charts import Way, chart
from mien.report.dots import Dot, Marks, dots
from mien.report.heat import html_correlations
from mien.report.pages import NO_FIGURE, page, written
from mien.runs import Details, Figure, Table


def html_further(table: Table, details: Details | None) -> Markup:
    """Every figure that is not the paper's, a line each; empty where there is none."""
    columns, names = table.columns(paper=False), Names(table)
    if not columns:
        return Markup()
    found = page(
        "further.html",
        heads=[names.title(row.name) for row in table.rows],
        lines=[_line(table, task, kind) for task, kind in columns],
    )
    for task, kind in columns:
        kept = {} if details is None else _kept(table, details, task, kind)
        found += _behind(heading(task, kind), kept, names)
    return found


def _line(table: Table, task: str, kind: str) -> tuple[str, str, str, list[tuple[str, str, bool]]]:
    """Heading, of how many, chance, and a cell a row: figure, interval, whether it is the best."""
    figures = [row.figure(task, kind) for row in table.rows]
    first = next(figure for figure in figures if figure is not None)
    scale = first.scale
    values = [figure.value for figure in figures if figure is not None]
    best = min(values) if scale.lower else max(values)
    cells = []
    for figure in figures:
        if figure is None:
            cells.append((NO_FIGURE, "", False))
            continue
        text = written(figure.value, scale)
        cells.append((text, _width(figure), text == written(best, scale) and len(values) > 1))
    counts = ", ".join(f"{count:,} {name}" for name, count in first.counts.items())
    title = heading(task, kind) + (" (less is better)" if scale.lower else "")
    return title, counts, "" if first.chance is None else written(first.chance, scale), cells


def _width(figure: Figure) -> str:
    if figure.interval is None:
        return ""
    low, high = (written(bound, figure.scale) for bound in figure.interval)
    spread = "" if figure.sd is None else f" ± {written(figure.sd, figure.scale)}"
    return f"{low} to {high}{spread}"


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
