"""Columns of text in CSV or Parquet, with the line of every row for error messages."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import FormatError, listed
from mien.files import replacing


@dataclass(frozen=True, eq=False)
class Columns:
    """A file's columns as text.

    Attributes
    ----------
    path : the file.
    names : all columns of the file, in its order.
    text : column -> r values; ``""`` where there is none. Only columns that were asked for.
    line : (r,) line of each row; its number from 1 in a Parquet file.
    """

    path: Path
    names: tuple[str, ...]
    text: dict[str, list[str]]
    line: list[int]

    def __len__(self) -> int:
        return len(self.line)

    def seconds(self, name: str) -> np.ndarray:
        """(r,) float64, times that are at least 0; NaN where the column or a value is missing."""
        if name not in self.text:
            return np.full(len(self), np.nan)
        found = np.empty(len(self))
        for row, text in enumerate(self.text[name]):
            try:
                found[row] = float(text) if text else np.nan
            except ValueError:
                found[row] = -1.0
            if found[row] < 0 or math.isinf(found[row]):
                raise FormatError(
                    self.path, f"{name} {text!r} is not a number of seconds, 0 or more", self.line[row]
                )
        return found

    def coded(self, name: str, codes: Mapping[str, int]) -> np.ndarray:
        """(r,) int64 codes of a column's values, in whatever case; the code of ``""`` where it is missing.

        Raises
        ------
        FormatError
            If a value has no code.
        """
        if name not in self.text:
            return np.full(len(self), codes[""])
        found = [codes.get(text.strip().lower()) for text in self.text[name]]
        for row, code in enumerate(found):
            if code is None:
                known = ", ".join(repr(value) for value in codes)
                raise FormatError(
                    self.path, f"{name} is {self.text[name][row]!r}; expected one of {known}", self.line[row]
                )
        return np.array(found, dtype=np.int64)

    def require(self, *names: str) -> None:
        """Refuse empty values in these columns, and a file without any row."""
        if not len(self):
            raise FormatError(self.path, "there is nothing below the header")
        for name in names:
            for row, text in enumerate(self.text[name]):
                if not text:
                    raise FormatError(self.path, f"{name} is empty", self.line[row])


def read_columns(path: str | Path, needed: Sequence[str], optional: Sequence[str] = ()) -> Columns:
    """Read columns of a CSV file with a header, or of a Parquet file, by the file's ending.

    Raises
    ------
    FormatError
        If the file cannot be read, is empty, lacks a needed column, or has a row with too few or too many
        values; the message names the line.
    """
    path = Path(path)
    if path.suffix.lower() == ".parquet":
        return _read_parquet(path, needed, optional)
    rows = iter_rows(path)
    header, first = next(rows, ([], 0))
    if not header:
        raise FormatError(path, f"the file is empty; expected a header with {listed(needed, 20)}")
    names = tuple(name.strip() for name in header)
    _check_names(path, names, needed, first)
    text: dict[str, list[str]] = {name: [] for name in (*needed, *optional) if name in names}
    places = [(names.index(name), values) for name, values in text.items()]
    line = []
    for row, number in rows:
        if len(row) != len(names):
            raise FormatError(path, f"{len(row)} values; the header has {len(names)} columns", number)
        for place, values in places:
            values.append(row[place].strip())
        line.append(number)
    return Columns(path, names, text, line)


def iter_rows(path: str | Path) -> Iterator[tuple[list[str], int]]:
    """Each row of a CSV file that is not blank, and its line.

    Raises
    ------
    FormatError
        If the file is not there, is not UTF-8 text, or is cut off inside quotation marks.
    """
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file, strict=True)
            for row in reader:
                if any("\0" in value for value in row):
                    raise FormatError(path, "holds bytes that are not text", reader.line_num)
                if any(value.strip() for value in row):
                    yield row, reader.line_num
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FormatError(path, f"cannot be read as CSV ({error})") from error


def write_columns(path: str | Path, columns: Mapping[str, Any]) -> None:
    """Write columns of equal length as CSV or Parquet, by the file's ending; None is an empty value."""
    path = Path(path)
    with replacing(path) as beside:
        if path.suffix.lower() == ".parquet":
            import pyarrow as pa
            import pyarrow.parquet as pq

            pq.write_table(pa.table(dict(columns)), beside, write_page_checksum=True)
            return
        with open(beside, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(zip(*columns.values(), strict=True))


def _check_names(path: Path, names: Sequence[str], needed: Sequence[str], line: int | None) -> None:
    missing = [name for name in needed if name not in names]
    if missing:
        raise FormatError(path, f"no column {listed(missing, 20)}; there are {listed(names, 20)}", line)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise FormatError(path, f"column {listed(twice)} is there more than once", line)


def _read_parquet(path: Path, needed: Sequence[str], optional: Sequence[str]) -> Columns:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path, page_checksum_verification=True)
        names = tuple(table.column_names)
        _check_names(path, names, needed, None)
        wanted = [name for name in (*needed, *optional) if name in names]
        text = {
            name: ["" if value is None else str(value).strip() for value in table[name].to_pylist()]
            for name in wanted
        }
    # Text that is not UTF-8 shows only when it is taken out.
    except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
        raise FormatError(
            path, f"cannot be read as Parquet ({' '.join(str(error).split())[:120]})"
        ) from error
    return Columns(path, names, text, list(range(1, table.num_rows + 1)))
