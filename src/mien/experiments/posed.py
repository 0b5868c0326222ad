"""Table II: posed faces, triplets by rule."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mien.experiments.run import Findings, finish, judge_rows, latents_of
from mien.representations.interface import Silent, Watcher
from mien.representations.registry import in_order
from mien.runs import RunDirectory
from mien.settings import Settings
from mien.sources.opening import open_faces
from mien.training.loop import checked
from mien.training.prepare import prepare


@dataclass(frozen=True)
class PosedExperiment:
    """What to run.

    Attributes
    ----------
    data : ``builtin``, ``bu3dfe:DIR``, ``npz:FILE`` or ``FILE.parquet``.
    settings : of every model; its kind is replaced by each row's.
    seeds : each decides a split, triplets and weights of its own.
    only : rows of the table to make; all where none is named.
    missing_neutral : ``error``, or ``drop`` to leave out people without a neutral face.
    command : what the user typed, for the record.
    """

    data: str
    settings: Settings
    seeds: tuple[int, ...] = (0,)
    only: tuple[str, ...] = ()
    missing_neutral: str = "error"
    command: str = ""


def reproduce_posed(
    experiment: PosedExperiment, out: Path, resume: bool = False, watcher: Watcher | None = None
) -> Path:
    """Table II: train and judge every row, and write the run directory with its report.

    Parameters
    ----------
    out : the run directory; must be new or empty unless `resume`.
    resume : go on with what an interrupted run left there; finished models are not trained again.

    Returns
    -------
    Path
        The report.

    Raises
    ------
    ConfigError, DataError, RunError
    """
    in_order(experiment.only)
    checked(experiment.settings)
    watcher, findings = watcher or Silent(), Findings()
    watcher.stage(f"Reading {experiment.data}")
    dataset = open_faces(experiment.data, missing_neutral=experiment.missing_neutral)
    run = RunDirectory(out)
    run.claim(resume)
    run.keep_settings(experiment.settings)
    for seed in experiment.seeds:
        prepared = prepare(dataset, seed)
        on = prepared.judged()
        spaces = judge_rows(
            experiment.only, experiment.settings, prepared, on, run, resume, watcher, findings
        )
        latents = latents_of(spaces, dataset, prepared.split.test, dataset.label)
        latents.write(run.latents(seed))
    watcher.stage("Writing the report")
    return finish(run, "posed", experiment.command, experiment.settings, dataset, findings)
