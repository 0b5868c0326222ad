"""What people said of single faces, as numbers: ratings on scales, or votes on labels."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mien.errors import FormatError
from mien.tabular import header_of, read_columns
from mien.triplets.files import face_rows
from mien.triplets.formats.ours import YES, read_label_answers
from mien.triplets.votes import label_shares

_ABOUT = ("face", "rater", "seconds", "repeat")


def read_ratings(path: str | Path, face: np.ndarray) -> np.ndarray:
    """(n, q) mean rating of each face on each scale; or (n, 3) shares of its label votes. NaN where unknown.

    Parameters
    ----------
    path : ``face``, and where known ``rater, seconds, repeat``, beside a column of numbers for each scale, as
        a study exports them; or with a column ``label``, see `read_label_answers`. Declared repeats do not
        count, and a scale without any number is left out.
    face : (n,) str, names of the faces.

    Raises
    ------
    FormatError
        If the file cannot be read, has no scale, or a rating is no number.
    TripletError
        If a face does not exist.
    """
    names = header_of(path)
    if "label" in names:
        return label_shares(read_label_answers(path, face)[0], len(face))
    scales = [name for name in names if name and name not in _ABOUT]
    if not scales:
        raise FormatError(path, "no column with ratings, or with labels, beside face", 1)
    columns = read_columns(path, ("face", *scales), ("repeat",))
    columns.require("face")
    rows = face_rows(columns, ("face",), face)[:, 0]
    votes = columns.coded("repeat", YES) == 0
    means = []
    for scale in scales:
        value = columns.numbers(scale)
        counted = votes & np.isfinite(value)
        number = np.bincount(rows[counted], minlength=len(face))
        total = np.bincount(rows[counted], weights=value[counted], minlength=len(face))
        if counted.any():
            means.append(np.where(number > 0, total / np.maximum(number, 1), np.nan))
    if not means:
        raise FormatError(path, f"no rating in {', '.join(scales)}")
    return np.stack(means, axis=1)
