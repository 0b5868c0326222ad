"""Judgments as lines of text: what separates the values, whether there is a header, which column is which.

One rule for every such format. A first line without any number is a header. One of numbers that count up,
as pandas writes for a table without names, cannot be told from an answer and is asked about. Names of columns
are used, whatever their order, or refused; no value may be missing, and none too many.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mien.errors import FormatError, listed
from mien.text import text_of

_WHOLE = re.compile(r"[+-]?\d+(\.0*)?")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Lines:
    """Values of r lines, in the order of the roles.

    Attributes
    ----------
    values : r lists of texts, none empty.
    line : line of each.
    left_out : reason -> how many columns were not read.
    """

    values: list[list[str]]
    line: list[int]
    left_out: dict[str, int]


def plain(name: str) -> str:
    """A column's name without case and without what is no letter or digit; R and pandas change the rest."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def whole_number(text: str) -> int | None:
    """The whole number that a text is, also as ``3.0``; None if it is none."""
    return int(text.partition(".")[0]) if _WHOLE.fullmatch(text) else None


def read_lines(path: Path, roles: Mapping[str, Sequence[str]], header: bool | None = None) -> Lines:
    """Read a file with a value for each role in every line.

    Parameters
    ----------
    roles : role -> other names of its column, as `plain` makes them; the order is that of files without a
        header.
    header : whether the first line is one; None if that is to be found out.

    Raises
    ------
    FormatError
        If the file cannot be read, it cannot be told whether the first line is a header, a name is not
        understood, or a value is missing or too many; the message names the line.
    """
    rows = list(_rows(path))
    comment = rows.pop(0) if rows and rows[0][0][:1] == ["#"] else None
    rows = [row for row in rows if row[0][:1] != ["#"]]
    width = len(roles)
    names: tuple[list[str], int] | None = None
    if comment is not None and header is None and _understood(comment[0][1:], roles):
        names = comment[0][1:], comment[1]
    elif rows and (_is_header(path, *rows[0], width) if header is None else header):
        names = rows.pop(0)
    places, spare = (list(range(width)), []) if names is None else _places(path, *names, roles)
    count = width if names is None else len(names[0])
    values: list[list[str]] = []
    lines: list[int] = []
    for fields, number in rows:
        if len(fields) != count:
            raise FormatError(path, f"{len(fields)} values; expected {count}", number)
        for role, place in zip(roles, places, strict=True):
            if not fields[place]:
                raise FormatError(path, f"{role} is empty", number)
        for place in spare:
            index = whole_number(fields[place])
            if fields[place] and (place or index not in (len(lines), len(lines) + 1)):
                raise FormatError(
                    path, f"column {place + 1} has no name and holds {fields[place]!r}; name it", number
                )
        values.append([fields[place] for place in places])
        lines.append(number)
    if not values:
        raise FormatError(path, "there are no judgments in this file")
    unnamed = {"unnamed columns, row numbers or empty": len(spare)} if spare else {}
    return Lines(values, lines, unnamed)


def _rows(path: Path) -> Iterator[tuple[list[str], int]]:
    """The values of each line that is not blank; of a comment, ``#`` and its values."""
    text = text_of(path)
    lines = (line for line in text.splitlines() if line.strip(" ,;\t") and not line.startswith("#"))
    start = next(lines, text)
    mark = next((mark for mark in (",", ";", "\t") if mark in start), None)
    if mark is None:
        for number, line in enumerate(io.StringIO(text), 1):
            fields = line.replace("#", "# ", 1).split() if line.lstrip().startswith("#") else line.split()
            if fields:
                yield [field.strip("\"'") for field in fields], number
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True, skipinitialspace=True)
    try:
        for row in reader:
            fields = [value.strip() for value in row]
            if not any(fields):
                continue
            if fields[0].startswith("#"):
                fields = ["#", fields[0][1:].strip(), *fields[1:]]
            yield fields, reader.line_num
    except csv.Error as error:
        raise FormatError(path, f"cannot be read as CSV ({error})", reader.line_num) from None


def _is_header(path: Path, fields: list[str], line: int, width: int) -> bool:
    numbers = [_NUMBER.fullmatch(field) is not None for field in fields]
    if not any(numbers):
        return True
    if not fields[0] and all(numbers[1:]) and len(fields) == width + 1:
        return True
    counted = [whole_number(field) for field in fields]
    if counted in (list(range(len(fields))), list(range(1, len(fields) + 1))):
        raise FormatError(
            path,
            f"the line {', '.join(fields)} may be names of columns or an answer; say which with "
            "--header yes or --header no",
            line,
        )
    return False


def _understood(names: list[str], roles: Mapping[str, Sequence[str]]) -> bool:
    found = [_role(name, roles) for name in names]
    return None not in found and sorted(map(str, found)) == sorted(roles)


def _role(name: str, roles: Mapping[str, Sequence[str]]) -> str | None:
    word = plain(name)
    return next((role for role, others in roles.items() if word == plain(role) or word in others), None)


def _places(
    path: Path, names: list[str], line: int, roles: Mapping[str, Sequence[str]]
) -> tuple[list[int], list[int]]:
    """Where each role's column is, and the columns without a name."""
    spare = [place for place, name in enumerate(names) if not name]
    named = [place for place in range(len(names)) if place not in spare]
    counted = [whole_number(names[place]) for place in named]
    if counted in (list(range(len(roles))), list(range(1, len(roles) + 1))):
        return named, spare
    found = {place: _role(names[place], roles) for place in named}
    strange = [names[place] for place, role in found.items() if role is None]
    missing = [role for role in roles if role not in found.values()]
    if strange or missing or len(named) != len(roles):
        columns = ",".join(f"{role}=…" for role in roles)
        raise FormatError(
            path,
            f"the columns are {listed(names, 20)}; expected {listed(roles)}: rename them, or say which is "
            f"which with mien answers read table and --columns {columns}",
            line,
        )
    place_of = {role: place for place, role in found.items()}
    return [place_of[role] for role in roles], spare
