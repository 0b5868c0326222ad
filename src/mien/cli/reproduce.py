"""Commands that reproduce the paper's experiments."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer

from mien.cli import options
from mien.cli.explore import PAGE
from mien.cli.files import READS
from mien.cli.neutral import Way
from mien.cli.planned import plan_result
from mien.cli.reading import Commands, source
from mien.cli.result import Result
from mien.sources.asked import Asked

WIDE = 100

reproducing = Commands(
    help="Reproduce the paper's experiments.",
    examples="mien reproduce posed --seeds 3\nmien reproduce spontaneous --out runs/spontaneous",
)

Out = Annotated[Path | None, typer.Option(help="Run directory; runs/EXPERIMENT-DATE-TIME if left out.")]


@reproducing.command("posed")
def reproduce_posed(
    data: options.Data = options.BUILTIN,
    recipe: options.RecipeOption = options.Recipe.fast,
    config: options.ConfigOption = None,
    changes: options.Changes = None,
    seeds: options.Seeds = 1,
    only: options.Only = "",
    rivals: options.Rivals = False,
    against: options.Against = "",
    tasks: options.Tasks = "",
    engine: options.Engine = None,
    device: options.Device = None,
    out: Out = None,
    resume: options.Resume = False,
    dry_run: options.DryRun = False,
    missing_neutral: options.MissingNeutral = options.Unusable.error,
    quiet: options.Quiet = False,
) -> Result:
    """Table II: classification and satisfied triplets on posed faces, beside the paper's figures.

    Examples
    --------
    mien reproduce posed
    mien reproduce posed --data faces.parquet --seeds 3 --only difference,m2 --out runs/mine
    """
    from mien.representations.registry import in_order

    settings = options.settings(recipe, config, "posed", engine, device, changes)
    in_order(options.names(only), rivals)
    with options.progress(quiet) as shown:
        faces = options.read(data, shown)
        # PyTorch is loaded from here on.
        from mien.experiments import PosedExperiment, plan_posed
        from mien.experiments import reproduce_posed as run

        experiment = PosedExperiment(
            data=faces,
            settings=settings,
            seeds=tuple(range(seeds)),
            only=options.names(only),
            rivals=rivals,
            against=against,
            tasks=options.names(tasks),
            missing_neutral=missing_neutral.value,
            command=options.typed(),
        )
        folder = out or _named("posed")
        if dry_run:
            return plan_result(plan_posed(experiment, folder, resume, shown))
        report = run(experiment, folder, resume, shown)
    return _result(folder, report)


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
        Path | None, typer.Option(help="Questions that people were asked.", show_default=False), READS
    ] = None,
    answers: Annotated[Path | None, typer.Option(help="Their answers.", show_default=False), READS] = None,
    labels: Annotated[
        Path | None,
        typer.Option(help="Their labels: neutral, positive, negative.", show_default=False),
        READS,
    ] = None,
    simulated_raters: Annotated[
        bool, typer.Option("--simulated-raters", help="Raters who compare coded action units answer.")
    ] = False,
    neutral: Annotated[Way, typer.Option(help="How each person's neutral face is chosen.")] = Way.coded,
    every: Annotated[int, typer.Option(min=1, help="Train on each so-many-th frame of a video.")] = 5,
    recipe: options.RecipeOption = options.Recipe.fast,
    config: options.ConfigOption = None,
    changes: options.Changes = None,
    seeds: options.Seeds = 1,
    only: options.Only = "",
    rivals: options.Rivals = False,
    against: options.Against = "",
    tasks: options.Tasks = "",
    engine: options.Engine = None,
    device: options.Device = None,
    out: Out = None,
    resume: options.Resume = False,
    dry_run: options.DryRun = False,
    quiet: options.Quiet = False,
) -> Result:
    """Tables I and III: agreement of raters, classification and satisfied triplets on spontaneous faces.

    Examples
    --------
    mien reproduce spontaneous
    mien reproduce spontaneous --data video.parquet --questions q.csv --answers a.csv --labels said.csv
    """
    from mien.representations.registry import in_order

    settings = options.settings(recipe, config, "spontaneous", engine, device, changes)
    in_order(options.names(only), rivals)
    with options.progress(quiet) as shown:
        # The built-in video comes with raters of its own and is made, not read.
        faces = data if data == options.BUILTIN else options.read(data, shown)
        # PyTorch is loaded from here on.
        from mien.experiments import SpontaneousExperiment, plan_spontaneous
        from mien.experiments import reproduce_spontaneous as run

        experiment = SpontaneousExperiment(
            data=faces,
            settings=settings,
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
        folder = out or _named("spontaneous")
        if dry_run:
            return plan_result(plan_spontaneous(experiment, folder, resume, shown))
        report = run(experiment, folder, resume, shown)
    return _result(folder, report)


def _named(experiment: str) -> Path:
    return Path("runs") / f"{experiment}-{datetime.datetime.now():%Y%m%d-%H%M%S}"


def _result(folder: Path, report: Path) -> Result:
    """The tables beside the paper's, the report and the explorer."""
    from rich.console import Console

    from mien.explorer.page import write_explorer
    from mien.explorer.payload import Payload
    from mien.report import terminal_agreement, terminal_head, terminal_paired, terminal_table
    from mien.runs import Agreement, Ceiling, RunDirectory, RunInfo, Table

    found = RunDirectory(folder)
    info, agreement = found.load(RunInfo), found.find(Agreement)
    table, ceiling = found.load(Table), found.find(Ceiling)
    page = None
    if found.explorer.is_file():
        page = write_explorer(Payload.read(found.explorer), folder / PAGE)

    def show() -> None:
        console = Console(highlight=False)
        if agreement is not None:
            console.print(terminal_agreement(agreement))
        console.print(terminal_table(table, info, stacked=console.width < WIDE, ceiling=ceiling))
        if table.paired is not None:
            console.print(terminal_paired(table))
        for line in terminal_head(found.read()):
            typer.echo(line)
        if info.leak:
            counts = ", ".join(f"{what.replace('_', ' ')} {count}" for what, count in info.leak.items())
            typer.echo(f"Leak check: {counts}")
        typer.echo(f"Report: {report}")
        if page is not None:
            typer.echo(f"Explorer: {page}")

    known = {
        "agreement": agreement,
        "ceiling": ceiling,
        "leak": info.leak,
        "report": report,
        "explorer": page,
    }
    return Result({"run": folder, **options.table_of(found), **known}, show)
