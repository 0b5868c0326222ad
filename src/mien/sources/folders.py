"""Which files a path stands for."""

from __future__ import annotations

from pathlib import Path

from mien.errors import FormatError


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
