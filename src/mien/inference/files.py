"""A trained model applied to files: faces to latents, latents to faces, and its figures on a data set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import DataError, FormatError, LayoutError, listed
from mien.evaluation import Judged, judge
from mien.faces.parquet import parquet_path, write_faces
from mien.faces.table import FacesMeta, FacesTable
from mien.files import replacing
from mien.models.trained import ExpressionModel
from mien.representations.registry import rows
from mien.runs import TableRow
from mien.sources.opening import open_dataset, open_stream
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
    count = 0
    with replacing(out) as beside, _Writer(beside, out.suffix) as writer:
        for table in _batches(model, spec):
            x = model.prepare(table.points, table.rotation, table.face)
            given = None if neutrals is None else _of(neutrals, table.subject)
            latents = model.encode_prepared(x, given)
            columns = {"face": table.face, "subject": table.subject, "label": table.label}
            writer.write(columns | {f"z{k}": latents[:, k] for k in range(latents.shape[1])})
            count += len(table)
    return count


def decode_file(model: ExpressionModel, latents: str | Path, spec: str, out: str | Path) -> int:
    """Write the faces that a file of latents stands for, each on its subject's neutral face.

    Parameters
    ----------
    latents : what `encode_source` writes; columns face, subject and z0 … z(k−1) are read.
    spec : source of the neutral faces.
    out : a faces table, ``.parquet``, in eye distances.

    Returns
    -------
    int
        Number of faces.
    """
    out = parquet_path(out)
    columns = _read_columns(Path(latents))
    k = model.n_components
    missing = [name for name in ("face", "subject", *(f"z{i}" for i in range(k))) if name not in columns]
    if missing:
        raise FormatError(latents, f"no column {listed(missing)}; the model has {k} latent dimensions")
    try:
        z = np.stack([np.asarray(columns[f"z{i}"], dtype=np.float32) for i in range(k)], axis=1)
    except (TypeError, ValueError):
        raise FormatError(latents, "a latent is not a number") from None
    if not np.isfinite(z).all():
        raise FormatError(latents, "a latent is not a finite number")
    subject = np.array([str(name) for name in columns["subject"]])
    face = np.array([str(name) for name in columns["face"]])
    given = _of(_neutrals(model, spec), subject) if model.needs_neutral else None
    if model.layout is None:
        raise LayoutError("this model was trained without a landmark layout; it decodes in Python only")
    points = model.decode_prepared(z, given)
    licence = str((model.about.data or {}).get("licence", "unknown"))
    meta = FacesMeta(model.layout, "eyes", f"decoded by Mien from {Path(latents).name}", licence, True)
    label = np.array([str(name) for name in columns.get("label", [""] * len(face))])
    empty = np.full(len(face), "")
    write_faces(out, FacesTable(meta, points, face, subject, label, np.full(len(face), np.nan), empty))
    return len(face)


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


class _Writer:
    """Columns to CSV or Parquet, a batch at a time."""

    def __init__(self, path: Path, suffix: str) -> None:
        self.path, self.suffix = path, suffix
        self.writer: Any = None

    def __enter__(self) -> _Writer:
        return self

    def write(self, columns: dict[str, np.ndarray]) -> None:
        import pyarrow as pa
        import pyarrow.csv
        import pyarrow.parquet

        table = pa.table(columns)
        if self.writer is None:
            if self.suffix == ".parquet":
                self.writer = pa.parquet.ParquetWriter(self.path, table.schema, write_page_checksum=True)
            else:
                self.writer = pa.csv.CSVWriter(str(self.path), table.schema)
        self.writer.write_table(table)

    def __exit__(self, *exception: object) -> None:
        if self.writer is not None:
            self.writer.close()


def _read_columns(path: Path) -> dict[str, list[Any]]:
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    try:
        if path.suffix == ".parquet":
            table = pa.parquet.read_table(path, page_checksum_verification=True)
        else:
            table = pa.csv.read_csv(path)
        return {name: table[name].to_pylist() for name in table.column_names}
    # Text that is not UTF-8 shows only when it is taken out.
    except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
        raise FormatError(path, f"cannot be read ({' '.join(str(error).split())[:120]})") from error
