"""What every experiment does: make and judge the rows of a seed, keep them, say what they were made of."""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import ConfigError, RunError
from mien.evaluation import TASKS, Judged, RowResult, judge
from mien.explorer.gather import of_training
from mien.explorer.sections import payload_of
from mien.faces.alike import alike_in
from mien.faces.faces import Faces
from mien.models.about import versions
from mien.models.device import device_of
from mien.models.registry import MODELS, NO_DECODER
from mien.report import build_report
from mien.representations.interface import Film, Making, Noting, Silent, Training, Watcher
from mien.representations.registry import in_order, lacks, made, require, rows
from mien.representations.trained import job_of
from mien.runs import (
    Counts,
    Details,
    FacesInfo,
    Latents,
    Machine,
    Paired,
    Replicates,
    RunDirectory,
    RunInfo,
    SplitCounts,
    Table,
    TableRow,
)
from mien.runs.replicates import drawn_from
from mien.settings import Settings
from mien.sources.asked import Asked, AskedAndRead
from mien.sources.opening import tell
from mien.training.loop import Job, Trained, checked
from mien.training.prepare import Prepared, about_data
from mien.training.together import at_once, train_together


@dataclass(frozen=True)
class Experiment:
    """What to run.

    Attributes
    ----------
    data : which faces, and how they are read; see `mien.sources.opening.open_faces`.
    settings : of every model; its kind is replaced by each row's.
    seeds : each decides a split, triplets (questions, simulated raters) and weights of its own.
    only : rows of the table to make; all usual ones where none is named.
    rivals : with them all rivals; those that the data have nothing for are left out, with a note.
    against : row that all others are compared with, see `mien.runs.Table.judged`.
    tasks : names of what rows are judged by; all where none is named. Rows for none of them are left out,
        with a note.
    command : what the user typed, for the record.
    """

    data: Asked | str
    settings: Settings
    seeds: tuple[int, ...] = (0,)
    only: tuple[str, ...] = ()
    command: str = ""
    rivals: bool = False
    against: str = ""
    tasks: tuple[str, ...] = ()


def compared(dataset: Faces) -> Faces:
    """The faces, with a note, which is logged too, if some people may be one person under two names."""
    told = alike_in(dataset)
    tell(told)
    return replace(dataset, notes=tuple(dict.fromkeys((*dataset.notes, *told))))


def tell_of_reading(data: Asked | str, watcher: Watcher) -> None:
    """Say that faces are read, where they are not read already."""
    if not isinstance(data, AskedAndRead):
        watcher.stage(f"Reading {data}")


def film_of(prepared: Prepared) -> Film | None:
    """The experiment's own faces as recordings; None where they are of none."""
    names = prepared.dataset.sequence
    count = len(np.unique(names[names != ""]))
    return Film(prepared.dataset, prepared.x, count) if count else None


