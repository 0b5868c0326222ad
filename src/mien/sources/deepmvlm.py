"""Deep-MVLM's text files: the points of a scan each, ``x y z`` a line, in BU-3DFE's order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from mien.faces.faces import Faces
from mien.landmarks.layout import get_layout
from mien.landmarks.values import Landmarks
from mien.sources.bnd import readable_bnds
from mien.sources.notes import Notes
from mien.sources.paths import files_of, folder_of
from mien.sources.stream import Reading as Options
from mien.sources.stream import Stream

LAYOUT, SOURCE = "bu3dfe83", "Deep-MVLM"
_ENDING = "_landmarks"
_AT_ONCE = 1024


def open_source(path: str, options: Options) -> Stream:
    """Open a file, or all ``.txt`` files of a folder and those below it.

    A file has the 84 points of BU-3DFE, of which the last, the tip of the nose, is left out, or 83, in the
    unit of the scan. It is a face and, until something else is said of it, a person of its own; a name that
    ends with ``_landmarks`` is taken without it.
    """
    files = files_of(path, (".txt",))
    folder = folder_of(path) or Path(path).parent
    return Stream(path, lambda notes: _faces(files, folder, options, notes), len(files))


def _faces(files: Sequence[Path], folder: Path, options: Options, notes: Notes) -> Iterator[Faces]:
    for start in range(0, len(files), _AT_ONCE):
        part = files[start : start + _AT_ONCE]
        points, good = readable_bnds(part, options.skip_broken, notes)
        if len(good):
            yield _table([part[row].relative_to(folder) for row in good.tolist()], points)


def _table(files: list[Path], points: np.ndarray) -> Faces:
    names = np.array([path.with_suffix("").as_posix().removesuffix(_ENDING) for path in files])
    file = np.array([path.as_posix() for path in files])
    return Faces(Landmarks(points, get_layout(LAYOUT), "mm"), names, names, file=file, source=SOURCE)
