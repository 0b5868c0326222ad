"""Mien's own faces table: Parquet, one row a face, written and read in batches of bounded size.

Columns: face, subject, label, intensity, neutral (name of the subject's neutral face), sequence, frame,
landmarks (fixed-size list of 3p float32: x0 y0 z0 x1 ...); then, where the faces have them, rotation (nine
float32, row by row) and for each action unit AU12 (1 present, 0 absent, null not coded) and AU12_intensity (0
to 5, null where not known). What holds for the whole file is in the schema's metadata under ``mien.*``. Pages
carry checksums, so a damaged file is refused and not read wrong.

Version 1 had neither rotation nor action units; it is still read.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import ConfigError, DataError, FormatError, LayoutError, listed
from mien.faces.arrow import Kept, from_arrow, schema_of, stored, to_arrow
from mien.faces.table import ActionUnits, FacesMeta, FacesTable
from mien.files import replacing
from mien.landmarks.layout import get_layout

ROW_GROUP = 8192
_IN_MEMORY = ("face", "subject", "label", "intensity", "neutral", "sequence", "frame", "rotation")
_OF_UNITS = ("present", "intensity")


class FacesWriter:
    """Takes batches of faces and writes them in row groups of `ROW_GROUP`; made by `writing_faces`."""

    def __init__(self, path: Path, meta: FacesMeta) -> None:
        self.meta = meta
        self.n_faces = 0
        self._path = path
        self._kept = Kept()
        self._pending: list[Any] = []
        self._names: set[str] = set()
        self._neutrals: set[str] = set()
        # Opened at the first batch, which shows the columns that the file needs.
        self._parquet: Any = None

    def write(self, faces: FacesTable) -> None:
        """Append faces. The first batch decides whether the file has action units, and which, and rotations.

        Raises
        ------
        DataError
            If a face name was used before, or the batch says other things of the whole file (layout, unit),
            or has action units or rotations where the first batch had none.
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
        if self._parquet is None:
            self._kept = Kept.of(faces)
            self._parquet = _parquet_writer(self._path, self.meta, self._kept)
        self._pending.append(to_arrow(faces, self._kept))
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

    def _close(self) -> None:
        if self._parquet is not None:
            self._parquet.close()


def parquet_path(path: str | Path) -> Path:
    """The path of a faces table that is to be written.

    Raises
    ------
    ConfigError
        If its name does not end with ``.parquet``: it could not be read by its name.
    """
    path = Path(path)
    if path.suffix.lower() != ".parquet":
        raise ConfigError(f"{path}: the name of the file to write must end with .parquet")
    return path


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
            writer._close()


def _parquet_writer(path: Path, meta: FacesMeta, kept: Kept) -> Any:
    import pyarrow.parquet as pq

    return pq.ParquetWriter(
        path,
        schema_of(meta, kept),
        compression="zstd",
        use_dictionary=["subject", "label", "neutral", "sequence", *kept.coded()],
        write_page_checksum=True,
    )


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
        return stored(path, file)[0], file.metadata.num_rows


def iter_faces(path: str | Path, batch_size: int = ROW_GROUP) -> Iterator[FacesTable]:
    """The faces in batches of at most `batch_size`; memory does not grow with the file.

    Raises
    ------
    FormatError
        If the file is damaged or not a faces table.
    """
    with _opened(path) as file:
        meta, kept = stored(path, file)
        row = 0
        # One row group at a time: over the whole file, Arrow keeps what it has read until the end.
        for group in range(file.num_row_groups):
            for batch in _guarded(path, file, group, batch_size, kept):
                yield from_arrow(path, batch, meta, kept, row)
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
    parts, units = [], []
    row = 0
    for batch in iter_faces(path):
        points[row : row + len(batch)] = batch.points
        row += len(batch)
        units.append(batch.action_units)
        parts.append({name: getattr(batch, name) for name in _IN_MEMORY})
    whole: dict[str, Any] = {
        name: None if parts[0][name] is None else np.concatenate([part[name] for part in parts])
        for name in _IN_MEMORY
    }
    names, counts = np.unique(whole["face"], return_counts=True)
    if len(names) != n:
        raise FormatError(path, f"face names are used more than once: {listed(names[counts > 1])}")
    return FacesTable(meta, points, **whole, action_units=_joined(units))


def _joined(units: list[ActionUnits | None]) -> ActionUnits | None:
    known = [one for one in units if one is not None]
    if not known:
        return None
    present, intensity = (np.concatenate([getattr(one, name) for one in known]) for name in _OF_UNITS)
    return ActionUnits(known[0].names, present, intensity)


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


def _guarded(path: str | Path, file: Any, group: int, batch_size: int, kept: Kept) -> Iterator[Any]:
    """The batches of a row group; what Arrow raises on a damaged file becomes a FormatError."""
    import pyarrow as pa

    batches = file.iter_batches(batch_size, [group], kept.columns())
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
