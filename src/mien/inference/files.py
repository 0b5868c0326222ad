"""A trained model applied to files: faces to latents, latents to faces, and its figures on a data set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from mien.errors import DataError, FormatError, LayoutError, listed
from mien.evaluation import Judged, judge
from mien.faces.parquet import parquet_path, writing_faces
from mien.faces.table import FacesMeta, FacesTable
from mien.models.trained import ExpressionModel
from mien.representations.registry import rows
from mien.runs import TableRow
from mien.sources.opening import open_dataset, open_stream
from mien.tabular import header_of, iter_columns, line_of, writing_columns
from mien.training.prepare import prepare_judged, prepare_posed
from mien.triplets.files import read_triplets
from mien.triplets.formats import read_labels
from mien.vocabulary import NEUTRAL


def encode_source(model: ExpressionModel, spec: str, out: str | Path) -> int:
    """Write the latents of all faces of a source, in batches of bounded memory.

    Parameters
    ----------
    spec : as in `open_dataset`.
    out : ``.parquet`` or ``.csv``, columns face, subject, label, z0 … z(k−1).

    Returns
    -------
    int
        Number of faces.

    Raises
    ------
    DataError, LayoutError
        If a person has no neutral and the model needs one, or the layout is not the model's.
    """
    out = Path(out)
    if out.suffix not in (".parquet", ".csv"):
        raise DataError(f"{out}: latents are written as .parquet or .csv")
    neutrals = _neutrals(model, spec) if model.needs_neutral else None
    latent_names = _latent_names(model)
    schema = {"face": str, "subject": str, "label": str, **dict.fromkeys(latent_names, np.float32)}
    count = 0
    with writing_columns(out, schema, bulk=True) as writer:
        for table in _batches(model, spec):
            x = model.prepare(table.points, table.rotation, table.face)
            given = None if neutrals is None else _of(neutrals, table.subject)
            latents = model.encode_prepared(x, given)
            columns = {"face": table.face, "subject": table.subject, "label": table.label}
            writer.write(columns | dict(zip(latent_names, latents.T, strict=True)))
            count += len(table)
    return count


def decode_file(model: ExpressionModel, latents: str | Path, spec: str, out: str | Path) -> int:
    """Write the faces that a file of latents stands for, each on its subject's neutral face.

    The latents are taken in batches of bounded memory.

    Parameters
    ----------
    latents : what `encode_source` writes; columns face, subject, label (where there is one) and z0 … z(k−1)
        are read.
    spec : source of the neutral faces.
    out : a faces table, ``.parquet``, in eye distances.

    Returns
    -------
    int
        Number of faces.

    Raises
    ------
    FormatError
        If the file cannot be read, lacks a column, or a latent is not a finite number; names the line.
    DataError
        If a subject has no neutral face and the model needs one.
    LayoutError
        If the model has no layout.
    """
    out, names = parquet_path(out), header_of(latents)
    missing = [name for name in ("face", "subject", *_latent_names(model)) if name not in names]
    if missing:
        k = model.n_components
        raise FormatError(latents, f"no column {listed(missing)}; the model has {k} latent dimensions")
    if model.layout is None:
        raise LayoutError("this model was trained without a landmark layout; it decodes in Python only")
    neutrals = _neutrals(model, spec) if model.needs_neutral else None
    licence = str((model.about.data or {}).get("licence", "unknown"))
    meta = FacesMeta(model.layout, "eyes", f"decoded by Mien from {Path(latents).name}", licence, True)
    texts = [name for name in ("face", "subject", "label") if name in names]
    with writing_faces(out, meta) as writer:
        for z, columns in _latents(latents, _latent_names(model), texts):
            subject, nothing = columns["subject"], np.full(len(z), "")
            given = None if neutrals is None else _of(neutrals, subject)
            label, unknown = columns.get("label", nothing), np.full(len(z), np.nan)
            points = model.decode_prepared(z, given)
            writer.write(FacesTable(meta, points, columns["face"], subject, label, unknown, nothing))
        return writer.n_faces


def _latents(
    path: str | Path, names: Sequence[str], texts: Sequence[str]
) -> Iterator[tuple[np.ndarray, dict[str, np.ndarray]]]:
    """Batches of latents, (m, k) float32, with the columns of text beside them."""
    row = 0
    for _, columns in iter_columns(path, names, texts):
        with np.errstate(over="ignore"):
            z = np.stack([columns[name] for name in names], axis=1).astype(np.float32)
        wrong = np.argwhere(~np.isfinite(z))
        if len(wrong):
            at, which = wrong[0].tolist()
            what = f"a latent is not a finite number ({names[which]} is {columns[names[which]][at]:g})"
            raise FormatError(path, what, line_of(path, row + at))
        yield z, columns
        row += len(z)
    if not row:
        raise FormatError(path, "there are no rows below the names of the columns")


def _latent_names(model: ExpressionModel) -> list[str]:
    return [f"z{i}" for i in range(model.n_components)]


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
    dataset = open_dataset(spec, missing_neutral=missing_neutral)
    _check_layout(model, dataset.landmarks.layout.name)
    if labels is not None:
        dataset = replace(dataset, label=read_labels(labels, dataset.face))
    people = model.about.subjects if _same_source(model, dataset.source) else None
    if people is not None and not np.isin(dataset.subject, people.get("test", [])).any():
        people = None
    seed = model.about.seed
    if triplets is None:
        prepared = prepare_posed(dataset, seed, people)
        kinds = {"all": prepared.triplets["test"]}
    else:
        judged = read_triplets(triplets, dataset.face)
        prepared = prepare_judged(dataset, seed, None, people)
        judged.check_faces(len(dataset), prepared.split.test, "the test people")
        kinds = judged.by_weight()
    x = model.prepare(dataset.landmarks.points, dataset.rotation, dataset.face)
    given = x[dataset.neutral] if model.needs_neutral else None
    space = model.encode_prepared(x, given)
    split = prepared.split
    on = Judged(dataset.label, dataset.subject, split.train, split.validation, split.test, kinds, seed)
    row = rows()[model.kind]
    return TableRow.judged(model.kind, [judge(space, on)], row.title, row.colour)


def _same_source(model: ExpressionModel, source: str) -> bool:
    return (model.about.data or {}).get("source") == source


def _check_layout(model: ExpressionModel, layout: str) -> None:
    if model.layout != layout:
        raise LayoutError(f"the model is of layout {model.layout}, the faces of {layout}")


def _batches(model: ExpressionModel, spec: str) -> Iterator[FacesTable]:
    stream = open_stream(spec)
    _check_layout(model, stream.meta.layout)
    return stream.batches


def _neutrals(model: ExpressionModel, spec: str) -> dict[str, np.ndarray]:
    """Each subject's prepared neutral: the face the file names, else the first labelled neutral."""
    chosen: dict[str, np.ndarray] = {}
    for table in _batches(model, spec):
        named = np.full(len(table), False) if table.neutral is None else table.neutral == table.face
        for row in np.flatnonzero(named | (table.label == NEUTRAL)):
            subject = str(table.subject[row])
            if named[row] or subject not in chosen:
                pose = None if table.rotation is None else table.rotation[row][None]
                chosen[subject] = model.prepare(table.points[row][None], pose)[0]
    return chosen


def _of(neutrals: dict[str, np.ndarray], subject: np.ndarray) -> np.ndarray:
    lacking = sorted(set(subject.tolist()) - neutrals.keys())
    if lacking:
        raise DataError(f"no neutral face for subject {listed(lacking)}; mark one with the label '{NEUTRAL}'")
    return np.stack([neutrals[name] for name in subject.tolist()])
