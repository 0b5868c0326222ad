"""Table II: posed faces, triplets by rule."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mien.evaluation import Judged
from mien.experiments.run import (
    ROWS,
    Record,
    Silent,
    Watcher,
    check_rows,
    claim_folder,
    finish,
    judge_rows,
    keep_settings,
    save_latents,
)
from mien.settings import RunConfig
from mien.sources.opening import open_faces
from mien.training.prepare import Prepared, prepare_posed


@dataclass(frozen=True)
class PosedExperiment:
    """What to run.

    Attributes
    ----------
    data : ``builtin``, ``bu3dfe:DIR``, ``npz:FILE`` or ``FILE.parquet``.
    config : settings of every model; its kind is replaced by each row's.
    seeds : each decides a split, triplets and weights of its own.
    only : rows of the table to make, in the table's order.
    missing_neutral : ``error``, or ``drop`` to leave out people without a neutral face.
    command : what the user typed, for the record.
    """

    data: str
    config: RunConfig
    seeds: tuple[int, ...] = (0,)
    only: tuple[str, ...] = ROWS
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
    check_rows(experiment.only)
    watcher, record = watcher or Silent(), Record()
    watcher.stage(f"Reading {experiment.data}")
    dataset = open_faces(experiment.data, missing_neutral=experiment.missing_neutral)
    claim_folder(out, resume)
    keep_settings(experiment.config, out)
    for seed in experiment.seeds:
        prepared = prepare_posed(dataset, seed)
        spaces = judge_rows(
            experiment.only, experiment.config, prepared, judged_on(prepared), out, resume, watcher, record
        )
        save_latents(out, seed, spaces, dataset, prepared.split.test, dataset.label)
    watcher.stage("Writing the report")
    return finish(out, "posed", experiment.command, experiment.config, dataset, record)


def judged_on(prepared: Prepared) -> Judged:
    """What a representation of this data set is judged on."""
    split = prepared.split
    return Judged(
        prepared.dataset.label,
        prepared.dataset.subject,
        split.train,
        split.validation,
        split.test,
        {"all": prepared.triplets["test"]},
        prepared.seed,
    )
