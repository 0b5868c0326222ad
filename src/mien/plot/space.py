"""A latent space on its first principal components (the paper's Figures 4 and 5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from mien.drawing.colours import label_colours
from mien.drawing.names import Names
from mien.drawing.spaces import principal_components
from mien.plot.style import MARKERS, SOFT, axes, colour, figure, styled
from mien.runs import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NO_LABEL = "no label"


@styled
def latent_space(
    space: np.ndarray,
    label: np.ndarray | None = None,
    intensity: np.ndarray | None = None,
    dims: int = 3,
    ax: Axes | None = None,
) -> Axes:
    """Faces on the first principal components of their own latents, a colour and a shape a label.

    Parameters
    ----------
    space : (n, k) latents, or any representation.
    label : (n,) str; faces without one, ``""``, are neither drawn nor projected unless none has one.
    intensity : (n,) degrees, NaN where unknown: the stronger, the larger.
    dims : 3, or 2.
    ax : axes to draw on, with three dimensions if `dims` is 3.
    """
    ax = axes(ax, height=80.0, projection="3d" if dims == 3 else None)
    drawn: Any = ax  # axes of three dimensions have more than their type tells
    space = np.asarray(space, dtype=np.float64).reshape(len(space), -1)
    label = np.full(len(space), "") if label is None else np.asarray(label)
    kept = label != "" if (label != "").any() else np.ones(len(label), dtype=bool)
    space, label = space[kept], np.where(label[kept] == "", NO_LABEL, label[kept])
    size = _sizes(None if intensity is None else np.asarray(intensity, dtype=float)[kept], len(space))
    scores, captured = principal_components(space, dims)
    for place, (name, hue) in enumerate(label_colours(label).items()):
        own = label == name
        look = {"color": colour(hue), "marker": MARKERS[place % len(MARKERS)], "linewidths": 0, "alpha": 0.8}
        drawn.scatter(*scores[own].T, s=size[own], label=name, **look)
    words = f"{captured:.0%} of the variance of {space.shape[1]} dimensions"
    ax.set_title(words, loc="left", fontsize=7, fontweight="normal", color=SOFT)
    close = -12 if dims == 3 else None
    for place, axis in enumerate("xyz"[:dims], start=1):
        getattr(ax, f"set_{axis}label")(f"PC{place}", labelpad=close)
    if dims == 3:
        for axis in (drawn.xaxis, drawn.yaxis, drawn.zaxis):
            axis.set_ticklabels([])
            axis.set_pane_color((0.97, 0.97, 0.98))
        drawn.set_box_aspect(None, zoom=1.3)
    return ax


def _sizes(intensity: np.ndarray | None, n: int) -> np.ndarray:
    """Areas in square points: half of the usual for the weakest, one and a half times for the strongest."""
    if intensity is None or not np.isfinite(intensity).any() or not np.nanmax(intensity) > 0:
        return np.full(n, 9.0)
    part = np.where(np.isfinite(intensity), intensity / np.nanmax(intensity), 0.5)
    return np.asarray(9.0 * (0.5 + np.clip(part, 0, 1)))


def of_run(run: Run, width: float) -> Iterator[tuple[str, Figure]]:
    """A figure of every row's space."""
    if run.latents is None or not len(run.latents[1].label):
        return
    (seed, latents), names = run.latents, Names(run.table)
    for row, space in latents.spaces.items():
        made = figure(width, 0.85 * width)
        latent_space(space, latents.label, latents.intensity, ax=made.add_subplot(projection="3d"))
        people = len(np.unique(latents.subject))
        made.suptitle(f"{names.title(row)}: {people} test people, seed {seed}", x=0.02, ha="left")
        made.legend(loc="outside lower center", ncols=4, handletextpad=0.1, columnspacing=1.0)
        yield row, made
