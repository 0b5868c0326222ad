"""Tables I and III: video of spontaneous expressions, people's votes and labels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from mien.evaluation import Judged
from mien.experiments.judgments import Judgments, Raters, raters_for
from mien.experiments.measures import agreement_of, ceiling_of, leaks, neutrals_of
from mien.experiments.plan import Plan, planned
from mien.experiments.run import Experiment, Work, compared
from mien.explorer.recordings import chosen
from mien.faces.faces import Faces
from mien.faces.neutrals import choose_neutrals, set_neutrals
from mien.faces.splits import Split
from mien.faces.stimuli import Stimuli, choose_stimuli
from mien.landmarks.alignment import Alignment
from mien.representations.interface import Film, Watcher
from mien.runs import RunDirectory, Selection
from mien.sources.asked import Asked
from mien.sources.opening import open_faces
from mien.synthetic.perception import Perception
from mien.synthetic.spontaneous import builtin_video
from mien.training.prepare import Prepared
from mien.triplets.votes import triplets_by_majority
from mien.vocabulary import PARTS


@dataclass(frozen=True)
class SpontaneousExperiment(Experiment):
    """What to run.

    Attributes
    ----------
    data, settings, seeds, only, command : see `Experiment`; data are video frames.
    neutral : way of choosing neutral faces, see `mien.faces.neutrals`.
    every : frames of a video differ little from one to the next, so each `every`-th is trained on; those that
        people were asked about always are.
    questions, answers, labels : files of people's answers; None for simulated raters.
    simulated_raters : let raters who compare coded action units answer where nobody did.
    """

    neutral: str = "coded"
    every: int = 5
    questions: Path | None = None
    answers: Path | None = None
    labels: Path | None = None
    simulated_raters: bool = False


@dataclass(frozen=True, eq=False)
class Watched:
    """One seed's faces with what people said of them.

    Attributes
    ----------
    prepared : faces that are trained on or judged, split, aligned, with the triplets of the majority.
    judgments : rows of the same faces.
    images : part -> number of faces that people were asked about.
    film : all frames of some recordings; of a seed that has a run.
    """

    prepared: Prepared
    judgments: Judgments
    images: dict[str, int]
    film: Film | None = None

    def judged(self) -> Judged:
        """What representations of the faces are judged on, triplets by vote difference."""
        kinds = self.prepared.triplets["test"].by_weight()
        return self.prepared.judged(self.judgments.label, kinds, self.judgments.seen)


def reproduce_spontaneous(
    experiment: SpontaneousExperiment, out: Path, resume: bool = False, watcher: Watcher | None = None
) -> Path:
    """Tables I and III: choose neutrals and images, ask people, train and judge every row, write the run.

    Agreement, ceiling and the cost of neutral faces are those of the first seed. Arguments are those of
    `mien.experiments.run.Work`; the report's path is given back.

    Raises
    ------
    ConfigError, DataError, TripletError, RunError
    """
    work = Work(experiment, out, resume, watcher)
    dataset, raters, stimuli = _asked(work, experiment)
    work.claim()
    dropped = {} if stimuli is None else stimuli.by_reason()
    first, *_ = experiment.seeds
    told = {first: work.run}
    for seeds in work.seeds():
        group = [
            watch(experiment, dataset, raters, stimuli, seed, told.get(seed), work.watcher) for seed in seeds
        ]
        work.train([(watched.prepared, watched.judged()) for watched in group])
        for watched in group:
            prepared, judgments, on = watched.prepared, watched.judgments, watched.judged()
            spaces = work.judge(prepared, on, watched.film)
            if prepared.seed == first:
                work.run.save(ceiling_of(judgments, prepared.triplets["test"], spaces))
                leak, label = leaks(prepared), on.label
                selection = Selection(images=watched.images, dropped=dropped, every=experiment.every)
            labelled = on.test[on.label[on.test] != ""]
            judged = labelled if len(labelled) else on.test
            work.keep_latents(prepared, spaces, judged, on.label, watched.film)
    return work.finish("spontaneous", dataset, label, leak=leak, selection=selection, raters=raters.who)


def plan_spontaneous(
    experiment: SpontaneousExperiment, out: Path, resume: bool = False, watcher: Watcher | None = None
) -> Plan:
    """What `reproduce_spontaneous` would do; it refuses what that would refuse, and writes nothing."""
    work = Work(experiment, out, resume, watcher)
    dataset, raters, stimuli = _asked(work, experiment)
    seeds = (
        watch(experiment, dataset, raters, stimuli, seed, None, work.watcher).prepared
        for seed in experiment.seeds
    )
    return planned(work, dataset, seeds)


def _asked(work: Work, experiment: SpontaneousExperiment) -> tuple[Faces, Raters, Stimuli | None]:
    """The faces, who judges them, and which of them are to be asked about where that has to be chosen."""
    work.reading()
    perception: Perception | None = None
    asked = Asked.of(experiment.data)
    if asked == Asked("builtin"):
        dataset, faces = builtin_video()
        perception = Perception.of(faces)
    else:
        dataset = compared(open_faces(asked, missing_neutral="keep"))
    files = (experiment.questions, experiment.answers, experiment.labels)
    raters = raters_for(dataset, perception, files, experiment.simulated_raters)
    return dataset, raters, choose_stimuli(dataset) if raters.needs_stimuli else None


def watch(
    experiment: SpontaneousExperiment,
    dataset: Faces,
    raters: Raters,
    stimuli: Stimuli | None,
    seed: int,
    run: RunDirectory | None,
    watcher: Watcher,
) -> Watched:
    """Split, align, choose neutral faces, ask people about the images, and keep what is needed.

    Parameters
    ----------
    run : where to write what raters and neutral faces are like; None for not at all.

    Raises
    ------
    DataError
        If a person has no usable neutral face.
    """
    watcher.stage(f"Aligning and choosing neutral faces, seed {seed}")
    split, poses = raters.split(dataset, seed), dataset.rotation
    alignment = Alignment.fit(
        dataset.landmarks.take(split.train), rotations=None if poses is None else poses[split.train]
    )
    aligned = alignment.apply(dataset.landmarks, poses, dataset.face)
    choice = choose_neutrals(dataset, experiment.neutral, aligned)
    unmarked, dataset = dataset, set_neutrals(dataset, choice)
    chosen = np.zeros(0, dtype=np.int64) if stimuli is None else stimuli.rows
    watcher.stage(f"Asking {raters.who}, seed {seed}")
    judgments = raters.judge(
        dataset, {part: np.intersect1d(rows, chosen) for part, rows in split.parts().items()}, seed
    )
    used, film = dataset.frame % experiment.every == 0, None
    if run is not None:
        watcher.stage("Comparing raters and neutral faces")
        run.save(agreement_of(judgments))
        triplets, question = triplets_by_majority(judgments.questions, judgments.answers)
        kinds = triplets.take(judgments.questions.part[question] == "test").by_weight()
        on = Judged(judgments.label, dataset.subject, split.train, split.validation, split.test, kinds, seed)
        run.save(neutrals_of(unmarked, aligned, choice, on, split.train[used[split.train]]))
        film = _film(dataset, judgments.label, split, aligned)
    used[judgments.questions.rows] = True
    used[judgments.label != ""] = True
    used[choice.row] = True
    kept = np.flatnonzero(used)
    place = np.cumsum(used) - 1
    judgments = judgments.among(kept)
    triplets, question = triplets_by_majority(judgments.questions, judgments.answers)
    dataset, x = dataset.take(kept), aligned[kept].reshape(len(kept), -1)
    part = judgments.questions.part[question]
    prepared = Prepared(
        dataset,
        seed,
        Split(*(place[rows[used[rows]]] for rows in split.parts().values())),
        alignment,
        x,
        x[dataset.neutral_rows],
        {name: triplets.take(part == name) for name in PARTS},
    )
    asked = judgments.questions
    images = {name: len(np.unique(asked.rows[asked.part == name])) for name in PARTS}
    return Watched(prepared, judgments, images, film)


def _film(dataset: Faces, label: np.ndarray, split: Split, aligned: np.ndarray) -> Film:
    part = np.full(len(dataset), "", dtype="U10")
    for name, rows in split.parts().items():
        part[rows] = name
    frames, _, total = chosen(dataset, part)
    own = dataset.neutral_rows[frames]
    rows = np.union1d(frames, own[own >= 0])
    return Film(replace(dataset, label=label).take(rows), aligned[rows].reshape(len(rows), -1), total)
