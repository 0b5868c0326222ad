"""Triplets in files that people can edit: CSV or Parquet with columns anchor, near, far, weight."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from mien.errors import FormatError, TripletError, listed
from mien.tabular import Columns, read_columns, write_columns
from mien.triplets.notes import other_columns, read_notes, told, write_notes
from mien.triplets.questions import packed
from mien.triplets.values import COLUMNS, Triplets, places, repeated, shows_a_face_twice


def write_triplets(path: str | Path, triplets: Triplets, face: np.ndarray, notes: Sequence[str] = ()) -> None:
    """Write triplets by the faces table's (n,) names, as CSV or Parquet by the file's ending.

    `notes` say what was left out of them; they stay in a file beside (see `mien.triplets.notes`).
    """
    columns = {name: face[triplets.rows[:, number]].tolist() for number, name in enumerate(COLUMNS)}
    write_columns(path, {**columns, "weight": triplets.weight.tolist()})
    write_notes(path, notes)


def read_triplets(path: str | Path, face: np.ndarray) -> Triplets:
    """Read triplets; names become rows of the faces table's (n,) `face`. Weights that are not there are 1.

    Raises
    ------
    FormatError
        If the file cannot be read, or lacks a column or a value; the message names the file and line.
    TripletError
        If a triplet names a face that does not exist, or one face twice.
    """
    return read_known_triplets(path, face)[0]


def read_known_triplets(
    path: str | Path, face: np.ndarray, unknown: str = "error"
) -> tuple[Triplets, tuple[str, ...]]:
    """Read triplets as `read_triplets` does, with what is to be known of them.

    Parameters
    ----------
    unknown : triplets with a face that does not exist: ``"error"``, or ``"drop"`` to leave them out.

    Returns
    -------
    Triplets, tuple of str
        The notes of the file, and a line for each thing that was left out or found odd, counted.

    Raises
    ------
    FormatError, TripletError
        As `read_triplets`; a TripletError too if no triplet is left.
    """
    columns = read_columns(path, COLUMNS, ("weight",))
    columns.require(*COLUMNS)
    odd = other_columns(columns, (*COLUMNS, "weight"))
    rows = face_rows(columns, COLUMNS, face, unknown, "; leave them out with --on-unknown drop")
    weight = _weights(columns)
    line = np.array(columns.line)
    twice = np.flatnonzero(shows_a_face_twice(rows) & (rows >= 0).all(axis=1))
    if len(twice):
        named = [columns.text[name][twice[0]] for name in COLUMNS]
        raise TripletError(f"{path}:{line[twice[0]]}: names the same face twice ({listed(named)})")
    wrong = np.flatnonzero(~np.isfinite(weight) | (weight < 0))
    if len(wrong):
        raise TripletError(f"{path}:{line[wrong[0]]}: weight is negative or not a number")
    here = (rows >= 0).all(axis=1)
    rows, weight = rows[here], weight[here]
    if not len(rows):
        raise TripletError(f"{path}: no triplet is about these faces")
    if not here.all():
        gone = np.array(columns.text[COLUMNS[0]])[~here]
        odd[f"triplets with a face that is not in the data, for example of anchor {listed(gone, 1)}"] = int(
            (~here).sum()
        )
    same = int(repeated(packed(rows)).sum())
    if same:
        odd["triplets are there more than once, and count as often"] = same
    return Triplets.of(rows, weight), (*read_notes(path), *told(odd, path))


def face_rows(
    columns: Columns, names: Sequence[str], face: np.ndarray, unknown: str = "error", way_out: str = ""
) -> np.ndarray:
    """(r, c) int64, the rows of the faces that these columns name; -1 for unknown ones that are to be
    dropped.

    A TripletError if a face does not exist and `unknown` is ``"error"``; the message names file and line and
    ends with the way out.
    """
    named = list(zip(*(columns.text[name] for name in names), strict=True))
    rows = places(face, chain.from_iterable(named)).reshape(-1, len(names))
    lost = np.flatnonzero((rows < 0).any(axis=1))
    if len(lost) and unknown == "error":
        first = lost[0]
        lacking = [name for name, row in zip(named[first], rows[first], strict=True) if row < 0]
        raise TripletError(
            f"{columns.path}:{columns.line[first]}: face {listed(lacking)} does not exist in the data "
            f"({len(lost)} such lines){way_out}"
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
