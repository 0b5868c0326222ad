"""NumPy's files: named arrays of an ``.npz``, or the one of an ``.npy``; nothing is ever unpickled."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from mien.errors import FormatError


def load_arrays(path: str | Path, names: Sequence[str], what: str, alone: str = "") -> dict[str, np.ndarray]:
    """Those of the named arrays that a file has; others are not looked at.

    Parameters
    ----------
    what : what the file should be, for messages.
    alone : name of the array of an ``.npy`` file, which is refused if empty.

    Raises
    ------
    FormatError
        If the file is damaged, or one of the arrays is, is pickled, or is no array.
    """
    if not Path(path).is_file():
        raise FormatError(path, "there is no such file")
    arrays: dict[str, np.ndarray] = {}
    name = ""
    try:
        # Opened here, because numpy leaves the file open when it is no archive.
        with open(path, "rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            archive = np.load(file, allow_pickle=False)
            if isinstance(archive, np.ndarray) and alone:
                return {alone: archive}
            if not isinstance(archive, np.lib.npyio.NpzFile):
                raise FormatError(path, f"not {what}")
            with archive:
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
        which = f"array {name!r}" if name else "the file" if alone else "the archive"
        pickled = "allow_pickle" in str(error)
        reason = "pickled objects are not read" if pickled else f"{type(error).__name__}: {error}"
        reason = " ".join(reason.split())[:160]
        raise FormatError(path, f"not {what}: {which} cannot be read ({reason})") from error
    return arrays
