"""The command that says how much data a row needs."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer

from mien.cli import options
from mien.cli.files import READS
from mien.cli.planned import curve_result
from mien.cli.result import Result

SIZES = "joined by commas; none with 0"


def curve(
    data: options.Data = options.BUILTIN,
    rows: Annotated[
        str, typer.Option(help="Rows to make, joined by commas.")
    ] = "difference,linear-metric,m2",
    triplets: Annotated[
        str, typer.Option(help=f"Numbers of training triplets, {SIZES}.")
    ] = "100,300,1000,3000,8000",
    people: Annotated[str, typer.Option(help=f"Numbers of training people, {SIZES}.")] = "5,10,20,40,80",
    recipe: options.RecipeOption = options.Recipe.fast,
    config: options.ConfigOption = None,
    changes: options.Changes = None,
    seeds: options.Seeds = 1,
    engine: options.Engine = None,
    device: options.Device = None,
    out: Annotated[Path | None, typer.Option(help="Run directory; runs/curve-DATE-TIME if left out.")] = None,
    resume: options.Resume = False,
    dry_run: options.DryRun = False,
    missing_neutral: options.MissingNeutral = options.Unusable.error,
    judgments: Annotated[
        Path | None,
        typer.Option(help="People's triplets: anchor, near, far[, weight]; by rule from labels if left out."),
        READS,
    ] = None,
    on_unknown: options.TripletsUnknown = options.Unusable.error,
    on_crossing: options.Crossing = options.Unusable.error,
    quiet: options.Quiet = False,
) -> Result:
    """Satisfied held-out triplets with fewer training triplets, and with fewer training people.

    A training by the fast recipe takes about half a minute on two cores of a quiet machine: ten minutes for
    the sizes left as they are, and as long again for each further model and seed. What is left is told under
    way.

    Examples
    --------
    mien curve --triplets 100,1000 --people 0 --out runs/curve
    mien curve --data faces.parquet --rows difference,m2 --seeds 3 --out runs/curve
    """
    from mien.representations.registry import in_order

    chosen, names = (
        options.settings(recipe, config, "posed", engine, device, changes),
        tuple(filter(None, options.names(rows))),
    )
    sizes = {"triplets": _sizes("triplets", triplets), "people": _sizes("people", people)}
    in_order(names)
    folder = out or Path("runs") / f"curve-{datetime.datetime.now():%Y%m%d-%H%M%S}"
    with options.progress(quiet) as shown:
        faces = options.read(data, shown)
        options.look_at_triplets(judgments, faces, on_unknown.value)
        # PyTorch is loaded from here on.
        from mien.experiments.curve import CurveExperiment, data_curve, plan_curve
        from mien.report.curve import text_tables
        from mien.runs import Curve, RunDirectory

        experiment = CurveExperiment(
            data=faces,
            settings=chosen,
            seeds=tuple(range(seeds)),
            rows=names,
            missing_neutral=missing_neutral.value,
            command=options.typed(),
            judgments=judgments,
            unknown=on_unknown.value,
            crossing=on_crossing.value,
            **sizes,
        )
        if dry_run:
            return curve_result(plan_curve(experiment, folder, resume, shown))
        page = data_curve(experiment, folder, resume, shown)
    made, table = RunDirectory(folder).load(Curve), folder / "curve.csv"
    lines = [*text_tables(made), f"Table: {table}", f"Page: {page}"]
    return Result({"run": folder, "points": made.points, "file": table, "page": page}, lines)


def _sizes(option: str, text: str) -> tuple[int, ...]:
    from mien.errors import ConfigError

    words = [word.strip() for word in text.split(",") if word.strip()]
    if not all(word.isdigit() for word in words):
        raise ConfigError(f"--{option} is {text!r}; expected whole numbers joined by commas, or 0 for none")
    return tuple(int(word) for word in words if int(word))
