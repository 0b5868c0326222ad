"""Array files of a run: written whole, and what cannot be read is told in one line."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import RunError
from mien.files import replacing


def write_arrays(path: Path, arrays: dict[str, Any]) -> None:
    """Write an ``.npz`` whole or not at all."""
    with replacing(path) as beside, open(beside, "wb") as file:
        np.savez_compressed(file, **arrays)


def read_arrays(path: Path) -> dict[str, np.ndarray]:
    """All arrays of an ``.npz``; RunError where it is damaged."""
    try:
        with open(path, "rb") as opened, np.load(opened, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (OSError, ValueError, zipfile.BadZipFile, EOFError) as error:
        raise RunError(f"{path}: cannot be read ({error}); evaluate the run again") from error


def taken(path: Path, arrays: dict[str, np.ndarray], name: str) -> np.ndarray:
    """Take one array out of those of a file; RunError where it is not there."""
    if name not in arrays:
        raise RunError(f"{path}: no array called {name!r}; evaluate the run again")
    return arrays.pop(name)
