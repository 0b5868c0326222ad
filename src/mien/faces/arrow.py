"""The faces table as Arrow: which columns a file has, their types, and the way there and back.

What a file says of all its faces, and which of the columns that not every file has are there, is told by a
table without any face, here called ``kept``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import DataError, FormatError, LayoutError, listed, of_file
from mien.faces.action_units import ActionUnits
from mien.faces.faces import Faces
from mien.landmarks.layout import get_layout
from mien.landmarks.values import Landmarks

SCHEMA_VERSION = 3
# Files that need nothing newer stay as earlier versions of Mien read them.
_VERSION_IN_SPACE = 2
# Known only when all faces are written, so it is the file's and not the schema's.
NOTES = "mien.notes"
_TEXT = ("face", "subject", "label", "neutral", "sequence")
_REQUIRED = ("face", "subject", "label", "intensity", "landmarks", "rotation")
_ROTATION = 9


def units_of(faces: Faces) -> tuple[str, ...]:
    """Names of the action units that are coded, none where there is no coding."""
    return () if faces.action_units is None else faces.action_units.names


def schema_of(kept: Faces) -> Any:
    """The Arrow schema of a file of such faces, with what holds for all of them as metadata."""
    import pyarrow as pa

    text, number, layout = pa.string(), pa.float32(), kept.landmarks.layout
    kinds = {"face": text, "subject": text, "label": text, "intensity": number, "neutral": text}
    kinds |= {"sequence": text, "frame": pa.int64(), "landmarks": pa.list_(number, _width(kept))}
    if kept.rotation is not None:
        kinds["rotation"] = pa.list_(number, _ROTATION)
    for unit in units_of(kept):
        kinds |= {unit: pa.int8(), f"{unit}_intensity": number}
    stored = {
        "mien.schema": str(_VERSION_IN_SPACE),
        "mien.layout": layout.name,
        "mien.unit": kept.landmarks.unit,
        "mien.source": kept.source,
        "mien.licence": kept.licence,
    }
    if kept.synthetic is not None:
        stored["mien.synthetic"] = "true" if kept.synthetic else "false"
    if kept.landmarks.dims == 2:
        stored |= {"mien.schema": str(SCHEMA_VERSION), "mien.dims": "2"}
    if kept.action_units is not None:
        stored["mien.action_units"] = " ".join(units_of(kept))
    fields = [pa.field(name, kind, nullable=name not in _REQUIRED) for name, kind in kinds.items()]
    return pa.schema(fields, metadata=stored)


def to_arrow(faces: Faces, kept: Faces) -> Any:
    """The faces as an Arrow table of a file's columns.

    A DataError if the faces have action units or rotations that the file has no column for.
    """
    import pyarrow as pa

    n = len(faces)
    neutral = np.full(n, "") if faces.neutral is None else faces.neutral
    arrays = {
        "face": faces.face.tolist(),
        "subject": faces.subject.tolist(),
        "label": faces.label.tolist(),
        "intensity": faces.intensity,
        "neutral": [name or None for name in neutral.tolist()],
        "sequence": [name or None for name in faces.sequence.tolist()],
        "frame": pa.array(faces.frame, pa.int64(), mask=faces.frame < 0),
        "landmarks": _lists(faces.landmarks.points, _width(kept)),
    }
    if faces.rotation is not None and kept.rotation is None:
        raise DataError("faces with a pose cannot be added to a file that has none")
    if kept.rotation is not None:
        unknown = np.full((n, _ROTATION), np.nan, dtype=np.float32)
        arrays["rotation"] = _lists(unknown if faces.rotation is None else faces.rotation, _ROTATION)
    arrays |= _units_to_arrow(faces.action_units, units_of(faces), units_of(kept), n)
    return pa.table(arrays, schema=schema_of(kept))


def _width(kept: Faces) -> int:
    """Numbers of a face's landmarks."""
    return kept.landmarks.dims * kept.landmarks.layout.n_points


def _lists(values: np.ndarray, width: int) -> Any:
    import pyarrow as pa

    flat = np.ascontiguousarray(values, dtype=np.float32).reshape(-1)
    return pa.FixedSizeListArray.from_arrays(pa.array(flat, pa.float32()), width)


def _units_to_arrow(
    units: ActionUnits | None, own: tuple[str, ...], kept: tuple[str, ...], n: int
) -> dict[str, Any]:
    import pyarrow as pa

    unexpected = sorted(set(own) - set(kept))
    if unexpected:
        raise DataError(f"faces coded for {listed(unexpected)} cannot be added to a file without it")
    arrays: dict[str, Any] = {}
    for name in kept:
        if units is None or name not in own:
            arrays |= {name: pa.nulls(n, pa.int8()), f"{name}_intensity": pa.nulls(n, pa.float32())}
            continue
        present, intensity = units.present[:, own.index(name)], units.intensity[:, own.index(name)]
        arrays[name] = pa.array(present, pa.int8(), mask=present < 0)
        arrays[f"{name}_intensity"] = pa.array(intensity, pa.float32(), mask=np.isnan(intensity))
    return arrays


