"""The map: the axes it is drawn along, how far faces are from their nearest, and the colours of labels."""

from __future__ import annotations

from typing import Any

import numpy as np

from mien.drawing.colours import label_colours
from mien.explorer.shown import Shown

_CELLS = 20_000_000  # distances of a neighbour search
_CHUNK = 128


def section(shown: Shown) -> tuple[dict[str, Any], dict[str, np.ndarray]] | None:
    """Principal axes of the latents of all faces, and what is near; None where no face has latents."""
    of = shown.faces
    if of is None or not len(of.kept):
        return None
    z, label = of.z[of.kept], of.faces.label[of.kept]
    mean, axes, share = principal_axes(z)
    header: dict[str, Any] = {
        "colours": label_colours(label[label != ""].tolist()),
        "share": [round(float(value), 6) for value in share],
        "nearest": nearest_distances(z),
        "maps": [],
    }
    return header, {"mean": mean.astype(np.float32), "axes": axes.astype(np.float32)}


def principal_axes(z: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The principal axes of latents (paper, Figures 4 and 5), those with most variance first.

    Parameters
    ----------
    z : (n, k)

    Returns
    -------
    mean : (k,)
    axes : (k, k), a row an axis; of each the largest loading is positive, so that the sign is fixed.
    share : (k,) of the variance, 0 where there is none.
    """
    points = np.asarray(z, dtype=np.float64)
    mean = points.mean(axis=0)
    centred = points - mean
    # By the covariance, which has k² numbers however many faces there are.
    variance, vectors = np.linalg.eigh(centred.T @ centred)
    variance, axes = np.maximum(variance[::-1], 0.0), vectors.T[::-1]
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    total = float(variance.sum())
    share = variance / total if total > 0 else np.zeros_like(variance)
    return mean, axes * np.where(largest < 0, -1.0, 1.0), share


def nearest_distances(z: np.ndarray) -> list[float] | None:
    """Median and 99th percentile of the distance of a face to its nearest other; None of one face.

    Where there are many faces it is that of some, evenly taken; the nearest is looked for among all.
    """
    points = np.asarray(z, dtype=np.float32)
    n = len(points)
    if n < 2:
        return None
    asked = np.unique(np.linspace(0, n - 1, min(n, max(_CHUNK, _CELLS // n))).astype(int))
    squares, found = np.square(points).sum(axis=1), np.empty(len(asked))
    for start in range(0, len(asked), _CHUNK):
        rows = asked[start : start + _CHUNK]
        squared = squares[rows, None] + squares - 2 * points[rows] @ points.T
        squared[np.arange(len(rows)), rows] = np.inf
        nearest = squared.argmin(axis=1)
        # Again, as a difference of squares loses the digits of what is small.
        found[start : start + _CHUNK] = np.linalg.norm(points[rows] - points[nearest], axis=1)
    return [round(float(value), 6) for value in np.quantile(found, (0.5, 0.99))]
