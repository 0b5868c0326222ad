"""Commands that reproduce the paper's experiments."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from mien.cli import options
from mien.cli.explore import PAGE
from mien.cli.neutral import Way
from mien.cli.reading import Commands, source
from mien.sources.asked import Asked

WIDE = 100

reproducing = Commands(help="Reproduce the paper's experiments.", no_args_is_help=True, rich_markup_mode=None)

Out = Annotated[Path | None, typer.Option(help="Run directory; runs/EXPERIMENT-DATE-TIME if left out.")]


@reproducing.command("posed")
def reproduce_posed(
    data: options.Data = options.BUILTIN,
    recipe: options.RecipeOption = options.Recipe.fast,
    config: options.ConfigOption = None,
    seeds: options.Seeds = 1,
    only: options.Only = "",
    rivals: options.Rivals = False,
    against: options.Against = "",
    tasks: options.Tasks = "",
    engine: options.Engine = None,
    device: options.Device = None,
    out: Out = None,
    resume: options.Resume = False,
    missing_neutral: options.MissingNeutral = options.Unusable.error,
    quiet: options.Quiet = False,
) -> None:
    """Table II: classification and satisfied triplets on posed faces, beside the paper's figures."""
    from mien.experiments import PosedExperiment
    from mien.experiments import reproduce_posed as run

    experiment = PosedExperiment(
        data=data,
        settings=options.settings(recipe, config, "posed", engine, device),
        seeds=tuple(range(seeds)),
        only=options.names(only),
        rivals=rivals,
        against=against,
        tasks=options.names(tasks),
        missing_neutral=missing_neutral.value,
        command=options.typed(),
    )
    _show(run, experiment, out, "posed", resume, quiet)


@reproducing.command("spontaneous")
def reproduce_spontaneous(
    data: Annotated[
        Asked,
        typer.Option(
            parser=source,
            help="Video frames: builtin, bp4d:DIR, FILE.parquet or another source.",
        ),
    ] = options.BUILTIN,
    questions: Annotated[
        Path | None, typer.Option(help="Questions that people were asked.", show_default=False)
    ] = None,
    answers: Annotated[Path | None, typer.Option(help="Their answers.", show_default=False)] = None,
    labels: Annotated[
        Path | None, typer.Option(help="Their labels: neutral, positive, negative.", show_default=False)
    ] = None,
    simulated_raters: Annotated[
        bool, typer.Option("--simulated-raters", help="Raters who compare coded action units answer.")
    ] = False,
    neutral: Annotated[Way, typer.Option(help="How each person's neutral face is chosen.")] = Way.coded,
    every: Annotated[int, typer.Option(min=1, help="Train on each so-many-th frame of a video.")] = 5,
    recipe: options.RecipeOption = options.Recipe.fast,
    config: options.ConfigOption = None,
    seeds: options.Seeds = 1,
    only: options.Only = "",
    rivals: options.Rivals = False,
    against: options.Against = "",
    tasks: options.Tasks = "",
    engine: options.Engine = None,
    device: options.Device = None,
    out: Out = None,
    resume: options.Resume = False,
    quiet: options.Quiet = False,
) -> None:
    """Tables I and III: agreement of raters, classification and satisfied triplets on spontaneous faces."""
    from mien.experiments import SpontaneousExperiment
    from mien.experiments import reproduce_spontaneous as run

    experiment = SpontaneousExperiment(
        data=data,
        settings=options.settings(recipe, config, "spontaneous", engine, device),
        seeds=tuple(range(seeds)),
        only=options.names(only),
        rivals=rivals,
        against=against,
        tasks=options.names(tasks),
        neutral=neutral.value,
        every=every,
        questions=questions,
        answers=answers,
        labels=labels,
        simulated_raters=simulated_raters,
        command=options.typed(),
    )
    _show(run, experiment, out, "spontaneous", resume, quiet)


def _show(
    run: Callable[..., Path], experiment: Any, out: Path | None, name: str, resume: bool, quiet: bool
) -> None:
    from rich.console import Console

    from mien.explorer.page import write_explorer
    from mien.explorer.payload import Payload
    from mien.report import terminal_agreement, terminal_paired, terminal_table
    from mien.runs import Agreement, Ceiling, RunDirectory, RunInfo, Table

    folder = out or Path("runs") / f"{name}-{datetime.datetime.now():%Y%m%d-%H%M%S}"
    with options.progress(quiet) as shown:
        report = run(experiment, folder, resume, shown)
    found = RunDirectory(folder)
    info, agreement = found.load(RunInfo), found.find(Agreement)
    console = Console(highlight=False)
    if agreement is not None:
        console.print(terminal_agreement(agreement))
    stacked, ceiling = console.width < WIDE, found.find(Ceiling)
    table = found.load(Table)
    console.print(terminal_table(table, info, stacked=stacked, ceiling=ceiling))
    if table.paired is not None:
        console.print(terminal_paired(table))
    if info.leak:
        counts = ", ".join(f"{what.replace('_', ' ')} {count}" for what, count in info.leak.items())
        typer.echo(f"Leak check: {counts}")
    typer.echo(f"Report: {report}")
    if found.explorer.is_file():
        typer.echo(f"Explorer: {write_explorer(Payload.read(found.explorer), folder / PAGE)}")
