"""A trained model's figures on faces."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from mien.evaluation import judge
from mien.models.trained import ExpressionModel
from mien.representations.registry import rows
from mien.runs import TableRow
from mien.sources.opening import open_faces
from mien.training.prepare import prepare
from mien.triplets.files import read_triplets
from mien.triplets.formats.ours import read_labels


def evaluate_source(
    model: ExpressionModel,
    spec: str,
    triplets: str | Path | None = None,
    missing_neutral: str = "error",
    labels: str | Path | None = None,
) -> TableRow:
    """A model's row of the table on a data set.

    Where the data are those the model was trained on, its own training, validation and test people keep their
    parts; other data are split anew. Triplets with vote differences as weights are judged by difference.

    Parameters
    ----------
    triplets : file of triplets to judge by, all of test people; by rule from the labels if None.
    labels : file of labels (face, label), instead of those of the data. Faces without one are not classified;
        where there are none at all, the row has no accuracy.

    Raises
    ------
    TripletError
        If a triplet names a face that is not a test person's.
    """
    dataset = open_faces(spec, missing_neutral=missing_neutral)
    model.check_layout(dataset.landmarks)
    if labels is not None:
        dataset = replace(dataset, label=read_labels(labels, dataset.face))
    trained_on = (model.about.data or {}).get("source")
    people = model.about.subjects if dataset.source == trained_on else None
    if people is not None and not np.isin(dataset.subject, people.get("test", [])).any():
        people = None
    judged = None if triplets is None else read_triplets(triplets, dataset.face)
    prepared = prepare(dataset, model.about.seed, people=people, by_rule=judged is None)
    if judged is not None:
        judged.check_faces(len(dataset), prepared.split.test, "the test people")
    x = model.prepare(dataset.landmarks.points, dataset.rotation, dataset.face)
    given = x[dataset.neutral_rows] if model.needs_neutral else None
    space = model.encode_prepared(x, given)
    on = prepared.judged(kinds=None if judged is None else judged.by_weight())
    known = rows().get(model.kind)
    title, colour = (model.kind, "grey") if known is None else (known.title, known.colour)
    return TableRow.judged(model.kind, [judge(space, on)], title, colour)
