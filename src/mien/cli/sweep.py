"""The command that searches settings."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Annotated

import typer

from mien.cli import options
from mien.cli.result import Result

SpaceFile = Annotated[
    Path,
    typer.Argument(
        metavar="SPACE", help="TOML file of what is varied, or paper, or short.", show_default=False
    ),
]
Trials = Annotated[
    int | None, typer.Option(min=1, help="How many trials, instead of the file's.", show_default=False)
]
Storage = Annotated[
    str | None,
    typer.Option(
        help="postgresql://… that several processes share; a file of the run if left out.",
        show_default=False,
    ),
]
Name = Annotated[
    str, typer.Option(help="Name of the sweep in --storage; the space's if left out.", show_default=False)
]
Grace = Annotated[
    int, typer.Option(min=4, help="Seconds of silence after which another process counts as dead.")
]


def sweep(
    space: SpaceFile,
    data: options.Data = options.BUILTIN,
    trials: Trials = None,
    seed: Annotated[int, typer.Option(min=0, help="Decides split, triplets, weights and suggestions.")] = 0,
    storage: Storage = None,
    name: Name = "",
    grace: Grace = 120,
    engine: options.Engine = None,
    device: options.Device = None,
    out: Annotated[Path | None, typer.Option(help="Run directory; runs/sweep-DATE-TIME if left out.")] = None,
    resume: options.Resume = False,
    missing_neutral: options.MissingNeutral = options.Unusable.error,
    quiet: options.Quiet = False,
) -> Result:
    """Search settings: train many models, choose by validation people, judge the chosen one by test people.

    The space ``paper`` is the paper's V-D at its own length, ``short`` its questions for M2 by the fast
    recipe, about a quarter of an hour on two cores of a quiet machine. A space of one's own:

    \b
    recipe = "fast"
    search = "tpe"                  # or "grid": each point once
    trials = 40
    [space]
    objective.elbo.sigma2 = [0.0001, 0.001]
    training.learning_rate = { low = 1e-4, high = 1e-2, log = true }

    Started again with --resume it goes on. On several machines start the same command with
    --storage postgresql://USER:PASSWORD@HOST/DATABASE, each with an --out of its own: every trial is done
    once, and those of a machine that dies are done by the others.

    Examples
    --------
    mien sweep short --out runs/sweep
    mien sweep space.toml --data faces.parquet --trials 20 --out runs/mine
    """
    from mien.experiments.space import read_space
    from mien.experiments.sweep import CHOSEN_SETTINGS, SweepExperiment
    from mien.experiments.sweep import sweep as run
    from mien.report.sweep import text_table
    from mien.runs import RunDirectory, Sweep

    asked = {key: value for key, value in (("engine", engine), ("device", device)) if value is not None}
    folder = out or Path("runs") / f"sweep-{datetime.datetime.now():%Y%m%d-%H%M%S}"
    experiment = SweepExperiment(
        data=data,
        space=read_space(space, trials, **asked),
        seed=seed,
        storage=storage,
        name=name,
        grace=grace,
        missing_neutral=missing_neutral.value,
        # Nobody who reads the record needs the password.
        command=re.sub(r"(://[^:/@\s]*):[^@\s]*@", r"\1@", options.typed()),
    )
    with options.progress(quiet) as shown:
        page = run(experiment, folder, resume, shown)
    found = RunDirectory(folder).load(Sweep)
    lines = [*text_table(found), f"Settings: {folder / CHOSEN_SETTINGS}", f"Page: {page}"]
    return Result({"sweep": found, "settings": folder / CHOSEN_SETTINGS, "page": page}, lines)
