"""Who knows what a path holds: functions of the modules here, each named by a line of `KNOWN`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mien.errors import DataError, FormatError
from mien.registry import load
from mien.sources.asked import Asked

# Each gives the facts of a path, or None where it is not of its kinds; the first that knows it is asked.
KNOWN = (
    "mien.cli.about.folders:facts",
    "mien.cli.about.models:facts",
    "mien.cli.about.records:facts",
    "mien.cli.about.tables:facts",
    "mien.cli.about.others:facts",
)
# Folders whose files nobody knows as faces are listed by what is in them.
LISTED = "mien.cli.about.folders:listed"


def facts_of(asked: Asked) -> dict[str, Any]:
    """What a file, folder or source holds, ``path`` and ``kind`` first; all of it goes into JSON.

    Parameters
    ----------
    asked : a path, or a source of faces with its options.

    Raises
    ------
    MienError
        If there is no such file, it is damaged, or nobody knows what it is.
    """
    from mien.sources.convert import describe

    path = Path(asked.spec)
    if not path.exists():
        return describe(asked)
    found = known(path) if not asked.options else None
    if found is not None:
        return found
    try:
        return describe(asked)
    except DataError:
        listed = load(LISTED)(path) if path.is_dir() else None
        if listed is None:
            raise
        return dict(listed)


def known(path: Path) -> dict[str, Any] | None:
    """The facts of what Mien itself wrote; None where it is something else."""
    for at in KNOWN:
        found = load(at)(path)
        if found is not None:
            return {"path": str(path), **found}
    return None


def kind_of(path: Path) -> str:
    """In words what a file or folder is; empty where nobody knows."""
    try:
        found = known(path)
    except (FormatError, ValueError, OSError):
        return "damaged"
    if found is not None:
        return str(found["kind"])
    return "faces" if path.suffix == ".parquet" else ""
