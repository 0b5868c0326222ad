"""Latents to faces, in batches of bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from mien.errors import FormatError, LayoutError, listed
from mien.faces.faces import Faces
from mien.faces.parquet import parquet_path, writing_faces
from mien.faces.streaming import streamed_neutrals
from mien.inference.encode import batches, prepared_neutrals
from mien.landmarks.layout import get_layout
from mien.landmarks.values import Landmarks
from mien.models.trained import ExpressionModel
from mien.sources.asked import Asked
from mien.sources.opening import open_stream, tell
from mien.tabular import header_of, iter_columns, line_of
from mien.vocabulary import latent_names


def decode_file(model: ExpressionModel, latents: str | Path, asked: Asked | str, out: str | Path) -> int:
    """Write the faces that a file of latents stands for, each on its own neutral face.

    Parameters
    ----------
    latents : what `encode_source` writes; columns face, subject and z0 … z(k−1) are read.
    asked : source of the neutral faces: a latent's is that of the face of its name, or its subject's only
        one.
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
        If a face has no neutral and the model needs one, or the model has no decoder.
    LayoutError
        If the model has no layout.
    """
    model.require_decoder()
    out, names = parquet_path(out), header_of(latents)
    missing = [name for name in ("face", "subject", *latent_names(model.n_components)) if name not in names]
    if missing:
        k = model.n_components
        raise FormatError(latents, f"no column {listed(missing)}; the model has {k} latent dimensions")
    if model.layout is None:
        raise LayoutError("this model was trained without a landmark layout; it decodes in Python only")
    layout = get_layout(model.layout)
    found = None
    if model.needs_neutral:
        stream = open_stream(asked)
        found = streamed_neutrals(lambda: batches(model, stream))
        tell(stream.told())
        neutrals = prepared_neutrals(model, found)
    licence = str((model.about.data or {}).get("licence", "unknown"))
    texts = [name for name in ("face", "subject", "label") if name in names]
    with writing_faces(out) as writer:
        for z, columns in _latents(latents, latent_names(model.n_components), texts):
            face, subject = columns["face"], columns["subject"]
            given = None if found is None else neutrals[found.of(face, subject)]
            decoded = Faces(
                Landmarks(model.decode_prepared(z, given), layout, "eyes"),
                face,
                subject,
                label=columns.get("label", np.full(len(z), "")),
                intensity=np.full(len(z), np.nan),
                neutral=np.full(len(z), ""),
                source=f"decoded by Mien from {Path(latents).name}",
                licence=licence,
                synthetic=True,
            )
            writer.write(decoded)
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
