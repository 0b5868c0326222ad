"""CSV and Parquet by column, by the file's ending: whole or in batches of bounded size, read and written.

Whole, columns are text with the line of every row (`read_columns`); in batches they are numbers and texts
(`iter_columns`). Parquet is written with checksums of its pages, and they are looked at when it is read.
"""

from __future__ import annotations

import contextlib
import csv
import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import FormatError, listed
from mien.files import replacing
from mien.parquet import parquet_batches, parquet_file
from mien.text import unreadable

BLOCK = 8 << 20
"""Bytes of a CSV file that are taken at once."""
ROWS = 8192
"""The most rows of a batch."""
_MOST_HEADER = 1 << 20
_NAN = ("nan", "NaN", "NAN", "-nan", "-NaN", "nan(ind)", "-nan(ind)", "", "NA", "N/A", "null")


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


def read_columns(
    path: str | Path, needed: Sequence[str], optional: Sequence[str] = (), short: bool = False
) -> Columns:
    """Read columns of a CSV file with a header, or of a Parquet file, by the file's ending.

    With `short`, rows may lack the last columns of the header where none of these is asked for.

    Raises
    ------
    FormatError
        If the file cannot be read, is empty, lacks a needed column, or has a row with too few or too many
        values; the message names the line.
    """
    path = Path(path)
    if _is_parquet(path):
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
    least = max((place for place, _ in places), default=0) + 1 if short else len(names)
    for row, number in rows:
        if not least <= len(row) <= len(names):
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
        raise FormatError(path, unreadable(error)) from error


def line_of(path: str | Path, row: int) -> int:
    """The line of a row below the header, counted from 0; its number from 1 in a Parquet file."""
    if _is_parquet(Path(path)):
        return row + 1
    return next(itertools.islice(iter_rows(path), row + 1, None))[1]


def header_of(path: str | Path) -> list[str]:
    """The names of a file's columns, without the spaces around them.

    Raises
    ------
    FormatError
        If the file cannot be read, is empty or not text, or a name is there twice.
    """
    path = Path(path)
    if _is_parquet(path):
        with parquet_file(path) as file:
            names = list(file.schema_arrow.names)
        _check_names(path, names, (), None)
        return names
    try:
        with open(path, encoding="utf-8-sig", newline="") as text:
            line = text.readline(_MOST_HEADER)
        names = [name.strip() for name in next(csv.reader([line], skipinitialspace=True), [])]
    except OSError as error:
        raise FormatError(path, f"cannot be read ({error.strerror or error})") from error
    except (UnicodeDecodeError, csv.Error):
        raise FormatError(path, "not text with commas") from None
    if not any(names):
        raise FormatError(path, "empty; expected a line of column names", 1)
    _check_names(path, list(filter(None, names)), (), 1)
    return names


def iter_columns(
    path: str | Path, numbers: Sequence[str], texts: Sequence[str] = ()
) -> Iterator[tuple[int, dict[str, np.ndarray]]]:
    """The named columns of a CSV or Parquet file, at most `ROWS` rows at a time.

    Parameters
    ----------
    numbers, texts : names as `header_of` gives them; all of them are there.

    Yields
    ------
    int, dict
        The line of the first row (lines without quoted line breaks; in a Parquet file its number from 1), and
        name -> (m,) float64, NaN where a number is missing, or (m,) str, ``""`` where a text is.

    Raises
    ------
    FormatError
        If a row has another number of columns or a value is not a number, with line and column.
    """
    path = Path(path)
    first = 1 if _is_parquet(path) else 2
    for batch in (_parquet_batches if _is_parquet(path) else _csv_batches)(path, numbers, texts):
        for start in range(0, batch.num_rows, ROWS):
            part = batch.slice(start, ROWS)
            yield (
                first + start,
                {name: _numbers(path, name, part.column(name), first + start) for name in numbers}
                | {name: np.array(_texts(part.column(name)), dtype=np.str_) for name in texts},
            )
        first += batch.num_rows


_Rows = Mapping[str, Any]
_Put = Callable[[_Rows], None]


class ColumnsWriter:
    """Takes columns batch after batch; made by `writing_columns`."""

    def __init__(self, begin: Callable[[_Rows], _Put]) -> None:
        self._begin = begin
        self._put: _Put | None = None

    def write(self, columns: _Rows) -> None:
        """Append rows: name -> values, the same names in every batch; None is an empty value."""
        if self._put is None:
            self._put = self._begin(columns)
        self._put(columns)


@contextlib.contextmanager
def writing_columns(
    path: str | Path, schema: Mapping[str, type] | None = None, bulk: bool = False
) -> Iterator[ColumnsWriter]:
    """A writer of CSV or Parquet, by the file's ending; the file appears only when all went well.

    Parameters
    ----------
    schema : name -> str, int, float or a NumPy type; what the first batch shows where left out. With it, a
        file without rows has its columns all the same.
    bulk : write CSV by Arrow: many times as fast; texts are quoted and lines end with a line feed. Else it is
        written as spreadsheets do: quoted where needed, lines end with a carriage return and a line feed.

    Raises
    ------
    RunError
        If the file cannot be written.
    """
    path = Path(path)
    with replacing(path) as beside, contextlib.ExitStack() as stack:

        def begin(columns: _Rows) -> _Put:
            if _is_parquet(path) or bulk:
                return _arrow_writer(beside, _is_parquet(path), columns, schema, stack)
            writer = csv.writer(stack.enter_context(open(beside, "w", newline="", encoding="utf-8")))
            writer.writerow(columns)
            names = list(columns)
            return lambda more: writer.writerows(zip(*(more[name] for name in names), strict=True))

        writer = ColumnsWriter(begin)
        if schema is not None:
            writer.write({name: [] for name in schema})
        yield writer


