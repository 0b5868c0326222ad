"""What a latent dimension does to a face: faces side by side along it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from mien.drawing.names import Names
from mien.drawing.strips import TINTS, by_movement, signed, turned
from mien.landmarks.draw import polylines
from mien.landmarks.layout import Layout
from mien.plot.style import INK, PAGE, SOFT, axes, figure, styled
from mien.runs import Run, Strips

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 5
GHOST = "#c3c9d0"
# Dark enough for thin lines on white; the more a point has moved, the redder and the darker.
MOVED = (INK, "#c08a00", "#d1500a", "#b3134f")


@styled
def strip(
    strips: Strips,
    dimensions: int | Sequence[int] | None = None,
    degrees: float = 0.0,
    ax: Axes | None = None,
) -> Axes:
    """Decoded faces from the first latent value to the last, a line a dimension; grey behind: the face at 0.

    Parameters
    ----------
    strips : of a run, or made by yourself.
    dimensions : which, 0-based; those in use that move the face most if None.
    degrees : the head turned about the vertical axis.
    """
    wanted = by_movement(strips)[0][:MOST] if dimensions is None else dimensions
    rows = [wanted] if isinstance(wanted, int) else list(wanted)
    ax = axes(ax, PAGE, 27.0 * max(len(rows), 1))
    flat = turned(strips.neutral, degrees)
    wide, high = 1.25 * np.ptp(flat, axis=0)
    middle = int(np.abs(strips.values).argmin())
    centre = (flat.max(axis=0) + flat.min(axis=0)) / 2
    for line, dimension in enumerate(rows):
        still = strips.faces[dimension, middle]
        for place, face in enumerate(strips.faces[dimension]):
            shift = np.array([place * wide, -line * high]) - centre
            if place != middle:
                _draw(ax, strips.layout, turned(still, degrees) + shift, np.zeros(len(still)), (GHOST,) * 4)
            moved = np.linalg.norm(face - still, axis=-1)
            _draw(ax, strips.layout, turned(face, degrees) + shift, moved, MOVED)
    ax.set_xticks(np.arange(len(strips.values)) * wide, [signed(value) for value in strips.values])
    ax.set_yticks(-high * np.arange(len(rows)), [f"z{_below(dimension)}" for dimension in rows])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_aspect("equal")
    ax.set_xlabel("latent value; colour: way of a point, of the eye distance")
    ax.set_xlim(-0.6 * wide, (len(strips.values) - 0.4) * wide)
    ax.set_ylim(-(len(rows) - 0.4) * high, 0.6 * high)
    return ax


def _draw(ax: Axes, layout: Layout, flat: np.ndarray, moved: np.ndarray, tints: Sequence[str]) -> None:
    """A face's edges as one collection of lines; a stretch has the tint of its ends' mean way."""
    from matplotlib.collections import LineCollection

    pairs = [pair for line in polylines(layout.edges) for pair in pairwise(line)]
    level = np.searchsorted(TINTS, [(moved[here] + moved[there]) / 2 for here, there in pairs])
    colours = [tints[place] for place in level]
    ax.add_collection(
        LineCollection([flat[list(pair)] for pair in pairs], colors=colours, linewidths=0.7, capstyle="round")
    )


def _below(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def of_run(run: Run, width: float) -> Iterator[tuple[str, Figure]]:
    """A figure of every model: the dimensions that move the face most."""
    from matplotlib.lines import Line2D

    names = Names(run.table)
    for row, (seed, strips) in run.strips.items():
        order = by_movement(strips)[0][:MOST]
        if not order:
            continue
        flat = np.ptp(turned(strips.neutral, 0.0), axis=0)
        height = width * 0.92 / len(strips.values) * (flat[1] / flat[0]) * len(order)
        made = figure(width, height + 18.0)
        strip(strips, order, ax=made.add_subplot())
        made.suptitle(f"{names.title(row)}: what its dimensions do, seed {seed}", x=0.02, ha="left")
        keys = [Line2D([], [], color=tint, linewidth=1.5) for tint in MOVED[1:]]
        words = [f"over {100 * tint:g} %" for tint in TINTS]
        made.legend(keys, words, loc="outside lower center", ncols=3, labelcolor=SOFT, handlelength=1.5)
        yield row, made
