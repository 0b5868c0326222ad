"""How far the probability of a choice can be believed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mien.drawing.names import Names, heading
from mien.drawing.tested import tested
from mien.evaluation.details import Reliability
from mien.plot.style import CHANCE, axes, colour, figure, shares, styled
from mien.runs import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@styled
def reliability(
    expected: Sequence[float],
    observed: Sequence[float],
    count: Sequence[int] | None = None,
    name: str | None = None,
    hue: str = "blue",
    ax: Axes | None = None,
) -> Axes:
    """Observed shares over expected probabilities; on the diagonal a probability is what it says.

    Parameters
    ----------
    expected, observed : (b,) of the triplets in each bin.
    count : (b,) triplets, by which the dots grow.
    name, hue : of the line; a colour of the palette or any other.
    ax : draw on it again for a second line.
    """
    ax = axes(ax, height=80.0)
    known = [
        (place, share, many)
        for place, share, many in zip(expected, observed, count or [1] * len(expected), strict=True)
        if place is not None and share is not None and many
    ]
    low = min([0.5, *(min(place, share) for place, share, _ in known)])
    if not any(line.get_gid() == "diagonal" for line in ax.lines):
        ax.plot([0, 1], [0, 1], gid="diagonal", **CHANCE)
        ax.set_xlim(low - 0.03, 1.03)
        ax.set_ylim(low - 0.03, 1.03)
    ax.set_xlim(min(ax.get_xlim()[0], low - 0.03), 1.03)
    ax.set_ylim(*ax.get_xlim())
    if known:
        places, values, many = (list(column) for column in zip(*known, strict=True))
        ax.plot(places, values, color=colour(hue), linewidth=1.0, label=name)
        most = max(many)
        ax.scatter(
            places, values, s=[6 + 30 * number / most for number in many], color=colour(hue), linewidths=0
        )
    ax.set_aspect("equal")
    ax.grid()
    shares(ax, "x")
    shares(ax, "y")
    ax.set_xlabel("probability of the choice")
    ax.set_ylabel("share of triplets chosen so")
    return ax


def of_bins(found: Reliability, name: str | None = None, hue: str = "blue", ax: Axes | None = None) -> Axes:
    """`reliability` of what a run keeps."""
    bins = [one for one in found.bins if one.expected is not None and one.observed is not None]
    expected = [one.expected for one in bins if one.expected is not None]
    observed = [one.observed for one in bins if one.observed is not None]
    return reliability(expected, observed, [one.triplets for one in bins], name, hue, ax)


def of_run(run: Run, width: float) -> Iterator[tuple[str, Figure]]:
    """A figure a task and kind that keeps bins, all rows over one another; of the first seed."""
    if run.details is None or run.table is None:
        return
    names = Names(run.table)
    for task, kind in run.table.columns():
        rows = {
            row.name: (seed, found)
            for row in run.table.rows
            for seed, found in list(run.details.of_row(row.name, task, kind).items())[:1]
            if isinstance(found, Reliability)
        }
        if not rows:
            continue
        made = figure(width, width + 12.0 + 4.0 * math.ceil(len(rows) / 2))
        ax = made.add_subplot()
        for name, (_, found) in rows.items():
            of_bins(found, names.title(name), names.colour(name), ax)
        seed = next(iter(rows.values()))[0]
        ax.set_title(f"{heading(task, kind)}, seed {seed}")
        if run.info is not None:
            ax.set_xlabel(f"{ax.get_xlabel()}; {tested(run.info)}")
        made.legend(loc="outside lower center", ncols=2)
        yield f"{task}-{kind}", made
