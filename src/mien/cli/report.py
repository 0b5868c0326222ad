"""The command that makes a run's report anew."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    runs: Annotated[
        list[Path], typer.Argument(metavar="RUN...", help="Run directories.", show_default=False)
    ],
) -> None:
    """Make the report of finished runs anew, each its own page in its directory."""
    from mien.report import build_report

    for run in runs:
        typer.echo(f"Report: {build_report(run)}")
