"""What each latent dimension of M2 does to a face: strips of decoded faces, drawn as inline SVG."""

from __future__ import annotations

from html import escape
from itertools import pairwise

import numpy as np

from mien.landmarks.draw import polylines
from mien.report.inputs import Strips

ACTIVE_NATS = 0.01
TINTS = (0.015, 0.04, 0.08)
VIEWS = {"front": 0.0, "quarter": 35.0}


def by_movement(strips: Strips) -> tuple[list[int], list[int]]:
    """0-based dimensions, most movement first: those in use, and those with a KL below 0.01 nats."""
    order = np.argsort(-strips.movement, kind="stable").tolist()
    active = [dim for dim in order if strips.active[dim] >= ACTIVE_NATS]
    return active, [dim for dim in order if strips.active[dim] < ACTIVE_NATS]


def turned(points: np.ndarray, degrees: float) -> np.ndarray:
    """Points (..., 3) seen after a turn of the head about the vertical axis, as (..., 2) with y up."""
    angle = np.deg2rad(degrees)
    x = points[..., 0] * np.cos(angle) + points[..., 2] * np.sin(angle)
    return np.stack([x, points[..., 1]], axis=-1)


def html_strips(strips: Strips) -> str:
    """The strips, dimensions by movement, those that are not in use folded away."""
    active, idle = by_movement(strips)
    middle = int(np.abs(strips.values).argmin())
    zero = strips.faces[0, middle]
    parts = [_defs(strips, zero), _controls(strips, middle)]
    parts += [_strip(strips, dim, middle) for dim in active]
    if idle:
        folded = "".join(_strip(strips, dim, middle) for dim in idle)
        parts.append(
            f"<details><summary>{len(idle)} of {len(strips.faces)} dimensions are not in use "
            f"(KL below {ACTIVE_NATS:g} nats)</summary>{folded}</details>"
        )
    return f'<div class="strips">{"".join(parts)}</div>'


def _box(strips: Strips, view: str) -> str:
    everything, still = turned(strips.faces, VIEWS[view]), turned(strips.neutral, VIEWS[view])
    first, last = still.min(axis=0), still.max(axis=0)
    # A face decoded far out of bounds must not make all others small.
    most = 0.4 * (last - first).max()
    low = np.clip(everything.min(axis=(0, 1, 2)), first - most, first)
    high = np.clip(everything.max(axis=(0, 1, 2)), last, last + most)
    room = 0.06 * (high - low).max()
    low, high = low - room, high + room
    numbers = (low[0], -high[1], high[0] - low[0], high[1] - low[1])
    return " ".join(f"{100 * number:.0f}" for number in numbers)


def _lines(layout_lines: list[list[int]], flat: np.ndarray) -> str:
    return "".join(_line([flat[point] for point in line]) for line in layout_lines)


def _line(points: list[np.ndarray]) -> str:
    return "M" + " ".join(f"{100 * x:.1f},{-100 * y:.1f}" for x, y in points)


def _defs(strips: Strips, zero: np.ndarray) -> str:
    lines = polylines(strips.layout.edges)
    symbols = "".join(
        f'<symbol id="zero-{view}" viewBox="{_box(strips, view)}" overflow="visible">'
        f'<path vector-effect="non-scaling-stroke" d="{_lines(lines, turned(zero, degrees))}"/></symbol>'
        for view, degrees in VIEWS.items()
    )
    return f'<svg class="defs" aria-hidden="true">{symbols}</svg>'


def _controls(strips: Strips, middle: int) -> str:
    neutral = _faces(strips, strips.neutral, np.zeros(len(strips.neutral)), "the neutral face", ghost=False)
    zero = _faces(strips, strips.faces[0, middle], np.zeros(len(strips.neutral)), "z = 0", ghost=False)
    tints = "".join(
        f'<span class="key"><i class="line t{level + 1}"></i>over {100 * tint:g} %</span>'
        for level, tint in enumerate(TINTS)
    )
    return (
        '<div class="stripshead">'
        f'<figure class="one">{neutral}<figcaption>neutral, {escape(strips.subject)}</figcaption></figure>'
        f'<figure class="one">{zero}<figcaption>generated, z = 0</figcaption></figure>'
        '<div><fieldset class="views"><legend>View</legend>'
        '<label><input type="radio" name="view" id="view-front" checked> front</label> '
        '<label><input type="radio" name="view" id="view-quarter"> three-quarter</label></fieldset>'
        f'<p class="keys">moved from z = 0, of the distance between the eyes: {tints}</p></div></div>'
    )


def _strip(strips: Strips, dim: int, middle: int) -> str:
    zero = strips.faces[dim, middle]
    last = len(strips.values) - 1
    cells = []
    for place, value in enumerate(strips.values):
        face = strips.faces[dim, place]
        moved = np.linalg.norm(face - zero, axis=1)
        sign = f"{value:+g}".replace("-", "−") if value else "0"
        between = " between" if last >= 6 and place in (1, last - 1) else ""
        drawing = _faces(strips, face, moved, f"dimension {dim} at {sign}", ghost=place != middle)
        cells.append(f'<figure class="face{between}">{drawing}<figcaption>{sign}</figcaption></figure>')
    movement, nats = 100 * strips.movement[dim], strips.active[dim]
    return (
        f'<section class="strip" data-dimension="{dim}"><h3>z<sub>{dim}</sub></h3>'
        f"<p><span>moves {movement:.1f} %</span><br><span>KL {nats:.2f} nats</span></p>"
        f'<div class="faces">{"".join(cells)}</div></section>'
    )


def _faces(strips: Strips, face: np.ndarray, moved: np.ndarray, words: str, ghost: bool) -> str:
    """One face in every view; the style sheet shows the view that was chosen."""
    lines = polylines(strips.layout.edges)
    parts = []
    for view, degrees in VIEWS.items():
        flat = turned(face, degrees)
        behind = f'<use class="ghost" href="#zero-{view}" x="0" y="0"/>' if ghost else ""
        parts.append(
            f'<svg class="{view}" viewBox="{_box(strips, view)}" role="img" aria-label="{escape(words)}, '
            f'{view} view">{_placed(behind, _box(strips, view))}{_tinted(lines, flat, moved)}</svg>'
        )
    return "".join(parts)


def _placed(ghost: str, box: str) -> str:
    """The ghost at the same place and scale: a used symbol is fitted into x, y, width and height."""
    x, y, width, height = box.split()
    return ghost.replace('x="0" y="0"', f'x="{x}" y="{y}" width="{width}" height="{height}"')


def _tinted(lines: list[list[int]], flat: np.ndarray, moved: np.ndarray) -> str:
    """Paths of a face, one a tint: a stretch between two points has the tint of their mean way."""
    paths: dict[int, list[str]] = {}
    for line in lines:
        level, run = -1, [line[0]]
        for here, there in pairwise(line):
            tint = int(np.searchsorted(TINTS, (moved[here] + moved[there]) / 2))
            if tint != level and len(run) > 1:
                paths.setdefault(level, []).append(_line([flat[point] for point in run]))
                run = [here]
            level = tint
            run.append(there)
        paths.setdefault(level, []).append(_line([flat[point] for point in run]))
    return "".join(f'<path class="t{level}" d="{"".join(parts)}"/>' for level, parts in sorted(paths.items()))
