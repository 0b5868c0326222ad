"""The training curves.

Lengths along a plot are of a stretched view box, while text is HTML, so that type keeps its size on a narrow
screen.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup

from mien.report.names import Names
from mien.report.pages import page
from mien.runs import Metric
from mien.runs.metrics import best_step

MOST_STEPS = 400
NAMES = {
    "total": ("Total loss", "nats per face; where faces are reconstructed, the negative ELBO"),
    "reconstruction": ("Reconstruction", "nats per face"),
    "kl": ("KL divergence", "nats per face"),
    "topology": ("Topological prior", "nats per face"),
    "triplet": ("Triplet loss", "per face"),
    "odd_one_out": ("Odd one out", "per face"),
    "contrastive": ("InfoNCE", "nats per face"),
    "beta": ("β, weight of the KL in training", ""),
    "learning_rate": ("Learning rate", ""),
}

Metrics = Mapping[str, Mapping[int, Sequence[Metric]]]
Points = list[tuple[int, float]]


@dataclass(frozen=True)
class Series:
    """One line of a chart; `first` is the first seed's, `best` the step kept where it is to be marked."""

    title: str
    colour: str
    part: str
    first: bool
    points: Points
    best: int | None


def training_curves(metrics: Metrics, names: Names) -> Markup:
    """A chart a named term with the models over one another: validation solid, training dotted.

    Only the first seed's training is drawn; other seeds' validation stands behind it as hairlines. The best
    step (lowest validation total) is a dot. Schedules follow where they change.
    """
    records = [record for seeds in metrics.values() for some in seeds.values() for record in some]
    terms = _in_order({"total", *(name for record in records for name in record.terms)})
    schedules = _in_order({name for record in records for name in record.schedule})
    charts = [_chart(term, _series(term, metrics, names, False)) for term in terms]
    charts += [_chart(name, _series(name, metrics, names, True), changing=True) for name in schedules]
    return page(
        "training.html",
        models=[(names.title(name), names.colour(name)) for name in metrics],
        charts=[chart for chart in charts if chart],
    )


def _in_order(found: set[str]) -> list[str]:
    known = list(NAMES)
    return sorted(found, key=lambda name: (known.index(name) if name in known else len(known), name))


def _series(term: str, metrics: Metrics, names: Names, schedule: bool) -> list[Series]:
    found = []
    for name, seeds in metrics.items():
        for place, seed in enumerate(sorted(seeds)):
            for part in ("train",) if schedule else ("train", "validation"):
                if place and part == "train":
                    continue
                own = [record for record in seeds[seed] if record.part == part]
                known = [one.schedule if schedule else {**one.terms, "total": one.total} for one in own]
                points = [(one.step, of[term]) for one, of in zip(own, known, strict=True) if term in of]
                best = best_step(seeds[seed]) if part == "validation" and not place else None
                if points:
                    found.append(Series(names.title(name), names.colour(name), part, not place, points, best))
    return found


def _thinned(points: Points) -> Points:
    if len(points) <= MOST_STEPS:
        return points
    return [points[place] for place in np.linspace(0, len(points) - 1, MOST_STEPS).round().astype(int)]


def _chart(term: str, series: Sequence[Series], changing: bool = False) -> dict[str, Any] | None:
    """A chart as its template takes it; None without values, or if it is to be `changing` and does not."""
    values = [value for one in series for _, value in one.points]
    if not values or (changing and min(values) == max(values)):
        return None
    logarithmic = min(values) > 0 and max(values) / min(values) > 12 and term != "beta"
    low, high, ticks = _axis(min(values), max(values), logarithmic)
    last = max(1, *(step for one in series for step, _ in one.points))

    def up(value: float) -> float:
        place = math.log10(value) if logarithmic else value
        return 1000 * (1 - (place - low) / (high - low))

    title, unit = NAMES.get(term, (term.replace("_", " "), "" if changing else "nats per face"))
    first = [one for one in series if one.first]
    ends = (f"{one.title} {one.part} ends at {_number(one.points[-1][1])}" for one in first)
    data = [{"name": one.title, "part": one.part, "points": _thinned(one.points)} for one in first]
    return {
        "term": term,
        "title": title,
        "unit": ", ".join(words for words in (unit, "log scale" if logarithmic else "") if words),
        "schedule": changing,
        "last": last,
        "data": json.dumps(data),
        "spoken": "; ".join(ends),
        "up": [(up(tick), _number(tick)) for tick in ticks],
        "across": [(100 * tick / last, _number(tick)) for tick in _axis(0, last, False)[2] if tick <= last],
        "lines": [
            _line(one, last, up)
            for one in sorted(series, key=lambda one: (one.first, one.part == "validation"))
        ],
    }


def _line(one: Series, last: int, up: Callable[[float], float]) -> dict[str, Any]:
    at = next((value for step, value in one.points if step == one.best), None)
    return {
        "kind": f"{'first' if one.first else 'other'} {one.part}",
        "colour": one.colour,
        "points": " ".join(
            f"{1000 * step / last:.1f},{up(value):.1f}" for step, value in _thinned(one.points)
        ),
        "best": None if at is None or one.best is None else (one.best, 1000 * one.best / last, up(at)),
    }


def _axis(low: float, high: float, logarithmic: bool) -> tuple[float, float, list[float]]:
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


def _number(value: float) -> str:
    if value and (abs(value) >= 10000 or abs(value) < 0.001):
        if value % 1000 == 0 and abs(value) < 1e6:
            return f"{value / 1000:g}k"
        mantissa, exponent = f"{value:.2e}".split("e")
        return f"{float(mantissa):g}e{int(exponent)}"
    return f"{value:,.0f}" if abs(value) >= 1000 and value % 1 == 0 else f"{value:.4g}"
