"""``mien train``: one model on faces of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mien.cli import options
from mien.cli.files import READS
from mien.cli.planned import plan_result
from mien.cli.result import Result
from mien.models.registry import MODELS


def train(
    out: Annotated[
        Path, typer.Option(help="Run directory; the model lands in its models folder.", show_default=False)
    ],
    data: options.Data = options.BUILTIN,
    model: Annotated[
        str | None, options.one_of(MODELS, "Which model; that of the settings, m2, if left out.")
    ] = None,
    triplets: Annotated[
        Path | None,
        typer.Option(help="CSV or Parquet: anchor, near, far[, weight]; by rule from labels if left out."),
        READS,
    ] = None,
    recipe: options.RecipeOption = options.Recipe.fast,
    config: options.ConfigOption = None,
    changes: options.Changes = None,
    seed: Annotated[int, typer.Option(min=0, help="Decides split, triplets and weights.")] = 0,
    split: Annotated[
        str, typer.Option(help="People in training, validation and test, as proportions.")
    ] = "80,10,10",
    rivals: options.Rivals = False,
    tasks: options.Tasks = "",
    engine: options.Engine = None,
    device: options.Device = None,
    resume: options.Resume = False,
    dry_run: options.DryRun = False,
    missing_neutral: options.MissingNeutral = options.Unusable.error,
    on_unknown: options.TripletsUnknown = options.Unusable.error,
    on_crossing: options.Crossing = options.Unusable.error,
    quiet: options.Quiet = False,
) -> Result:
    """Train one model, judge it on its test people, and keep it with a report.

    Examples
    --------
    mien train --data faces.parquet --out runs/mine
    mien train --data faces.parquet --triplets triplets.csv --model m2 --out runs/people
    mien train --data builtin --set training.steps=100 --out runs/try --dry-run
    """
    experiment = "posed" if triplets is None else "spontaneous"
    chosen = options.settings(recipe, config, experiment, engine, device, changes, model)
    shares, command = options.proportions(split), options.typed()
    with options.progress(quiet) as shown:
        faces = options.read(data, shown)
        options.look_at_triplets(triplets, faces, on_unknown.value)
        # PyTorch is loaded from here on.
        from mien.experiments import SingleExperiment, plan_single, train_single
        from mien.report import terminal_head
        from mien.runs import RunDirectory

        one = SingleExperiment(
            faces, chosen, (seed,), (chosen.model.kind,), command, rivals, chosen.model.kind,
            options.names(tasks), triplets, shares, missing_neutral.value, on_unknown.value,
            on_crossing.value,
        )  # fmt: skip
        if dry_run:
            return plan_result(plan_single(one, out, resume, shown))
        folder = train_single(one, out, resume, shown)
    run = RunDirectory(out)
    found = {"model": folder, "report": run.report, "run": out, **options.table_of(run)}
    head = terminal_head(run.read())
    return Result(found, [*head, f"Model: {folder}", f"Report: {run.report}"])
