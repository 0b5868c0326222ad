"""Which recording a row of a tracker's table is of, where one table tells of several."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath, PureWindowsPath

import numpy as np

from mien.sources.notes import Notes
from mien.sources.paths import Found, below_common, short_names
from mien.tabular import iter_columns


@dataclass(frozen=True)
class Recordings:
    """The recordings of tables, whose names are never the same for two.

    Attributes
    ----------
    column : says in a table which file a row is of; a table without it is one recording.
    found : table and what its column says -> name of the recording, and the path of its own file below what
        all of them are in.
    """

    column: str
    found: dict[tuple[Found, str], tuple[str, str]]

    @classmethod
    def of(cls, tables: Iterable[Found], column: str, skip_broken: bool) -> Recordings:
        """The recordings of all tables (those that have the column), by a reading of its own."""
        path: dict[tuple[Found, str], PurePath] = {}
        for table in tables:
            # What is broken is told of when all is read.
            with Notes().instead(skip_broken):
                for _, columns in iter_columns(table.path, [], [column], lambda *_: None):
                    for said in np.unique(columns[column]).tolist():
                        named = _path(said)
                        if named.stem:
                            path[table, said] = named
        bare = {key: f"{key[0].name}/{_told(named.with_suffix(''))}" for key, named in path.items()}
        names = list(bare.values())
        # A clip.mp4 and a clip.avi are told apart by their endings alone.
        told = {
            key: f"{key[0].name}/{_told(path[key])}" if names.count(name) > 1 else name
            for key, name in bare.items()
        }
        short, below = short_names(list(told.values())), below_common(list(path.values()))
        return cls(column, {key: (short[told[key]], name) for key, name in zip(path, below, strict=True)})

    def at(self, table: Found, columns: dict[str, np.ndarray], n: int) -> tuple[np.ndarray, np.ndarray]:
        """(n,) names of the recordings of rows, and (n,) paths of their files; else those of the table."""
        said = columns[self.column].tolist() if self.column in columns else [""] * n
        of = [self.found.get((table, name), (table.name, table.below)) for name in said]
        return np.array([name for name, _ in of], np.str_), np.array([below for _, below in of], np.str_)


def _path(said: str) -> PurePath:
    """Files are named as on the machine that made the table."""
    bare = said.strip()
    windows = "\\" in bare or os.sep == "\\"
    return PurePosixPath((PureWindowsPath(bare) if windows else PurePosixPath(bare)).as_posix())


def _told(path: PurePath) -> str:
    return path.as_posix().lstrip("/")
