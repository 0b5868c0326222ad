"""One model trained on a source of faces, by rule or by given triplets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mien.errors import ConfigError, DataError, TripletError, listed
from mien.experiments.plan import Plan, planned
from mien.experiments.run import Experiment, Work, compared
from mien.faces.faces import Faces
from mien.models.registry import MODELS
from mien.representations.interface import Watcher
from mien.settings import Settings
from mien.sources.asked import Asked
from mien.sources.opening import having_neutrals, open_faces
from mien.training.loop import checked
from mien.training.prepare import FRACTIONS, Prepared, prepare
from mien.triplets import Triplets
from mien.triplets.files import read_known_triplets
from mien.vocabulary import NEUTRAL


@dataclass(frozen=True)
class SingleExperiment(Experiment):
    """What to run, with one seed and one model.

    Attributes
    ----------
    triplets : file of triplets by face name, each within one part of the split; by rule from labels if None.
    fractions : shares of the people in training, validation and test.
    missing_neutral : people without a neutral face: ``"error"`` or ``"drop"``; they are kept where the model
        needs no neutrals.
    unknown, crossing : triplets with a face that is not in the data, and triplets that join people of
        different parts: ``"error"``, or ``"drop"`` to leave them out.
    """

    triplets: Path | None = None
    fractions: tuple[float, float, float] = FRACTIONS
    missing_neutral: str = "error"
    unknown: str = "error"
    crossing: str = "error"


def train_model_on(
    data: Asked | str,
    settings: Settings,
    out: Path,
    seed: int = 0,
    triplets: Path | None = None,
    missing_neutral: str = "error",
    fractions: tuple[float, float, float] = FRACTIONS,
    resume: bool = False,
    watcher: Watcher | None = None,
    command: str = "",
    unknown: str = "error",
    crossing: str = "error",
    rivals: bool = False,
    tasks: tuple[str, ...] = (),
) -> Path:
    """Train one model on a source of faces, judge it on its test people, and write the run with its report.

    Parameters
    ----------
    triplets : file of triplets by face name, each within one part of the split; by rule from labels if None.
    fractions : shares of the people in training, validation and test.
    out, resume, watcher : see `mien.experiments.run.Work`.
    command : what the user typed, for the record.
    missing_neutral : people without a neutral face: ``"error"`` or ``"drop"``; they are kept where the model
        needs no neutrals.
    unknown, crossing : triplets with a face that is not in the data, and triplets that join people of
        different parts: ``"error"``, or ``"drop"`` to leave them out.
    rivals : judge them beside the model, made of the same people and triplets.
    tasks : names of what to judge by; all where none is named.

    Returns
    -------
    Path
        The folder of the model.

    Raises
    ------
    ConfigError
        If the model needs triplets and there are neither triplets nor labels.
    TripletError
        If a triplet joins faces of two parts of the split, or none is of training people.
    """
    one = SingleExperiment(
        data, settings, (seed,), (checked(settings).model.kind,), command, rivals, settings.model.kind, tasks,
        triplets, fractions, missing_neutral, unknown, crossing,
    )  # fmt: skip
    return train_single(one, out, resume, watcher)


def train_single(
    experiment: SingleExperiment, out: Path, resume: bool = False, watcher: Watcher | None = None
) -> Path:
    """Train one model as `train_model_on` does; its folder is given back."""
    work = Work(experiment, out, resume, watcher)
    dataset, prepared = _prepared(work, experiment)
    work.claim()
    by_kind = None if experiment.triplets is None else prepared.triplets["test"].by_weight()
    on = prepared.judged(kinds=by_kind)
    work.keep_latents(prepared, work.judge(prepared, on), on.test, dataset.label)
    work.finish("single", dataset)
    return work.run.model(experiment.settings.model.kind, prepared.seed)


def plan_single(
    experiment: SingleExperiment, out: Path, resume: bool = False, watcher: Watcher | None = None
) -> Plan:
    """What `train_single` would do; it refuses what that would refuse, and writes nothing."""
    work = Work(experiment, out, resume, watcher)
    dataset, prepared = _prepared(work, experiment)
    return planned(work, dataset, [prepared])


def _prepared(work: Work, experiment: SingleExperiment) -> tuple[Faces, Prepared]:
    """The faces as they were read, and as the model is trained on them; what is odd is noted."""
    kind, seed = experiment.settings.model.kind, experiment.seeds[0]
    needs = MODELS.find(kind).needs
    neutral, topology = "neutral" in needs, "triplets" in needs
    dataset = _usable(open_faces(experiment.data, missing_neutral="keep"), experiment, neutral)
    given: Triplets | None = None
    if experiment.triplets is not None:
        given, notes = read_known_triplets(experiment.triplets, dataset.face, experiment.unknown)
        if not topology:
            notes += (
                f"{kind} is not trained with triplets; the {len(given)} given are only what it is judged by.",
            )
        for note in notes:
            work.watcher.note(note)
    labelled = not (dataset.label == "").any()
    if topology and given is None and not labelled:
        raise ConfigError(f"{kind} needs triplets; give --triplets, or labels to make them by rule")
    try:
        prepared = prepare(
            dataset, seed, given, fractions=experiment.fractions, by_rule=labelled, neutral=neutral,
            crossing=experiment.crossing,
        )  # fmt: skip
    except DataError:
        # Labels of which the rules make nothing are no obstacle to a model that needs no triplets.
        if topology or given is not None:
            raise
        prepared = prepare(dataset, seed, fractions=experiment.fractions, by_rule=False, neutral=neutral)
    for note in prepared.dataset.notes[len(dataset.notes) :]:
        work.watcher.note(note)
    if topology and not len(prepared.triplets["train"]):
        raise TripletError(
            f"{experiment.triplets}: no triplet is of training people (split by seed {seed}); "
            "try another --seed or --split"
        )
    return dataset, prepared


def _usable(dataset: Faces, experiment: SingleExperiment, neutral: bool) -> Faces:
    """The faces that can be used, with a note of people who may be one; DataError if there are none."""
    if neutral and (dataset.neutral_rows < 0).all():
        others = listed(name for name, model in MODELS.items() if "neutral" not in model.needs)
        raise DataError(
            f"{experiment.data}: nobody has a neutral face, which {experiment.settings.model.kind} needs; "
            f"mark one a person with the label '{NEUTRAL}', or train a model that needs none: {others}"
        )
    if not neutral:
        return compared(dataset)
    return compared(having_neutrals(dataset, experiment.missing_neutral, str(experiment.data)))
