"""How far a model's faces are from those it was given, on the face and by region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from mien.drawing.names import Names
from mien.drawing.strips import turned
from mien.landmarks.draw import polylines
from mien.plot.style import LINE, OPEN, SOFT, axes, colour, figure, styled
from mien.runs import Errors, Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@styled
def error_on_face(errors: Errors, most: float | None = None, ax: Axes | None = None) -> Axes:
    """The mean face, each landmark in the colour of its mean error, in per cent of the eye distance.

    Parameters
    ----------
    most : the error of the darkest colour, so that several faces have one scale.
    """
    from matplotlib.collections import LineCollection
    from matplotlib.colors import LinearSegmentedColormap

    ax = axes(ax, height=80.0)
    flat, values = turned(errors.face, 0.0), 100 * errors.by_point()
    pairs = [list(pair) for line in polylines(errors.layout.edges) for pair in pairwise(line)]
    ax.add_collection(LineCollection([flat[pair] for pair in pairs], colors=LINE, linewidths=0.8, zorder=1))
    ramp = LinearSegmentedColormap.from_list("mien", ["#f3d9a0", "#e0701a", "#7a0f3c"])
    size = 22 if errors.layout.n_points < 150 else 6
    dots = ax.scatter(
        flat[:, 0],
        flat[:, 1],
        c=values,
        cmap=ramp,
        vmin=0,
        vmax=most or float(values.max()),
        s=size,
        linewidths=0,
        zorder=2,
    )
    ax.figure.colorbar(dots, ax=ax, label="mean error, % of the eye distance", shrink=0.75, aspect=28)
    ax.set_aspect("equal")
    ax.set_axis_off()
    return ax


@styled
def error_by_region(
    errors: Mapping[str, Errors], hues: Mapping[str, str] | None = None, ax: Axes | None = None
) -> Axes:
    """Mean error of each region with its 95 % interval over people, a dot a model; open: the neutral face.

    Parameters
    ----------
    errors : title -> its errors, all of one layout.
    hues : title -> colour of the palette.
    """
    first = next(iter(errors.values()))
    names = [region.name for region in first.by_region()]
    ax = axes(ax, height=14.0 + 6.0 * len(names))
    step = 0.6 / len(errors)
    for number, (title, one) in enumerate(errors.items()):
        hue = colour((hues or {}).get(title, "blue"))
        for place, region in enumerate(one.by_region()):
            y = place - 0.3 + step * (number + 0.5)
            if region.interval:
                bounds = [100 * bound for bound in region.interval]
                ax.plot(bounds, [y, y], color=hue, linewidth=1.8, alpha=0.5, solid_capstyle="butt")
            ax.plot(100 * region.error, y, "o", color=hue, markersize=4, label=title if not place else None)
    for place, region in enumerate(first.by_region()):
        label = "unchanged neutral face" if not place else None
        ax.plot(100 * region.change, place, "D", label=label, **OPEN)
    ax.set_yticks(range(len(names)), [name.replace("_", " ") for name in names])
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_xlim(left=0)
    ax.tick_params(axis="y", length=0)
    ax.grid()
    ax.set_xlabel("mean error, % of the eye distance")
    return ax


def of_run(run: Run, width: float) -> Iterator[tuple[str, Figure]]:
    """A face of every model on one scale, and all models by region."""
    if not run.errors:
        return
    names = Names(run.table)
    most = max(float(100 * errors.by_point().max()) for _, errors in run.errors.values())
    for row, (seed, errors) in run.errors.items():
        made = figure(width, 0.95 * width if width < 120 else 100.0)
        ax = error_on_face(errors, most, made.add_subplot())
        people = f"{int(errors.faces.sum()):,} faces of {len(errors.faces)} test people, seed {seed}"
        ax.set_title(f"{names.title(row)}: error of reconstruction")
        made.supxlabel(people, fontsize=6.5, color=SOFT)
        yield row, made
    layouts = {errors.layout.name for _, errors in run.errors.values()}
    if len(layouts) == 1:
        titled = {names.title(row): errors for row, (_, errors) in run.errors.items()}
        hues = {names.title(row): names.colour(row) for row in run.errors}
        first = next(iter(titled.values()))
        made = figure(width, 30.0 + 5.0 * (len(first.layout.regions) + 1) * max(1, len(titled) / 2))
        ax = error_by_region(titled, hues, made.add_subplot())
        ax.set_title("Error of reconstruction by region")
        made.legend(loc="outside lower center", ncols=2)
        yield "by-region", made
