"""Satisfied triplets by vote difference, between chance and what other raters reach."""

from __future__ import annotations

from markupsafe import Markup

from mien.drawing.names import Names
from mien.drawing.tested import tested
from mien.report.charts import Way, chart
from mien.report.pages import page
from mien.runs import Ceiling, RunInfo, Table

CHANCE = 0.5


def html_differences(table: Table, ceiling: Ceiling | None, info: RunInfo | None) -> Markup:
    """A line a row, the raters who did not vote in the colour of type; empty without vote differences."""
    kinds = sorted((kind for task, kind in table.columns() if task == "triplets" and kind.isdigit()), key=int)
    if len(kinds) < 2:
        return Markup()
    names, ways = Names(table), []
    for row in table.rows:
        points = [(float(kind), figure.value) for kind in kinds if (figure := row.figure("triplets", kind))]
        if points:
            ways.append(Way(names.title(row.name), names.colour(row.name), points))
    people = [(float(kind), ceiling.people[kind]) for kind in kinds if ceiling and kind in ceiling.people]
    if people:
        ways.append(Way("Raters who did not vote", "ink", people))
    words = ["vote difference", tested(info) if info else ""]
    drawn = chart(
        "Satisfied triplets",
        "share, by vote difference",
        ways,
        ", ".join(word for word in words if word),
        [(float(kinds[0]), CHANCE), (float(kinds[-1]), CHANCE)],
    )
    keys = [(way.title, way.colour) for way in ways]
    return page("charts.html", keys=keys, level="chance", charts=[drawn], across="single", square=False)
