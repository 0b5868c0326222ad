"""Faces to latents, in batches of bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mien.errors import DataError, listed
from mien.faces.faces import Faces, refuse_without_neutral
from mien.faces.streaming import StreamedNeutrals, streamed_neutrals
from mien.inference.recordings import Smoothing, smooth_columns
from mien.models.trained import ExpressionModel
from mien.sources.asked import Asked
from mien.sources.opening import open_stream, tell
from mien.sources.stream import Stream, some
from mien.tabular import writing_columns
from mien.vocabulary import latent_names


def encode_source(
    model: ExpressionModel,
    asked: Asked | str,
    out: str | Path,
    missing_neutral: str = "error",
    smooth: Smoothing | None = None,
    threads: int | None = None,
) -> int:
    """Write the latents of all faces of a source, in batches of bounded memory.

    Parameters
    ----------
    asked : as in `mien.sources.opening.open_faces`; what is left out is logged.
    missing_neutral : where the model needs neutral faces, ``"drop"`` leaves people out who have none.
    smooth : over each recording, which takes the latents of all faces in memory; frame by frame if None.
    out : ``.parquet`` or ``.csv``, columns face, subject, label, z0 … z(k−1); of smoothed latents also
        sequence, frame, seen (0 for a frame that was lost), sd0 … sd(k−1).
    threads : that encode, as many as there are cores if None.

    Returns
    -------
    int
        Number of rows: faces, and bridged frames.

    Raises
    ------
    DataError, LayoutError
        If a face has no neutral and the model needs one, the layout is not the model's, or there are no
        recordings to smooth over.
    """
    out = Path(out)
    if out.suffix not in (".parquet", ".csv"):
        raise DataError(f"{out}: latents are written as .parquet or .csv")
    stream = open_stream(asked)
    names = latent_names(model.n_components)
    schema: dict[str, type] = {"face": str, "subject": str, "label": str}
    if smooth is not None:
        schema |= {"sequence": str, "frame": np.int64, "seen": np.int8}
    schema |= dict.fromkeys(names, np.float32)
    if smooth is not None:
        schema |= dict.fromkeys((f"sd{i}" for i in range(model.n_components)), np.float32)
    count = 0
    with writing_columns(out, schema, bulk=True) as writer:
        if smooth is None:
            for faces, neutrals, person in _read(model, stream, missing_neutral):
                columns = {"face": faces.face, "subject": faces.subject, "label": faces.label}
                latents = model.encode_prepared(_prepared(model, faces), neutrals, person, threads)
                writer.write(columns | dict(zip(names, latents.T, strict=True)))
                count += len(faces)
        else:
            known = [
                {
                    "face": faces.face, "subject": faces.subject, "label": faces.label,
                    "sequence": faces.sequence, "frame": faces.frame,
                    **_posterior(model, faces, neutrals, person),
                }
                for faces, neutrals, person in _read(model, stream, missing_neutral)
            ]  # fmt: skip
            whole = {name: np.concatenate([one[name] for one in known]) for name in known[0]} if known else {}
            for columns in smooth_columns(whole, smooth, stream.where):
                writer.write(columns)
                count += len(columns["face"])
    tell(stream.told())
    return count


def _read(
    model: ExpressionModel, stream: Stream, missing_neutral: str
) -> Iterator[tuple[Faces, np.ndarray | None, np.ndarray | None]]:
    """The faces in batches, everybody's prepared neutrals, and whose each face is."""
    if not model.needs_neutral:
        for faces in batches(model, stream):
            yield faces, None, None
        return
    found = streamed_neutrals(lambda: batches(model, stream))
    lacking = np.unique(found.subject[found.place < 0])
    if missing_neutral != "drop" or (found.place < 0).all():
        refuse_without_neutral(lacking, stream.where)
    neutrals, row = prepared_neutrals(model, found), 0
    for faces in batches(model, stream):
        place = found.place[row : row + len(faces)]
        row += len(faces)
        faces = faces if (place >= 0).all() else faces.take(place >= 0)
        if len(faces):
            yield faces, neutrals, place[place >= 0]
    if len(lacking):
        tell((f"{len(lacking)} people without a neutral face left out: {listed(lacking, 50)}",))


def _prepared(model: ExpressionModel, faces: Faces) -> np.ndarray:
    return model.prepare(faces.landmarks.points, faces.rotation, faces.face)


def _posterior(
    model: ExpressionModel, faces: Faces, neutrals: np.ndarray | None, person: np.ndarray | None
) -> dict[str, np.ndarray]:
    own = None if neutrals is None or person is None else neutrals[person]
    mean, variance = model.posterior_prepared(_prepared(model, faces), own)
    return {"mean": mean, "variance": variance}


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
