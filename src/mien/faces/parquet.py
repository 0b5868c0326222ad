"""Mien's own faces table: Parquet, one row a face, written and read in batches of bounded size.

Columns: face, subject, label, intensity, neutral (name of the subject's neutral face), sequence, frame,
landmarks (fixed-size list of 3p float32: x0 y0 z0 x1 ..., or 2p without depth); then, where the faces have
them, rotation (nine float32, row by row) and for each action unit AU12 (1 present, 0 absent, null not coded)
and AU12_intensity (0 to 5, null where not known). What holds for the whole file is in the schema's metadata
under ``mien.*``. Pages carry checksums, so a damaged file is refused and not read wrong.

Version 1 had neither rotation nor action units, version 2 no faces in two dimensions; both are still read.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import ConfigError, DataError, FormatError, LayoutError, listed
from mien.faces.arrow import NOTES, from_arrow, schema_of, stored, to_arrow, units_of
from mien.faces.faces import Faces
from mien.faces.streaming import gathered
from mien.faces.whose import said
from mien.files import replacing
from mien.landmarks.values import Landmarks
from mien.parquet import parquet_batches, parquet_file

ROW_GROUP = 8192


class FacesWriter:
    """Takes batches of faces and writes them in row groups of `ROW_GROUP`; made by `writing_faces`."""

    def __init__(self, path: Path) -> None:
        self.n_faces, self.subjects = 0, set[str]()
        self._path = path
        self._pending: list[Any] = []
        self._names: set[str] = set()
        self._neutrals: set[str] = set()
        # Of the first batch, which shows the columns that the file needs; without its faces.
        self._kept: Faces | None = None
        self._parquet: Any = None
        self._notes: tuple[str, ...] = ()

    def note(self, lines: Sequence[str]) -> None:
        """Keep notes with the file, beside those that its faces have."""
        self._notes += tuple(lines)

    def write(self, faces: Faces) -> None:
        """Append faces. The first batch says what holds for all, and decides which columns the file has.

        A DataError if a face name was used before, or the batch says other things of the whole file (layout,
        unit), or has action units or rotations where the first batch had none.
        """
        import pyarrow.parquet as pq

        if self._kept is None:
            self._kept = faces.take(slice(0, 0))
            self._parquet = pq.ParquetWriter(
                self._path,
                schema_of(self._kept),
                compression="zstd",
                use_dictionary=["subject", "label", "neutral", "sequence", *units_of(self._kept)],
                write_page_checksum=True,
            )
        said, first = (_kind(x.landmarks) for x in (faces, self._kept))
        if said != first:
            raise LayoutError(f"faces of {said} cannot be added to a file of {first}")
        names = set(faces.face.tolist())
        if names & self._names:
            raise DataError(f"face names are used more than once: {listed(sorted(names & self._names))}")
        self._names |= names
        if faces.neutral is not None:
            self._neutrals |= set(faces.neutral.tolist()) - {""}
        self._pending.append(to_arrow(faces, self._kept))
        self.n_faces += len(faces)
        self.subjects |= set(faces.subject.tolist())
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
        notes = list(dict.fromkeys((*(() if self._kept is None else self._kept.notes), *self._notes)))
        if notes:
            self._parquet.add_key_value_metadata({NOTES: json.dumps(notes, ensure_ascii=False)})


def _kind(landmarks: Landmarks) -> str:
    flat = " without depth" if landmarks.dims == 2 else ""
    return f"layout {landmarks.layout.name} in {landmarks.unit}{flat}"


def parquet_path(path: str | Path) -> Path:
    """The path of a faces table to write; a ConfigError unless it ends with ``.parquet``."""
    path = Path(path)
    if path.suffix.lower() != ".parquet":
        raise ConfigError(f"{path}: the name of the file to write must end with .parquet")
    return path


@contextlib.contextmanager
def writing_faces(path: str | Path) -> Iterator[FacesWriter]:
    """A writer of faces to a Parquet file, which appears under its name only when all went well.

    Raises
    ------
    DataError
        If no face was written, a name is used twice, or a neutral is not among the faces.
    RunError
        If the file cannot be written.
    """
    with replacing(path) as beside:
        writer = FacesWriter(beside)
        try:
            yield writer
            writer._finish()
        finally:
            if writer._parquet is not None:
                writer._parquet.close()


def write_faces(path: str | Path, faces: Faces) -> None:
    """Write one table of faces whole or not at all (see `writing_faces`)."""
    with writing_faces(path) as writer:
        writer.write(faces)


def count_faces(path: str | Path) -> int:
    """How many faces a file has, without reading any; raises as `iter_faces` does."""
    with _opened(path) as file:
        stored(path, file)
        return int(file.metadata.num_rows)


def iter_faces(path: str | Path, batch_size: int = ROW_GROUP) -> Iterator[Faces]:
    """The faces in batches of at most `batch_size`; memory does not grow with the file.

    A FormatError if the file is damaged, not a faces table, or one of a later version of Mien.
    """
    with _opened(path) as file:
        kept, row = stored(path, file), 0
        for batch in parquet_batches(file, schema_of(kept).names, batch_size):
            yield from_arrow(path, batch, kept, row)
            row += batch.num_rows
        if row != file.metadata.num_rows:
            raise FormatError(path, f"{row} faces; the file's own count is {file.metadata.num_rows}")


def read_faces(path: str | Path) -> Faces:
    """All faces of a Parquet file at once; raises as `iter_faces` does, and if there are no faces."""
    faces = gathered(iter_faces(path), count_faces(path), path)
    return replace(faces, neutral=said(faces.face, faces.neutral))


def _opened(path: str | Path) -> contextlib.AbstractContextManager[Any]:
    if not Path(path).is_file():
        raise FormatError(path, "there is no such file")
    return parquet_file(path, "not a Parquet file, or a damaged one")
