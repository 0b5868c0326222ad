"""Mien's own faces table: Parquet, one row a face, written and read in batches of bounded size.

Columns: face, subject, label, intensity, neutral (name of the subject's neutral face), sequence, frame,
landmarks (fixed-size list of 3p float32: x0 y0 z0 x1 ...). What holds for the whole file is in the schema's
metadata under ``mien.*``. Pages carry checksums, so a damaged file is refused and not read wrong.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import DataError, FormatError, LayoutError, listed
from mien.landmarks.formats.faces import FacesMeta, FacesTable
from mien.landmarks.layout import get_layout
from mien.runs import replacing

SCHEMA_VERSION = 1
ROW_GROUP = 8192
_TEXT = ("face", "subject", "label", "neutral", "sequence")
COLUMNS = ("face", "subject", "label", "intensity", "neutral", "sequence", "frame", "landmarks")


class FacesWriter:
    """Takes batches of faces and writes them in row groups of `ROW_GROUP`; made by `writing_faces`."""

    def __init__(self, path: Path, meta: FacesMeta) -> None:
        import pyarrow.parquet as pq

        self.meta = meta
        self.n_faces = 0
        self._schema = _schema(meta)
        self._pending: list[Any] = []
        self._names: set[str] = set()
        self._neutrals: set[str] = set()
        self._parquet = pq.ParquetWriter(
            path,
            self._schema,
            compression="zstd",
            use_dictionary=["subject", "label", "neutral", "sequence"],
            write_page_checksum=True,
        )

    def write(self, faces: FacesTable) -> None:
        """Append faces.

        Raises
        ------
        DataError
            If a face name was used before, or the batch says other things of the whole file (layout, unit).
        """
        if faces.meta.layout != self.meta.layout or faces.meta.unit != self.meta.unit:
            raise LayoutError(
                f"faces of layout {faces.meta.layout} in {faces.meta.unit} cannot be added to a file of "
                f"layout {self.meta.layout} in {self.meta.unit}"
            )
        names = set(faces.face.tolist())
        if len(names) != len(faces) or names & self._names:
            unique, counts = np.unique(faces.face, return_counts=True)
            twice = sorted(names & self._names) or unique[counts > 1].tolist()
            raise DataError(f"face names are used more than once: {listed(twice)}")
        self._names |= names
        if faces.neutral is not None:
            self._neutrals |= set(faces.neutral.tolist()) - {""}
        self._pending.append(_to_arrow(faces, self._schema))
        self.n_faces += len(faces)
        self._flush(ROW_GROUP)

    def _flush(self, group: int) -> None:
        import pyarrow as pa

        rows = sum(len(table) for table in self._pending)
        if rows < group or not rows:
            return
        table = pa.concat_tables(self._pending)
        whole = rows - rows % group
        self._parquet.write_table(table.slice(0, whole), row_group_size=ROW_GROUP)
        # Copied, so that the few rows kept do not hold the whole batch in memory.
        rest = table.slice(whole)
        self._pending = [rest.take(np.arange(len(rest)))] if len(rest) else []

    def _finish(self) -> None:
        unknown = self._neutrals - self._names
        if unknown:
            raise DataError(f"a face's neutral is not among the faces: {listed(sorted(unknown))}")
        if not self.n_faces:
            raise DataError("there are no faces to write")
        self._flush(1)


@contextlib.contextmanager
def writing_faces(path: str | Path, meta: FacesMeta) -> Iterator[FacesWriter]:
    """A writer of faces to a Parquet file, which appears under its name only when all went well.

    Raises
    ------
    DataError
        If no face was written, a name is used twice, or a neutral is not among the faces.
    RunError
        If the file cannot be written.
    """
    with replacing(path) as beside:
        writer = FacesWriter(beside, meta)
        try:
            yield writer
            writer._finish()
        finally:
            writer._parquet.close()


def write_faces(path: str | Path, faces: FacesTable) -> None:
    """Write one table of faces whole or not at all (see `writing_faces`)."""
    with writing_faces(path, faces.meta) as writer:
        writer.write(faces)


def read_faces_meta(path: str | Path) -> tuple[FacesMeta, int]:
    """What holds for the whole file, and the number of faces, without reading any.

    Raises
    ------
    FormatError
        If it is not a faces table, or one of a later version of Mien.
    """
    with _opened(path) as file:
        return _meta(path, file), file.metadata.num_rows


def iter_faces(path: str | Path, batch_size: int = ROW_GROUP) -> Iterator[FacesTable]:
    """The faces in batches of at most `batch_size`; memory does not grow with the file.

    Raises
    ------
    FormatError
        If the file is damaged or not a faces table.
    """
    with _opened(path) as file:
        meta = _meta(path, file)
        row = 0
        # One row group at a time: over the whole file, Arrow keeps what it has read until the end.
        for group in range(file.num_row_groups):
            for batch in _guarded(path, file, group, batch_size):
                yield _from_arrow(path, batch, meta, row)
                row += batch.num_rows
        if row != file.metadata.num_rows:
            raise FormatError(path, f"{row} faces; the file's own count is {file.metadata.num_rows}")


def read_faces(path: str | Path) -> FacesTable:
    """All faces of a Parquet file at once.

    Raises
    ------
    FormatError
        If the file is damaged, has no faces, or is not a faces table.
    """
    meta, n = read_faces_meta(path)
    if n == 0:
        raise FormatError(path, "there are no faces")
    try:
        points = np.empty((n, get_layout(meta.layout).n_points, 3), dtype=np.float32)
    except (MemoryError, ValueError):
        raise FormatError(path, f"{n} faces do not fit into memory") from None
    columns: dict[str, list[np.ndarray]] = {name: [] for name in COLUMNS if name != "landmarks"}
    row = 0
    for batch in iter_faces(path):
        points[row : row + len(batch)] = batch.points
        row += len(batch)
        for name, parts in columns.items():
            parts.append(getattr(batch, name))
    joined: dict[str, Any] = {name: np.concatenate(parts) for name, parts in columns.items()}
    names, counts = np.unique(joined["face"], return_counts=True)
    if len(names) != n:
        raise FormatError(path, f"face names are used more than once: {listed(names[counts > 1])}")
    return FacesTable(meta, points, **joined)


def _schema(meta: FacesMeta) -> Any:
    import pyarrow as pa

    fields = [pa.field(name, pa.string(), nullable=name in ("neutral", "sequence")) for name in _TEXT]
    fields += [
        pa.field("intensity", pa.float32(), nullable=False),
        pa.field("frame", pa.int64()),
        pa.field("landmarks", pa.list_(pa.float32(), 3 * get_layout(meta.layout).n_points), nullable=False),
    ]
    by_name = {field.name: field for field in fields}
    return pa.schema(
        [by_name[name] for name in COLUMNS],
        metadata={
            "mien.schema": str(SCHEMA_VERSION),
            "mien.layout": meta.layout,
            "mien.unit": meta.unit,
            "mien.source": meta.source,
            "mien.licence": meta.licence,
            "mien.synthetic": "true" if meta.synthetic else "false",
        },
    )


def _to_arrow(faces: FacesTable, schema: Any) -> Any:
    import pyarrow as pa

    n, width = len(faces), 3 * faces.points.shape[1]
    neutral = np.full(n, "") if faces.neutral is None else faces.neutral
    flat = np.ascontiguousarray(faces.points, dtype=np.float32).reshape(-1)
    arrays = {
        "face": pa.array(faces.face.tolist(), pa.string()),
        "subject": pa.array(faces.subject.tolist(), pa.string()),
        "label": pa.array(faces.label.tolist(), pa.string()),
        "intensity": pa.array(faces.intensity, pa.float32()),
        "neutral": pa.array([name or None for name in neutral.tolist()], pa.string()),
        "sequence": pa.array([name or None for name in faces.sequence.tolist()], pa.string()),
        "frame": pa.array(faces.frame, pa.int64(), mask=faces.frame < 0),
        "landmarks": pa.FixedSizeListArray.from_arrays(pa.array(flat, pa.float32()), width),
    }
    return pa.Table.from_arrays([arrays[name] for name in COLUMNS], schema=schema)


def _from_arrow(path: str | Path, batch: Any, meta: FacesMeta, row: int) -> FacesTable:
    for name in ("face", "subject", "label", "intensity", "landmarks"):
        column = batch.column(name)
        if column.null_count:
            first = row + int(np.flatnonzero(column.is_null().to_numpy(zero_copy_only=False))[0])
            raise FormatError(path, f"column {name} is empty in row {first}")
    n = batch.num_rows
    flat = batch.column("landmarks").flatten().to_numpy(zero_copy_only=False)
    frame = batch.column("frame").fill_null(-1).to_numpy(zero_copy_only=False)
    text: dict[str, Any] = {
        name: np.array(batch.column(name).fill_null("").to_pylist(), dtype=np.str_) for name in _TEXT
    }
    try:
        return FacesTable(
            meta,
            flat.reshape(n, get_layout(meta.layout).n_points, 3),
            intensity=batch.column("intensity").to_numpy(zero_copy_only=False),
            frame=frame,
            **text,
        )
    except DataError as error:
        raise FormatError(path, f"rows {row} to {row + n - 1}: {error}") from None


@contextlib.contextmanager
def _opened(path: str | Path) -> Iterator[Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not Path(path).is_file():
        raise FormatError(path, "there is no such file")
    try:
        file = pq.ParquetFile(path, page_checksum_verification=True)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise FormatError(path, f"not a Parquet file, or a damaged one ({_one_line(error)})") from error
    with file:
        yield file


def _guarded(path: str | Path, file: Any, group: int, batch_size: int) -> Iterator[Any]:
    """The batches of a row group; what Arrow raises on a damaged file becomes a FormatError."""
    import pyarrow as pa

    batches = file.iter_batches(batch_size, [group], list(COLUMNS))
    while True:
        try:
            batch = next(batches)
            batch.validate(full=True)
        except StopIteration:
            return
        except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
            raise FormatError(path, f"damaged ({_one_line(error)})") from error
        yield batch


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:160]


def _meta(path: str | Path, file: Any) -> FacesMeta:
    try:
        schema = file.schema_arrow
        stored = {key.decode(): value.decode() for key, value in (schema.metadata or {}).items()}
    except (ValueError, OSError) as error:
        raise FormatError(path, f"damaged ({_one_line(error)})") from error
    version = stored.get("mien.schema", "")
    if not version.isascii() or not version.isdigit() or "mien.layout" not in stored:
        raise FormatError(path, "a Parquet file, but not a faces table of Mien; write one with: mien convert")
    if int(version) > SCHEMA_VERSION:
        raise FormatError(
            path,
            f"written by a later Mien (faces table {version}, this one reads {SCHEMA_VERSION}); update mien",
        )
    meta = FacesMeta(
        layout=stored["mien.layout"],
        unit=stored.get("mien.unit", "normalised"),
        source=stored.get("mien.source", ""),
        licence=stored.get("mien.licence", "unknown"),
        synthetic=stored.get("mien.synthetic") == "true",
    )
    try:
        expected = _schema(meta)
    except LayoutError as error:
        raise LayoutError(f"{path}: {error}") from None
    for field in expected:
        found = schema.field(field.name).type if schema.names.count(field.name) == 1 else None
        if found != field.type:
            raise FormatError(path, f"column {field.name} is {found or 'missing'}; expected {field.type}")
    return meta
