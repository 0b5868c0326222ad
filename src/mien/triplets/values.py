"""The Triplets value: who is the anchor, which face is nearer to it, which farther, and how sure that is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from mien.columns import Column, Table
from mien.errors import TripletError

COLUMNS = ("anchor", "near", "far")


@dataclass(frozen=True, eq=False)
class Triplets(Table):
    """m judgments "near looks more like the anchor than far".

    Attributes
    ----------
    rows : (m, 3) int64, columns anchor, near, far; each entry is a row of the faces table.
    weight : (m,) float32, reliability of each triplet, at least 0; 1 where all are equally sure.

    Raises
    ------
    TripletError
        If the array is not (m, 3), an entry is negative, a triplet names a face twice, or a weight is
        negative or not finite.
    """

    rows: np.ndarray
    weight: np.ndarray

    COLUMNS = {"rows": Column(np.int64, (3,)), "weight": Column(np.float32)}
    WRONG, ROWS = TripletError, "triplets"

    def __post_init__(self) -> None:
        refuse_other_rows(self.rows, "triplets", "anchor, near, far")
        self._settle()
        if not np.isfinite(self.weight).all() or (self.weight < 0).any():
            raise TripletError("a triplet's weight is negative or not a number")
        below = (self.rows < 0).any(axis=1)
        if below.any():
            raise TripletError(f"triplet {int(np.flatnonzero(below)[0])} names a face below row 0")
        self._refuse(shows_a_face_twice(self.rows), "triplet {} names the same face twice")

    @classmethod
    def of(cls, rows: np.ndarray, weight: np.ndarray | None = None) -> Triplets:
        """Triplets with weight 1 where none is given."""
        return cls(rows, np.ones(len(rows), dtype=np.float32) if weight is None else weight)

    def by_weight(self) -> dict[str, Triplets]:
        """Triplets by their weight, the surest first, where weights are vote differences; else ``"all"``."""
        weights = np.unique(self.weight)[::-1]
        if len(weights) < 2 or (weights != np.round(weights)).any():
            return {"all": self} if len(self) else {}
        return {f"{weight:g}": self.take(self.weight == weight) for weight in weights}

    def check_faces(self, n_faces: int, allowed: np.ndarray | None = None, where: str = "this set") -> None:
        """Refuse triplets that name a face which does not exist or is not in the allowed rows.

        Parameters
        ----------
        allowed, where : rows that these triplets may name, and how to call them in the message.

        Raises
        ------
        TripletError
            Naming the first offending triplets.
        """
        beyond = (self.rows >= n_faces).any(axis=1)
        self._refuse(beyond, f"triplet {{}} names a face that does not exist (there are {n_faces})")
        if allowed is not None:
            outside = ~np.isin(self.rows, allowed).all(axis=1)
            self._refuse(outside, f"triplet {{}} names a face outside {where}")

    def digest(self) -> str:
        """SHA-256 of rows and weights, in hexadecimal; stored with a model that was trained on them."""
        digest = hashlib.sha256(np.ascontiguousarray(self.rows, dtype="<i8").tobytes())
        digest.update(np.ascontiguousarray(self.weight, dtype="<f4").tobytes())
        return digest.hexdigest()


def refuse_other_rows(rows: Any, what: str, columns: str) -> None:
    """Refuse what are not three whole numbers each, rows of the faces; none at all may be of any kind.

    Raises
    ------
    TripletError
        Saying what was expected.
    """
    found = np.asarray(rows)
    if found.ndim != 2 or found.shape[1] != 3 or (found.size and not np.issubdtype(found.dtype, np.integer)):
        raise TripletError(
            f"{what} have shape {found.shape} of {found.dtype}; expected whole numbers, rows of the faces, "
            f"({what}, 3): {columns}"
        )


def places(names: np.ndarray, wanted: Iterable[str]) -> np.ndarray:
    """(m,) int64, where among the names each wanted one stands; -1 where it does not."""
    place = {name: row for row, name in enumerate(np.asarray(names).tolist())}
    return np.array([place.get(name, -1) for name in wanted], dtype=np.int64)


def repeated(codes: np.ndarray) -> np.ndarray:
    """(m,) bool: the same number stands in an earlier row."""
    again = np.ones(len(codes), dtype=bool)
    again[np.unique(codes, return_index=True)[1]] = False
    return again


def shows_a_face_twice(rows: np.ndarray) -> np.ndarray:
    """(m,) bool: two of the three faces are the same."""
    return np.asarray((rows == np.roll(rows, 1, axis=1)).any(axis=1))
