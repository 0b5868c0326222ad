"""Triplets in files that people can edit: CSV or Parquet with columns anchor, near, far, weight."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from mien.errors import FormatError, TripletError, listed
from mien.runs import replacing
from mien.triplets.values import Triplets

COLUMNS = ("anchor", "near", "far")


def write_triplets(path: str | Path, triplets: Triplets, face: np.ndarray) -> None:
    """Write triplets by the names of their faces, as CSV or Parquet by the file's ending.

    Parameters
    ----------
    face : (n,) str, the faces table's names.
    """
    path = Path(path)
    columns = {name: face[triplets.rows[:, number]] for number, name in enumerate(COLUMNS)}
    with replacing(path) as beside:
        if path.suffix == ".parquet":
            import pyarrow as pa
            import pyarrow.parquet as pq

            pq.write_table(pa.table({**columns, "weight": triplets.weight}), beside)
            return
        with open(beside, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow([*COLUMNS, "weight"])
            writer.writerows(zip(*columns.values(), triplets.weight.tolist(), strict=True))


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
    path = Path(path)
    names, weight, first = _read_parquet(path) if path.suffix == ".parquet" else _read_csv(path)
    place = {name: row for row, name in enumerate(face.tolist())}
    rows = np.array([[place.get(name, -1) for name in triplet] for triplet in names], dtype=np.int64)
    rows = rows.reshape(-1, 3)
    unknown = np.flatnonzero((rows < 0).any(axis=1))
    if len(unknown):
        lacking = [name for name in names[unknown[0]] if name not in place]
        raise TripletError(
            f"{path}:{unknown[0] + first}: face {listed(lacking)} does not exist in the data "
            f"({len(unknown)} such triplets)"
        )
    try:
        return Triplets.of(rows, np.array(weight, dtype=np.float32))
    except TripletError as error:
        raise TripletError(f"{path}: {error}") from error


def _read_csv(path: Path) -> tuple[list[list[str]], list[float], int]:
    names, weight = [], []
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, strict=True)
            missing = set(COLUMNS) - set(reader.fieldnames or ())
            if missing:
                raise FormatError(
                    path, f"no column {listed(sorted(missing))}; expected anchor,near,far[,weight]", 1
                )
            for row in reader:
                triplet = [row[name] for name in COLUMNS]
                text = row.get("weight", "1")
                if None in triplet or text is None:
                    raise FormatError(path, "a value is missing", reader.line_num)
                try:
                    weight.append(float(text))
                except ValueError:
                    raise FormatError(path, f"weight {text!r} is not a number", reader.line_num) from None
                names.append(triplet)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FormatError(path, f"cannot be read as CSV ({error})") from error
    return names, weight, 2


def _read_parquet(path: Path) -> tuple[list[list[str]], list[float], int]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise FormatError(
            path, f"cannot be read as Parquet ({' '.join(str(error).split())[:120]})"
        ) from error
    missing = set(COLUMNS) - set(table.column_names)
    if missing:
        raise FormatError(path, f"no column {listed(sorted(missing))}; expected anchor, near, far[, weight]")
    columns = [[str(name) for name in table[column].to_pylist()] for column in COLUMNS]
    weight = table["weight"].to_pylist() if "weight" in table.column_names else [1.0] * table.num_rows
    if any(not isinstance(value, int | float) for value in weight):
        raise FormatError(path, "column weight holds something that is not a number")
    return [list(names) for names in zip(*columns, strict=True)], weight, 1
