"""Triplets as a call gives them, by row, number or name, as rows of the faces that are there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from mien.errors import TripletError, listed
from mien.triplets.values import COLUMNS, Triplets, places

_TEXT, _WHOLE = "USOT", "iu"


def triplets_among(
    triplets: Any, weight: Any, faces: Any, n: int, names: np.ndarray | None = None
) -> tuple[Triplets | None, int]:
    """Triplets as rows of n faces, and how many were left out because a face of theirs is not among them.

    Parameters
    ----------
    triplets : `Triplets`, (m, 3) whole numbers or names, a frame or dict with the columns anchor, near, far
        and perhaps weight, or None.
    weight : (m,) or None.
    faces : (n,) whole numbers or names, what the triplets call each face; None where they name rows, or call
        faces by their own names.
    names : (n,) str, the faces' own names; None where they have none.

    Raises
    ------
    TripletError
        If triplets, weights or names cannot be used, or no triplet is left.
    """
    if triplets is None:
        if weight is not None:
            raise TripletError("triplet_weight is given without triplets")
        return None, 0
    called, weight = _unpacked(triplets, weight)
    by_name = called.dtype.kind in _TEXT
    if by_name and faces is None:
        if names is None:
            raise TripletError("the triplets call faces by name: pass faces=, the name of each face")
        faces = names
    left_out = 0
    # Names become numbers, so that what Triplets refuses is refused before anything is left out.
    every, numbers = np.unique(called, return_inverse=True) if by_name else (None, called)
    given = Triplets.of(numbers.reshape(called.shape), weight)
    if faces is not None:
        known = _words(faces, by_name, n)
        wanted = given.rows if every is None else every[given.rows]
        rows = places(known, wanted.ravel().tolist()).reshape(wanted.shape)
        here = (rows >= 0).all(axis=1)
        given, left_out = Triplets(rows[here], given.weight[here]), int((~here).sum())
    if not len(given):
        raise TripletError("no triplet is among these faces")
    given.check_faces(n)
    return given, left_out


def _unpacked(triplets: Any, weight: Any) -> tuple[np.ndarray, Any]:
    """What the triplets call their faces, (m, 3), and their weights, None where all are alike."""
    own = None
    if isinstance(triplets, Triplets):
        called, own = triplets.rows, triplets.weight
        return called, own if weight is None else weight
    columns = _columns_of(triplets)
    if columns is None:
        called = np.asarray(triplets)
    else:
        lacking = [name for name in COLUMNS if name not in columns]
        if lacking:
            raise TripletError(
                f"a frame of triplets needs the columns {', '.join(COLUMNS)}, and may have weight; "
                f"there is no {listed(lacking)}"
            )
        called = np.column_stack([np.asarray(triplets[name]) for name in COLUMNS])
        own = np.asarray(triplets["weight"]) if "weight" in columns else None
    if own is not None and weight is not None:
        raise TripletError("weights are given twice: in the column weight, and as triplet_weight")
    if called.dtype.kind == "O" and all(isinstance(one, int | np.integer) for one in called.flat):
        called = called.astype(np.int64)
    if called.dtype.kind in _TEXT:
        called = called.astype(np.str_)
    weight = own if weight is None else weight
    return called, None if weight is None else np.asarray(weight)


def _columns_of(triplets: Any) -> list[str] | None:
    """Names of the columns of a frame (pandas, Polars, Arrow) or dict; None where it is none."""
    if isinstance(triplets, Mapping):
        return list(triplets)
    found = getattr(triplets, "column_names", getattr(triplets, "columns", None))
    return None if found is None else [str(name) for name in found]


def _words(faces: Any, by_name: bool, n: int) -> np.ndarray:
    """What the faces are called, of the kind that the triplets have."""
    found = np.asarray(faces)
    fits = found.dtype.kind in (_TEXT if by_name else _WHOLE)
    if by_name and fits:
        found = found.astype(np.str_)
    if not fits or found.shape != (n,) or len(np.unique(found)) != n:
        what = "names" if by_name else "whole numbers"
        raise TripletError(f"faces must be {n} different {what}, one a face, as the triplets have them")
    return found
