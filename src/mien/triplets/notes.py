"""What was left out of a file of answers or triplets, in a file beside it, so that it is known later."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path

from mien.errors import FormatError, listed
from mien.files import write_text
from mien.tabular import Columns
from mien.text import text_of

_ALIKE = 0.75


def notes_path(path: str | Path) -> Path:
    """Where the notes of a file are: ``triplets.csv.notes.txt`` beside ``triplets.csv``."""
    path = Path(path)
    return path.with_name(f"{path.name}.notes.txt")


def write_notes(path: str | Path, notes: Sequence[str]) -> None:
    """Keep lines with a file; without any, those of an earlier file of this name go."""
    beside = notes_path(path)
    if notes:
        write_text(beside, "".join(f"{note}\n" for note in notes))
    else:
        beside.unlink(missing_ok=True)


def read_notes(path: str | Path) -> tuple[str, ...]:
    """The lines that are kept with a file; none where there are none."""
    beside = notes_path(path)
    return tuple(text_of(beside).splitlines()) if beside.exists() else ()


def told(left_out: Mapping[str, int], path: str | Path = "") -> tuple[str, ...]:
    """A line a reason, with the name of the file that it was left out of."""
    of = f" ({Path(path).name})" if str(path) else ""
    return tuple(f"{count} {reason}{of}" for reason, count in left_out.items())


def other_columns(columns: Columns, known: Sequence[str]) -> dict[str, int]:
    """Columns that a reader does not know, as a reason of things left out.

    Raises
    ------
    FormatError
        If one of them seems to be a column that is not there: ``weights`` for ``weight``.
    """
    others = [name for name in columns.names if name and name not in known]
    missing = {name.lower(): name for name in known if name not in columns.names}
    for name in others:
        near = difflib.get_close_matches(name.strip().lower(), missing, 1, _ALIKE)
        if near:
            raise FormatError(
                columns.path,
                f"column {name} is not known; is it {missing[near[0]]}? Rename it, or take it out",
                1,
            )
    return {f"columns not read: {listed(others, 8)}": len(others)} if others else {}
