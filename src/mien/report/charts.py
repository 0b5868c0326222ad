"""Charts of lines over an axis, for the page: what a template takes.

Lengths along a plot are of a stretched view box, while text is HTML, so that type keeps its size on a narrow
screen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]


@dataclass(frozen=True)
class Way:
    """One line: its points from left to right, in a colour of the palette.

    Attributes
    ----------
    sizes : of its dots; none for no dots, 3 each if None.
    thin : whether it stands back behind others.
    """

    title: str
    colour: str
    points: Sequence[Point]
    sizes: Sequence[float] | None = None
    thin: bool = False


@dataclass(frozen=True)
class Area:
    """A filled outline behind the lines: class in the style sheet, colour of the palette, corners."""

    kind: str
    colour: str
    corners: Sequence[Point]


def axis(low: float, high: float, logarithmic: bool = False) -> tuple[float, float, list[float]]:
    """Ends of an axis (exponents if logarithmic) and its round ticks (always values)."""
    if logarithmic:
        bottom, top = math.log10(low), math.log10(high)
        room = 0.04 * (top - bottom)
        bottom, top = bottom - room, top + room
        for steps in ((1,), (1, 3), (1, 2, 5)):
            ticks = [
                step * 10.0**power
                for power in range(math.floor(bottom), math.ceil(top) + 1)
                for step in steps
            ]
            ticks = [tick for tick in ticks if bottom <= math.log10(tick) <= top]
            if len(ticks) >= 3:
                break
        return bottom, top, ticks
    if high == low:
        low, high = low - 0.5, high + 0.5
    raw = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * size for size in (1, 2, 2.5, 5, 10) if power * size >= raw * 0.999)
    room = 0.04 * (high - low)
    first = math.ceil(low / step - 1e-9)
    ticks = [round(number * step, 12) for number in range(first, math.floor(high / step + 1e-9) + 1)]
    return low - room, high + room, ticks


def number(value: float) -> str:
    """A tick, or a value of any size, for reading."""
    if value and (abs(value) >= 10000 or abs(value) < 0.001):
        if value % 1000 == 0 and abs(value) < 1e6:
            return f"{value / 1000:g}k"
        mantissa, exponent = f"{value:.2e}".split("e")
        return f"{float(mantissa):g}e{int(exponent)}"
    return f"{value:,.0f}" if abs(value) >= 1000 and value % 1 == 0 else f"{value:.4g}"


def chart(
    title: str,
    unit: str,
    ways: Sequence[Way],
    under: str = "",
    level: Sequence[Point] = (),
    bounds: tuple[float, float] | None = None,
    areas: Sequence[Area] = (),
) -> dict[str, Any]:
    """A chart as ``charts.html`` takes it; at least one line has a point.

    Parameters
    ----------
    under : what stands under the axis.
    level : points of a broken line, for chance or what would be right.
    bounds : of both axes; as the points are if None.
    """
    points = [point for way in ways for point in way.points] + [*level]
    points += [corner for area in areas for corner in area.corners]
    across, upward = zip(*points, strict=True)
    left, right, x_ticks = axis(*(bounds or (min(across), max(across))))
    low, high, y_ticks = axis(*(bounds or (min(upward), max(upward))))

    def at(point: Point) -> Point:
        return 1000 * (point[0] - left) / (right - left), 1000 * (1 - (point[1] - low) / (high - low))

    return {
        "title": title,
        "unit": unit,
        "under": under,
        "spoken": "; ".join(f"{way.title}: {_told(way)}" for way in ways),
        "up": [(at((left, tick))[1], short(tick)) for tick in y_ticks],
        "across": [(at((tick, low))[0], short(tick)) for tick in x_ticks],
        "level": _path(map(at, level)),
        "areas": [(area.kind, area.colour, _path(map(at, area.corners))) for area in areas],
        "lines": [
            {
                "title": way.title,
                "kind": "thin" if way.thin else "first",
                "colour": way.colour,
                "path": _path(map(at, way.points)),
                "dots": [
                    (f"{x / 10:.2f}", f"{y / 10:.2f}", f"{size:.1f}", f"{way.title}: {_pair(point)}")
                    for point, (x, y), size in _dotted(way, at)
                ],
            }
            for way in ways
        ],
    }


def _dotted(way: Way, at: Callable[[Point], Point]) -> Iterator[tuple[Point, Point, float]]:
    """Points with their places and the sizes of their dots; none of a line without dots."""
    if way.sizes is None or len(way.sizes):
        sizes = way.sizes or [3.0] * len(way.points)
        yield from zip(way.points, map(at, way.points), sizes, strict=True)


def short(value: float) -> str:
    """A tick; between 0 and 1 without its nought, as the paper prints shares."""
    return number(value).replace("0.", ".", 1) if 0 < abs(value) < 1 else number(value)


def _pair(point: tuple[float, float]) -> str:
    return f"{number(point[1])} at {number(point[0])}"


def _told(way: Way) -> str:
    return (
        ", ".join(map(_pair, way.points))
        if len(way.points) < 9
        else f"from {_pair(way.points[0])} to {_pair(way.points[-1])}"
    )


def _path(points: Any) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
