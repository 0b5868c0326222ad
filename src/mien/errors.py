"""Everything that Mien raises on purpose.

The command line prints these as one line and exits with 2; any other exception is a bug and keeps its
traceback. Messages say what was wrong, where (file, line, column, face or subject), and what to do.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path


class MienError(Exception):
    """Base of all errors that are the input's or the user's doing, not a bug."""


class DataError(MienError, ValueError):
    """Faces, subjects or labels that cannot be used as they are."""


class LayoutError(DataError):
    """Landmarks of another layout, or of a layout that is not known."""


class TripletError(DataError):
    """Triplets that name unknown faces, cross a split, or contradict their own shape."""


class ConfigError(MienError, ValueError):
    """A setting that is unknown, of the wrong type or out of range."""


class ModelFileError(MienError):
    """A saved model that is damaged, incomplete, of another layout or of a later version."""


class RunError(MienError):
    """A run directory that cannot be written, read or resumed."""


class FormatError(DataError):
    """A file that is not what its reader expects.

    Parameters
    ----------
    path : path of the file, printed first.
    what : what is wrong.
    line : 1-based line number, where the file has lines.
    """

    def __init__(self, path: str | Path, what: str, line: int | None = None) -> None:
        where = f"{path}:{line}" if line is not None else f"{path}"
        super().__init__(f"{where}: {what}")


@contextlib.contextmanager
def of_file(path: str | Path) -> Iterator[None]:
    """What is raised of data within is a file's doing, whose path then stands first."""
    try:
        yield
    except FormatError:
        raise
    except LayoutError as error:
        raise LayoutError(f"{path}: {error}") from None
    except DataError as error:
        raise FormatError(path, str(error)) from None


def listed(names: Iterable[object], most: int = 5) -> str:
    """Names joined for an error message, cut after `most` with a count of the rest."""
    texts = [str(name) for name in names]
    shown = ", ".join(texts[:most])
    return shown if len(texts) <= most else f"{shown} and {len(texts) - most} more"
