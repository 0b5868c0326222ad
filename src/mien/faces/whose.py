"""Whose neutral face is whose: the one answer, for tables in memory and for tables that stream by."""

from __future__ import annotations

import numpy as np

from mien.errors import DataError, listed
from mien.vocabulary import NEUTRAL


def neutral_rows(
    face: np.ndarray, subject: np.ndarray, label: np.ndarray, neutral: np.ndarray | None
) -> np.ndarray:
    """Row of each face's neutral: the face that is named, else the subject's first face labelled neutral.

    Parameters
    ----------
    face, subject, label : (n,) str, of all faces that a neutral may be among.
    neutral : (n,) str, name of each face's neutral, ``""`` where it has none; None where nobody says, and
        only then labels count.

    Returns
    -------
    (n,) int64
        -1 where there is none among these faces.

    Raises
    ------
    DataError
        If a neutral is another person's.
    """
    if neutral is None:
        first: dict[str, int] = {}
        for row in np.flatnonzero(label == NEUTRAL).tolist():
            first.setdefault(str(subject[row]), row)
        return np.array([first.get(person, -1) for person in subject.tolist()], dtype=np.int64)
    place = {name: row for row, name in enumerate(face.tolist())}
    place[""] = -1
    rows = np.array([place.get(name, -1) for name in neutral.tolist()], dtype=np.int64)
    strangers = (rows >= 0) & (subject[rows] != subject)
    if strangers.any():
        raise DataError(f"the neutral is another person's for face {listed(face[strangers])}")
    return rows


def said(face: np.ndarray, neutral: np.ndarray | None) -> np.ndarray | None:
    """The names of neutrals of a whole table; None where it names none.

    A DataError if a neutral is not among the faces.
    """
    if neutral is None or not (neutral != "").any():
        return None
    unknown = sorted(set(neutral.tolist()) - set(face.tolist()) - {""})
    if unknown:
        raise DataError(f"a face's neutral is not among the faces: {listed(unknown)}")
    return neutral
