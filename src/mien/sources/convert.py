"""From any source to Mien's own file, and what a source holds; memory does not grow with the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import DataError, FormatError
from mien.faces.parquet import parquet_path, writing_faces
from mien.faces.streaming import Names
from mien.landmarks.degeneracy import degenerate
from mien.sources.opening import open_stream
from mien.sources.registry import FOLDER, SOURCES, kinds_of
from mien.sources.stream import sound


def convert(
    spec: str,
    out: str | Path,
    options: Mapping[str, Any] | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> dict[str, Any]:
    """Write all faces of a source to a Parquet file, which appears only when all went well.

    Parameters
    ----------
    spec, options : as in `mien.sources.opening.open_faces`.
    out : the file to write; its name ends with ``.parquet``.
    progress : told of the faces written so far and of the most there can be (None: not known).

    Returns
    -------
    dict
        ``faces``, ``subjects``: how many were written; ``notes``: what was left out.

    Raises
    ------
    DataError
        If a face is damaged or degenerate, by file or name, or all of them are left out.
    RunError
        If the file cannot be written.
    """
    out = parquet_path(out)
    stream, skip_broken = open_stream(spec, options), bool((options or {}).get("skip_broken"))
    with writing_faces(out) as writer:
        for batch in stream.batches():
            faces = sound(stream, batch, skip_broken)
            if len(faces):
                writer.write(faces)
            if progress is not None:
                progress(writer.n_faces, stream.n_faces)
        if not writer.n_faces and stream.told():
            raise DataError(f"{stream.where}: no face is left to write; {'; '.join(stream.told())}")
    return {"faces": writer.n_faces, "subjects": len(writer.subjects), "notes": list(stream.told())}


def describe(path: str | Path) -> dict[str, Any]:
    """What a file, folder or source holds, for ``mien info``.

    Parameters
    ----------
    path : a source of `mien.sources.opening.open_faces`, or a file or folder; then the kinds that read such a
        one are tried.

    Returns
    -------
    dict
        ``path``, ``kind``, ``also_read_by`` (other kinds that read such files), ``faces``, ``subjects``
        (counts), ``layout``, ``points``, ``dims``, ``unit``, ``labels`` and ``intensities`` (value -> count),
        ``without_neutral`` (people's names), ``degenerate`` (reason -> names of faces), ``source``,
        ``licence``, ``synthetic``, ``notes``. All of it goes into JSON as it is.

    Raises
    ------
    FormatError
        If it is not one of the known formats, or damaged; the message names the kinds that were tried.
    """
    kinds = _kinds(path)
    if not kinds:
        return {"path": str(path), **_described(str(path))}
    wrong: dict[str, str] = {}
    for kind in kinds:
        try:
            found = _described(f"{kind}:{path}")
        except DataError as error:
            if len(kinds) == 1:
                raise
            wrong[kind] = str(error).removeprefix(f"{path}: ")
            continue
        others = [other for other in kinds if other != kind]
        return {"path": str(path), "kind": kind, "also_read_by": others, **found}
    raise FormatError(
        path, "not a known format; " + "; ".join(f"as {kind}: {why}" for kind, why in wrong.items())
    )


def _kinds(path: str | Path) -> list[str]:
    """Kinds to try; none where the source itself says its kind."""
    kind, colon, _ = str(path).partition(":")
    if kind in SOURCES and bool(colon) == bool(SOURCES[kind].place):
        return []
    if not Path(path).exists():
        raise FormatError(path, "there is no such file or folder")
    kinds = kinds_of(path)
    if not kinds:
        endings = {ending for source in SOURCES.values() for ending in source.reads} - {FOLDER}
        raise FormatError(path, f"not a known format; expected a folder or {', '.join(sorted(endings))}")
    return kinds


def _described(spec: str) -> dict[str, Any]:
    stream = open_stream(spec)
    labels: Counter[str] = Counter()
    intensities: Counter[str] = Counter()
    names = Names()
    broken: dict[str, list[str]] = {}
    first = None
    for faces in stream.batches():
        first = first or faces.take(slice(0, 1))
        labels.update(faces.label.tolist())
        intensities.update("unknown" if np.isnan(x) else f"{x:g}" for x in faces.intensity.tolist())
        names.see(faces)
        for reason, rows in degenerate(faces.landmarks).items():
            broken.setdefault(reason, []).extend(faces.face[rows].tolist())
    if first is None:
        raise FormatError(stream.where, "there are no faces")
    face, subject, neutral = names.told()
    return {
        "faces": len(face),
        "subjects": len(np.unique(subject)),
        "layout": first.landmarks.layout.name,
        "points": first.landmarks.layout.n_points,
        "dims": first.landmarks.dims,
        "unit": first.landmarks.unit,
        "labels": dict(sorted(labels.items())),
        "intensities": dict(sorted(intensities.items())),
        "without_neutral": np.unique(subject[neutral < 0]).tolist(),
        "degenerate": broken,
        "source": first.source,
        "licence": first.licence,
        "synthetic": first.synthetic,
        "notes": [*first.notes, *stream.told()],
    }
