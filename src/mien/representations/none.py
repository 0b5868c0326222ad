"""The aligned landmarks themselves."""

from __future__ import annotations

import numpy as np

from mien.representations.interface import Making


def fit(making: Making) -> np.ndarray:
    """x, (n, d)."""
    return making.x
