"""Satisfied triplets by vote difference, between chance and what other raters reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mien.drawing.names import Names
from mien.drawing.tested import tested
from mien.plot.style import CHANCE, INK, axes, colour, figure, shares, styled
from mien.runs import Ceiling, Run, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HALF = 0.5


@styled
def triplets_by_difference(table: Table, ceiling: Ceiling | None = None, ax: Axes | None = None) -> Axes:
    """Share of satisfied triplets of every row, by vote difference from the clearest.

    Parameters
    ----------
    table : of a run on votes; rows without vote differences are left out.
    ceiling : the raters who did not vote become a step line, what any one space could reach at most a band.
    """
    ax = axes(ax, height=70.0)
    kinds = differences(table)
    rows = [row for row in table.rows if any(row.figure("triplets", kind) for kind in kinds)]
    names = Names(table)
    for place, kind in enumerate(kinds):
        if ceiling is not None and kind in ceiling.best:
            low, high = ceiling.best[kind]
            words = "best any space could" if not place else None
            look = {"color": colour("green"), "alpha": 0.25, "linewidth": 0}
            ax.fill_between([place - 0.42, place + 0.42], low, max(high, low + 0.004), label=words, **look)  # type: ignore[arg-type]
        if ceiling is not None and kind in ceiling.people:
            words = "raters who did not vote" if not place else None
            ends, share = [place - 0.42, place + 0.42], ceiling.people[kind]
            ax.plot(ends, [share, share], color=colour("green"), linewidth=1.4, label=words)
    for number, row in enumerate(rows):
        hue = colour(names.colour(row.name))
        for place, kind in enumerate(kinds):
            found = row.figure("triplets", kind)
            if found is None:
                continue
            x = place + (0.7 * (number + 0.5) / len(rows) - 0.35)
            if found.interval:
                ax.plot([x, x], found.interval, color=hue, linewidth=1.6, alpha=0.5, solid_capstyle="butt")
            ax.plot(
                x,
                found.value,
                "o",
                color=hue,
                markersize=4,
                label=names.title(row.name) if not place else None,
            )
    ax.axhline(HALF, label="chance", **CHANCE)
    ax.set_xticks(range(len(kinds)), kinds)
    ax.set_xlabel("vote difference")
    ax.set_ylabel("satisfied triplets")
    ax.grid(axis="y")
    shares(ax, "y")
    return ax


def differences(table: Table) -> list[str]:
    """The vote differences that a table has, the clearest first; none where triplets are not told apart."""
    return [kind for task, kind in table.columns() if task == "triplets" and kind.isdigit()]


def of_run(run: Run, width: float) -> Iterator[tuple[str, Figure]]:
    """One figure of all rows."""
    if run.table is None or not differences(run.table):
        return
    made = figure(width, 0.95 * width if width < 120 else 0.5 * width)
    ax = triplets_by_difference(run.table, run.ceiling, made.add_subplot())
    ax.set_title("Satisfied triplets by vote difference", color=INK)
    made.legend(loc="outside lower center", ncols=2 if width < 120 else 4)
    if run.info is not None:
        ax.set_xlabel(f"vote difference; lines: 95 % interval over {tested(run.info)}")
    yield "", made
