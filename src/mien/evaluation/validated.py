"""What chooses among models: figures of validation people that mean the same for every model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mien.errors import DataError
from mien.evaluation.accuracy import classify
from mien.evaluation.triplets import satisfied_triplets
from mien.triplets.values import Triplets


@dataclass(frozen=True)
class Validated:
    """Figures of validation people; None where there is nothing to count.

    An ELBO in nats is not among them: it changes with the variance of the likelihood and with gamma, so that
    it compares no two models of different ones.

    Attributes
    ----------
    triplets : share of the triplets that are satisfied, ties not counted, so that a space in which all faces
        are one wins nothing.
    accuracy : share of the faces that get their right label, by the constant that is best for them.
    """

    triplets: float | None
    accuracy: float | None

    @property
    def score(self) -> float:
        """Mean of the figures that there are; what a search makes as large as it can."""
        known = [value for value in (self.triplets, self.accuracy) if value is not None]
        return float(np.mean(known))


def validated(
    space: np.ndarray, label: np.ndarray, train: np.ndarray, validation: np.ndarray, triplets: Triplets | None
) -> Validated:
    """Judge a space by validation people.

    Parameters
    ----------
    space : (n, k); only training and validation rows are looked at.
    label : (n,) str, empty where there is none.
    train, validation : rows.
    triplets : of validation people, rows of `space`.

    Raises
    ------
    DataError
        If there are neither triplets nor labels of validation people.
    """
    share = accuracy = None
    if triplets is not None and len(triplets):
        found = satisfied_triplets(space, triplets)
        share = float((found.each & ~found.tied).mean())
    train, validation = (rows[label[rows] != ""] for rows in (train, validation))
    if len(np.unique(label[train])) > 1 and len(validation):
        accuracy = classify(space, label, train, validation, validation).validation_accuracy
    if share is None and accuracy is None:
        raise DataError("validation people have neither triplets nor labels, by which models are compared")
    return Validated(share, accuracy)
