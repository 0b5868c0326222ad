"""What every experiment does: make and judge the rows of a seed, keep them, say what they were made of."""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import RunError
from mien.evaluation import Judged, RowResult, judge
from mien.faces.faces import Faces
from mien.models.about import versions
from mien.models.device import device_of
from mien.report import build_report
from mien.representations.interface import Making, Training, Watcher
from mien.representations.registry import in_order, represent, rows
from mien.runs import (
    Counts,
    FacesInfo,
    Latents,
    Machine,
    RunDirectory,
    RunInfo,
    SplitCounts,
    Table,
    TableRow,
)
from mien.settings import Settings
from mien.training.prepare import Prepared, about_data
from mien.vocabulary import PARTS


@dataclass
class Findings:
    """What an experiment has come to so far.

    Attributes
    ----------
    results : row of the table -> one result a seed.
    splits : one a seed.
    minutes : row -> minutes of training, all seeds together.
    """

    results: dict[str, list[RowResult]] = field(default_factory=dict)
    splits: list[SplitCounts] = field(default_factory=list)
    minutes: dict[str, float] = field(default_factory=dict)
    started: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))
    clock: float = field(default_factory=time.monotonic)


def judge_rows(
    only: Sequence[str],
    settings: Settings,
    prepared: Prepared,
    on: Judged,
    run: RunDirectory,
    resume: bool,
    watcher: Watcher,
    findings: Findings,
) -> dict[str, np.ndarray]:
    """Make and judge every row of the table for one seed.

    Returns
    -------
    dict
        Row -> (n, k) its space of all faces.

    Raises
    ------
    RunError
        If a person or triplet is in more than one part of the split.
    """
    crossing = prepared.crossing()
    if any(crossing.values()):
        raise RunError(f"people or triplets are in more than one part: {crossing}")
    findings.splits.append(
        SplitCounts(seed=prepared.seed, **counts_of(prepared, on.label), crossing=crossing)
    )
    training = Training(prepared, settings, run, resume, watcher)
    spaces: dict[str, np.ndarray] = {}
    for name in in_order(only):
        watcher.stage(f"{rows()[name].title}, seed {prepared.seed}")
        components = settings.model.n_components
        making = Making(name, prepared.x, prepared.y, prepared.split.train, components, training)
        spaces[name] = represent(making)
        findings.results.setdefault(name, []).append(judge(spaces[name], on))
        minutes = run.minutes(name, prepared.seed)
        if minutes is not None:
            findings.minutes[name] = round(findings.minutes.get(name, 0) + minutes, 2)
    return spaces


def latents_of(
    spaces: dict[str, np.ndarray], dataset: Faces, faces: np.ndarray, label: np.ndarray
) -> Latents:
    """The spaces of some faces with what is known of them, for the report."""
    return Latents(
        {name: space[faces] for name, space in spaces.items()},
        label[faces],
        dataset.subject[faces],
        dataset.intensity[faces],
        dataset.face[faces],
    )


def finish(
    run: RunDirectory,
    experiment: str,
    command: str,
    settings: Settings,
    dataset: Faces,
    findings: Findings,
    label: np.ndarray | None = None,
    **more: Any,
) -> Path:
    """Write the table and the description of a run, and build its report.

    Parameters
    ----------
    label : labels that were judged, if not the data's own.
    more : further entries of ``run.json``.

    Returns
    -------
    Path
        The report.
    """
    known = rows()
    table = [
        TableRow.judged(name, findings.results[name], known[name].title, known[name].colour)
        for name in in_order(list(findings.results))
    ]
    run.save(Table(rows=table))
    info = RunInfo(
        mien=version("mien"),
        experiment=experiment,
        command=command,
        started=findings.started.isoformat(timespec="seconds"),
        seconds=round(time.monotonic() - findings.clock, 1),
        recipe=settings.recipe,
        seeds=[split.seed for split in findings.splits],
        data=FacesInfo(**about_data(dataset, label)),
        splits=findings.splits,
        versions=versions(),
        machine=machine(settings.training.device),
        minutes=findings.minutes,
        **more,
    )
    run.save(info)
    return build_report(run.path)


def counts_of(prepared: Prepared, label: np.ndarray) -> dict[str, Counts]:
    """What is in each part."""
    taken = prepared.split.parts()
    return {
        part: Counts(
            subjects=len(np.unique(prepared.dataset.subject[taken[part]])),
            faces=len(taken[part]),
            labelled=int((label[taken[part]] != "").sum()),
            triplets=len(prepared.triplets[part]),
        )
        for part in PARTS
    }


def machine(device: str) -> Machine:
    """Cores, threads and the device that a setting means."""
    import torch

    return Machine(cpus=os.cpu_count() or 1, threads=torch.get_num_threads(), device=device_of(device))
