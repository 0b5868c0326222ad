"""A trained model's figures on faces."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from mien.errors import TripletError
from mien.evaluation import TASKS, judge
from mien.faces.faces import Faces
from mien.models.trained import ExpressionModel
from mien.representations.registry import rows
from mien.representations.trained import space_of
from mien.runs import Details, TableRow
from mien.sources.asked import Asked
from mien.sources.opening import open_faces
from mien.training.prepare import Prepared, prepare
from mien.triplets import Triplets
from mien.triplets.files import read_known_triplets
from mien.triplets.formats.ours import read_labels
from mien.triplets.formats.ratings import read_ratings
from mien.vocabulary import PARTS


class Evaluated(NamedTuple):
    """A row of the table, and what lies behind its figures."""

    row: TableRow
    details: Details


def evaluate_source(
    model: ExpressionModel,
    data: Asked | str,
    triplets: str | Path | None = None,
    missing_neutral: str = "error",
    labels: str | Path | None = None,
    unknown: str = "error",
    crossing: str = "error",
    tell: Callable[[str], None] = lambda note: None,
    tasks: Sequence[str] = (),
    ratings: str | Path | None = None,
) -> Evaluated:
    """A model's row of the table on a data set.

    Where the data are those the model was trained on, its own training, validation and test people keep their
    parts; other data are split anew. Triplets with vote differences as weights are judged by difference.

    Parameters
    ----------
    triplets : file of triplets to judge by, all of test people; by rule from the labels if None.
    missing_neutral : people without a neutral face: ``"error"`` or ``"drop"``; they are kept where the model
        needs no neutrals.
    unknown : triplets with a face that is not in the data: ``"error"``, or ``"drop"`` to leave them out.
    crossing : triplets with a face of no test person: the same.
    tell : told of what was left out, a line each.
    labels : file of labels (face, label), instead of those of the data. Faces without one are not classified;
        where there are none at all, the row has no accuracy.
    tasks : names of what to judge by; all where none is named.
    ratings : file of people's ratings of faces, or of their answers to which label a face has.

    Raises
    ------
    ConfigError
        If there is no such task.
    TripletError
        If a triplet names a face that is not a test person's.
    """
    for name in tasks:
        TASKS.find(name)
    dataset = open_faces(data, missing_neutral=missing_neutral if model.needs_neutral else "keep")
    model.check_layout(dataset.landmarks)
    if labels is not None:
        dataset = replace(dataset, label=read_labels(labels, dataset.face))
    prepared, kinds = _prepared(model, dataset, triplets, unknown, crossing, tell)
    x = model.prepare(dataset.landmarks.points, dataset.rotation, dataset.face)
    given = x[dataset.neutral_rows] if model.needs_neutral else None
    space = space_of(model, x, given)
    seen = None if ratings is None else read_ratings(ratings, dataset.face)
    # Faces as the model takes them, which is where it decodes to.
    on = replace(prepared.judged(kinds=kinds, seen=seen), faces=x)
    known = rows().get(model.kind)
    title, colour = (model.kind, "grey") if known is None else (known.title, known.colour)
    results = [judge(space, on, tasks or None)]
    return Evaluated(
        TableRow.judged(model.kind, results, title, colour), Details.judged({model.kind: results})
    )


def _parts(model: ExpressionModel, dataset: Faces) -> tuple[dict[str, list[str]] | None, list[str]]:
    """Part -> people, None to split them anew, and what is to be told of it."""
    about, names = model.about, dataset.subjects
    if len(names) < len(PARTS):
        told = f"{len(names)} people are too few for a split: all are test people, and nothing is learned"
        return {part: names.tolist() if part == "test" else [] for part in PARTS}, [told]
    source = (about.data or {}).get("source")
    if about.people is None or source not in (None, dataset.source):
        return None, []
    people = about.people.among(dataset.subject)
    if people is not None and people.get("test"):
        return people, []
    if people is None and source is None:
        return None, []
    whose = (
        "the model was trained with all of these people: figures are of people it has seen"
        if people is not None
        else f"the model was trained on {source}, and these are not all of its people or others too: who was "
        "in its training is not kept by name, so that figures may be of people it has seen"
    )
    return None, [whose]


def _prepared(
    model: ExpressionModel,
    dataset: Faces,
    triplets: str | Path | None,
    unknown: str,
    crossing: str,
    tell: Callable[[str], None],
) -> tuple[Prepared, dict[str, Triplets] | None]:
    """Faces split as the model was trained, or anew, and the triplets of a file by kind, if there is one."""
    people, notes = _parts(model, dataset)
    judged = None
    if triplets is not None:
        judged, found = read_known_triplets(triplets, dataset.face, unknown)
        notes += found
    unlabelled = int((dataset.label == "").sum())
    if judged is None and unlabelled:
        notes.append(
            f"{unlabelled} faces have no label, which triplets by rule need: none are made; give --triplets, "
            "or --labels for all faces"
        )
    prepared = _split(model, dataset, people, judged is None and not unlabelled, notes)
    if judged is not None:
        inside = np.isin(judged.rows, prepared.split.test).all(axis=1)
        if crossing == "drop" and inside.any() and not inside.all():
            notes.append(f"{int((~inside).sum())} triplets have a face of no test person: left out")
            judged = judged.take(inside)
        judged.check_faces(len(dataset), prepared.split.test, "the test people")
    for note in notes:
        tell(note)
    return prepared, None if judged is None else judged.by_weight()


def _split(
    model: ExpressionModel,
    dataset: Faces,
    people: dict[str, list[str]] | None,
    by_rule: bool,
    notes: list[str],
) -> Prepared:
    """The faces in their parts, with triplets by rule where the labels give any."""
    known = {"people": people, "neutral": model.needs_neutral}
    try:
        return prepare(dataset, model.about.seed, by_rule=by_rule, **known)  # type: ignore[arg-type]
    except TripletError as error:
        if not by_rule:
            raise
        notes.append(f"no triplets by rule ({error})")
        return prepare(dataset, model.about.seed, by_rule=False, **known)  # type: ignore[arg-type]
