"""The change from the person's neutral face, which the paper does not have."""

from __future__ import annotations

import numpy as np

from mien.evaluation import Space
from mien.representations.interface import Making


def fit(making: Making) -> Space:
    """x − y, (n, d); decoded, it is added to another's neutral."""
    change, neutral = changes(making)
    return Space(change, lambda latents, rows: neutral[rows] + latents)


def changes(making: Making) -> tuple[np.ndarray, np.ndarray]:
    """x − y and y, (n, d) each."""
    assert making.y is not None
    return np.asarray(making.x - making.y), making.y
