"""What CSV files of face trackers share: a row a frame and face, lost frames, several faces in a frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field

from mien.errors import FormatError
from mien.faces.faces import Faces
from mien.landmarks.layout import get_layout
from mien.landmarks.values import Landmarks
from mien.sources.keeping import Kept, Sighted, kept_rows
from mien.sources.notes import Notes, frame_ranges
from mien.sources.paths import Found, found_files
from mien.sources.stream import Reading
from mien.tabular import header_of

FROM_THERE = "broken files left out from the error on"
MISSING_NUMBER = "a number is missing or not finite"


def below(least: float) -> str:
    """Why faces of low confidence cannot be used, and what takes them."""
    return f"confidence below {least:g} (--least-confidence)"


class TrackedOptions(Reading):
    """Which faces are read."""

    keep_face: str | None = Field(
        None,
        description="The face to keep where a frame shows several: largest, its place from the left "
        "(0, 1 …), or its face_id or Identity.",
    )
    least_confidence: float = Field(0.5, ge=0, le=1, description="Frames below it are lost.")


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
    frame, recording : (m,) int64 and str; the frame of a photograph is -1.
    file_of : (m,) str, the recordings' own files, by their paths.
    rows : (n,) int64, those that are read.
    """

    file: Found
    line: int
    columns: dict[str, np.ndarray]
    frame: np.ndarray
    recording: np.ndarray
    file_of: np.ndarray
    rows: np.ndarray

    def refuse(self, wrong: np.ndarray, what: Callable[[int], str]) -> None:
        """Refuse the first row that is wrong, with its line; `what` says of its place among the rows why."""
        places = np.flatnonzero(wrong)
        if len(places):
            raise FormatError(self.file.path, what(places[0]), self.line + int(self.rows[places[0]]))

    def values(self, name: str) -> np.ndarray:
        """(n,) values of a column; NaN where one, or the column, is missing."""
        return self.columns[name][self.rows] if name in self.columns else np.full(len(self.rows), np.nan)

    def faces(self, points: np.ndarray, layout: str, unit: str, **known: Any) -> Faces:
        """The table of the rows; points (m, p, 3) are of all of them, what else is known of those to read."""
        frame, recording = self.frame[self.rows], self.recording[self.rows]
        pairs = zip(recording.tolist(), frame.tolist(), strict=True)
        face = np.array([name if number < 0 else f"{name}_{number:06d}" for name, number in pairs])
        sequence = np.where(frame < 0, "", recording)
        landmarks = Landmarks(points[self.rows], get_layout(layout), unit)
        file = self.file_of[self.rows]
        return Faces(landmarks, face, sequence=sequence, frame=frame, file=file, **known)


