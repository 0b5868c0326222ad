"""Commands about finished runs: their report, and figures for a paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mien.cli import options
from mien.cli.files import Writes
from mien.cli.result import Result

Runs = Annotated[list[Path], typer.Argument(metavar="RUN...", help="Run directories.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Give the commands to the command line."""
    app.command()(report)
    app.command()(figures)


def report(
    runs: Runs,
    out: Annotated[
        Path | None,
        typer.Option(
            help="File of the report, or -; a run's own report.html if left out.", show_default=False
        ),
        Writes(".html"),
    ] = None,
) -> Result:
    """Make the report of a run anew, or of several side by side: one HTML file that needs no other.

    Examples
    --------
    mien report runs/mine
    mien report runs/one runs/other --out both.html
    """
    from mien.report import build_report

    page = build_report(runs, out)
    return Result({"report": page}, f"Report: {page}")


def figures(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="RUN... OUT", help="Run directories, then the folder for the figures.", show_default=False
        ),
    ],
    form: Annotated[str, typer.Option("--format", help="Joined by commas: svg, pdf, png.")] = "svg,pdf",
    width: Annotated[
        float | None,
        typer.Option(
            min=40,
            max=400,
            help="Millimetres: 85, if left out, is a column, 180 a page.",
            show_default=False,
        ),
    ] = None,
    only: Annotated[
        str,
        typer.Option(
            help="Kinds to draw, joined by commas, for example space,strip; all if left out.",
            show_default=False,
        ),
    ] = "",
    quiet: options.Quiet = False,
) -> Result:
    """Write figures for a paper, the same bytes each time; of several runs each in a folder of its name.

    Examples
    --------
    mien figures runs/mine figures
    mien figures runs/mine figures --only space,strip --format pdf --width 180
    """
    from mien.errors import ConfigError
    from mien.plot.style import COLUMN
    from mien.plot.write import write_figures
    from mien.runs import RunDirectory
    from mien.runs.directory import is_run

    *runs, out = paths
    if not runs:
        raise ConfigError(
            f"give a run and then the folder for its figures, for example: mien figures {out} figures"
        )
    if is_run(out):
        raise ConfigError(f"{out} is a run; name the folder for the figures last")
    folders = _folders(runs, out)
    formats, kinds = (tuple(dict.fromkeys(filter(None, text.split(",")))) for text in (form, only))
    found, lines = {}, []
    for run, folder in zip(runs, folders, strict=True):
        done = write_figures(RunDirectory(run).read(), folder, formats, width or COLUMN, kinds)
        lines += [] if quiet else [str(path) for path in done.files]
        lines.append(f"{run}: {len(done.files)} files in {folder}")
        found[str(run)] = {"folder": folder, "files": done.files, "lacking": done.lacking}
        for kind, needs in done.lacking.items():
            typer.echo(f"Note: {run}: no {kind}; it needs {needs}", err=True)
    return Result(found, lines)


def _folders(runs: list[Path], out: Path) -> list[Path]:
    """The folder itself for one run, else one a run by its name, numbered where two are called the same."""
    if len(runs) == 1:
        return [out]
    names: list[str] = []
    for run in runs:
        name = run.resolve().name
        names.append(name if name not in names else f"{name}-{len(names) + 1}")
    return [out / name for name in names]