class Work:
    """An experiment under way, with what it has come to so far.

    Parameters
    ----------
    out : the run directory; must be new or empty unless `resume`.
    resume : go on with what an interrupted run left there; finished models are not trained again.
    watcher : told how far it is.

    Raises
    ------
    ConfigError
        If a row, part, term, option, engine or device is not known; nothing is written or read then.
    """

    def __init__(self, experiment: Experiment, out: Path, resume: bool, watcher: Watcher | None) -> None:
        self.names = in_order(experiment.only, experiment.rivals)
        if experiment.against and experiment.against not in self.names:
            raise ConfigError(
                f"--against {experiment.against}: not a row of this table; there are {', '.join(self.names)}"
            )
        for name in experiment.tasks:
            TASKS.find(name)
        if not any(self.tasks_of(name, experiment) for name in self.names):
            raise ConfigError(f"no row of this table is for --tasks {','.join(experiment.tasks)}")
        checked(experiment.settings)
        self.experiment, self.resume, self.watcher = experiment, resume, Noting(watcher or Silent())
        self.run = RunDirectory(out)
        self.results: dict[str, list[RowResult]] = {name: [] for name in self.names}
        self.splits: list[SplitCounts] = []
        self.people: list[str] = []
        self.minutes: dict[str, float] = {}
        self.trained: dict[tuple[int, str], Trained] = {}
        self.started, self.clock = datetime.datetime.now(datetime.UTC), time.monotonic()

    def reading(self) -> None:
        """Say that the faces are read, where they are not read already."""
        tell_of_reading(self.experiment.data, self.watcher)

    def claimable(self) -> bool:
        """Whether the run directory is there already; RunError where `claim` would refuse it."""
        return self.run.claimable(self.resume, self.experiment.settings, Asked.of(self.experiment.data))

    @staticmethod
    def tasks_of(name: str, experiment: Experiment) -> list[str]:
        """What a row is judged by: of its own tasks those that are asked for."""
        own = rows()[name].tasks or tuple(TASKS)
        return [task for task in own if not experiment.tasks or task in experiment.tasks]

    def claim(self) -> None:
        """Take the run directory, and keep the settings there, and how the faces are read."""
        self.run.claim(self.resume)
        self.run.keep_settings(self.experiment.settings)
        self.run.keep_reading(Asked.of(self.experiment.data))

    def seeds(self) -> Iterator[tuple[int, ...]]:
        """The seeds in groups whose models are trained at once."""
        seeds = self.experiment.seeds
        size = at_once(self.experiment.settings)
        for first in range(0, len(seeds), size):
            yield seeds[first : first + size]

    def train(self, group: Sequence[tuple[Prepared, Judged]]) -> None:
        """Train the models of some seeds, all at once, for `judge`."""
        jobs: dict[tuple[int, str], Job] = {}
        for prepared, on in group:
            for name, making in self.makings(prepared, on):
                if name in MODELS and making.training is not None:
                    require(making)
                    jobs[prepared.seed, name] = job_of(name, making.training)
        if jobs:
            titles = ", ".join(dict.fromkeys(rows()[name].title for _, name in jobs))
            seeds = ", ".join(str(prepared.seed) for prepared, _ in group)
            self.watcher.stage(f"Training {titles}, seed{'s' * (len(group) > 1)} {seeds}")
        self.trained = dict(zip(jobs, train_together([*jobs.values()]), strict=True))

    def judge(self, prepared: Prepared, on: Judged, film: Film | None = None) -> dict[str, np.ndarray]:
        """Make and judge every row of the table for one seed.

        Parameters
        ----------
        film : recordings that show how latents of the first seed's models move; those of the experiment's
            faces if None.

        Returns
        -------
        dict
            Row -> (n, k) its space of all faces, of those rows that can do every task.

        Raises
        ------
        RunError
            If a person or triplet is in more than one part of the split.
        """
        self.splits.append(self.counts(prepared, on))
        self.people.append(drawn_from(prepared.dataset.subject[on.test]))
        film = film or film_of(prepared)
        spaces, seed = {}, prepared.seed
        for name, making in self.makings(prepared, on, film):
            row = rows()[name]
            self.watcher.stage(f"{row.title}, seed {seed}")
            space = made(making)
            self.results[name].append(judge(space, on, self.tasks_of(name, self.experiment)))
            if not row.tasks:
                spaces[name] = space.latents.astype(np.float32)
            minutes = self.run.minutes(name, seed)
            if minutes is not None:
                self.minutes[name] = round(self.minutes.get(name, 0) + minutes, 2)
        return spaces

    def counts(self, prepared: Prepared, on: Judged) -> SplitCounts:
        """What is in each part of a seed's split; RunError if something is in more than one."""
        crossing = prepared.crossing()
        if any(crossing.values()):
            raise RunError(f"people or triplets are in more than one part: {crossing}")
        counts = {
            part: Counts(
                subjects=len(np.unique(prepared.dataset.subject[taken])),
                faces=len(taken),
                labelled=int((on.label[taken] != "").sum()),
                triplets=len(prepared.triplets[part]),
            )
            for part, taken in prepared.split.parts().items()
        }
        return SplitCounts(seed=prepared.seed, **counts, crossing=crossing)

    def makings(self, prepared: Prepared, on: Judged, film: Film | None = None) -> list[tuple[str, Making]]:
        """Each row and what it is made from; rivals that the data lack something for are out."""
        shown = film if prepared.seed == self.experiment.seeds[0] else None
        trained = {name: one for (seed, name), one in self.trained.items() if seed == prepared.seed}
        training = Training(
            prepared, self.experiment.settings, self.run, self.resume, self.watcher, shown, trained
        )
        found = []
        for name in self.names:
            if not self.tasks_of(name, self.experiment):
                self.watcher.note(f"{rows()[name].title} is left out: it is for none of the tasks asked for")
                continue
            making = Making.of(name, training, on.label, on.seen)
            lacking = "" if name in self.experiment.only or not rows()[name].rival else lacks(making)
            if lacking:
                self.watcher.note(f"{rows()[name].title} is left out (seed {on.seed}): it needs {lacking}")
            else:
                found.append((name, making))
        return found

    def keep_latents(
        self,
        prepared: Prepared,
        spaces: dict[str, np.ndarray],
        faces: np.ndarray,
        label: np.ndarray,
        film: Film | None = None,
    ) -> None:
        """Keep the spaces of some faces with what is known of them, for the report.

        Of the first seed, the explorer keeps the last model with all faces, too, and with `film`, all frames
        of some recordings (`mien.explorer.gather.of_training`).
        """
        if prepared.seed == self.experiment.seeds[0]:
            self._keep_explorer(prepared, label, film, spaces)
        dataset, some = prepared.dataset, {name: space[faces] for name, space in spaces.items()}
        known = (label, dataset.subject, dataset.intensity, dataset.face)
        Latents(some, *(column[faces] for column in known)).write(self.run.latents(prepared.seed))

    def _keep_explorer(
        self, prepared: Prepared, label: np.ndarray, film: Film | None, made: Collection[str]
    ) -> None:
        """Of the last model that makes faces."""
        models = [name for name in made if name in MODELS and MODELS[name].decoder != NO_DECODER]
        if models:
            labelled = replace(prepared, dataset=replace(prepared.dataset, label=label))
            payload_of(of_training(labelled, self.run, models[-1], film)).write(self.run.explorer)

    def finish(self, kind: str, dataset: Faces, label: np.ndarray | None = None, **more: Any) -> Path:
        """Write the table and the description of the run, and build its report.

        Parameters
        ----------
        kind : of experiment.
        label : labels that were judged, if not the data's own.
        more : further entries of ``run.json``.

        Returns
        -------
        Path
            The report.
        """
        import torch

        self.watcher.stage("Writing the report")
        known, settings = rows(), self.experiment.settings
        results = {name: found for name, found in self.results.items() if found}
        table = [
            TableRow.judged(name, found, known[name].title, known[name].colour, known[name].sees)
            for name, found in results.items()
        ]
        self.run.save(Table(rows=table, paired=Paired.judged(results, self.experiment.against)))
        Replicates.of(results, self.people).write(self.run.replicates)
        self.run.save(Details.judged(results))
        dataset = replace(dataset, notes=(*dataset.notes, *self.watcher.notes))
        info = RunInfo(
            mien=version("mien"),
            experiment=kind,
            command=self.experiment.command,
            asked=str(Asked.of(self.experiment.data)),
            started=self.started.isoformat(timespec="seconds"),
            seconds=round(time.monotonic() - self.clock, 1),
            recipe=settings.recipe,
            seeds=[split.seed for split in self.splits],
            data=FacesInfo(**about_data(dataset, label)),
            splits=self.splits,
            versions=versions(),
            machine=Machine(
                cpus=os.cpu_count() or 1,
                threads=torch.get_num_threads(),
                device=device_of(settings.training.device),
            ),
            minutes=self.minutes,
            **more,
        )
        self.run.save(info)
        return build_report(self.run.path)
