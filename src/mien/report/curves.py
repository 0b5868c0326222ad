"""The training curves, as HTML with inline SVG.

Lengths along a plot are of a stretched view box, while text is HTML, so that type keeps its size on a narrow
screen.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

from mien.report.tables import long_name

MOST_STEPS = 400
NOT_TERMS = ("step", "part", "seconds", "beta", "learning_rate", "gamma_weight")
TERM_NAMES = {
    "total": ("Total loss", "negative ELBO, nats per face"),
    "reconstruction": ("Reconstruction", "nats per face"),
    "kl": ("KL divergence", "nats per face"),
    "topology": ("Topological prior", "nats per face"),
    "beta": ("β, weight of the KL in training", ""),
    "learning_rate": ("Learning rate", ""),
}

Lines = Mapping[str, Mapping[int, list[dict[str, Any]]]]


def training_curves(metrics: Lines) -> str:
    """A chart a named term with the models over one another: validation solid, training dotted.

    Only the first seed's training is drawn; other seeds' validation stands behind it as hairlines. The best
    step (lowest validation total) is a dot. The β and learning-rate schedules follow where they change.
    """
    terms = list(TERM_NAMES)[:4]
    present = {
        key for seeds in metrics.values() for lines in seeds.values() for line in lines for key in line
    }
    terms = [term for term in terms if term in present]
    terms += sorted(present - set(terms) - set(NOT_TERMS))
    charts = [_curve(term, metrics) for term in (*terms, "beta", "learning_rate")]
    keys = "".join(
        f'<span class="key"><i class="line" style="background:var(--{name})"></i>'
        f"{escape(long_name(name))}</span>"
        for name in metrics
    )
    return (
        f'<p class="keys">{keys}<span class="key"><i class="line"></i>validation</span>'
        '<span class="key"><i class="line dotted"></i>training</span>'
        '<span class="key"><i class="dot"></i>checkpoint kept</span></p>'
        f'<div class="charts two">{"".join(charts)}</div>'
    )


def best_step(lines: Sequence[Mapping[str, Any]]) -> int | None:
    """The step whose validation total is lowest (the highest ELBO), the first of several."""
    totals = [
        (line["total"], line["step"]) for line in lines if line["part"] == "validation" and "total" in line
    ]
    return min(totals)[1] if totals else None


def _series(term: str, metrics: Lines) -> list[dict[str, Any]]:
    schedule = term in ("beta", "learning_rate")
    found = []
    for name, seeds in metrics.items():
        for place, seed in enumerate(sorted(seeds)):
            for part in ("train",) if schedule else ("train", "validation"):
                if place and (part == "train" or schedule):
                    continue
                lines = [line for line in seeds[seed] if line["part"] == part]
                points = [(line["step"], float(line[term])) for line in lines if _finite(line.get(term))]
                if points:
                    best = best_step(seeds[seed]) if part == "validation" and not place else None
                    found.append(
                        {
                            "name": name,
                            "part": part,
                            "seed": seed,
                            "first": not place,
                            "points": points,
                            "best": best,
                        }
                    )
    return found


def _finite(value: Any) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def _thinned(points: list[tuple[int, float]]) -> list[tuple[int, float]]:
    if len(points) <= MOST_STEPS:
        return points
    return [points[place] for place in np.linspace(0, len(points) - 1, MOST_STEPS).round().astype(int)]


def _curve(term: str, metrics: Lines) -> str:
    series = _series(term, metrics)
    values = [value for one in series for _, value in one["points"]]
    if not values or (term in ("beta", "learning_rate") and min(values) == max(values)):
        return ""
    steps = [step for one in series for step, _ in one["points"]]
    logarithmic = min(values) > 0 and max(values) / min(values) > 12 and term != "beta"
    low, high, ticks = _axis(min(values), max(values), logarithmic)
    last = max(*steps, 1)

    def up(value: float) -> float:
        place = math.log10(value) if logarithmic else value
        return 1000 * (1 - (place - low) / (high - low))

    order = sorted(series, key=lambda one: (one["first"], one["part"] == "validation"))
    drawn = "".join(_path(one, last, up) for one in order)
    grid = "".join(f'<line class="grid" x1="0" x2="1000" y1="{up(t):.1f}" y2="{up(t):.1f}"/>' for t in ticks)
    marks = "".join(
        f'<span style="top:{up(tick) / 10:.2f}%">{escape(_number(tick))}</span>' for tick in ticks
    )
    across = [tick for tick in _axis(0, last, False)[2] if tick <= last]
    below = "".join(
        f'<span style="left:{100 * tick / last:.2f}%">{escape(_number(tick))}</span>' for tick in across
    )
    title, unit = TERM_NAMES.get(term, (term, "nats per face"))
    unit += (", log scale" if unit else "log scale") if logarithmic else ""
    spoken = "; ".join(
        f"{long_name(one['name'])} {one['part']} ends at {_number(one['points'][-1][1])}"
        for one in series
        if one["first"]
    )
    data = [
        {"name": long_name(one["name"]), "part": one["part"], "points": _thinned(one["points"])}
        for one in series
        if one["first"]
    ]
    return (
        f'<figure class="curve" data-term="{escape(term)}"><figcaption><b>{escape(title)}</b>'
        f'<span>{escape(unit)}</span></figcaption><div class="plot">'
        f'<div class="yticks" aria-hidden="true">{marks}</div>'
        f'<svg viewBox="0 0 1000 1000" preserveAspectRatio="none" role="img" data-last="{last}" '
        f"data-series='{escape(json.dumps(data), quote=True)}' "
        f'aria-label="{escape(title)} by training step: {escape(spoken)}">{grid}{drawn}</svg><div></div>'
        f'<div class="xticks" aria-hidden="true">{below}</div></div></figure>'
    )


def _path(one: Mapping[str, Any], last: int, up: Any) -> str:
    points = " ".join(f"{1000 * step / last:.1f},{up(value):.1f}" for step, value in _thinned(one["points"]))
    kind = ("first " if one["first"] else "other ") + one["part"]
    line = f'<polyline class="{kind}" style="stroke:var(--{one["name"]})" points="{points}"/>'
    at = next((value for step, value in one["points"] if step == one["best"]), None)
    if at is None:
        return line
    x, y = 1000 * one["best"] / last, up(at)
    # A line without length and with round caps stays a circle when the view box is stretched.
    return line + (
        f'<path class="best" data-best="{one["best"]}" style="stroke:var(--{one["name"]})" '
        f'd="M{x:.1f} {y:.1f}h0"/>'
    )


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
