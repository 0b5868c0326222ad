"""Text tables: what divides their columns, which mark their decimals have, and what is no number in them.

Columns are divided by commas, semicolons or tabs, whichever the first lines show. Decimals have points; where
columns are not divided by commas they may have commas, as spreadsheets of most of Europe write them.
"""

from __future__ import annotations

import contextlib
import csv
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from mien.errors import FormatError
from mien.text import unreadable

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
MISSING = (
    "", "nan", "-nan", "+nan", "nan(ind)", "-nan(ind)", "nan(snan)", "-nan(snan)", "1.#ind", "-1.#ind",
    "1.#qnan", "-1.#qnan", "1.#inf", "-1.#inf", "na", "<na>", "n/a", "#n/a", "#na", "null", "none", "missing",
    "#null!", "#div/0!", "#value!", "#num!", "#ref!", "#name?", ".",
)  # fmt: skip
"""Cells without a number, in lower case; they may be in any."""
_MOST_HEADER = 1 << 20
_SAMPLE = 100
_WITH_COMMA = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?")
_WITH_POINT = re.compile(r"[-+]?\d*\.\d+(?:[eE][-+]?\d+)?")
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2},\d{3}")

Told = Callable[[int, str], object]
"""Is told of a line and what is wrong in it."""


def separator_of(path: str | Path) -> str:
    """What divides the columns of a text table: a comma, a semicolon or a tab.

    Where the first line could be divided in several ways, the second has to have as many columns; then the
    way with the most columns is taken, and commas before the others.

    Raises
    ------
    FormatError
        If the file cannot be read or is not UTF-8 text.
    """
    lines = _first_lines(path)
    widths = {separator: [len(_cells(line, separator)) for line in lines] for separator in SEPARATORS}
    ways = [separator for separator, (first, _) in widths.items() if first > 1]
    even = [separator for separator in ways if len(set(widths[separator])) == 1]
    return max(even or ways, key=lambda separator: widths[separator][0], default=",")


def header_row(path: str | Path) -> list[str]:
    """The cells of the first line; none where it is blank. A FormatError as of `separator_of`."""
    return _cells(_first_lines(path)[0], separator_of(path))


def _first_lines(path: str | Path) -> list[str]:
    with _reading(path), open(path, encoding="utf-8-sig", newline="") as file:
        return [file.readline(_MOST_HEADER) for _ in range(2)]


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator, skipinitialspace=separator != "\t"), [])
    except csv.Error:
        return []


def decimal_of(path: str | Path, separator: str, places: Sequence[int]) -> str:
    """The mark of decimals, by the first rows: a point, or a comma where columns are divided by another sign.

    Parameters
    ----------
    places : of the columns of numbers.

    Raises
    ------
    FormatError
        If there are numbers with both, or commas may also be those of thousands.
    """
    if separator == ",":
        return "."
    comma: list[tuple[str, int]] = []
    point: list[tuple[str, int]] = []
    for row, line in itertools.islice(rows_of(path, separator), 1, 1 + _SAMPLE):
        cells = [row[place].strip() for place in places if place < len(row)]
        comma += ((cell, line) for cell in cells if _WITH_COMMA.fullmatch(cell))
        point += ((cell, line) for cell in cells if _WITH_POINT.fullmatch(cell))
    if comma and point:
        (one, line), (other, where) = comma[0], point[0]
        what = f"{one!r} has a decimal comma and {other!r} (line {where}) a point; save it with points alone"
        raise FormatError(path, what, line)
    if comma and all(_THOUSANDS.fullmatch(cell) for cell, _ in comma):
        cell, line = comma[0]
        raise FormatError(
            path, f"{cell!r} may be a decimal or a number of thousands; save it with decimal points", line
        )
    return "," if comma else "."


