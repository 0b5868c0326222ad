"""What CSV files of face trackers share: a row a frame and face, lost frames, several faces in a frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field

from mien.errors import FormatError
from mien.faces.faces import Faces
from mien.landmarks.layout import get_layout
from mien.landmarks.values import Landmarks
from mien.sources.notes import Notes, frame_ranges
from mien.sources.paths import Found, found_files
from mien.sources.stream import Reading
from mien.tabular import header_of

FROM_THERE = "broken files left out from the error on"


class TrackedOptions(Reading):
    """Which faces are read."""

    keep_face: str | None = Field(None, description="The face to keep where a frame shows several.")
    least_confidence: float = Field(0.5, ge=0, le=1, description="Frames below it are lost.")


def csv_files(path: str | Path) -> list[Path]:
    """The file, or all ``.csv`` files of a folder and those below it; a FormatError if there is none."""
    path = Path(path)
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise FormatError(path, "there is no such file or folder")
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() == ".csv" and file.is_file())
    if not files:
        raise FormatError(path, "there is no .csv file")
    return files


def folder_of(path: str | Path) -> Path | None:
    """The path where it is a folder; None where it is a file, whose name alone then tells what is in it."""
    return Path(path) if Path(path).is_dir() else None


def headers_of(
    files: Sequence[Path],
    check: Callable[[Path, list[str]], object],
    options: Reading,
    notes: Notes,
    folder: Path | None = None,
) -> dict[Found, list[str]]:
    """The column names of each file; what `check` refuses is raised, or left out where broken files are.

    Names of the files are those below the `folder`, or below the innermost one that all of them are in.
    """
    headers: dict[Found, list[str]] = {}
    # The table that says who is who may lie beside the files that it tells of.
    table = None if options.table is None else Path(options.table).resolve()
    for file in found_files([path for path in files if path.resolve() != table], folder):
        with notes.instead(options.skip_broken):
            header = header_of(file.path)
            check(file.path, header)
            headers[file] = header
    return headers


@dataclass(frozen=True)
class Batch:
    """Rows of a file that are read at once.

    Attributes
    ----------
    file, line : the file, and the line of the first row of the columns.
    columns : column -> (m,) values.
    frame, recording : (m,) int64 and str.
    rows : (n,) int64, those that are read.
    """

    file: Found
    line: int
    columns: dict[str, np.ndarray]
    frame: np.ndarray
    recording: np.ndarray
    rows: np.ndarray

    def refuse(self, wrong: np.ndarray, what: Callable[[int], str]) -> None:
        """Refuse the first row that is wrong, with its line; `what` says of its place among the rows why."""
        places = np.flatnonzero(wrong)
        if len(places):
            raise FormatError(self.file.path, what(places[0]), self.line + int(self.rows[places[0]]))

    def checked(self, name: str, right: Callable[[np.ndarray], np.ndarray], expected: str) -> np.ndarray:
        """(n,) values of a column, refused where not right; NaN where one, or the column, is missing."""
        if name not in self.columns:
            return np.full(len(self.rows), np.nan)
        value = self.columns[name][self.rows]
        self.refuse(
            ~np.isnan(value) & ~right(value), lambda place: f"{name} is {value[place]:g}; expected {expected}"
        )
        return value

    def faces(self, points: np.ndarray, layout: str, unit: str, **known: Any) -> Faces:
        """The table of the rows; points (m, p, 3) are of all of them, what else is known of those to read."""
        frame, recording = self.frame[self.rows], self.recording[self.rows]
        pairs = zip(recording.tolist(), frame.tolist(), strict=True)
        face = np.array([f"{name}_{number:06d}" for name, number in pairs])
        landmarks = Landmarks(points[self.rows], get_layout(layout), unit)
        known = {"file": np.full(len(face), self.file.below), **known}
        return Faces(landmarks, face, sequence=recording, frame=frame, **known)


@dataclass
class Tracked:
    """Which rows of one file are read, and what is left out.

    Attributes
    ----------
    file : the file.
    column : column that tells the faces of a frame apart.
    options : which faces are read.
    """

    file: Found
    column: str
    options: TrackedOptions
    _seen: dict[tuple[str, int], int] = field(default_factory=dict)
    _lost: list[int] = field(default_factory=list)
    _others: list[int] = field(default_factory=list)

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self.file.path

    def batch(
        self,
        line: int,
        columns: dict[str, np.ndarray],
        recording: np.ndarray,
        tracked: np.ndarray,
        who: np.ndarray | None,
    ) -> Iterator[Batch]:
        """The rows of a batch to read, if there are any.

        Parameters
        ----------
        line : of the first row.
        columns : column -> (m,) values; ``frame`` is one of them.
        recording : (m,) str.
        tracked : (m,) bool, where tracking was not lost.
        who : (m,) str, which face of the frame it is; None where the file does not say.

        Raises
        ------
        FormatError
            If a frame is no whole number, or one of a recording comes twice.
        """
        number = columns["frame"]
        wrong = ~np.isfinite(number) | (number != np.floor(number)) | (number < 0) | (number > 2**53)
        if wrong.any():
            raise FormatError(self.path, "column frame is not a whole number", line + int(wrong.argmax()))
        frame = number.astype(np.int64)
        mine = np.ones(len(frame), dtype=bool)
        if self.options.keep_face is not None and who is not None:
            mine = who == self.options.keep_face
            self._others += frame[~mine].tolist()
        self._lost += frame[mine & ~tracked].tolist()
        rows = np.flatnonzero(mine & tracked)
        for row in rows.tolist():
            key = str(recording[row]), int(frame[row])
            if key in self._seen:
                raise FormatError(self.path, self._twice(key, who, row), line + row)
            self._seen[key] = line + row
        if len(rows):
            yield Batch(self.file, line, columns, frame, recording, rows)

    def _twice(self, key: tuple[str, int], who: np.ndarray | None, row: int) -> str:
        name, line = f"frame {key[1]} of {key[0]}", self._seen[key]
        if who is None:
            return f"{name} is there twice (line {line} too)"
        return (
            f"{name} shows two faces ({who[row]} here, line {line} too); keep one with --keep-face "
            f"(column {self.column})"
        )

    def finish(self, notes: Notes) -> None:
        """Tell of what was left out of the file, once all of it was read.

        A FormatError if tracking was lost and lost frames are not to be left out, or the face to keep is not
        there.
        """
        if self._others and not self._seen and not self._lost:
            raise FormatError(self.path, f"no row has the {self.column} {self.options.keep_face!r}")
        if self._lost and not self.options.skip_broken:
            what = f"tracking was lost in {len(self._lost)} frames ({frame_ranges(self._lost)})"
            raise FormatError(self.path, f"{what}; --skip-broken leaves them out")
        notes.add_frames("frames left out, tracking was lost", self.file.below, self._lost)
        notes.add_frames("faces left out, others than the one to keep", self.file.below, self._others)
