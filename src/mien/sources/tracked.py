"""What CSV files of face trackers share: a row a frame and face, lost frames, several faces in a frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from pydantic import Field

from mien.errors import FormatError
from mien.faces.faces import Faces
from mien.sources.notes import Notes, frame_ranges
from mien.sources.stream import Reading
from mien.tabular import header_of


class TrackedOptions(Reading):
    """Which faces are read."""

    keep_face: str | None = Field(None, description="The face to keep where a frame shows several.")
    least_confidence: float = Field(0.5, ge=0, le=1, description="Frames below it are lost.")


def csv_files(path: str | Path) -> list[Path]:
    """The file, or all ``.csv`` files of a folder and those below it.

    Raises
    ------
    FormatError
        If there is none.
    """
    path = Path(path)
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise FormatError(path, "there is no such file or folder")
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() == ".csv" and file.is_file())
    if not files:
        raise FormatError(path, "there is no .csv file")
    return files


def headers_of(
    files: Sequence[Path], check: Callable[[Path, list[str]], object], options: Reading, notes: Notes
) -> dict[Path, list[str]]:
    """The column names of each file; what `check` refuses is left out where broken files are.

    Raises
    ------
    FormatError
        If a file is refused, and broken files are not to be left out.
    """
    headers: dict[Path, list[str]] = {}
    for path in files:
        try:
            header = header_of(path)
            check(path, header)
        except FormatError as error:
            if not options.skip_broken:
                raise
            notes.add("broken files left out", str(error))
            continue
        headers[path] = header
    return headers


def each_file(
    files: Sequence[Path], read: Callable[[Path], Iterator[Faces]], options: Reading, notes: Notes
) -> Iterator[Faces]:
    """The faces of all files; where broken ones are left out, of those the faces before the error."""
    for path in files:
        try:
            yield from read(path)
        except FormatError as error:
            if not options.skip_broken:
                raise
            notes.add("broken files left out from the error on", str(error))


def frame_numbers(path: Path, values: np.ndarray, line: int) -> np.ndarray:
    """(m,) int64 of column frame, whose first row is in this line.

    Raises
    ------
    FormatError
        If one is no whole number.
    """
    wrong = np.flatnonzero(
        ~np.isfinite(values) | (values != np.floor(values)) | (values < 0) | (values > 2**53)
    )
    if len(wrong):
        raise FormatError(path, "column frame is not a whole number", line + int(wrong[0]))
    return values.astype(np.int64)


@dataclass
class Tracked:
    """Which rows of one file are read, and what is left out.

    Attributes
    ----------
    path : the file.
    kind : the source's name on the command line.
    column : column that tells the faces of a frame apart.
    options : which faces are read.
    """

    path: Path
    kind: str
    column: str
    options: TrackedOptions
    _seen: dict[tuple[str, int], int] = field(default_factory=dict)
    _lost: list[int] = field(default_factory=list)
    _others: list[int] = field(default_factory=list)

    def rows(
        self, line: int, frame: np.ndarray, recording: np.ndarray, tracked: np.ndarray, who: np.ndarray | None
    ) -> np.ndarray:
        """Rows of a batch to read.

        Parameters
        ----------
        line : of the first row.
        frame, recording : (m,) int64 and str.
        tracked : (m,) bool, where tracking was not lost.
        who : (m,) str, which face of the frame it is; None where the file does not say.

        Raises
        ------
        FormatError
            If a frame of a recording comes twice.
        """
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
        return rows

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

        Raises
        ------
        FormatError
            If tracking was lost and lost frames are not to be left out, or the face to keep is not there.
        """
        if self._others and not self._seen and not self._lost:
            raise FormatError(self.path, f"no row has the {self.column} {self.options.keep_face!r}")
        lost = frame_ranges(self._lost)
        if self._lost and not self.options.skip_broken:
            raise FormatError(
                self.path,
                f"tracking was lost in {len(self._lost)} frames ({lost}); "
                f"mien convert {self.kind} --skip-broken leaves them out",
            )
        if self._lost:
            what = "frames left out, tracking was lost"
            notes.add(what, f"{self.path.name} {lost}", len(self._lost))
        if self._others:
            what = "faces left out, others than the one to keep"
            notes.add(what, f"{self.path.name} {frame_ranges(self._others)}", len(self._others))