def rows_of(path: str | Path, separator: str) -> Iterator[tuple[list[str], int]]:
    """Each row that has a character, and its line.

    Raises
    ------
    FormatError
        If the file is not there, is not UTF-8 text, or is cut off inside quotation marks.
    """
    line = 0
    with _reading(path), open(path, newline="", encoding="utf-8-sig") as file:
        reader = csv.reader(file, delimiter=separator, strict=True)
        try:
            for row in reader:
                line = reader.line_num
                if any("\0" in value for value in row):
                    raise FormatError(path, "holds bytes that are not text", line)
                if row:
                    yield row, line
        except csv.Error:
            what = "cannot be read as CSV (a quotation mark is not closed, or stands inside a value)"
            raise FormatError(path, what, line + 1) from None


def iter_rows(path: str | Path) -> Iterator[tuple[list[str], int]]:
    """Each row of a text table that is not blank, and its line; a FormatError as of `rows_of`."""
    for row, line in rows_of(path, separator_of(path)):
        if any(value.strip() for value in row):
            yield row, line


def number_of(text: str, decimal: str = ".") -> float:
    """The number of a cell; NaN where it has none.

    A ValueError if it is neither.
    """
    text = text.strip()
    if text.lower() in MISSING or text.lstrip("+-").startswith("1.#"):
        return float("nan")
    if decimal != "." and "." in text:
        raise ValueError(text)
    # float() would take 1_0 for 10.
    if "_" in text:
        raise ValueError(text)
    return float(text.replace(decimal, "."))


def numbers_by_row(
    path: str | Path,
    header: Sequence[str],
    numbers: Sequence[str],
    texts: Sequence[str],
    start: int,
    most: int,
    told: Told | None,
) -> Iterator[tuple[int, dict[str, np.ndarray]]]:
    """Columns of a text table from a row on, cell by cell: slow, but knows what is wrong, and where.

    Parameters
    ----------
    header : names of all columns.
    numbers, texts : those that are wanted.
    start : rows below the header that are passed over.
    most : rows of a batch.
    told : is told of a cell that is no number, which is NaN then, and of a row of another number of columns,
        which is left out. If None, the first such is refused.

    Yields
    ------
    int, dict
        As `mien.tabular.iter_columns`; the rows of a batch are on lines that follow each other.

    Raises
    ------
    FormatError
        With line and column.
    """
    separator = separator_of(path)
    places = {name: header.index(name) for name in (*numbers, *texts)}
    decimal = decimal_of(path, separator, [places[name] for name in numbers])
    found: dict[str, list[float | str]] = {name: [] for name in places}
    kinds: dict[str, type] = dict.fromkeys(numbers, np.float64) | dict.fromkeys(texts, np.str_)
    refuse = _raising(path) if told is None else told
    first = count = 0

    def batch() -> dict[str, np.ndarray]:
        values: dict[str, np.ndarray] = {}
        for name, column in found.items():
            values[name] = np.array(column, dtype=kinds[name])
            column.clear()
        return values

    for row, line in itertools.islice(rows_of(path, separator), 1 + start, None):
        if len(row) != len(header):
            refuse(line, f"{len(row)} columns; the first line names {len(header)}")
            continue
        if count and (line != first + count or count == most):
            yield first, batch()
            count = 0
        first = first if count else line
        count += 1
        for name, place in places.items():
            value: float | str = row[place]
            if kinds[name] is np.float64:
                value = _told_number(row[place], decimal, name, line, refuse)
            found[name].append(value)
    if count:
        yield first, batch()


def _raising(path: str | Path) -> Told:
    def refuse(line: int, what: str) -> None:
        raise FormatError(path, what, line)

    return refuse


def _told_number(text: str, decimal: str, name: str, line: int, refuse: Told) -> float:
    try:
        return number_of(text, decimal)
    except ValueError:
        refuse(line, f"column {name} is {text.strip()[:40]!r}, not a number")
        return float("nan")


@contextlib.contextmanager
def _reading(path: str | Path) -> Iterator[None]:
    """What opening and decoding raise becomes a FormatError of the file."""
    try:
        yield
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(path, unreadable(error)) from None
