"""Triplets in files that people can edit: CSV or Parquet with columns anchor, near, far, weight."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mien.errors import FormatError, TripletError, listed
from mien.tabular import Columns, read_columns, write_columns
from mien.triplets.values import Triplets

COLUMNS = ("anchor", "near", "far")


def write_triplets(path: str | Path, triplets: Triplets, face: np.ndarray) -> None:
    """Write triplets by the names of their faces, as CSV or Parquet by the file's ending.

    Parameters
    ----------
    face : (n,) str, the faces table's names.
    """
    columns = {name: face[triplets.rows[:, number]].tolist() for number, name in enumerate(COLUMNS)}
    write_columns(path, {**columns, "weight": triplets.weight.tolist()})


def read_triplets(path: str | Path, face: np.ndarray) -> Triplets:
    """Read triplets; names become rows of the faces table. Without a weight column every weight is 1.

    Parameters
    ----------
    face : (n,) str, the faces table's names.

    Raises
    ------
    FormatError
        If the file cannot be read, or lacks a column; the message names the file and line.
    TripletError
        If a triplet names a face that does not exist, or one face twice.
    """
    columns = read_columns(path, COLUMNS, ("weight",))
    names = list(zip(*(columns.text[name] for name in COLUMNS), strict=True))
    place = {name: row for row, name in enumerate(face.tolist())}
    rows = np.array([[place.get(name, -1) for name in triplet] for triplet in names], dtype=np.int64)
    rows = rows.reshape(-1, 3)
    unknown = np.flatnonzero((rows < 0).any(axis=1))
    if len(unknown):
        lacking = [name for name in names[unknown[0]] if name not in place]
        raise TripletError(
            f"{path}:{columns.line[unknown[0]]}: face {listed(lacking)} does not exist in the data "
            f"({len(unknown)} such triplets)"
        )
    try:
        return Triplets.of(rows, _weights(columns))
    except TripletError as error:
        raise TripletError(f"{path}: {error}") from error


def _weights(columns: Columns) -> np.ndarray:
    """(m,) float32, the column weight, or 1 everywhere."""
    found = np.ones(len(columns), dtype=np.float32)
    for row, text in enumerate(columns.text.get("weight", ())):
        try:
            found[row] = float(text)
        except ValueError:
            raise FormatError(columns.path, f"weight {text!r} is not a number", columns.line[row]) from None
    return found
