"""The table as a plot: a dot with its interval a row, the seeds, chance and the paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mien.drawing.names import Names, heading
from mien.drawing.paper import paper_table
from mien.drawing.tested import tested
from mien.plot.style import CHANCE, INK, OPEN, SOFT, axes, colour, figure, shares, styled
from mien.runs import Run, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@styled
def results(
    table: Table, task: str, kind: str = "all", paper: dict[str, float] | None = None, ax: Axes | None = None
) -> Axes:
    """One figure of every row that has it: the mean over seeds, its 95 % interval over people, each seed.

    Parameters
    ----------
    table : of a run.
    task, kind : the figure, for example ``"triplets", "5"``.
    paper : row -> the paper's figure, an open diamond.
    """
    names, theirs = Names(table), paper or {}
    rows = [row for row in table.rows if row.figure(task, kind) is not None]
    ax = axes(ax, height=12.0 + 6.0 * len(rows))
    chance = None
    for place, row in enumerate(rows):
        found = row.figure(task, kind)
        assert found is not None
        chance = found.chance if found.chance is not None else chance
        hue = colour(names.colour(row.name))
        if found.interval:
            ax.plot(
                found.interval, [place, place], color=hue, linewidth=2.2, alpha=0.5, solid_capstyle="butt"
            )
        seeds = [value for seed in row.seeds if (value := seed.figures.get(task, {}).get(kind)) is not None]
        if len(seeds) > 1:
            ax.plot(seeds, [place + 0.3] * len(seeds), "|", color=hue, markersize=4, markeredgewidth=0.8)
        if row.name in theirs:
            ax.plot(theirs[row.name], place, "D", **OPEN)
        ax.plot(
            found.value, place, "o", color=hue, markersize=5, markeredgecolor="white", markeredgewidth=0.6
        )
    if chance is not None and _near(ax.get_xlim(), chance):
        ax.axvline(chance, **CHANCE)
    ax.set_yticks(range(len(rows)), [names.title(row.name) for row in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x")
    shares(ax)
    scale = next((found.scale for row in rows if (found := row.figure(task, kind))), None)
    words = [scale.unit, "less is better"] if scale and scale.lower else [scale.unit if scale else ""]
    ax.set_xlabel(", ".join(word for word in words if word))
    ax.set_title(heading(task, kind))
    return ax


def _near(bounds: tuple[float, float], chance: float) -> bool:
    """Whether a chance level is so near the figures that drawing it does not squeeze them."""
    room = 0.6 * (bounds[1] - bounds[0])
    return bounds[0] - room < chance < bounds[1] + room


def of_run(run: Run, width: float) -> Iterator[tuple[str, Figure]]:
    """A figure of every column of the table."""
    if run.table is None:
        return
    paper = None if run.info is None else paper_table(run.info.experiment)
    for task, kind in run.table.columns():
        rows = sum(row.figure(task, kind) is not None for row in run.table.rows)
        made = figure(width, 19.0 + 5.0 * rows)
        known = {} if paper is None else {name: row.figure(task, kind) for name, row in paper.rows.items()}
        theirs = {name: value for name, value in known.items() if value is not None}
        ax = results(run.table, task, kind, theirs, made.add_subplot())
        marks = ["line: 95 % interval over people"]
        marks += ["ticks: seeds"] if any(len(row.seeds) > 1 for row in run.table.rows) else []
        marks += ["diamonds: the paper"] if theirs else []
        told = [", ".join(marks), tested(run.info) if run.info else ""]
        made.supxlabel("\n".join(word for word in told if word), fontsize=6.5, color=SOFT)
        ax.title.set_color(INK)
        yield f"{task}-{kind}", made
