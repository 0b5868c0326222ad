"""Principal components of the change from neutral, which the paper does not have."""

from __future__ import annotations

from mien.evaluation import Space
from mien.representations.difference import changes
from mien.representations.interface import Making
from mien.representations.pca import components


def fit(making: Making) -> Space:
    """Components of x − y, (n, k); decoded, they are added to another's neutral."""
    change, neutral = changes(making)
    return components(change, making.train, making.n_components, neutral)
