"""Some columns of a large CSV file, by name, in batches of bounded size."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import FormatError, listed

BLOCK = 8 << 20
_MOST_HEADER = 1 << 20
_NAN = ("nan", "NaN", "NAN", "-nan", "-NaN", "nan(ind)", "-nan(ind)", "", "NA", "N/A", "null")


def csv_files(path: str | Path) -> list[Path]:
    """The file, or all ``.csv`` files of a folder and those below it.

    Raises
    ------
    FormatError
        If there is none.
    """
    path = Path(path)
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise FormatError(path, "there is no such file or folder")
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() == ".csv" and file.is_file())
    if not files:
        raise FormatError(path, "there is no .csv file")
    return files


def header_of(path: str | Path) -> list[str]:
    """The names in the first line, without the spaces around them.

    Raises
    ------
    FormatError
        If the file cannot be read, is empty or not text, or a name is there twice.
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            line = file.readline(_MOST_HEADER)
        names = [name.strip() for name in next(csv.reader([line], skipinitialspace=True), [])]
    except OSError as error:
        raise FormatError(path, f"cannot be read ({error.strerror or error})") from error
    except (UnicodeDecodeError, csv.Error):
        raise FormatError(path, "not text with commas") from None
    if not any(names):
        raise FormatError(path, "empty; expected a line of column names", 1)
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise FormatError(path, f"columns are there twice: {listed(twice)}", 1)
    return names


def iter_columns(
    path: str | Path, numbers: Sequence[str], texts: Sequence[str] = ()
) -> Iterator[tuple[int, dict[str, np.ndarray]]]:
    """The named columns, some thousand rows at a time.

    Parameters
    ----------
    numbers, texts : names as `header_of` gives them; all of them are there.

    Yields
    ------
    int, dict
        The line of the first row (lines without quoted line breaks), and name -> (m,) float64, NaN where a
        number is missing, or (m,) str.

    Raises
    ------
    FormatError
        If a row has another number of columns or a value is not a number, with line and column.
    """
    import pyarrow as pa
    from pyarrow import csv as arrow

    header = header_of(path)
    # Arrow wants unique names; those without one are not asked for.
    names = [name or f"\0{place}" for place, name in enumerate(header)]
    kinds: dict[str, Any] = dict.fromkeys(numbers, pa.float64()) | dict.fromkeys(texts, pa.string())
    line = 2
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
            for batch in reader:
                columns = {
                    name: batch.column(name).to_numpy(zero_copy_only=False).astype(np.float64)
                    for name in numbers
                }
                columns |= {name: np.array(batch.column(name).to_pylist(), dtype=np.str_) for name in texts}
                yield line, columns
                line += batch.num_rows
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        if "Empty CSV" in str(error) or "Could not skip" in str(error):
            raise FormatError(path, "there are no rows after the line of column names") from None
        raise _located(path, header, numbers, error) from None


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
