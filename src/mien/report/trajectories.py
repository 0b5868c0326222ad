"""A model's latents over a recording: as each frame says, smoothed with its band, and what was lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from markupsafe import Markup

from mien.drawing.names import Names
from mien.drawing.over_time import BAND, MOST, told
from mien.report.charts import Area, Way, chart
from mien.report.pages import page
from mien.runs import Trajectories


def html_trajectories(found: Mapping[str, tuple[int, Trajectories]], names: Names) -> Markup:
    """The most used dimensions of each model, and a line of figures; the last model's are open."""
    first = next(iter(found.values()))[1]
    return page(
        "trajectories.html",
        recording=first.recording,
        subject=first.subject,
        frames=len(first.frame),
        lost=sum(len(one.gaps()) for _, one in found.values()) > 0,
        smoothed=any(len(one.at) for _, one in found.values()),
        models=[
            {
                "title": names.title(name),
                "seed": seed,
                "words": told(one.movements),
                "charts": page(
                    "charts.html",
                    keys=[],
                    level="",
                    charts=[_chart(one, dim, names.colour(name)) for dim in one.used_first[:MOST]],
                    across="two",
                    square=False,
                ),
            }
            for name, (seed, one) in found.items()
        ],
    )


def _chart(one: Trajectories, dimension: int, colour: str) -> dict[str, Any]:
    raw = one.latents[:, dimension]
    ways = [
        Way(
            f"z{dimension}",
            "grey" if len(one.at) else colour,
            list(zip(one.frame[part].tolist(), raw[part].tolist(), strict=True)),
            sizes=(),
            thin=bool(len(one.at)),
        )
        for part in one.stretches()
    ]
    areas = []
    if len(one.at):
        at, middle = one.at.tolist(), one.middle[:, dimension]
        wide = BAND * one.deviation[:, dimension]
        ways.append(
            Way(f"z{dimension} smoothed", colour, list(zip(at, middle.tolist(), strict=True)), sizes=())
        )
        edge = [*zip(at, (middle + wide).tolist(), strict=True)]
        back = [*zip(at[::-1], (middle - wide)[::-1].tolist(), strict=True)]
        areas.append(Area("unsure", colour, [*edge, *back]))
    low, high = _reach(one, dimension)
    for before, after in one.gaps():
        areas.append(Area("lost", "ink", [(before, low), (before, high), (after, high), (after, low)]))
    return chart(f"z{dimension}", f"KL {one.usage[dimension]:.2f} nats", ways, "frame", areas=areas)


def _reach(one: Trajectories, dimension: int) -> tuple[float, float]:
    """The least and most that is drawn of a dimension."""
    wide = BAND * one.deviation[:, dimension]
    drawn = np.concatenate(
        [one.latents[:, dimension], one.middle[:, dimension] - wide, one.middle[:, dimension] + wide]
    )
    return float(drawn.min()), float(drawn.max())