def write_columns(path: str | Path, columns: Mapping[str, Any]) -> None:
    """Write columns of equal length at once, whole or not at all (see `writing_columns`)."""
    with writing_columns(path) as writer:
        writer.write(columns)


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() == ".parquet"


def _check_names(path: Path, names: Sequence[str], needed: Sequence[str], line: int | None) -> None:
    missing = [name for name in needed if name not in names]
    if missing:
        raise FormatError(path, f"no column {listed(missing, 20)}; there are {listed(names, 20)}", line)
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise FormatError(path, f"column {listed(twice)} is there more than once", line)


def _read_parquet(path: Path, needed: Sequence[str], optional: Sequence[str]) -> Columns:
    with parquet_file(path) as file:
        names = tuple(file.schema_arrow.names)
        _check_names(path, names, needed, None)
        wanted = [name for name in (*needed, *optional) if name in names]
        table = file.read(wanted)
        text = {name: [value.strip() for value in _texts(table[name])] for name in wanted}
        return Columns(path, names, text, list(range(1, file.metadata.num_rows + 1)))


def _parquet_batches(path: Path, numbers: Sequence[str], texts: Sequence[str]) -> Iterator[Any]:
    with parquet_file(path) as file:
        yield from parquet_batches(file, [*numbers, *texts], ROWS)


def _csv_batches(path: Path, numbers: Sequence[str], texts: Sequence[str]) -> Iterator[Any]:
    import pyarrow as pa
    from pyarrow import csv as arrow

    header = header_of(path)
    # Arrow wants unique names; those without one are not asked for.
    names = [name or f"\0{place}" for place, name in enumerate(header)]
    kinds: dict[str, Any] = dict.fromkeys(numbers, pa.float64()) | dict.fromkeys(texts, pa.string())
    try:
        with arrow.open_csv(
            path,
            arrow.ReadOptions(column_names=names, skip_rows=1, block_size=BLOCK, use_threads=False),
            arrow.ParseOptions(newlines_in_values=bool(texts)),
            arrow.ConvertOptions(
                column_types=kinds,
                include_columns=list(kinds),
                null_values=list(_NAN),
                strings_can_be_null=False,
            ),
        ) as reader:
            yield from reader
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        if "Empty CSV" in str(error) or "Could not skip" in str(error):
            raise FormatError(path, "there are no rows after the line of column names") from None
        raise _located(path, header, numbers, error) from None


def _numbers(path: Path, name: str, values: Any, first: int) -> np.ndarray:
    """(m,) float64 of an Arrow array whose first value is of row `first`."""
    import pyarrow as pa

    try:
        return np.asarray(values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False))
    except pa.ArrowException:
        pass
    for row, value in enumerate(values.to_pylist(), first):
        if value is not None and not _is_number(str(value).strip()):
            raise FormatError(path, f"column {name} is {str(value)[:40]!r}, not a number", row)
    raise FormatError(path, f"column {name} holds {values.type}, not numbers")


def _texts(values: Any) -> list[str]:
    return ["" if value is None else str(value) for value in values.to_pylist()]


def _located(path: str | Path, header: list[str], numbers: Sequence[str], error: Exception) -> FormatError:
    """The error with its line, which Arrow does not always tell; the file is gone through once more."""
    places = {name: header.index(name) for name in numbers}
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            next(reader)
            for row in reader:
                if row and len(row) != len(header):
                    what = f"{len(row)} columns; the first line names {len(header)}"
                    return FormatError(path, what, reader.line_num)
                for name, place in places.items():
                    if row and not _is_number(row[place].strip()):
                        what = f"column {name} is {row[place].strip()[:40]!r}, not a number"
                        return FormatError(path, what, reader.line_num)
    except (OSError, UnicodeDecodeError, csv.Error):
        pass
    return FormatError(path, f"not a readable CSV file ({' '.join(str(error).split())[:160]})")


def _is_number(text: str) -> bool:
    if text in _NAN:
        return True
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text


def _arrow_writer(
    path: Path, parquet: bool, columns: _Rows, schema: Mapping[str, type] | None, stack: contextlib.ExitStack
) -> _Put:
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    if schema is None:
        types = pa.table(dict(columns)).schema
    else:
        types = pa.schema([(n, kinds.get(kind) or pa.from_numpy_dtype(kind)) for n, kind in schema.items()])
    if parquet:
        writer = pa.parquet.ParquetWriter(path, types, write_page_checksum=True)
    else:
        writer = pa.csv.CSVWriter(str(path), types)
    stack.callback(writer.close)

    def put(more: _Rows) -> None:
        if len(next(iter(more.values()), ())):
            writer.write_table(pa.table(dict(more), schema=types))

    return put
