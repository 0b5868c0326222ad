"""Which labels are told for which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mien.drawing.names import Names
from mien.drawing.tested import tested
from mien.plot.style import INK, SOFT, axes, colour, figure, styled
from mien.runs import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@styled
def confusion(counts: Any, labels: Sequence[str], ax: Axes | None = None) -> Axes:
    """A matrix of shares: of the faces of a row's label, how many were given the column's, in per cent.

    Parameters
    ----------
    counts : (L, L) faces, row: their label, column: what was told.
    labels : L names.
    """
    from matplotlib.colors import LinearSegmentedColormap

    ax = axes(ax, height=75.0)
    number = np.asarray(counts, dtype=float)
    total = number.sum(axis=1, keepdims=True)
    share = np.divide(number, total, out=np.zeros_like(number), where=total > 0)
    ramp = LinearSegmentedColormap.from_list("mien", ["#ffffff", colour("blue")])
    ax.imshow(share, cmap=ramp, vmin=0, vmax=1)
    for row, column in np.ndindex(*share.shape):
        if number[row, column]:
            ink = "white" if share[row, column] > 0.5 else INK
            ax.text(column, row, f"{100 * share[row, column]:.0f}", ha="center", va="center", color=ink)
    places = np.arange(len(labels))
    ax.set_xticks(places, labels, rotation=40, ha="right", rotation_mode="anchor")
    ax.set_yticks(places, [f"{label} ({int(n):,})" for label, n in zip(labels, total[:, 0], strict=True)])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_xlabel("label told")
    ax.set_ylabel("label of the face (faces)")
    return ax


def of_run(run: Run, width: float) -> Iterator[tuple[str, Figure]]:
    """A figure of every row whose labels were told."""
    if run.details is None or run.table is None:
        return
    names = Names(run.table)
    for row in run.table.rows:
        found = run.details.confusion(row.name)
        if found is None:
            continue
        made = figure(width, 0.9 * width)
        ax = confusion(found.counts, found.labels, made.add_subplot())
        ax.set_title(f"{names.title(row.name)}, per cent")
        if run.info is not None:
            made.supxlabel(tested(run.info), fontsize=6.5, color=SOFT)
        yield row.name, made
