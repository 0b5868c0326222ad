"""Mien's own faces table as a source."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mien.faces.faces import Faces
from mien.faces.parquet import count_faces, iter_faces
from mien.landmarks.degeneracy import degenerate
from mien.sources.notes import Notes
from mien.sources.stream import Reading as Options
from mien.sources.stream import Stream, without_neutrals


def open_source(path: str, options: Options) -> Stream:
    """Open a faces table; a FormatError if it is not one, or damaged."""

    def read(notes: Notes) -> Iterator[Faces]:
        # A face may come long before its neutral, which is then known to be unusable too late.
        found: list[str] = []
        for faces in iter_faces(path) if options.skip_broken else ():
            found += (name for rows in degenerate(faces.landmarks).values() for name in faces.face[rows])
        gone = np.array(found, dtype=np.str_)
        for faces in iter_faces(path):
            yield without_neutrals(faces, gone) if len(gone) else faces

    return Stream(path, read, count_faces(path))
