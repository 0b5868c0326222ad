"""What the posed and the spontaneous built-in sets have in common: spreads, gaze, noise by region."""

from __future__ import annotations

import numpy as np

from mien.landmarks.layout import Layout

# Landmarks on bare skin are placed less well than those on edges.
NOISE = {"left_brow": 1.3, "right_brow": 1.3, "contour": 1.5}


def spread(rng: np.random.Generator, log_deviation: float, shape: int | tuple[int, ...]) -> np.ndarray:
    """Positive factors with median 1."""
    return np.exp(rng.normal(0, log_deviation, shape))


def look(weights: np.ndarray, column: dict[str, int], across: np.ndarray, up: np.ndarray) -> None:
    """Set the weights (n, e) of the shapes that turn the eyes, with their lids.

    Parameters
    ----------
    weights : (n, e), written to.
    column : name of a shape -> its column.
    across, up : (n,) toward the subject's left and up; 1 is as far as the eyes go.
    """
    for name, amount in (
        ("eyeLookOutLeft", across), ("eyeLookInRight", across), ("eyeLookInLeft", -across),
        ("eyeLookOutRight", -across), ("eyeLookUpLeft", up), ("eyeLookUpRight", up),
        ("eyeLookDownLeft", -up), ("eyeLookDownRight", -up),
    ):  # fmt: skip
        weights[:, column[name]] = np.clip(amount, 0, 1)


def noise_of_points(layout: Layout) -> np.ndarray:
    """(p,) how much noisier a landmark is than those on edges."""
    factor = np.ones(layout.n_points)
    for region, more in NOISE.items():
        factor[list(layout.regions[region])] = more
    return factor
