"""The terms of the loss along the training."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from mien.drawing.names import Names
from mien.drawing.terms import in_order, said
from mien.plot.style import axes, colour, figure, styled
from mien.runs import Metric, Run
from mien.runs.metrics import best_step

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@styled
def curves(
    metrics: Mapping[str, Mapping[int, Sequence[Metric]]],
    term: str = "total",
    names: Names | None = None,
    ax: Axes | None = None,
) -> Axes:
    """One term of every model: validation solid, training dotted, other seeds' validation thin.

    The dot is the step that was kept.

    Parameters
    ----------
    metrics : row -> seed -> records, as a run has them.
    term : ``"total"``, or a name in the records' terms.
    """
    ax, names = axes(ax), names or Names(None)
    values = []
    for row, seeds in metrics.items():
        for place, seed in enumerate(sorted(seeds)):
            for part in ("train", "validation"):
                points = _points(seeds[seed], part, term)
                if not points or (place and part == "train"):
                    continue
                values += [value for _, value in points]
                look = {"linestyle": ":" if part == "train" else "-", "linewidth": 0.5 if place else 1.1}
                label = names.title(row) if part == "validation" and not place else None
                ax.plot(*zip(*points, strict=True), color=colour(names.colour(row)), label=label, **look)  # type: ignore[arg-type]
                best = best_step(seeds[seed])
                kept = [point for point in points if point[0] == best]
                if part == "validation" and not place and kept:
                    ax.plot(*kept[0], "o", color=colour(names.colour(row)), markersize=3.5)
    if values and min(values) > 0 and max(values) / min(values) > 12:
        ax.set_yscale("log")
    title, unit = said(term)
    ax.set_title(title)
    ax.set_ylabel(unit)
    ax.set_xlabel("step")
    ax.grid()
    return ax


def _points(records: Sequence[Metric], part: str, term: str) -> list[tuple[int, float]]:
    """Step and value of the records of a part that have the term."""
    own = [one for one in records if one.part == part and (term == "total" or term in one.terms)]
    return [(one.step, one.total if term == "total" else one.terms[term]) for one in own]


def of_run(run: Run, width: float) -> Iterator[tuple[str, Figure]]:
    """All terms in one figure."""
    if not run.metrics:
        return
    records = [record for seeds in run.metrics.values() for some in seeds.values() for record in some]
    terms = in_order({"total", *(name for record in records for name in record.terms)})
    across = 1 if width < 120 else 2
    rows = math.ceil(len(terms) / across)
    made = figure(width, 45.0 * rows + 10)
    grid = made.subplots(rows, across, squeeze=False).ravel()
    names = Names(run.table)
    for ax, term in zip(grid, terms, strict=False):
        curves(run.metrics, term, names, ax)
    for ax in grid[len(terms) :]:
        ax.remove()
    handles, labels = grid[0].get_legend_handles_labels()
    made.legend(handles, labels, loc="outside lower center", ncols=4)
    for ax in grid[: len(terms)]:
        ax.set_xlabel("step (dotted: training, solid: validation, dot: step kept)")
    yield "", made
