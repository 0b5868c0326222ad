"""Faces to latents, in batches of bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mien.errors import DataError
from mien.faces.faces import Faces, refuse_without_neutral
from mien.faces.streaming import StreamedNeutrals, streamed_neutrals
from mien.models.trained import ExpressionModel
from mien.sources.opening import open_stream
from mien.sources.stream import Stream
from mien.tabular import writing_columns


def encode_source(model: ExpressionModel, spec: str, out: str | Path) -> int:
    """Write the latents of all faces of a source, in batches of bounded memory.

    Parameters
    ----------
    spec : as in `mien.sources.opening.open_faces`.
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
    stream = open_stream(spec)
    if model.needs_neutral:
        found = streamed_neutrals(lambda: batches(model, stream))
        refuse_without_neutral(found.subject[found.place < 0])
        neutrals = prepared_neutrals(model, found)
    names = latent_names(model)
    schema = {"face": str, "subject": str, "label": str, **dict.fromkeys(names, np.float32)}
    count = 0
    with writing_columns(out, schema, bulk=True) as writer:
        for faces in batches(model, stream):
            x = model.prepare(faces.landmarks.points, faces.rotation, faces.face)
            y = neutrals[found.place[count : count + len(faces)]] if model.needs_neutral else None
            columns = {"face": faces.face, "subject": faces.subject, "label": faces.label}
            latents = model.encode_prepared(x, y)
            writer.write(columns | dict(zip(names, latents.T, strict=True)))
            count += len(faces)
    return count


def latent_names(model: ExpressionModel) -> list[str]:
    """Names of the columns of latents, z0 … z(k−1)."""
    return [f"z{i}" for i in range(model.n_components)]


def batches(model: ExpressionModel, stream: Stream) -> Iterator[Faces]:
    """The batches of a source, which must be of the model's layout."""
    for faces in stream.batches():
        model.check_layout(faces.landmarks)
        yield faces


def prepared_neutrals(model: ExpressionModel, found: StreamedNeutrals) -> np.ndarray:
    """(m, d) float32, the neutral faces as the model takes them."""
    if found.faces is None:
        return np.zeros((0, 0), dtype=np.float32)
    return model.prepare(found.faces.landmarks.points, found.faces.rotation, found.faces.face)
