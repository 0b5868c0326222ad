"""A table that says of each face, file or recording who it is: subject, label, degree, neutral."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from mien.errors import DataError, FormatError, listed
from mien.faces.faces import Faces
from mien.sources.notes import Notes
from mien.sources.patterns import same_word
from mien.tabular import header_of, read_columns
from mien.vocabulary import NEUTRAL

KEYS = ("face", "file", "sequence")
TEXTS = ("subject", "label", "sequence")
VALUES = (*TEXTS, "intensity", "neutral")
_TRUE = ("true", "yes", "y", "t", "1", "1.0")
_FALSE = ("false", "no", "n", "f", "0", "0.0")


@dataclass(frozen=True, eq=False)
class PeopleTable:
    """Rows by face, file or recording.

    Attributes
    ----------
    path : the file.
    key : which of `KEYS` its rows are by.
    rows : key -> what the row says, column -> text without empty ones.
    line : key -> its line.
    marks : the column neutral holds truth values, and does not name faces.
    unread : names of columns that mean nothing here.
    repeats : rows that say once more what one before them says.
    """

    path: Path
    key: str
    rows: dict[str, dict[str, str]]
    line: dict[str, int]
    marks: bool
    unread: tuple[str, ...]
    repeats: int

    @classmethod
    def load(cls, path: str | Path) -> PeopleTable:
        """Read a table, CSV or Parquet.

        Raises
        ------
        FormatError
            If it has no key or several, nothing else that is known, an empty key, a degree that is no number,
            a face marked as neutral and labelled otherwise, or rows of one key that differ; with its line.
        """
        path = Path(path)
        names = header_of(path)
        keys = [name for name in KEYS if name in names]
        # A recording is said of a face or file, where it is not what the rows are by.
        keys = keys[:-1] if len(keys) > 1 and keys[-1] == "sequence" else keys
        values = [name for name in VALUES if name in names and name not in keys]
        if len(keys) != 1:
            found = f"columns {' and '.join(keys)}" if keys else f"there are {listed(names, 10)}"
            raise FormatError(
                path, f"expected one column that says which faces: face, file or sequence; {found}", 1
            )
        if not values:
            raise FormatError(
                path, f"nothing beside the column {keys[0]}; expected some of {', '.join(VALUES)}", 1
            )
        columns = read_columns(path, (keys[0], *values))
        columns.require(keys[0])
        said = [
            {name: columns.text[name][row] for name in values if columns.text[name][row]}
            for row in range(len(columns))
        ]
        words = {one["neutral"].lower() for one in said if "neutral" in one}
        marks = bool(words) and words <= {*_TRUE, *_FALSE}
        rows: dict[str, dict[str, str]] = {}
        line: dict[str, int] = {}
        repeats = 0
        for key, one, number in zip(columns.text[keys[0]], said, columns.line, strict=True):
            key = PurePosixPath(key.replace("\\", "/")).as_posix() if keys[0] == "file" else key
            _check(path, one, marks, number)
            if key in rows and rows[key] != one:
                differing = next(name for name in values if rows[key].get(name) != one.get(name))
                raise FormatError(
                    path,
                    f"{keys[0]} {key} is there twice, and {differing} is {one.get(differing, '')!r} here and "
                    f"{rows[key].get(differing, '')!r} in line {line[key]}",
                    number,
                )
            repeats += key in rows
            rows.setdefault(key, one)
            line.setdefault(key, number)
        unread = tuple(name for name in names if name and name not in (*keys, *values))
        return cls(path, keys[0], rows, line, marks, unread, repeats)


def _check(path: Path, said: dict[str, str], marks: bool, line: int) -> None:
    if "intensity" in said:
        try:
            number = float(said["intensity"])
        except ValueError:
            number = float("inf")
        if number in (float("inf"), float("-inf")):
            raise FormatError(path, f"intensity is {said['intensity']!r}, not a number", line)
    if "label" in said:
        said["label"] = same_word(said["label"])
    if marks and "neutral" in said and "label" in said:
        marked = said["neutral"].lower() in _TRUE
        if marked != (said["label"] == NEUTRAL):
            raise FormatError(
                path,
                f"neutral is {said['neutral']} and the label is {said['label']!r}; a neutral face has the "
                f"label '{NEUTRAL}' or none here",
                line,
            )


@dataclass(eq=False)
class Telling:
    """One passage of faces that a table tells of.

    Attributes
    ----------
    table : the table.
    where : the source, for errors.
    skip_broken : leave faces without a row out, instead of refusing them.
    """

    table: PeopleTable
    where: str
    skip_broken: bool
    _used: set[str] = field(default_factory=set)
    _of_file: dict[str, str | None] = field(default_factory=dict)

    def tell(self, faces: Faces, notes: Notes) -> Faces:
        """The faces with what the table says of them; cells that are empty leave what the source says.

        Raises
        ------
        DataError
            If a face has no row and is not to be left out, or there is nothing that rows could be found by.
        """
        table = self.table
        keys = self._keys(faces)
        lacking = np.array([key is None or key not in table.rows for key in keys], dtype=bool)
        if lacking.any():
            said = (
                faces.face if table.key == "face" else faces.file if table.key == "file" else faces.sequence
            )
            assert said is not None
            missing = Counter(said[lacking].tolist())
            if not self.skip_broken:
                raise DataError(
                    f"{self.where}: {table.path} has no row for {table.key} {listed(missing)}; add one, or "
                    "leave these faces out with --skip-broken"
                )
            for name, count in missing.items():
                notes.add(f"faces left out, without a row in {table.path.name}", name, count)
            faces = faces.take(~lacking)
            keys = [key for key, gone in zip(keys, lacking.tolist(), strict=True) if not gone]
        self._used.update(key for key in keys if key is not None)
        rows = [table.rows[str(key)] for key in keys]
        changed: dict[str, Any] = {}
        for name in (name for name in TEXTS if name != table.key):
            if any(name in row for row in rows):
                old = getattr(faces, name).tolist()
                changed[name] = np.array([row.get(name, was) for row, was in zip(rows, old, strict=True)])
        if any("intensity" in row for row in rows):
            old = faces.intensity.tolist()
            degree = [float(row.get("intensity", was)) for row, was in zip(rows, old, strict=True)]
            changed["intensity"] = np.array(degree, dtype=np.float32)
        return self._neutrals(replace(faces, **changed), rows, notes)

    def _neutrals(self, faces: Faces, rows: list[dict[str, str]], notes: Notes) -> Faces:
        if not any("neutral" in row for row in self.table.rows.values()):
            return faces
        if not self.table.marks:
            old = np.full(len(faces), "") if faces.neutral is None else faces.neutral
            named = [row.get("neutral", was) for row, was in zip(rows, old.tolist(), strict=True)]
            return replace(faces, neutral=np.array(named, dtype=np.str_))
        marked = np.array([row.get("neutral", "").lower() in _TRUE for row in rows], dtype=bool)
        others = (faces.label == NEUTRAL) & ~marked
        for name in faces.face[others].tolist():
            notes.add(f"labels '{NEUTRAL}' taken away, for {self.table.path.name} marks other faces", name)
        label = np.where(marked, NEUTRAL, np.where(others, "", faces.label))
        # Whom the source names is not asked any more; nobody is named, so that the labels count.
        return replace(faces, label=label, neutral=None)

    def _keys(self, faces: Faces) -> list[str | None]:
        if self.table.key == "face":
            return list(faces.face.tolist())
        if self.table.key == "sequence":
            if not (faces.sequence != "").any():
                raise DataError(
                    f"{self.where}: the faces are of no recording; use the column face in {self.table.path}"
                )
            return list(faces.sequence.tolist())
        if faces.file is None:
            raise DataError(
                f"{self.where}: it is not known which file a face was in; use the column face or sequence in "
                f"{self.table.path}"
            )
        for name in set(faces.file.tolist()) - set(self._of_file):
            self._of_file[name] = self._key_of(name)
        return [self._of_file[name] for name in faces.file.tolist()]

    def _key_of(self, below: str) -> str | None:
        """The row of a file: by its path below the folder, a longer path that ends with it, or its name."""
        path = PurePosixPath(below)
        bare = path.with_suffix("").as_posix()
        rows = self.table.rows
        found = [key for key in (below, bare) if key in rows]
        found = found or [key for key in rows if key.endswith((f"/{below}", f"/{bare}"))]
        found = found or [key for key in (path.name, path.stem) if key in rows]
        if len(found) > 1:
            lines = ", ".join(str(self.table.line[key]) for key in found)
            raise FormatError(self.table.path, f"lines {lines} are of one file, {below}; keep one")
        if found and "/" not in found[0] and found[0] not in (below, bare):
            before = next((name for name, key in self._of_file.items() if key == found[0]), None)
            if before is not None:
                raise FormatError(
                    self.table.path,
                    f"file {found[0]} may be {before} or {below}; write the path below the folder",
                    self.table.line[found[0]],
                )
        return found[0] if found else None

    def finish(self, notes: Notes) -> None:
        """Tell of rows and columns that nothing was found for."""
        name = self.table.path.name
        for key in self.table.rows:
            if key not in self._used:
                notes.add(f"rows of {name} that no {self.table.key} is named by", key)
        for column in self.table.unread:
            notes.add(f"columns of {name} not read", column)
        if self.table.repeats:
            notes.add(f"rows of {name} that repeat another", name, self.table.repeats)
