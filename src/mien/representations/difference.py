"""The change from the person's neutral face, which the paper does not have."""

from __future__ import annotations

import numpy as np

from mien.representations.interface import Making


def fit(making: Making) -> np.ndarray:
    """x − y, (n, d)."""
    assert making.y is not None
    return np.asarray(making.x - making.y)
