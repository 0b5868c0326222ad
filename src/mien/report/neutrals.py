"""What the choice of neutral faces costs."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from mien.drawing.names import Names, heading
from mien.report.dots import Dot, Marks, dots
from mien.report.pages import page, share
from mien.runs import Neutrals

WAY_NAMES = {
    "coded": "frames without action units",
    "given": "marked in the data",
    "median": "nearest to the median face",
    "still": "where the face moves least",
}
ROW_NAMES = {"difference": "x − y", "difference-pca": "PCA"}
Column = tuple[str, str]


def neutral_section(neutrals: Neutrals, names: Names) -> Markup:
    """How the neutral faces were chosen, how far other ways' faces are from them, and their figures."""
    counts = sorted((chosen.candidates, person) for person, chosen in neutrals.subjects.items())
    rows, ways, columns = _cells(neutrals)
    plots = _plots(neutrals)
    return page(
        "neutrals.html",
        way=neutrals.chosen,
        meaning=WAY_NAMES.get(neutrals.chosen, neutrals.chosen),
        subjects=neutrals.subjects,
        fewest=counts[0] if counts else None,
        most=counts[-1][0] if counts else 0,
        distance=neutrals.distance,
        expression=neutrals.expression,
        keys=[("dot chosen", f"the way of this run, {neutrals.chosen}"), ("dot", "other ways")],
        plots=plots,
        heads=[heading(*column) for column in columns],
        figures=[
            (f"{names.title(row)}, {way}", [_changed(neutrals, way, row, column) for column in columns])
            for row in rows
            for way in ways
        ],
    )


def _cells(neutrals: Neutrals) -> tuple[list[str], list[str], list[Column]]:
    """Rows, ways with the chosen first, and tasks with kinds."""
    ways = [neutrals.chosen, *(way for way in neutrals.ways if way != neutrals.chosen)]
    ways = [way for way in ways if way in neutrals.ways and neutrals.ways[way].rows]
    rows = list(dict.fromkeys(row for way in ways for row in neutrals.ways[way].rows))
    found = [figures for way in ways for figures in neutrals.ways[way].rows.values()]
    kinds = dict.fromkeys(kind for figures in found for kind in figures.triplets)
    return rows, ways, [("accuracy", "all"), *(("triplets", kind) for kind in kinds)]


def _value(neutrals: Neutrals, way: str, row: str, column: Column) -> float | None:
    figures = neutrals.ways[way].rows.get(row)
    return None if figures is None else figures.figure(*column)


def _plots(neutrals: Neutrals) -> list[dict[str, Any]]:
    rows, ways, columns = _cells(neutrals)
    plots = []
    for column in columns:
        values = []
        for row in rows:
            for way in ways:
                key, colour = ("chosen", "vermilion") if way == neutrals.chosen else ("way", "blue")
                name = f"{ROW_NAMES.get(row, row)}, {way}"
                values.append(Dot(key, name, _value(neutrals, way, row, column), colour=colour))
        if any(dot.value is not None for dot in values):
            plots.append(dots(heading(*column), values, Marks()))
    return plots


def _changed(neutrals: Neutrals, way: str, row: str, column: Column) -> tuple[str, str]:
    """A figure, and its change from the chosen way."""
    here = _value(neutrals, way, row, column)
    if way == neutrals.chosen or neutrals.chosen not in neutrals.ways:
        return share(here), ""
    there = _value(neutrals, neutrals.chosen, row, column)
    if here is None or there is None:
        return share(here), ""
    change = round(round(here, 3) - round(there, 3), 3)  # as the figures shown differ
    sign = "±" if change == 0 else "+" if change > 0 else "−"
    return share(here), f"{sign}{share(abs(change))}"
