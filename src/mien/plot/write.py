"""Figures of a run as files, the same bytes each time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mien.errors import ConfigError
from mien.files import replacing
from mien.plot.registry import FIGURES
from mien.plot.style import COLUMN, style
from mien.registry import load
from mien.runs import Run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Dates would make every file another; nothing else in it depends on when it is written.
FORMATS = {
    "svg": {"Date": None},
    "pdf": {"CreationDate": None},
    "png": {},
}
_PNG_DPI = 300


@dataclass
class Written:
    """Files that were written, and kinds of figures that a run has nothing for: kind -> what it needs."""

    files: list[Path] = field(default_factory=list)
    lacking: dict[str, str] = field(default_factory=dict)


def write_figures(
    run: Run,
    out: Path,
    formats: Sequence[str] = ("svg", "pdf"),
    width: float = COLUMN,
    only: Sequence[str] = (),
) -> Written:
    """Write every figure that a run has something for, ``KIND-WHAT.FORMAT``, into a folder.

    Parameters
    ----------
    out : made where it is not there; files of the same names are replaced.
    formats : of `FORMATS`.
    width : millimetres; 85 is a column of a journal, 180 a page.
    only : kinds of `FIGURES`; all if empty.

    Raises
    ------
    ConfigError
        If there is no such kind or format, or matplotlib is missing.
    RunError
        If a file cannot be written.
    """
    for name in formats:
        if name not in FORMATS:
            raise ConfigError(f"no format is called {name!r}; there are {', '.join(FORMATS)}")
    kinds = {kind: FIGURES.find(kind) for kind in only or FIGURES}
    done = Written()
    with style():
        for kind, drawn in kinds.items():
            figures: Iterator[tuple[str, Figure]] = load(drawn.at)(run, width)
            before = len(done.files)
            for what, figure in figures:
                name = file_name(kind, what)
                done.files += [_save(figure, out / f"{name}.{form}", form) for form in formats]
            if len(done.files) == before:
                done.lacking[kind] = drawn.needs
    return done


def file_name(kind: str, what: str) -> str:
    """A name that every file system takes: ``confusion-m2``."""
    return re.sub(r"[^\w.+-]+", "_", f"{kind}-{what}" if what else kind)


def _save(figure: Figure, path: Path, form: str) -> Path:
    held = io.BytesIO()
    figure.savefig(held, format=form, metadata=FORMATS[form], dpi=_PNG_DPI if form == "png" else "figure")
    with replacing(path) as beside:
        beside.write_bytes(held.getvalue())
    return path