@dataclass
class Tracked:
    """Which rows of one file are read, and what is left out.

    Attributes
    ----------
    file : the file.
    column : what tells the faces of a frame apart.
    options : which faces are read.
    kept : rows of the face to keep; None where all are read.
    """

    file: Found
    column: str
    options: TrackedOptions
    kept: Kept | None = None
    _rows: int = 0
    _seen: dict[tuple[str, int], int] = field(default_factory=dict)
    _lost: dict[str, list[int]] = field(default_factory=dict)
    _absent: str = ""
    _broken: dict[int, str] = field(default_factory=dict)
    _others: list[int] = field(default_factory=list)

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self.file.path

    @property
    def told(self) -> Callable[[int, str], None] | None:
        """Takes what is wrong in a line, where broken rows are left out (see `mien.tabular.iter_columns`)."""
        return self._tell if self.options.skip_broken else None

    def _tell(self, line: int, what: str) -> None:
        self._broken.setdefault(line, what)

    def keep(self, sightings: Iterable[Sighted]) -> None:
        """Find the rows of the face to keep, where one is wanted, by a reading of its own."""
        if self.options.keep_face is not None:
            self.kept = kept_rows(self.path, sightings, self.options.keep_face, self.column)

    def batch(
        self,
        line: int,
        columns: dict[str, np.ndarray],
        recordings: tuple[np.ndarray, np.ndarray],
        lost: Mapping[str, np.ndarray],
        needed: tuple[Sequence[str], np.ndarray],
        who: np.ndarray | None,
        checks: Iterable[tuple[str, Callable[[np.ndarray], np.ndarray], str]] = (),
    ) -> Iterator[Batch]:
        """The rows of a batch to read, if there are any.

        Parameters
        ----------
        line : of the first row.
        columns : column -> (m,) values; where there is no ``frame``, each row is of a photograph.
        recordings : (m,) names and (m,) paths; see `mien.sources.recordings.Recordings.at`.
        lost : why a face cannot be used -> (m,) bool, the rows; the first reason counts.
        needed : columns, and (m, c) their numbers, that have to be there.
        who : (m,) str, which face of the frame it is; None where the file does not say.
        checks : column, which values (not NaN) are right, and what is expected, of columns that may be there.

        Raises
        ------
        FormatError
            If a frame is no whole number, a value is not right, or a frame of a recording comes twice.
        """
        (recording, file_of), n = recordings, len(recordings[0])
        frame, mine = self._frames(line, columns, n), np.ones(n, dtype=bool)
        if self.kept is not None:
            mine = self.kept.mine[self._rows : self._rows + n]
            self._others += frame[~mine & self._whole(line, n)].tolist()
        self._rows += n
        good = mine & self._whole(line, n)
        names, numbers = needed
        absent = ~np.isfinite(numbers)
        for why, wrong in {**lost, MISSING_NUMBER: absent.any(axis=1)}.items():
            rows = good & wrong
            if rows.any():
                self._lost.setdefault(why, []).extend(frame[rows].tolist())
                good &= ~rows
                if why == MISSING_NUMBER and not self._absent:
                    row = int(rows.argmax())
                    self._absent = f"{names[int(absent[row].argmax())]} in line {line + row}"
        for name, right, expected in checks:
            if name in columns:
                value = columns[name]
                wrong = good & ~np.isnan(value) & ~right(value)
                for row in np.flatnonzero(wrong).tolist():
                    self._refuse(line + row, f"{name} is {value[row]:g}; expected {expected}")
        rows = np.flatnonzero(good & self._whole(line, n))
        for row in rows.tolist():
            key = str(recording[row]), int(frame[row])
            if key in self._seen:
                raise FormatError(self.path, self._twice(key, who, row), line + row)
            self._seen[key] = line + row
        if len(rows):
            yield Batch(self.file, line, columns, frame, recording, file_of, rows)

    def _whole(self, line: int, n: int) -> np.ndarray:
        """(m,) bool, rows that are not known to be broken."""
        if not self._broken:
            return np.ones(n, dtype=bool)
        return np.array([line + row not in self._broken for row in range(n)])

    def _refuse(self, line: int, what: str) -> None:
        if not self.options.skip_broken:
            raise FormatError(self.path, what, line)
        self._tell(line, what)

    def _frames(self, line: int, columns: dict[str, np.ndarray], n: int) -> np.ndarray:
        """(m,) int64 numbers of frames; -1 where there are none."""
        if "frame" not in columns:
            return np.full(n, -1)
        number = columns["frame"]
        wrong = ~np.isfinite(number) | (number != np.floor(number)) | (number < 0) | (number > 2**53)
        for row in np.flatnonzero(wrong).tolist():
            self._refuse(line + row, "column frame is not a whole number")
        return np.where(wrong, -1, number).astype(np.int64)

    def _twice(self, key: tuple[str, int], who: np.ndarray | None, row: int) -> str:
        name = key[0] if key[1] < 0 else f"frame {key[1]} of {key[0]}"
        line = self._seen[key]
        ways = "--keep-face largest, or --keep-face 0, 1 … (from the left), keeps one"
        if who is None:
            return f"{name} is there twice (line {line} too); if these are two faces, {ways}"
        if not who[row]:
            return f"{name} shows two faces (line {line} too), and {self.column} is empty; {ways}"
        return (
            f"{name} shows two faces ({who[row]} here, line {line} too); keep one with --keep-face "
            f"{who[row]} (column {self.column}) or --keep-face largest"
        )

    def _why(self) -> str:
        reasons = []
        for why, frames in self._lost.items():
            first = f" ({self._absent} first)" if why == MISSING_NUMBER else ""
            where = frame_ranges(frames)
            reasons.append(f"{why}{first} in {len(frames)}" + f" ({where})" * bool(where))
        return f"{sum(map(len, self._lost.values()))} faces cannot be used: {'; '.join(reasons)}"

    def finish(self, notes: Notes) -> None:
        """Tell of what was left out of the file, once all of it was read.

        A FormatError if there was nothing in it, or faces cannot be used and are not to be left out.
        """
        name, skip = self.file.below, self.options.skip_broken
        if not self._rows and not self._broken:
            if not skip:
                what = "no face is in it: there is nothing below the names of the columns"
                raise FormatError(self.path, f"{what}; among other files, --skip-broken leaves it out")
            notes.add("recordings left out, no face is in them", name)
            return
        if self._lost and not skip:
            raise FormatError(self.path, f"{self._why()}; --skip-broken leaves them out")
        for why, of in self._lost.items():
            notes.add_frames(f"frames left out, {why}", name, of)
        for line, what in self._broken.items():
            notes.add("broken rows left out", f"{name}:{line} {what}")
        notes.add_frames("faces left out, others than the one to keep", name, self._others)
        if self.kept is not None:
            self.kept.tell(notes, name, self.column)
        if not self._seen:
            notes.add("recordings left out, for no face of theirs can be used", name)
