"""The page of a curve: how well rows do with fewer triplets, and with fewer people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from mien.drawing.names import SEEN, heading
from mien.files import write_text
from mien.report.build import POLICY
from mien.report.pages import NO_FIGURE, file, page, share, tenths
from mien.report.palette import palette
from mien.runs import AXES, Curve, Figure, Point, RunDirectory

PAGE = "curve.html"
AXIS_WORDS = {
    "triplets": ("Training triplets", "All training people; validation triplets in the same proportion."),
    "people": (
        "Training people",
        "They alone are trained on, with triplets among them, four a face.",
    ),
}


def build_curve(run_dir: str | Path) -> Path:
    """Write ``curve.html`` beside a ``curve.json`` and return its path.

    A RunError if there is no curve, it is damaged, or the page cannot be written.
    """
    directory = RunDirectory(Path(run_dir))
    path = directory.path / PAGE
    write_text(path, render(directory.load(Curve)))
    return path


def render(curve: Curve) -> str:
    """The whole page as text."""
    seen = {word for point in curve.points for word in point.sees}
    return page(
        PAGE,
        policy=POLICY,
        style=Markup(palette() + file("page.css")),
        curve=curve,
        rows=list({point.row: (_marked(point), point.colour) for point in curve.points}.values()),
        axes=[
            (axis, *AXIS_WORDS[axis], _charts(curve, axis), _tables(curve, axis))
            for axis in AXES
            if any(point.axis == axis for point in curve.points)
        ],
        footnotes=[f"{mark} {says}." for word, (mark, says) in SEEN.items() if word in seen],
        seeds=max(len(point.seeds) for point in curve.points),
    )


def kinds_of(points: Sequence[Point]) -> list[tuple[str, str]]:
    """Tasks and kinds that some point has; triplets first."""
    found = {(task, kind): None for point in points for task, by in point.figures.items() for kind in by}
    return sorted(found, key=lambda of: of[0] != "triplets")


def _marked(point: Point) -> str:
    return point.title + "".join(SEEN[word][0] for word in point.sees if word in SEEN)


def _charts(curve: Curve, axis: str) -> list[dict[str, Any]]:
    """A chart a figure as its template takes it: lines over the logarithm of the size."""
    points = [point for point in curve.points if point.axis == axis]
    sizes = sorted({point.size for point in points})
    first, last = math.log(sizes[0]), math.log(sizes[-1])
    across = {size: 100 * (math.log(size) - first) / ((last - first) or 1.0) for size in sizes}
    return [_chart(points, task, kind, across) for task, kind in kinds_of(points)]


def _chart(points: Sequence[Point], task: str, kind: str, across: dict[int, float]) -> dict[str, Any]:
    known = [(point, figure) for point in points if (figure := point.figures.get(task, {}).get(kind))]
    low, high = tenths(
        min(min(figure.interval or (figure.value,)) for _, figure in known),
        max(max(figure.interval or (figure.value,)) for _, figure in known),
    )

    def up(value: float) -> float:
        return 1000 * (1 - (value - low) / (high - low))

    lines = []
    for row in dict.fromkeys(point.row for point, _ in known):
        own = [(point, figure) for point, figure in known if point.row == row]
        places = [(10 * across[point.size], figure) for point, figure in own]
        lines.append(
            {
                "row": row,
                "colour": own[0][0].colour,
                "points": " ".join(f"{x:.1f},{up(figure.value):.1f}" for x, figure in places),
                "dots": [_dot(point, figure, 10 * across[point.size], up) for point, figure in own],
            }
        )
    ends = (f"{own.title} {own.size:,}: {share(figure.value)}" for own, figure in known)
    ticks = [number / 10 for number in range(round(10 * low), round(10 * high) + 1)]
    return {
        "task": task,
        "title": heading(task, kind),
        "spoken": "; ".join(ends),
        "up": [(up(tick), f"{tick:.1f}".removeprefix("0")) for tick in ticks],
        "across": [(place, f"{size:,}") for size, place in across.items()],
        "lines": lines,
    }


def _dot(point: Point, figure: Figure, x: float, up: Any) -> dict[str, Any]:
    return {
        "x": x,
        "y": up(figure.value),
        "bounds": None if figure.interval is None else [up(bound) for bound in figure.interval],
        "tip": f"{point.title}, {point.size:,}: {_said(figure)}",
    }


def _said(figure: Figure | None) -> str:
    """A figure with its spread over seeds, or its interval."""
    if figure is None:
        return NO_FIGURE
    if figure.sd is not None:
        return f"{share(figure.value)} ± {share(figure.sd)}"
    low, high = figure.interval or (figure.value, figure.value)
    return f"{share(figure.value)} [{share(low)}, {share(high)}]"


def _tables(curve: Curve, axis: str) -> list[tuple[str, list[str], list[tuple[str, list[str]]]]]:
    """Heading, heads and lines of a table a figure: rows over sizes."""
    points = [point for point in curve.points if point.axis == axis]
    sizes = sorted({point.size for point in points})
    tables = []
    for task, kind in kinds_of(points):
        lines = []
        for row in dict.fromkeys(point.row for point in points):
            of_size = {point.size: point for point in points if point.row == row}
            figures = [
                of_size[size].figures.get(task, {}).get(kind) if size in of_size else None for size in sizes
            ]
            lines.append((_marked(next(iter(of_size.values()))), [_said(figure) for figure in figures]))
        tables.append((heading(task, kind), [f"{size:,}" for size in sizes], lines))
    return tables


def text_tables(curve: Curve) -> list[str]:
    """The tables as lines for a terminal."""
    found = []
    for axis in AXES:
        for title, sizes, lines in _tables(curve, axis) if any(p.axis == axis for p in curve.points) else ():
            table = [(f"{title}, {AXIS_WORDS[axis][0].lower()}", sizes), *lines]
            widths = [max(len(name) for name, _ in table)]
            widths += [max(len(cells[place]) for _, cells in table) for place in range(len(sizes))]
            for name, cells in table:
                shown = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True)]
                found.append("  ".join([name.ljust(widths[0]), *shown]))
            found.append("")
    return found
