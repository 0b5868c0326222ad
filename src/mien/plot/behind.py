"""What lies behind further figures: one by one, along something, and dimensions against action units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mien.drawing.names import Names, heading
from mien.evaluation.details import Breakdown, Correlations, Detail, Line
from mien.plot.style import CHANCE, INK, SOFT, axes, colour, figure, styled
from mien.runs import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@styled
def breakdown(
    found: Mapping[str, Breakdown], hues: Mapping[str, str] | None = None, ax: Axes | None = None
) -> Axes:
    """A figure item by item, for example action unit by action unit, a dot a row of the table.

    Parameters
    ----------
    found : title of a row -> its items.
    """
    first = next(iter(found.values()))
    items = list(dict.fromkeys(item.name for one in found.values() for item in one.items))
    ax = axes(ax, height=14.0 + 5.0 * len(items))
    for title, one in found.items():
        points = [(item.value, items.index(item.name)) for item in one.items if item.value is not None]
        if points:
            hue = colour((hues or {}).get(title, "blue"))
            ax.plot(*zip(*points, strict=True), "o", color=hue, markersize=4, label=title, alpha=0.85)
    chances = [(item.chance, items.index(item.name)) for item in first.items if item.chance is not None]
    if chances:
        ax.plot(*zip(*chances, strict=True), "|", color=SOFT, markersize=8, label="chance")
    counts = {item.name: item.count for item in first.items}
    ax.set_yticks(range(len(items)), [f"{name} ({counts.get(name, 0):,})" for name in items])
    ax.set_ylim(len(items) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.set_ylabel(f"{first.by} ({first.counted})")
    ax.set_xlabel(_scaled(first.scale))
    ax.grid()
    return ax


@styled
def line(found: Mapping[str, Line], hues: Mapping[str, str] | None = None, ax: Axes | None = None) -> Axes:
    """A figure along something, for example over the number of nearest faces, a line a row of the table.

    Parameters
    ----------
    found : title of a row -> its line.
    """
    from matplotlib.ticker import MaxNLocator

    ax, first = axes(ax), next(iter(found.values()))
    for title, one in found.items():
        hue = colour((hues or {}).get(title, "blue"))
        ax.plot(one.places, one.values, "o-", color=hue, markersize=3, label=title)
    if first.chance:
        ax.plot(first.places, first.chance, label="chance", **CHANCE)
    if all(place == int(place) for place in first.places):
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel(first.along)
    ax.set_ylabel(_scaled(first.scale))
    ax.grid()
    return ax


@styled
def correlations(values: Any, units: Sequence[str], ax: Axes | None = None) -> Axes:
    """Correlation of every action unit with every latent dimension.

    Parameters
    ----------
    values : (a, k), NaN or None where one of the two does not vary.
    units : a names.
    """
    from matplotlib.colors import LinearSegmentedColormap

    table = np.array([[np.nan if cell is None else cell for cell in row] for row in values], dtype=float)
    ax = axes(ax, height=20.0 + 4.5 * len(units))
    ramp = LinearSegmentedColormap.from_list("mien", [colour("blue"), "#ffffff", colour("vermilion")])
    drawn = ax.imshow(table, cmap=ramp, vmin=-1, vmax=1, aspect="auto")
    ax.set_yticks(range(len(units)), units)
    k = table.shape[1]
    ax.set_xticks(range(0, k, 1 if k <= 12 else 5))
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_xlabel("latent dimension")
    ax.figure.colorbar(drawn, ax=ax, label="correlation", aspect=28)
    return ax


def _scaled(scale: Any) -> str:
    return ", ".join(word for word in (scale.unit, "less is better" if scale.lower else "") if word)


def of_run(run: Run, width: float) -> Iterator[tuple[str, Figure]]:
    """A figure a task and kind of all rows; correlations a row."""
    if run.details is None or run.table is None:
        return
    names = Names(run.table)
    for task, kind in run.table.columns():
        kept: dict[str, Detail] = {}
        for row in [row.name for row in run.table.rows]:
            for found in list(run.details.of_row(row, task, kind).values())[:1]:
                kept[row] = found
        hues = {names.title(row): names.colour(row) for row in kept}
        broken = {names.title(row): one for row, one in kept.items() if isinstance(one, Breakdown)}
        lines = {names.title(row): one for row, one in kept.items() if isinstance(one, Line)}
        for some, draw in ((broken, breakdown), (lines, line)):
            if some:
                many = len(next(iter(broken.values())).items) if broken else 0
                made = figure(width, 40.0 + 5.0 * many if many else 0.85 * width)
                draw(some, hues, made.add_subplot()).set_title(f"{heading(task, kind)}", color=INK)  # type: ignore[arg-type]
                made.legend(loc="outside lower center", ncols=2)
                yield f"{task}-{kind}", made
        for row, one in kept.items():
            if isinstance(one, Correlations):
                made = figure(width, 24.0 + 4.5 * len(one.units))
                correlations(one.values, one.units, made.add_subplot()).set_title(names.title(row), color=INK)
                yield f"{task}-{kind}-{row}", made