def from_arrow(path: str | Path, batch: Any, kept: Faces, row: int) -> Faces:
    """The faces of a batch that begins at this row of the file.

    A FormatError if a value is missing where it must not, or is none that the column can have.
    """

    def values(name: str, unknown: float) -> np.ndarray:
        return np.asarray(batch.column(name).fill_null(unknown).to_numpy(zero_copy_only=False))

    def lists(name: str, *shape: int) -> np.ndarray:
        return np.asarray(batch.column(name).flatten().to_numpy(zero_copy_only=False)).reshape(-1, *shape)

    for name in _REQUIRED if kept.rotation is not None else _REQUIRED[:-1]:
        column = batch.column(name)
        if column.null_count:
            first = row + int(np.flatnonzero(column.is_null().to_numpy(zero_copy_only=False))[0])
            raise FormatError(path, f"column {name} is empty in row {first}")
    n, points, units = batch.num_rows, lists("landmarks", *kept.landmarks.points.shape[1:]), units_of(kept)
    columns: dict[str, Any] = {
        name: np.array(batch.column(name).fill_null("").to_pylist(), dtype=np.str_) for name in _TEXT
    }
    if kept.rotation is not None:
        columns["rotation"] = lists("rotation", 3, 3)
    with of_file(f"{path}: rows {row} to {row + n - 1}"):
        if kept.action_units is not None:
            present = np.array([values(unit, -1) for unit in units]).reshape(len(units), n).T
            degree = np.array([values(f"{unit}_intensity", np.nan) for unit in units]).reshape(len(units), n)
            columns["action_units"] = ActionUnits(units, present, degree.T)
        return replace(
            kept,
            landmarks=replace(kept.landmarks, points=points),
            intensity=values("intensity", np.nan),
            frame=values("frame", -1),
            **columns,
        )


def _notes(path: str | Path, file: Any) -> tuple[str, ...]:
    """What was left out when the file was written, and why."""
    text = (file.metadata.metadata or {}).get(NOTES.encode())
    try:
        found = [] if text is None else json.loads(text)
        if not isinstance(found, list):
            raise ValueError
    except ValueError:
        raise FormatError(path, f"the metadata {NOTES} is not a list of texts; damaged") from None
    return tuple(map(str, found))


def words_of(path: str | Path, file: Any) -> dict[str, str]:
    """What the metadata of an opened Parquet file say.

    ``mien.edited`` is among them where its columns are not Mien's. A FormatError if it was written by a
    later version.
    """
    words = _metadata(file)
    if "mien.layout" not in words:
        return words
    try:
        stored(path, file)
    except LayoutError:
        raise
    except FormatError:
        version = words.get("mien.schema", "")
        if version.isdigit() and int(version) > SCHEMA_VERSION:
            raise
        return words | {"mien.edited": "true"}
    return words


def synthetic_of(words: Mapping[str, str]) -> bool | None:
    """Whether a file's metadata say that its people are synthetic; None where they say nothing."""
    return {"true": True, "false": False}.get(words.get("mien.synthetic", ""))


def _metadata(file: Any) -> dict[str, str]:
    found = file.schema_arrow.metadata or {}
    return {key.decode(errors="replace"): value.decode(errors="replace") for key, value in found.items()}


def stored(path: str | Path, file: Any) -> Faces:
    """What an opened Parquet file says of all its faces, and which columns it has.

    Raises
    ------
    FormatError
        If it is not a faces table, one of a later version, or a column is missing or of another type.
    LayoutError
        If the layout is not known.
    """
    schema, words = file.schema_arrow, _metadata(file)
    version = words.get("mien.schema", "")
    if not version.isascii() or not version.isdigit() or "mien.layout" not in words:
        raise FormatError(path, "a Parquet file, but not a faces table of Mien; write one with: mien convert")
    if int(version) > SCHEMA_VERSION:
        raise FormatError(
            path,
            f"written by a later Mien (faces table {version}, this one reads {SCHEMA_VERSION}); update mien",
        )
    # Version 1 had neither action units nor poses, 2 only faces in three dimensions.
    units = words.get("mien.action_units") if int(version) > 1 else None
    rotated = int(version) > 1 and "rotation" in schema.names
    names = () if units is None else tuple(units.split())
    dims = words.get("mien.dims", "3") if int(version) > _VERSION_IN_SPACE else "3"
    if dims not in ("2", "3"):
        raise FormatError(path, f"mien.dims is {dims!r}; expected 2 or 3")
    nobody, none = np.zeros(0, dtype=np.str_), np.zeros((0, len(names)))
    with of_file(path):
        layout = get_layout(words["mien.layout"])
        kept = Faces(
            Landmarks(
                np.zeros((0, layout.n_points, int(dims))), layout, words.get("mien.unit", "normalised")
            ),
            *(nobody, nobody, nobody, np.zeros(0)),
            neutral=nobody,
            action_units=None if units is None else ActionUnits(names, none, none),
            rotation=np.zeros((0, 3, 3)) if rotated else None,
            source=words.get("mien.source", ""),
            licence=words.get("mien.licence", "unknown"),
            synthetic=synthetic_of(words),
            notes=_notes(path, file),
        )
    for field in schema_of(kept):
        found = schema.field(field.name).type if schema.names.count(field.name) == 1 else None
        if found != field.type:
            raise FormatError(path, f"column {field.name} is {found or 'missing'}; expected {field.type}")
    return kept
