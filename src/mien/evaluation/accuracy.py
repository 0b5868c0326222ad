"""Emotion classification by one-vs-rest linear SVMs (paper V-B)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mien.errors import DataError, listed
from mien.evaluation.bootstrap import bootstrap_faces
from mien.evaluation.details import Confusion
from mien.evaluation.interface import Judged, Lacking, Outcome, Space

CONSTANTS = tuple(float(c) for c in 10.0 ** np.arange(-1, 4.1, 0.5))
_PATIENCE = 3


@dataclass(frozen=True, eq=False)
class Classified:
    """Outcome on the test faces.

    Attributes
    ----------
    told : (n,) str, the label given to each test face.
    correct : (n,) bool, whether it is the right one.
    constant : the SVM's constant C, the best on validation faces (the smallest of equals).
    validation_accuracy : its accuracy there.
    """

    told: np.ndarray
    correct: np.ndarray
    constant: float
    validation_accuracy: float

    @property
    def accuracy(self) -> float:
        """Share of test faces with the right label."""
        return float(self.correct.mean())


def classify(
    space: np.ndarray, label: np.ndarray, train: np.ndarray, validation: np.ndarray, test: np.ndarray
) -> Classified:
    """Train on training faces, choose the constant on validation faces, judge test faces.

    Faces are centred and divided by the root mean square length of a training face, one number for all
    features, so that a constant means the same for every representation and its geometry is kept. Constants
    are tried from the smallest until three in a row are no better than the best before them.

    Parameters
    ----------
    space : (n, k) any representation.
    label : (n,) str
    train, validation, test : rows.

    Raises
    ------
    DataError
        If the training faces have one label only, or a part is empty.
    """
    from sklearn.svm import LinearSVC

    for name, rows in (("training", train), ("validation", validation), ("test", test)):
        if not len(rows):
            raise DataError(f"there are no labelled {name} faces to classify")
    present = np.unique(label[train])
    if len(present) < 2:
        raise DataError(
            f"all training faces have the label {listed(present)}; a classifier needs two or more"
        )
    space = np.asarray(space, dtype=np.float64).reshape(len(space), -1)
    centre = space[train].mean(axis=0)
    length = np.sqrt(np.square(space[train] - centre).sum(axis=1).mean())
    features = (space - centre) / (length or 1.0)
    best: tuple[float, float, LinearSVC] | None = None
    worse = 0
    for constant in CONSTANTS:
        if worse == _PATIENCE:
            break
        worse += 1
        machine = LinearSVC(C=constant, dual=False, tol=1e-4, max_iter=20_000)
        machine.fit(features[train], label[train])
        accuracy = float((machine.predict(features[validation]) == label[validation]).mean())
        if best is None or accuracy > best[0]:
            best, worse = (accuracy, constant, machine), 0
    assert best is not None
    accuracy, constant, machine = best
    told = machine.predict(features[test])
    return Classified(told, told == label[test], constant, accuracy)


class Accuracy:
    """Share of the labelled test faces that the classifier gives their right label."""

    title = "Accuracy"

    def heading(self, kind: str) -> str:
        """The title; there is one kind."""
        return self.title

    def judge(self, space: Space, on: Judged) -> dict[str, Outcome]:
        """The accuracy of `classify`, about it the constant and the accuracy on validation faces."""
        if not (on.label != "").any():
            raise Lacking("no face has a label")
        train, validation, test = (rows[on.label[rows] != ""] for rows in on.parts())
        if len(np.unique(on.label[train])) < 2 or not len(validation) or not len(test):
            raise Lacking("it needs two labels among training people, and some in every part")
        found = classify(space.latents, on.label, train, validation, test)
        about = {"constant": found.constant, "validation_accuracy": found.validation_accuracy}
        return {
            "all": Outcome(
                found.accuracy,
                bootstrap_faces(found.correct, on.person[test], on.drawn),
                about,
                Confusion.counted(on.label[test], found.told),
                on.counted(test),
                commonest_share(on.label[train], on.label[test]),
            )
        }


def commonest_share(known: np.ndarray, asked: np.ndarray) -> float:
    """Share of the labels asked for that are the commonest of those known: what always naming it gives."""
    names, counts = np.unique(known, return_counts=True)
    return float((asked == names[counts.argmax()]).mean())
