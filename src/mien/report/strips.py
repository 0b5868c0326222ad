"""What each latent dimension does to a face: strips of decoded faces."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from markupsafe import Markup

from mien.drawing.names import Names
from mien.drawing.strips import ACTIVE_NATS, TINTS, by_movement, signed, turned
from mien.landmarks.draw import polylines
from mien.report.pages import page
from mien.runs import Strips

VIEWS = {"front": 0.0, "quarter": 35.0}


def html_strips(strips: Mapping[str, tuple[int, Strips]], names: Names, prefix: str = "") -> Markup:
    """The strips of every model, dimensions by movement, those that are not in use folded away."""
    return page(
        "strips.html",
        prefix=prefix,
        tints=[f"{100 * tint:g}" for tint in TINTS],
        least=f"{ACTIVE_NATS:g}",
        views=max((len(_views_of(one)) for _, one in strips.values()), default=1),
        models=[_model(name, names.title(name), seed, one, prefix) for name, (seed, one) in strips.items()],
    )


def _views_of(strips: Strips) -> dict[str, float]:
    """Views that show something of their own: faces without depth have one."""
    return {"front": VIEWS["front"]} if strips.neutral.shape[-1] == 2 else VIEWS


def _model(name: str, title: str, seed: int, strips: Strips, prefix: str) -> dict[str, Any]:
    active, idle = by_movement(strips)
    middle = int(np.abs(strips.values).argmin())
    zero, still = strips.faces[0, middle], np.zeros(len(strips.neutral))
    lines = polylines(strips.layout.edges)
    views = _views_of(strips)
    boxes = {view: _box(strips, view) for view in views}
    return {
        "name": name,
        "prefix": prefix,
        "title": title,
        "seed": seed,
        "subject": strips.subject,
        "boxes": boxes,
        "ghosts": {
            view: "".join(_line([flat[point] for point in line]) for line in lines)
            for view, degrees in views.items()
            for flat in [turned(zero, degrees)]
        },
        "neutral": _drawn(views, lines, strips.neutral, still),
        "zero": _drawn(views, lines, zero, still),
        "dimensions": len(strips.faces),
        "active": [_strip(strips, lines, dim, middle) for dim in active],
        "idle": [_strip(strips, lines, dim, middle) for dim in idle],
    }


def _box(strips: Strips, view: str) -> list[str]:
    everything, still = turned(strips.faces, VIEWS[view]), turned(strips.neutral, VIEWS[view])
    first, last = still.min(axis=0), still.max(axis=0)
    # A face decoded far out of bounds must not make all others small.
    most = 0.4 * (last - first).max()
    low = np.clip(everything.min(axis=(0, 1, 2)), first - most, first)
    high = np.clip(everything.max(axis=(0, 1, 2)), last, last + most)
    room = 0.06 * (high - low).max()
    low, high = low - room, high + room
    numbers = (low[0], -high[1], high[0] - low[0], high[1] - low[1])
    return [f"{100 * number:.0f}" for number in numbers]


def _line(points: list[np.ndarray]) -> str:
    """A path in hundredths of an eye distance, each point as its way from the one before: a short text."""
    places = np.rint(np.array(points)[:, :2] * [100, -100]).astype(int)
    (x, y), ways = places[0], np.diff(places, axis=0)
    return f"M{x} {y}" + ("l" if len(ways) else "") + " ".join(f"{dx} {dy}" for dx, dy in ways)


def _strip(strips: Strips, lines: list[list[int]], dim: int, middle: int) -> dict[str, Any]:
    last = len(strips.values) - 1
    faces = []
    for place, value in enumerate(strips.values):
        face = strips.faces[dim, place]
        moved = np.linalg.norm(face - strips.faces[dim, middle], axis=1)
        faces.append(
            {
                "sign": signed(value),
                "between": last >= 6 and place in (1, last - 1),
                "ghost": place != middle,
                "views": _drawn(_views_of(strips), lines, face, moved),
            }
        )
    return {
        "dimension": dim,
        "movement": f"{100 * strips.movement[dim]:.1f}",
        "nats": f"{strips.active[dim]:.2f}",
        "faces": faces,
    }


def _drawn(
    views: Mapping[str, float], lines: list[list[int]], face: np.ndarray, moved: np.ndarray
) -> dict[str, list[tuple[int, str]]]:
    """A face's paths in every view; the style sheet shows the view that was chosen."""
    return {view: _tinted(lines, turned(face, degrees), moved) for view, degrees in views.items()}


def _tinted(lines: list[list[int]], flat: np.ndarray, moved: np.ndarray) -> list[tuple[int, str]]:
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
    return [(level, "".join(parts)) for level, parts in sorted(paths.items())]
