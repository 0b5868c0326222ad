"""Faces to latents, in batches of bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mien.errors import DataError, listed
from mien.faces.faces import Faces, refuse_without_neutral
from mien.faces.streaming import StreamedNeutrals, streamed_neutrals
from mien.models.trained import ExpressionModel
from mien.sources.asked import Asked
from mien.sources.opening import open_stream, tell
from mien.sources.stream import Stream, some
from mien.tabular import writing_columns


def encode_source(
    model: ExpressionModel, asked: Asked | str, out: str | Path, missing_neutral: str = "error"
) -> int:
    """Write the latents of all faces of a source, in batches of bounded memory.

    Parameters
    ----------
    asked : as in `mien.sources.opening.open_faces`; what is left out is logged.
    missing_neutral : where the model needs neutral faces, ``"drop"`` leaves people out who have none.
    out : ``.parquet`` or ``.csv``, columns face, subject, label, z0 … z(k−1).

    Returns
    -------
    int
        Number of faces.

    Raises
    ------
    DataError, LayoutError
        If a face has no neutral and the model needs one, or the layout is not the model's.
    """
    out = Path(out)
    if out.suffix not in (".parquet", ".csv"):
        raise DataError(f"{out}: latents are written as .parquet or .csv")
    stream = open_stream(asked)
    if model.needs_neutral:
        found = streamed_neutrals(lambda: batches(model, stream))
        lacking = np.unique(found.subject[found.place < 0])
        if missing_neutral != "drop" or (found.place < 0).all():
            refuse_without_neutral(lacking, stream.where)
        neutrals = prepared_neutrals(model, found)
    names = latent_names(model)
    schema = {"face": str, "subject": str, "label": str, **dict.fromkeys(names, np.float32)}
    count = row = 0
    with writing_columns(out, schema, bulk=True) as writer:
        for faces in batches(model, stream):
            y = None
            if model.needs_neutral:
                place = found.place[row : row + len(faces)]
                row += len(faces)
                faces = faces if (place >= 0).all() else faces.take(place >= 0)
                y = neutrals[place[place >= 0]]
            if not len(faces):
                continue
            x = model.prepare(faces.landmarks.points, faces.rotation, faces.face)
            columns = {"face": faces.face, "subject": faces.subject, "label": faces.label}
            latents = model.encode_prepared(x, y)
            writer.write(columns | dict(zip(names, latents.T, strict=True)))
            count += len(faces)
    tell(stream.told())
    if model.needs_neutral and len(lacking):
        tell((f"{len(lacking)} people without a neutral face left out: {listed(lacking, 50)}",))
    return count


def latent_names(model: ExpressionModel) -> list[str]:
    """Names of the columns of latents, z0 … z(k−1)."""
    return [f"z{i}" for i in range(model.n_components)]


def batches(model: ExpressionModel, stream: Stream) -> Iterator[Faces]:
    """The batches of a source, which must be of the model's layout."""
    for faces in some(stream):
        model.check_layout(faces.landmarks)
        yield faces


def prepared_neutrals(model: ExpressionModel, found: StreamedNeutrals) -> np.ndarray:
    """(m, d) float32, the neutral faces as the model takes them."""
    if found.faces is None:
        return np.zeros((0, 0), dtype=np.float32)
    return model.prepare(found.faces.landmarks.points, found.faces.rotation, found.faces.face)
