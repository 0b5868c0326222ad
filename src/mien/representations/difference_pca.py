"""Principal components of the change from neutral, which the paper does not have."""

from __future__ import annotations

import numpy as np

from mien.representations import difference
from mien.representations.interface import Making
from mien.representations.pca import components


def fit(making: Making) -> np.ndarray:
    """Components of x − y, (n, k)."""
    return components(difference.fit(making), making.train, making.n_components)
