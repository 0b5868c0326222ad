"""CSV and Parquet by column, by the file's ending: whole or in batches of bounded size, read and written.

Whole, columns are text with the line of every row (`read_columns`); in batches they are numbers and texts
(`iter_columns`). Parquet is written with checksums of its pages, and they are looked at when it is read.
"""

from __future__ import annotations

import contextlib
import csv
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mien.delimited import (
    MISSING,
    Told,
    decimal_of,
    header_row,
    iter_rows,
    number_of,
    numbers_by_row,
    separator_of,
)
from mien.errors import FormatError, listed
from mien.files import replacing
from mien.parquet import parquet_batches, parquet_file

BLOCK = 8 << 20
"""Bytes of a CSV file that are taken at once."""
ROWS = 8192
"""The most rows of a batch."""
# Arrow knows a missing number by the very text.
_MISSING = sorted({way for text in MISSING for way in (text, text.upper(), text.title())} | {"NaN", "-NaN"})


@dataclass(frozen=True, eq=False)
class Columns:
    """A file's columns as text.

    Attributes
    ----------
    path : the file.
    names : all columns of the file, in its order.
    text : column -> r values; ``""`` where there is none. Only columns that were asked for.
    line : (r,) line of each row; its number from 1 in a Parquet file.
    decimal : the mark of decimals.
    """

    path: Path
    names: tuple[str, ...]
    text: dict[str, list[str]]
    line: list[int]
    decimal: str = "."

    def __len__(self) -> int:
        return len(self.line)

    def seconds(self, name: str) -> np.ndarray:
        """(r,) float64, times that are at least 0; NaN where the column or a value is missing."""
        if name not in self.text:
            return np.full(len(self), np.nan)
        found = np.empty(len(self))
        for row, text in enumerate(self.text[name]):
            try:
                found[row] = number_of(text, self.decimal)
            except ValueError:
                found[row] = -1.0
            if found[row] < 0 or np.isinf(found[row]):
                raise FormatError(
                    self.path, f"{name} {text!r} is not a number of seconds, 0 or more", self.line[row]
                )
        return found

    def numbers(self, name: str) -> np.ndarray:
        """(r,) float64, finite; NaN where a value is missing. A FormatError if one is no number."""
        found = np.empty(len(self))
        for row, text in enumerate(self.text[name]):
            try:
                found[row] = number_of(text, self.decimal)
            except ValueError:
                found[row] = np.inf
            if np.isinf(found[row]):
                raise FormatError(self.path, f"{name} {text!r} is not a number", self.line[row])
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
    decimal = decimal_of(path, separator_of(path), [names.index(name) for name in text])
    return Columns(path, names, text, line, decimal)


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
    names = [name.strip() for name in header_row(path)]
    if not any(names):
        raise FormatError(path, "empty; expected a line of column names", 1)
    _check_names(path, list(filter(None, names)), (), 1)
    return names


def iter_columns(
    path: str | Path, numbers: Sequence[str], texts: Sequence[str] = (), told: Told | None = None
) -> Iterator[tuple[int, dict[str, np.ndarray]]]:
    """The named columns of a CSV or Parquet file, at most `ROWS` rows at a time.

    Parameters
    ----------
    numbers, texts : names as `header_of` gives them; all of them are there.
    told : is told of the line and what is wrong of each cell that is no number, which is NaN then, and of
        each row of another number of columns, which is left out. If None, the first such is refused.

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
    if not _is_parquet(path):
        yield from _csv_columns(path, numbers, texts, told)
        return
    for first, batch in _sliced(_parquet_batches(path, numbers, texts), 1):
        values = {name: _numbers(path, name, batch.column(name), first, told) for name in numbers}
        yield first, values | {name: _texts(batch.column(name)) for name in texts}


def _csv_columns(
    path: Path, numbers: Sequence[str], texts: Sequence[str], told: Told | None
) -> Iterator[tuple[int, dict[str, np.ndarray]]]:
    """By Arrow as far as it goes, and from what it refuses on cell by cell."""
    import pyarrow as pa

    header = header_of(path)
    done = 0
    try:
        for first, batch in _sliced(_csv_batches(path, header, numbers, texts), 2):
            values = {name: _numbers(path, name, batch.column(name), first, told) for name in numbers}
            yield first, values | {name: _texts(batch.column(name)) for name in texts}
            done += batch.num_rows
        return
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        pass
    yield from numbers_by_row(path, header, numbers, texts, done, ROWS, told)


def _sliced(batches: Iterator[Any], first: int) -> Iterator[tuple[int, Any]]:
    """Batches of at most `ROWS` rows and the line of the first row of each."""
    for batch in batches:
        for start in range(0, batch.num_rows, ROWS):
            yield first + start, batch.slice(start, ROWS)
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
        text = {name: [str(value).strip() for value in _texts(table[name])] for name in wanted}
        return Columns(path, names, text, list(range(1, file.metadata.num_rows + 1)))


def _parquet_batches(path: Path, numbers: Sequence[str], texts: Sequence[str]) -> Iterator[Any]:
    with parquet_file(path) as file:
        yield from parquet_batches(file, [*numbers, *texts], ROWS)


def _csv_batches(
    path: Path, header: list[str], numbers: Sequence[str], texts: Sequence[str]
) -> Iterator[Any]:
    import pyarrow as pa
    from pyarrow import csv as arrow

    # Arrow wants unique names; those without one are not asked for.
    names = [name or f"\0{place}" for place, name in enumerate(header)]
    kinds: dict[str, Any] = dict.fromkeys(numbers, pa.float64()) | dict.fromkeys(texts, pa.string())
    separator = separator_of(path)
    decimal = decimal_of(path, separator, [header.index(name) for name in numbers])
    with arrow.open_csv(
        path,
        arrow.ReadOptions(column_names=names, skip_rows=1, block_size=BLOCK, use_threads=False),
        arrow.ParseOptions(delimiter=separator, newlines_in_values=bool(texts)),
        arrow.ConvertOptions(
            column_types=kinds,
            include_columns=list(kinds),
            null_values=_MISSING,
            strings_can_be_null=False,
            decimal_point=decimal,
        ),
    ) as reader:
        yield from reader


def _numbers(path: Path, name: str, values: Any, first: int, told: Told | None) -> np.ndarray:
    """(m,) float64 of an Arrow array whose first value is of row `first`."""
    import pyarrow as pa

    try:
        return np.asarray(values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False))
    except pa.ArrowException:
        pass
    found = np.full(len(values), np.nan)
    for row, value in enumerate(values.to_pylist()):
        try:
            found[row] = number_of("" if value is None else str(value))
        except ValueError:
            what = f"column {name} is {str(value)[:40]!r}, not a number"
            if told is None:
                raise FormatError(path, what, first + row) from None
            told(first + row, what)
    return found


def _texts(values: Any) -> np.ndarray:
    return np.array(["" if value is None else str(value) for value in values.to_pylist()], dtype=np.str_)


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
