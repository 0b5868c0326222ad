"""One model trained on a source of faces, by rule or by given triplets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mien.errors import ConfigError, DataError, TripletError, listed
from mien.experiments.run import Experiment, Work, compared
from mien.models.registry import MODELS
from mien.representations.interface import Silent, Watcher
from mien.settings import Settings
from mien.sources.asked import Asked
from mien.sources.opening import having_neutrals, open_faces
from mien.training.loop import checked
from mien.training.prepare import FRACTIONS, prepare
from mien.triplets.files import read_known_triplets
from mien.vocabulary import NEUTRAL


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
    kind = checked(settings).model.kind
    needs, told = MODELS.find(kind).needs, watcher or Silent()
    neutral, topology = "neutral" in needs, "triplets" in needs
    dataset = open_faces(data, missing_neutral="keep")
    lacking = dataset.neutral_rows < 0
    if neutral and lacking.all():
        others = listed(name for name, model in MODELS.items() if "neutral" not in model.needs)
        raise DataError(
            f"{data}: nobody has a neutral face, which {kind} needs; mark one a person with the label "
            f"'{NEUTRAL}', or train a model that needs none: {others}"
        )
    dataset = compared(having_neutrals(dataset, missing_neutral, str(data)) if neutral else dataset)
    given, notes = None, [*dataset.notes]
    if triplets is not None:
        given, found = read_known_triplets(triplets, dataset.face, unknown)
        notes += found
        if not topology:
            notes.append(
                f"{kind} is not trained with triplets; the {len(given)} given are only what it is judged by."
            )
    labelled = not (dataset.label == "").any()
    if topology and given is None and not labelled:
        raise ConfigError(f"{kind} needs triplets; give --triplets, or labels to make them by rule")
    try:
        prepared = prepare(
            dataset, seed, given, fractions=fractions, by_rule=labelled, neutral=neutral, crossing=crossing
        )
    except DataError:
        # Labels of which the rules make nothing are no obstacle to a model that needs no triplets.
        if topology or given is not None:
            raise
        prepared = prepare(dataset, seed, fractions=fractions, by_rule=False, neutral=neutral)
    notes += prepared.dataset.notes[len(dataset.notes) :]
    for note in notes[len(dataset.notes) :]:
        told.note(note)
    if topology and not len(prepared.triplets["train"]):
        raise TripletError(
            f"{triplets}: no triplet is of training people (split by seed {seed}); "
            "try another --seed or --split"
        )
    asked = Experiment(data, settings, (seed,), (kind,), command, rivals, kind, tasks)
    work = Work(asked, out, resume, watcher)
    work.claim()
    on = prepared.judged(kinds=None if given is None else prepared.triplets["test"].by_weight())
    work.keep_latents(prepared, work.judge(prepared, on), on.test, dataset.label)
    work.finish("single", replace(dataset, notes=tuple(notes)))
    return work.run.model(kind, seed)
