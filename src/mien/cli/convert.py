"""``mien convert``: a foreign format to Mien's own faces table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mien.cli.facts import facts_text
from mien.cli.files import WRITES_FACES
from mien.cli.options import Quiet, progress
from mien.cli.reading import source as source_type
from mien.cli.result import Result
from mien.sources.asked import Asked
from mien.sources.registry import SOURCES

KINDS = [kind for kind, known in SOURCES.items() if known.place]


def convert(
    kind: Annotated[
        str,
        typer.Argument(help=f"What to read: {', '.join(KINDS[:-1])} or {KINDS[-1]}.", show_default=False),
    ],
    source: Annotated[
        Asked, typer.Argument(parser=source_type, help="Folder or file, or -.", show_default=False)
    ],
    out: Annotated[Path, typer.Argument(help="Faces: .parquet or -.", show_default=False), WRITES_FACES],
    quiet: Quiet = False,
) -> Result:
    """Turn a foreign format into Mien's own Parquet faces table.

    Examples
    --------
    mien convert openface clips faces.parquet --names {subject}_{label} --skip-broken
    mien convert npz faces.npz faces.parquet
    """
    from mien.sources.convert import convert as write

    with progress(quiet) as shown:
        result = write(source.of_kind(kind), out, shown.counting("faces"))
    return Result({**result, "file": out}, facts_text(result))
