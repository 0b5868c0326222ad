"""Mien's own faces table as a source, and one that pandas or R wrote anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from pydantic import Field

from mien.errors import FormatError
from mien.faces.arrow import synthetic_of, words_of
from mien.faces.faces import Faces
from mien.faces.parquet import count_faces, iter_faces
from mien.landmarks.degeneracy import degenerate
from mien.parquet import parquet_file
from mien.sources.edited import About, advice, iter_edited
from mien.sources.notes import Notes
from mien.sources.stream import Reading, Stream, without_neutrals


class Options(Reading):
    """What a table does not say any more that pandas or R wrote anew."""

    layout: str | None = Field(None, description="Layout of the landmarks, where the table does not say it.")


def open_source(path: str, options: Options) -> Stream:
    """Open a faces table, or what another program made of one; a FormatError if it is neither, or damaged."""
    words = _said(path)
    if words.get("mien.edited") or "mien.layout" not in words:
        return _edited(path, options, words)
    for name, given in (("layout", options.layout), ("unit", options.unit)):
        stored = words.get(f"mien.{name}", given)
        if given not in (None, stored):
            raise FormatError(path, f"its {name} is {stored}, not {given}; leave --{name} out")

    def read(notes: Notes) -> Iterator[Faces]:
        # A face may come long before its neutral, which is then known to be unusable too late.
        found: list[str] = []
        for faces in iter_faces(path) if options.skip_broken else ():
            found += (name for rows in degenerate(faces.landmarks).values() for name in faces.face[rows])
        gone = np.array(found, dtype=np.str_)
        for faces in iter_faces(path):
            yield without_neutrals(faces, gone) if len(gone) else faces

    return Stream(path, read, count_faces(path))


def _said(path: str) -> dict[str, str]:
    """What a file's metadata say; none of a CSV file's. ``mien.edited`` where its columns are not Mien's."""
    if not Path(path).is_file():
        raise FormatError(path, "there is no such file")
    if Path(path).suffix.lower() != ".parquet" and not _is_parquet(path):
        return {}
    with parquet_file(path, "not a Parquet file, or a damaged one") as file:
        return words_of(path, file)


def _is_parquet(path: str) -> bool:
    with open(path, "rb") as file:
        return file.read(4) == b"PAR1"


def _edited(path: str, options: Options, words: dict[str, str]) -> Stream:
    layout, unit = options.layout or words.get("mien.layout"), options.unit or words.get("mien.unit")
    if layout is None or unit is None:
        missing = [name for name, value in (("layout", layout), ("unit", unit)) if value is None]
        raise FormatError(path, advice(path, missing))
    about = About(
        layout,
        unit,
        words.get("mien.source", Path(path).name),
        words.get("mien.licence", "unknown"),
        synthetic_of(words),
    )
    before = Notes()
    if "mien.source" not in words:
        before.add("tables whose source, licence and notes are not known any more", path)
    return Stream(path, lambda notes: iter_edited(path, about, notes), None, before)
