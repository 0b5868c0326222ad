"""The faces table as Arrow: which columns a file has, their types, and the way there and back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from mien.errors import DataError, FormatError, LayoutError, listed
from mien.faces.action_units import ActionUnits
from mien.faces.faces import Faces
from mien.landmarks.layout import get_layout
from mien.landmarks.values import Landmarks

SCHEMA_VERSION = 2
COLUMNS = ("face", "subject", "label", "intensity", "neutral", "sequence", "frame", "landmarks")
_TEXT = ("face", "subject", "label", "neutral", "sequence")
_ROTATION = 9


@dataclass(frozen=True)
class Kept:
    """What a file says of all its faces, and which of the columns that not every file has are there.

    Attributes
    ----------
    layout, unit, source, licence, synthetic : as those of `Faces`; the layout by its name.
    units : names of the action units, ascending; None where the faces have no coding.
    rotation : True where the faces have poses.
    """

    layout: str
    unit: str = "normalised"
    source: str = ""
    licence: str = "unknown"
    synthetic: bool = False
    units: tuple[str, ...] | None = None
    rotation: bool = False

    @classmethod
    def of(cls, faces: Faces) -> Self:
        """What these faces need."""
        units = None if faces.action_units is None else faces.action_units.names
        return cls(
            faces.landmarks.layout.name,
            faces.landmarks.unit,
            faces.source,
            faces.licence,
            faces.synthetic,
            units,
            faces.rotation is not None,
        )

    def coded(self) -> list[str]:
        """Columns that say whether an action unit is present."""
        return list(self.units or ())

    def columns(self) -> list[str]:
        """All columns of the file."""
        more = ["rotation"] if self.rotation else []
        return [*COLUMNS, *more, *(name for unit in self.coded() for name in (unit, f"{unit}_intensity"))]

    def schema(self) -> Any:
        """The Arrow schema of the file, with what holds for all faces as metadata."""
        import pyarrow as pa

        fields = {
            name: pa.field(name, pa.string(), nullable=name in ("neutral", "sequence")) for name in _TEXT
        }
        fields["intensity"] = pa.field("intensity", pa.float32(), nullable=False)
        fields["frame"] = pa.field("frame", pa.int64())
        width = 3 * get_layout(self.layout).n_points
        fields["landmarks"] = pa.field("landmarks", pa.list_(pa.float32(), width), nullable=False)
        fields["rotation"] = pa.field("rotation", pa.list_(pa.float32(), _ROTATION), nullable=False)
        for unit in self.coded():
            fields[unit] = pa.field(unit, pa.int8())
            fields[f"{unit}_intensity"] = pa.field(f"{unit}_intensity", pa.float32())
        stored = {
            "mien.schema": str(SCHEMA_VERSION),
            "mien.layout": self.layout,
            "mien.unit": self.unit,
            "mien.source": self.source,
            "mien.licence": self.licence,
            "mien.synthetic": "true" if self.synthetic else "false",
        }
        if self.units is not None:
            stored["mien.action_units"] = " ".join(self.units)
        return pa.schema([fields[name] for name in self.columns()], metadata=stored)


def to_arrow(faces: Faces, kept: Kept) -> Any:
    """The faces as an Arrow table of these columns.

    Raises
    ------
    DataError
        If the faces have action units or rotations that the file has no column for.
    """
    import pyarrow as pa

    n = len(faces)
    neutral = np.full(n, "") if faces.neutral is None else faces.neutral
    arrays = {
        "face": pa.array(faces.face.tolist(), pa.string()),
        "subject": pa.array(faces.subject.tolist(), pa.string()),
        "label": pa.array(faces.label.tolist(), pa.string()),
        "intensity": pa.array(faces.intensity, pa.float32()),
        "neutral": pa.array([name or None for name in neutral.tolist()], pa.string()),
        "sequence": pa.array([name or None for name in faces.sequence.tolist()], pa.string()),
        "frame": pa.array(faces.frame, pa.int64(), mask=faces.frame < 0),
        "landmarks": _lists(faces.landmarks.points, 3 * faces.landmarks.layout.n_points),
    }
    if faces.rotation is not None and not kept.rotation:
        raise DataError("faces with a pose cannot be added to a file that has none")
    if kept.rotation:
        unknown = np.full((n, _ROTATION), np.nan, dtype=np.float32)
        arrays["rotation"] = _lists(unknown if faces.rotation is None else faces.rotation, _ROTATION)
    arrays |= _units_to_arrow(faces.action_units, kept, n)
    return pa.Table.from_arrays([arrays[name] for name in kept.columns()], schema=kept.schema())


def _lists(values: np.ndarray, width: int) -> Any:
    import pyarrow as pa

    flat = np.ascontiguousarray(values, dtype=np.float32).reshape(-1)
    return pa.FixedSizeListArray.from_arrays(pa.array(flat, pa.float32()), width)


def _units_to_arrow(units: ActionUnits | None, kept: Kept, n: int) -> dict[str, Any]:
    import pyarrow as pa

    own = () if units is None else units.names
    unexpected = sorted(set(own) - set(kept.coded()))
    if unexpected:
        raise DataError(f"faces coded for {listed(unexpected)} cannot be added to a file without it")
    arrays: dict[str, Any] = {}
    for name in kept.coded():
        if units is None or name not in own:
            arrays[name] = pa.nulls(n, pa.int8())
            arrays[f"{name}_intensity"] = pa.nulls(n, pa.float32())
            continue
        present, intensity = units.present[:, own.index(name)], units.intensity[:, own.index(name)]
        arrays[name] = pa.array(present, pa.int8(), mask=present < 0)
        arrays[f"{name}_intensity"] = pa.array(intensity, pa.float32(), mask=np.isnan(intensity))
    return arrays


def from_arrow(path: str | Path, batch: Any, kept: Kept, row: int) -> Faces:
    """The faces of a batch that begins at this row of the file.

    Raises
    ------
    FormatError
        If a value is missing where it must not, or is none that the column can have.
    """
    required = [
        "face",
        "subject",
        "label",
        "intensity",
        "landmarks",
        *(["rotation"] if kept.rotation else []),
    ]
    for name in required:
        column = batch.column(name)
        if column.null_count:
            first = row + int(np.flatnonzero(column.is_null().to_numpy(zero_copy_only=False))[0])
            raise FormatError(path, f"column {name} is empty in row {first}")
    n = batch.num_rows
    flat = batch.column("landmarks").flatten().to_numpy(zero_copy_only=False)
    columns: dict[str, Any] = {
        name: np.array(batch.column(name).fill_null("").to_pylist(), dtype=np.str_) for name in _TEXT
    }
    if kept.rotation:
        columns["rotation"] = batch.column("rotation").flatten().to_numpy(zero_copy_only=False)
        columns["rotation"] = columns["rotation"].reshape(n, 3, 3)
    layout = get_layout(kept.layout)
    try:
        return Faces(
            Landmarks(flat.reshape(n, layout.n_points, 3), layout, kept.unit),
            intensity=batch.column("intensity").to_numpy(zero_copy_only=False),
            frame=batch.column("frame").fill_null(-1).to_numpy(zero_copy_only=False),
            action_units=_units_from_arrow(batch, kept),
            source=kept.source,
            licence=kept.licence,
            synthetic=kept.synthetic,
            **columns,
        )
    except DataError as error:
        raise FormatError(path, f"rows {row} to {row + n - 1}: {error}") from None


def _units_from_arrow(batch: Any, kept: Kept) -> ActionUnits | None:
    if kept.units is None:
        return None
    present = np.empty((batch.num_rows, len(kept.units)), dtype=np.int8)
    intensity = np.empty(present.shape, dtype=np.float32)
    for place, name in enumerate(kept.units):
        present[:, place] = batch.column(name).fill_null(-1).to_numpy(zero_copy_only=False)
        known = batch.column(f"{name}_intensity").fill_null(float("nan"))
        intensity[:, place] = known.to_numpy(zero_copy_only=False)
    return ActionUnits(kept.units, present, intensity)


def stored(path: str | Path, file: Any) -> Kept:
    """What an opened Parquet file says of all its faces, and which columns it has.

    Raises
    ------
    FormatError
        If it is not a faces table, one of a later version, or a column is missing or of another type.
    """
    try:
        schema = file.schema_arrow
        words = {key.decode(): value.decode() for key, value in (schema.metadata or {}).items()}
    except (ValueError, OSError) as error:
        raise FormatError(path, f"damaged ({' '.join(str(error).split())[:160]})") from error
    version = words.get("mien.schema", "")
    if not version.isascii() or not version.isdigit() or "mien.layout" not in words:
        raise FormatError(path, "a Parquet file, but not a faces table of Mien; write one with: mien convert")
    if int(version) > SCHEMA_VERSION:
        raise FormatError(
            path,
            f"written by a later Mien (faces table {version}, this one reads {SCHEMA_VERSION}); update mien",
        )
    # Version 1 had neither.
    units = words.get("mien.action_units") if int(version) > 1 else None
    kept = Kept(
        layout=words["mien.layout"],
        unit=words.get("mien.unit", "normalised"),
        source=words.get("mien.source", ""),
        licence=words.get("mien.licence", "unknown"),
        synthetic=words.get("mien.synthetic") == "true",
        units=None if units is None else tuple(units.split()),
        rotation=int(version) > 1 and "rotation" in schema.names,
    )
    try:
        expected = kept.schema()
    except LayoutError as error:
        raise LayoutError(f"{path}: {error}") from None
    for field in expected:
        found = schema.field(field.name).type if schema.names.count(field.name) == 1 else None
        if found != field.type:
            raise FormatError(path, f"column {field.name} is {found or 'missing'}; expected {field.type}")
    return kept
