"""Parquet files, opened and read with their checks: every page's checksum, every batch's values."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mien.errors import FormatError, MienError


@contextlib.contextmanager
def parquet_file(path: str | Path, wrong: str = "cannot be read as Parquet") -> Iterator[Any]:
    """An open Parquet file; what Arrow raises on a damaged one becomes a FormatError that says `wrong`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            yield file
    except MienError:
        raise
    # Text that is not UTF-8 shows only when it is taken out.
    except (OSError, pa.ArrowException, ValueError, OverflowError) as error:
        why = "it is damaged, or no Parquet file" if Path(path).is_file() else "there is no such file"
        raise FormatError(path, f"{wrong} ({why})") from error


def parquet_batches(file: Any, columns: Sequence[str], most: int) -> Iterator[Any]:
    """The checked batches of an open Parquet file, of at most so many rows."""
    # One row group at a time: over the whole file, Arrow keeps what it has read until the end.
    for group in range(file.num_row_groups):
        for batch in file.iter_batches(most, [group], list(columns)):
            batch.validate(full=True)
            yield batch
