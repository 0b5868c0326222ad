"""Table II: posed faces, triplets by rule."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mien.errors import DataError, listed
from mien.experiments.plan import Plan, planned
from mien.experiments.run import Experiment, Work, compared
from mien.faces.faces import Faces
from mien.representations.interface import Watcher
from mien.sources.opening import open_faces
from mien.training.prepare import prepare


@dataclass(frozen=True)
class PosedExperiment(Experiment):
    """What to run; people without a neutral face are an ``error``, or left out (``drop``)."""

    missing_neutral: str = "error"


def reproduce_posed(
    experiment: PosedExperiment, out: Path, resume: bool = False, watcher: Watcher | None = None
) -> Path:
    """Table II: train and judge every row, and write the run directory with its report, whose path it gives.

    Arguments are those of `mien.experiments.run.Work`.

    Raises
    ------
    ConfigError, DataError, RunError
    """
    work = Work(experiment, out, resume, watcher)
    dataset = _faces(work, experiment)
    work.claim()
    for seeds in work.seeds():
        group = [(one, one.judged()) for one in (prepare(dataset, seed) for seed in seeds)]
        work.train(group)
        for prepared, on in group:
            spaces = work.judge(prepared, on)
            work.keep_latents(prepared, spaces, on.test, dataset.label)
    return work.finish("posed", dataset)


def plan_posed(
    experiment: PosedExperiment, out: Path, resume: bool = False, watcher: Watcher | None = None
) -> Plan:
    """What `reproduce_posed` would do; it refuses what that would refuse, and writes nothing."""
    work = Work(experiment, out, resume, watcher)
    dataset = _faces(work, experiment)
    return planned(work, dataset, (prepare(dataset, seed) for seed in experiment.seeds))


def _faces(work: Work, experiment: PosedExperiment) -> Faces:
    work.reading()
    dataset = compared(open_faces(experiment.data, missing_neutral=experiment.missing_neutral))
    labels = np.unique(dataset.label)
    if len(labels) < 2:
        raise DataError(f"all faces have the label {listed(labels)}; a classifier needs two or more")
    return dataset
