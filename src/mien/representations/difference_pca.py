"""Principal components of the change from neutral, which the paper does not have."""

from __future__ import annotations

from mien.evaluation import Space
from mien.representations import difference
from mien.representations.interface import Making
from mien.representations.pca import principal


def space(making: Making) -> Space:
    """Components of x − y, (n, k); decoded, they are added to a neutral."""
    change = difference.fit(making)
    found = principal(change, making.train, making.n_components)
    return difference.onto_neutral(found.transform(change), making, found.inverse_transform)
