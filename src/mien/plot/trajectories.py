"""A model's latents over a recording, smoothed with their band, what was lost shaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mien.drawing.names import Names
from mien.drawing.over_time import BAND, MOST, told
from mien.plot.style import INK, LINE, SOFT, axes, colour, figure, styled
from mien.runs import Run, Trajectories

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@styled
def trajectory(
    found: Trajectories, dimension: int | None = None, hue: str = "vermilion", ax: Axes | None = None
) -> Axes:
    """One dimension over the recording: thin as each frame says, thick smoothed, in its 95 % band.

    Parameters
    ----------
    found : of a run, or made by yourself.
    dimension : 0-based; the most used one if None.
    hue : a name of the palette, or a colour.
    """
    k = found.used_first[0] if dimension is None else dimension
    ax, drawn = axes(ax, height=40.0), colour(hue)
    for before, after in found.gaps():
        ax.axvspan(before, after, color=LINE, linewidth=0, zorder=0)
    for part in found.stretches():
        ax.plot(
            found.frame[part],
            found.latents[part, k],
            color=SOFT if len(found.at) else drawn,
            linewidth=0.6 if len(found.at) else 1.2,
            alpha=0.8,
        )
    if len(found.at):
        middle, wide = found.middle[:, k], BAND * found.deviation[:, k]
        ax.fill_between(found.at, middle - wide, middle + wide, color=drawn, alpha=0.2, linewidth=0)
        ax.plot(found.at, middle, color=drawn)
    ax.set_xlim(found.frame[0], found.frame[-1])
    ax.set_ylabel(f"z{k}")
    ax.set_xlabel("frame")
    ax.grid(axis="y")
    return ax


def of_run(run: Run, width: float) -> Iterator[tuple[str, Figure]]:
    """A figure of every model: its most used dimensions below each other."""
    names = Names(run.table)
    for row, (seed, found) in run.trajectories.items():
        order = found.used_first[:MOST]
        made = figure(width, 26.0 * len(order) + 22.0)
        for place, dimension in enumerate(order):
            ax = trajectory(found, dimension, names.colour(row), made.add_subplot(len(order), 1, place + 1))
            if place + 1 < len(order):
                ax.set_xlabel("")
                ax.tick_params(labelbottom=False)
        text = f"{names.title(row)}: {found.recording}, seed {seed}"
        made.suptitle(text, x=0.02, ha="left", color=INK)
        made.supxlabel(told(found.movements), fontsize=6, color=SOFT, wrap=True)
        yield row, made
