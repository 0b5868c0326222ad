"""The report's plots, as HTML with inline SVG: the table as dots, Figure 4, the training curves.

Lengths along a plot are percentages or a stretched view box, while text is HTML, so that type keeps its size
on a narrow screen. Figure 4 is drawn by ``page.js`` on canvases from the JSON that `latent_panels` makes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

from mien.report.inputs import Latents, Row
from mien.report.paper import PaperTable
from mien.report.tables import kind_heading, long_name, share, triplet_kinds

LABEL_COLOURS = {
    "angry": "vermilion",
    "disgust": "green",
    "fear": "purple",
    "happy": "orange",
    "neutral": "grey",
    "sad": "blue",
    "surprised": "sky",
    "positive": "orange",
    "negative": "blue",
}
PALETTE = ("vermilion", "blue", "orange", "green", "purple", "sky", "grey", "brown")
MOST_POINTS = 3000
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


def principal_components(points: np.ndarray, components: int = 3) -> tuple[np.ndarray, float]:
    """Project onto the first principal components of these same points.

    Parameters
    ----------
    points : (n, k).
    components : how many to keep; where k or n has fewer, the rest are 0.

    Returns
    -------
    scores : (n, components); of each component the largest loading is positive, so that the sign is fixed.
    captured : share of the variance in these components, 0 where there is no variance.
    """
    centred = np.asarray(points, dtype=np.float64) - np.mean(points, axis=0, dtype=np.float64)
    _, singular, loadings = np.linalg.svd(centred, full_matrices=False)
    loadings = loadings[:components]
    largest = np.take_along_axis(loadings, np.abs(loadings).argmax(axis=1)[:, None], axis=1)
    loadings = loadings * np.where(largest < 0, -1.0, 1.0)
    scores = np.zeros((len(centred), components))
    scores[:, : len(loadings)] = centred @ loadings.T
    variance = float(np.sum(singular**2))
    captured = float(np.sum(singular[:components] ** 2)) / variance if variance > 0 else 0.0
    return scores, captured


def label_colours(labels: Iterable[str]) -> dict[str, str]:
    """A palette colour for each label, in the labels' order; the emotions always have the same ones."""
    names = sorted(set(labels))
    chosen = {label: LABEL_COLOURS[label] for label in names if label in LABEL_COLOURS}
    free = [colour for colour in PALETTE if colour not in chosen.values()] or list(PALETTE)
    others = [label for label in names if label not in chosen]
    chosen |= {label: free[place % len(free)] for place, label in enumerate(others)}
    return {label: chosen[label] for label in names}


def latent_panels(latents: Latents, order: Sequence[str]) -> str:
    """Figure 4: a legend, a rotatable panel a representation, and the points as JSON.

    Parameters
    ----------
    latents : test latents of one seed.
    order : names of the table's rows; panels follow it.
    """
    names = [name for name in order if name in latents.spaces]
    n = len(latents.label)
    rows = np.unique(np.linspace(0, n - 1, min(n, MOST_POINTS)).round().astype(int))
    colours = label_colours(latents.label)
    panels, figures = [], []
    for name in names:
        scores, captured = principal_components(latents.spaces[name])
        scale = float(np.quantile(np.linalg.norm(scores, axis=1), 0.99)) or 1.0
        thousandths = np.clip(np.rint(scores[rows] / scale * 1000), -1500, 1500).astype(int)
        panels.append({"name": name, "points": thousandths.ravel().tolist()})
        dim = latents.spaces[name].shape[1]
        title = f"{long_name(name)}, {dim} dimensions, {captured:.0%} of the variance in three"
        figures.append(
            f'<figure class="space"><figcaption><b>{escape(long_name(name))}</b>'
            f"<span>{dim}-d, {captured:.0%} of variance shown</span></figcaption>"
            f'<canvas data-space="{escape(name)}" tabindex="0" role="img" aria-label="{escape(title)}. '
            f'Arrow keys rotate, plus and minus zoom, Home resets."></canvas></figure>'
        )
    sizes = [_size(latents.intensity, row) for row in rows]
    payload = {
        "labels": list(colours),
        "colours": list(colours.values()),
        "label": [list(colours).index(label) for label in latents.label[rows]],
        "about": [_about(latents, row) for row in rows],
        "size": sizes,
        "spaces": panels,
    }
    legend = "".join(
        f'<button type="button" aria-pressed="false" data-label="{number}">'
        f'<i style="background:var(--{colour})"></i>{escape(label)}</button>'
        for number, (label, colour) in enumerate(colours.items())
    )
    sized = ", larger the stronger the expression" if len(set(sizes)) > 1 else ""
    cut = f" {len(rows):,} of {n:,} faces are drawn." if len(rows) < n else ""
    return (
        f'<div class="legend" role="group" aria-label="Show only one label">{legend}</div>'
        f'<div class="spaces">{"".join(figures)}</div>'
        f'<p class="note">Test faces of seed {latents.seed}, one point a face{sized}. '
        f"Drag to rotate; arrow keys too. Choose a label to see it alone.{cut}</p>"
        f'<script type="application/json" id="latents">{script_json(payload)}</script>'
    )


def _about(latents: Latents, row: int) -> str:
    degree = latents.intensity[row]
    strength = f", degree {degree:g}" if np.isfinite(degree) and degree > 0 else ""
    return f"{latents.label[row]}{strength} · {latents.subject[row]} · {latents.face[row]}"


