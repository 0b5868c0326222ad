"""The error of reconstruction, on the face and by region."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from markupsafe import Markup

from mien.drawing.names import Names
from mien.drawing.strips import turned
from mien.evaluation.details import Scale
from mien.landmarks.draw import polylines
from mien.report.dots import Dot, Marks, dots
from mien.report.pages import page
from mien.runs import Errors

PER_CENT = Scale(most=None, lower=True, unit="%")
_STEPS = 5


def html_regions(errors: Mapping[str, tuple[int, Errors]], names: Names) -> Markup:
    """A face a model, all on one scale, then a plot a model: every region with its interval over people."""
    most = max(100 * float(one.by_point().max()) for _, one in errors.values())
    _, first = next(iter(errors.values()))
    return page(
        "regions.html",
        faces=[_face(names.title(row), seed, one, most) for row, (seed, one) in errors.items()],
        steps=[f"{most * (step + 1) / _STEPS:.1f}" for step in range(_STEPS)],
        keys=[("dot", "mean error, 95 % interval over people"), ("diamond", "the neutral face, unchanged")],
        plots=_plots(errors, names),
        people=len(first.faces),
        count=int(first.faces.sum()),
    )


def _face(title: str, seed: int, errors: Errors, most: float) -> dict[str, Any]:
    flat, values = turned(errors.face, 0.0) * [100, -100], 100 * errors.by_point()
    low, high = flat.min(axis=0), flat.max(axis=0)
    room = 0.06 * (high - low).max()
    box = (low[0] - room, low[1] - room, *(high - low + 2 * room))
    size = 2.6 if errors.layout.n_points < 150 else 1.2
    lines = [flat[list(pair)] for line in polylines(errors.layout.edges) for pair in pairwise(line)]
    worst = int(values.argmax())
    return {
        "title": title,
        "seed": seed,
        "mean": f"{values.mean():.1f}",
        "box": " ".join(f"{value:.0f}" for value in box),
        "lines": "".join(f"M{a[0]:.1f},{a[1]:.1f} {b[0]:.1f},{b[1]:.1f}" for a, b in lines),
        "size": size * max(high - low) / 130,
        "spoken": f"most at {errors.layout.names[worst].replace('_', ' ')}, {values[worst]:.1f} %",
        "points": [
            (
                f"{x:.1f}",
                f"{y:.1f}",
                min(int(_STEPS * value / most), _STEPS - 1),
                f"{name.replace('_', ' ')}: {value:.1f} %",
            )
            for (x, y), value, name in zip(flat, values, errors.layout.names, strict=True)
        ],
    }


def _plots(errors: Mapping[str, tuple[int, Errors]], names: Names) -> list[dict[str, Any]]:
    regions = {row: one.by_region() for row, (_, one) in errors.items()}
    top = 105 * max(max(region.error, region.change) for found in regions.values() for region in found)
    plots = []
    for row, found in regions.items():
        values = [
            Dot(
                region.name,
                region.name.replace("_", " "),
                100 * region.error,
                None if region.interval is None else tuple(100 * np.array(region.interval)),
                100 * region.change,
                names.colour(row),
            )
            for region in found
        ]
        plots.append(
            dots(names.title(row), values, Marks(scale=(0.0, top), of=PER_CENT, other="the neutral face"))
        )
    return plots
