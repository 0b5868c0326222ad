"""How far the probability of a choice can be believed."""

from __future__ import annotations

import math

from markupsafe import Markup

from mien.drawing.names import Names, heading
from mien.drawing.tested import tested
from mien.evaluation.details import Reliability
from mien.report.charts import Way, chart
from mien.report.pages import page
from mien.runs import Details, RunInfo, Table


def html_reliability(details: Details, table: Table, info: RunInfo | None) -> Markup:
    """A chart a task and kind that keeps bins, all rows over one another; empty where none does."""
    names, charts, keys = Names(table), [], {}
    for task, kind in table.columns():
        ways, seed = [], None
        for row in [row.name for row in table.rows]:
            kept = details.of_row(row, task, kind)
            found = next(iter(kept.values()), None)
            if not isinstance(found, Reliability):
                continue
            seed = next(iter(kept))
            way = _way(names.title(row), names.colour(row), found)
            if way.points:
                ways.append(way)
                keys[way.title] = way.colour
        if ways:
            people = f"; {tested(info)}" if info is not None else ""
            drawn = chart(
                heading(task, kind),
                f"share of triplets chosen so, seed {seed}",
                ways,
                f"probability of the choice{people}",
                [(0.5, 0.5), (1.0, 1.0)],
                _bounds(ways),
            )
            charts.append(drawn)
    if not charts:
        return Markup()
    words = "a probability that is what it says"
    return page("charts.html", keys=list(keys.items()), level=words, charts=charts, across="two", square=True)


def _way(title: str, colour: str, found: Reliability) -> Way:
    bins = [one for one in found.bins if one.expected is not None and one.observed is not None]
    most = max((one.triplets for one in bins), default=1)
    points = [(one.expected or 0.0, one.observed or 0.0) for one in bins]
    return Way(title, colour, points, [2 + 4 * math.sqrt(one.triplets / most) for one in bins])


def _bounds(ways: list[Way]) -> tuple[float, float]:
    return min(0.5, *(value for way in ways for point in way.points for value in point)), 1.0
