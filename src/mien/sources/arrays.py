"""NumPy's files: named arrays of an ``.npz``, or the one of an ``.npy``; nothing is ever unpickled."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from mien.errors import FormatError, listed
from mien.faces.faces import Faces

NAMES = ("subject", "label", "face", "sequence")
"""Columns of text."""
# Column -> kinds of numbers that it may have.
NUMBERS = {"intensity": "fiu", "frame": "iu"}
_MAGIC = (b"\x93NUMPY", b"PK\x03\x04", b"PK\x05\x06")


def load_arrays(path: str | Path, names: Sequence[str], what: str, alone: str = "") -> dict[str, np.ndarray]:
    """Those of the named arrays that a file has; others are not looked at.

    Parameters
    ----------
    what : what the file should be, for messages.
    alone : name of the array of an ``.npy`` file, which is refused if empty.

    Raises
    ------
    FormatError
        If the file is damaged, one of the arrays is, is of Python objects, or is no array, or the first of
        the names is not there.
    """
    if not Path(path).is_file():
        raise FormatError(path, "there is no such file")
    arrays: dict[str, np.ndarray] = {}
    name = ""
    try:
        # Opened here, because numpy leaves the file open when it is no archive.
        with open(path, "rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if not file.read(6).startswith(_MAGIC):
                raise FormatError(path, f"cannot be read: not {what}")
            file.seek(0)
            archive = np.load(file, allow_pickle=False)
            if isinstance(archive, np.ndarray) and alone:
                return {alone: archive}
            if not isinstance(archive, np.lib.npyio.NpzFile):
                raise FormatError(path, f"not {what}")
            with archive:
                if names[0] not in archive.files:
                    raise FormatError(path, f"no array {names[0]}; there are {listed(archive.files)}")
                for name in names:
                    if name in archive.files:
                        arrays[name] = archive[name]
                        # numpy gives the bytes of a member that is no array.
                        if not isinstance(arrays[name], np.ndarray):
                            raise FormatError(path, f"{name} is not an array")
    except FormatError:
        raise
    # A damaged file makes zipfile, zlib and numpy raise nearly anything; all of it is the file's doing.
    except Exception as error:
        which = f"array {name}" if name else "the array" if alone else "the archive"
        if "pickle" in str(error):
            kind = (
                "text, np.array(…, dtype=str)" if name in NAMES else "numbers, np.array(…, dtype=np.float32)"
            )
            what = f"{which} holds pickled Python objects, which are never read; save it as {kind}"
            raise FormatError(path, what) from None
        raise FormatError(path, f"{which} cannot be read; the file is damaged or cut off") from None
    return arrays


def column_of(path: str | Path, name: str, value: np.ndarray, n: int) -> np.ndarray:
    """(n,) of a column of `Faces`, as text or as the numbers that it has.

    A FormatError if it is of another shape or kind.
    """
    if value.shape != (n,):
        raise FormatError(path, f"array {name} has shape {value.shape}; there are {n} faces")
    if name in NAMES:
        return texts_of(path, name, value)
    if value.dtype.kind not in NUMBERS[name]:
        raise FormatError(path, f"array {name} is {value.dtype}; expected numbers")
    with np.errstate(over="ignore"):
        return value.astype(Faces.COLUMNS[name].kind)


def texts_of(path: str | Path, name: str, value: np.ndarray) -> np.ndarray:
    """(n,) str of texts, bytes or whole numbers; a FormatError if they are something else."""
    if value.dtype.kind not in "SUiu":
        raise FormatError(path, f"array {name} is {value.dtype}; expected text")
    try:
        if value.dtype.kind == "S":
            return np.array([bytes(entry).decode("utf-8") for entry in value], dtype=np.str_)
        # Code points beyond Unicode come out of damaged files and break only when printed.
        return np.array([str(entry) for entry in value], dtype=np.str_)
    except UnicodeDecodeError:
        raise FormatError(path, f"array {name} is not UTF-8 text") from None
    except (ValueError, SystemError):
        raise FormatError(path, f"array {name} is not text") from None
