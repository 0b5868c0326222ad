"""Triplets in files that people can edit: CSV or Parquet with columns anchor, near, far, weight."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from mien.errors import FormatError, TripletError, listed
from mien.tabular import Columns, read_columns, write_columns
from mien.triplets.values import Triplets, places

COLUMNS = ("anchor", "near", "far")


def write_triplets(path: str | Path, triplets: Triplets, face: np.ndarray) -> None:
    """Write triplets by the faces table's (n,) names, as CSV or Parquet by the file's ending."""
    columns = {name: face[triplets.rows[:, number]].tolist() for number, name in enumerate(COLUMNS)}
    write_columns(path, {**columns, "weight": triplets.weight.tolist()})


def read_triplets(path: str | Path, face: np.ndarray) -> Triplets:
    """Read triplets; names become rows of the faces table's (n,) `face`. Weights that are not there are 1.

    Raises
    ------
    FormatError
        If the file cannot be read, or lacks a column; the message names the file and line.
    TripletError
        If a triplet names a face that does not exist, or one face twice.
    """
    columns = read_columns(path, COLUMNS, ("weight",))
    rows = face_rows(columns, COLUMNS, face)
    try:
        return Triplets.of(rows, _weights(columns))
    except TripletError as error:
        raise TripletError(f"{path}: {error}") from error


def face_rows(columns: Columns, names: Sequence[str], face: np.ndarray) -> np.ndarray:
    """(r, c) int64, the rows of the faces that these columns name.

    A TripletError if a face does not exist; the message names the file and line.
    """
    named = list(zip(*(columns.text[name] for name in names), strict=True))
    rows = places(face, chain.from_iterable(named)).reshape(-1, len(names))
    unknown = np.flatnonzero((rows < 0).any(axis=1))
    if len(unknown):
        first = unknown[0]
        lacking = [name for name, row in zip(named[first], rows[first], strict=True) if row < 0]
        raise TripletError(
            f"{columns.path}:{columns.line[first]}: face {listed(lacking)} does not exist in the data "
            f"({len(unknown)} such lines)"
        )
    return rows


def _weights(columns: Columns) -> np.ndarray:
    found = np.ones(len(columns), dtype=np.float32)
    for row, text in enumerate(columns.text.get("weight", ())):
        try:
            found[row] = float(text)
        except ValueError:
            raise FormatError(columns.path, f"weight {text!r} is not a number", columns.line[row]) from None
    return found
