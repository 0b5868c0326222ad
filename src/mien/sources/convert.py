"""From any source to Mien's own file, and what a source holds; memory does not grow with the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import FormatError
from mien.faces.parquet import parquet_path, writing_faces
from mien.landmarks.degeneracy import degenerate
from mien.sources.opening import BUILTIN, KINDS, Reading, open_stream, sound
from mien.vocabulary import NEUTRAL


def convert(
    spec: str,
    out: str | Path,
    seed: int = 0,
    reading: Reading | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> dict[str, Any]:
    """Write all faces of a source to a Parquet file, which appears only when all went well.

    Parameters
    ----------
    spec : a source of `mien.sources.opening.open_dataset`.
    out : the file to write; its name ends with ``.parquet``.
    reading : how to read the source.
    progress : told of the faces written so far and of how many there will be (None: not known).

    Returns
    -------
    dict
        ``faces``, ``subjects``: how many were written; ``notes``: what was left out.

    Raises
    ------
    DataError
        If a face is damaged or degenerate, by file or name.
    RunError
        If the file cannot be written.
    """
    out = parquet_path(out)
    reading = Reading() if reading is None else reading
    stream = open_stream(spec, seed, reading)
    subjects: set[str] = set()
    with writing_faces(out, stream.meta) as writer:
        for batch in stream.batches:
            table = sound(stream, batch, reading.skip_broken)
            if len(table):
                writer.write(table)
            subjects.update(table.subject.tolist())
            if progress is not None:
                progress(writer.n_faces, stream.n_faces)
        count = writer.n_faces
    return {"faces": count, "subjects": len(subjects), "notes": list(stream.told())}


def describe(path: str | Path) -> dict[str, Any]:
    """What a file, folder or source holds, for ``mien info``.

    Parameters
    ----------
    path : a source of `mien.sources.opening.open_dataset`, or a folder of BU-3DFE.

    Returns
    -------
    dict
        ``path``, ``faces``, ``subjects`` (counts), ``layout``, ``points``, ``unit``, ``labels`` and
        ``intensities`` (value -> count), ``without_neutral`` (people's names), ``degenerate`` (reason ->
        names of faces), ``source``, ``licence``, ``synthetic``, ``notes``. All of it goes into JSON as it is.

    Raises
    ------
    FormatError
        If it is not one of the known formats, or damaged.
    """
    stream = open_stream(_spec(path))
    labels: Counter[str] = Counter()
    intensities: Counter[str] = Counter()
    subjects: set[str] = set()
    named: set[str] = set()
    labelled: set[str] = set()
    broken: dict[str, list[str]] = {}
    faces = points = 0
    for table in stream.batches:
        faces += len(table)
        points = table.points.shape[1]
        labels.update(table.label.tolist())
        intensities.update("unknown" if np.isnan(x) else f"{x:g}" for x in table.intensity.tolist())
        subjects.update(table.subject.tolist())
        labelled.update(table.subject[table.label == NEUTRAL].tolist())
        if table.neutral is not None:
            named.update(table.subject[table.neutral != ""].tolist())
        for reason, rows in degenerate(table.landmarks).items():
            broken.setdefault(reason, []).extend(table.face[rows].tolist())
    return {
        "path": str(path),
        "faces": faces,
        "subjects": len(subjects),
        "layout": stream.meta.layout,
        "points": points,
        "unit": stream.meta.unit,
        "labels": dict(sorted(labels.items())),
        "intensities": dict(sorted(intensities.items())),
        "without_neutral": sorted(subjects - (named or labelled)),
        "degenerate": broken,
        "source": stream.meta.source,
        "licence": stream.meta.licence,
        "synthetic": stream.meta.synthetic,
        "notes": list(stream.told()),
    }


def _spec(path: str | Path) -> str:
    text = str(path)
    if text in BUILTIN or text.partition(":")[0] in KINDS or text.lower().endswith((".parquet", ".npz")):
        return text
    if Path(text).is_dir():
        return f"bu3dfe:{text}"
    if not Path(text).exists():
        raise FormatError(text, "there is no such file or folder")
    raise FormatError(text, "not a known format; expected .parquet, .npz or a folder of BU-3DFE")
