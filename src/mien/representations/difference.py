"""The change from the person's neutral face, which the paper does not have."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mien.evaluation import Space
from mien.representations.interface import Making


def fit(making: Making) -> np.ndarray:
    """x − y, (n, d)."""
    assert making.y is not None
    return np.asarray(making.x - making.y)


def space(making: Making) -> Space:
    """The change, which is decoded by adding it to a neutral."""
    return onto_neutral(fit(making), making, lambda latents: latents)


def onto_neutral(latents: np.ndarray, making: Making, change: Callable[[np.ndarray], np.ndarray]) -> Space:
    """A space whose latents stand for changes (m, d), each of which is added to a face's neutral."""
    neutral = making.y
    assert neutral is not None
    return Space(latents, lambda some, rows: np.asarray(neutral[rows] + change(some)))
