"""``mien info``: what anything that Mien reads or writes holds."""

from __future__ import annotations

from typing import Annotated

import typer

from mien.cli.facts import facts_text
from mien.cli.reading import source
from mien.cli.result import Result
from mien.sources.asked import Asked


def info(
    path: Annotated[
        Asked,
        typer.Argument(
            parser=source,
            help="Whatever Mien reads or writes: faces (file, folder or source), a run, a model, latents, "
            "triplets, answers, a study …; - for standard input.",
            show_default=False,
        ),
    ],
) -> Result:
    """Say what a file or folder holds: faces of any source, and whatever Mien writes.

    Examples
    --------
    mien info faces.parquet
    mien info runs/mine
    mien info openface:clips --names {subject}_{label} --json
    """
    from mien.cli.about import facts_of

    found = facts_of(path)
    return Result(found, facts_text(found))