def _size(intensity: np.ndarray, row: int) -> float:
    most = np.nanmax(intensity) if np.isfinite(intensity).any() else 0.0
    if not most > 0 or not np.isfinite(intensity[row]):
        return 1.0
    return round(0.75 + 0.5 * float(intensity[row]) / float(most), 2)


def script_json(value: Any) -> str:
    """JSON that can stand in a script element: no ``<`` can end it early."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def dot_plot(rows: Sequence[Row], paper: PaperTable | None, commonest: float | None) -> str:
    """The table as a plot: a dot with its interval a row, the paper's figure as a hollow diamond."""
    figures = [("Accuracy", "accuracy", commonest)]
    figures += [(kind_heading(kind), kind, 0.5) for kind in triplet_kinds(rows)]
    charts = "".join(
        _dots(heading, _dot_values(rows, paper, key), chance) for heading, key, chance in figures
    )
    theirs = '<span class="key"><i class="diamond"></i>the paper</span>' if paper is not None else ""
    return (
        '<p class="keys"><span class="key"><i class="dot"></i>this run, 95 % interval</span>'
        f'{theirs}<span class="key"><i class="dash"></i>chance</span></p>'
        f'<div class="charts two">{charts}</div>'
    )


def _dot_values(rows: Sequence[Row], paper: PaperTable | None, key: str) -> list[tuple[str, Any, Any, Any]]:
    values: list[tuple[str, Any, Any, Any]] = []
    for row in rows:
        theirs = paper.rows.get(row.name) if paper is not None else None
        if key == "accuracy":
            values.append((row.name, row.accuracy, row.accuracy_ci, theirs and theirs.accuracy))
        else:
            figure = theirs and theirs.triplets.get(key)
            values.append((row.name, row.triplets.get(key), row.triplets_ci.get(key), figure))
    return values


def _dots(heading: str, values: list[tuple[str, Any, Any, Any]], chance: float | None) -> str:
    shown = [place for _, value, interval, paper in values for place in (value, paper, *(interval or ()))]
    shown = [place for place in shown if place is not None]
    far = chance is not None and not min(shown) - 0.15 < chance < max(shown) + 0.15
    if chance is not None and not far:
        shown.append(chance)
    low, high = math.floor(min(shown) * 10 - 0.2) / 10, math.ceil(max(shown) * 10 + 0.2) / 10
    low, high = max(low, 0.0), min(high, 1.0)

    def across(value: float) -> str:
        return f"{100 * (value - low) / (high - low):.2f}%"

    ticks = [number / 10 for number in range(round(10 * low), round(10 * high) + 1)]
    ticks = ticks if len(ticks) < 8 else [tick for tick in ticks if round(10 * tick) % 2 == 0]
    lines = "".join(f'<line class="grid" x1="{across(t)}" x2="{across(t)}" y1="0" y2="100%"/>' for t in ticks)
    if chance is not None and not far:
        lines += f'<line class="chance" x1="{across(chance)}" x2="{across(chance)}" y1="0" y2="100%"/>'
    body, height = [], 30
    for number, (name, value, interval, paper) in enumerate(values):
        y = number * height + height / 2
        words = f"{long_name(name)}: {share(value)}"
        marks = f'<line class="grid" x1="0" x2="100%" y1="{y:g}" y2="{y:g}"/>'
        if interval:
            words += f", 95 % interval {share(interval[0])}–{share(interval[1])}"
            marks += (
                f'<line class="interval" x1="{across(interval[0])}" x2="{across(interval[1])}" '
                f'y1="{y:g}" y2="{y:g}"/>'
            )
        if paper is not None:
            words += f"; the paper {share(paper)}"
            marks += (
                f'<svg x="{across(paper)}" y="{y:g}" overflow="visible">'
                '<path class="theirs" d="M0-5 5 0 0 5-5 0z"/></svg>'
            )
        if value is not None:
            marks += f'<circle class="ours" cx="{across(value)}" cy="{y:g}" r="5"/>'
        hit = f'<rect class="hit" x="0" y="{y - height / 2:g}" width="100%" height="{height}"/>'
        body.append(f'<g class="row" data-row="{escape(name)}" data-tip="{escape(words)}">{marks}{hit}</g>')
    labels = "".join(f"<span>{escape(long_name(name))}</span>" for name, *_ in values)
    aside = f"<span>chance {share(chance)}, off the plot</span>" if far else ""
    spoken = "; ".join(f"{long_name(name)} {share(value)}" for name, value, *_ in values)
    ticked = "".join(
        f'<span style="left:{across(tick)}">{f"{tick:.1f}".removeprefix("0")}</span>' for tick in ticks
    )
    return (
        f'<figure class="dots"><figcaption><b>{escape(heading)}</b>{aside}</figcaption><div class="dotgrid">'
        f'<div class="dotnames" aria-hidden="true">{labels}</div>'
        f'<svg class="dotplot" role="img" aria-label="{escape(heading)}: {escape(spoken)}" width="100%" '
        f'height="{len(values) * height}">{lines}{"".join(body)}</svg>'
        f'<div></div><div class="xticks" aria-hidden="true">{ticked}</div></div></figure>'
    )


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
