"""Fisher's linear discriminants of the change from neutral: what labels alone make of it."""

from __future__ import annotations

import numpy as np

from mien.representations import difference
from mien.representations.interface import Making
from mien.representations.pca import components

SHRINKAGES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)


def fit(making: Making) -> np.ndarray:
    """Discriminants, (n, labels − 1), scaled so that the spread within a label is one.

    The covariance within labels is shrunk toward a multiple of the identity (O. Ledoit, M. Wolf, Journal of
    Multivariate Analysis 88(2), 2004), by the share with which most validation faces get their label.
    """
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    change = difference.fit(making).astype(np.float64)
    # Directions in which no training face differs would make the covariance singular.
    change = components(change, making.train, change.shape[1])
    rows, label = making.labelled("train")
    others, known = making.labelled("validation")
    best, chosen = -1.0, None
    for shrinkage in SHRINKAGES:
        machine = LinearDiscriminantAnalysis(solver="eigen", shrinkage=shrinkage).fit(change[rows], label)
        accuracy = float((machine.predict(change[others]) == known).mean())
        if accuracy > best:
            best, chosen = accuracy, machine
    assert chosen is not None
    return np.asarray(chosen.transform(change))
