"""iBUG's ``.pts`` files: a photograph each, its points in pixels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from mien.errors import FormatError
from mien.faces.faces import Faces
from mien.landmarks.layout import get_layout
from mien.landmarks.values import Landmarks
from mien.sources.notes import Notes
from mien.sources.paths import files_of, folder_of
from mien.sources.stream import Reading as Options
from mien.sources.stream import Stream

# Number of points -> layout.
LAYOUTS = {68: "ibug68", 51: "ibug51"}
SOURCE = "iBUG .pts"
_AT_ONCE = 1024
_HEAD = re.compile(r"(version|n_points)\s*:\s*(\d+)")


def open_source(path: str, options: Options) -> Stream:
    """Open a file, or all ``.pts`` files of a folder and those below it.

    A file is a face and, until something else is said of it, a person of its own.
    """
    files = files_of(path, (".pts",))
    folder = folder_of(path) or Path(path).parent
    return Stream(path, lambda notes: _faces(files, folder, options, notes), len(files))


def read_pts(path: Path) -> np.ndarray:
    """The points of a file, (p, 2): x right, y up, in pixels from the upper left corner on.

    iBUG counts pixels from 1 and y downward.

    Raises
    ------
    FormatError
        If the file is not such a one, with the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise FormatError(path, "cannot be read as text") from None
    said: dict[str, int] = {}
    points: list[tuple[float, float]] | None = None
    closed = False
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("//") or closed:
            continue
        head = _HEAD.fullmatch(text)
        if points is None and head:
            said[head[1]] = int(head[2])
        elif points is None and text == "{":
            points = []
        elif points is not None and text == "}":
            closed = True
        elif points is None:
            raise FormatError(
                path, f"{text[:40]!r} is not of a .pts file; expected n_points: 68 or {{", number
            )
        else:
            points.append(_point(path, text, number))
    if points is None or not closed:
        raise FormatError(path, "not a whole .pts file; the points stand between { and }", len(lines) or 1)
    if said.get("n_points", len(points)) != len(points):
        raise FormatError(path, f"{len(points)} points; n_points says {said['n_points']}")
    return (np.array(points).reshape(-1, 2) - 1) * [1.0, -1.0]


def _point(path: Path, text: str, line: int) -> tuple[float, float]:
    fields = text.split()
    try:
        x, y = (float(field) for field in fields)
    except ValueError:
        raise FormatError(path, f"{text[:40]!r} is not x and y of a point", line) from None
    return x, y


def _faces(files: Sequence[Path], folder: Path, options: Options, notes: Notes) -> Iterator[Faces]:
    found: list[tuple[Path, np.ndarray]] = []
    for path in files:
        with notes.instead(options.skip_broken):
            points = read_pts(path)
            if len(points) not in LAYOUTS:
                raise FormatError(path, f"{len(points)} points; known are {' and '.join(map(str, LAYOUTS))}")
            if found and points.shape != found[0][1].shape:
                raise FormatError(path, f"{len(points)} points; the files before have {len(found[0][1])}")
            found.append((path.relative_to(folder), points))
        if len(found) == _AT_ONCE:
            yield _table(found)
            found = []
    if found:
        yield _table(found)


def _table(found: list[tuple[Path, np.ndarray]]) -> Faces:
    names = np.array([path.with_suffix("").as_posix() for path, _ in found])
    points = np.stack([points for _, points in found]).astype(np.float32)
    landmarks = Landmarks(points, get_layout(LAYOUTS[points.shape[1]]), "pixel")
    file = np.array([path.as_posix() for path, _ in found])
    return Faces(landmarks, names, names, file=file, source=SOURCE)
