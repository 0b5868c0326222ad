"""BU-3DFE: a folder of subject folders of ``.bnd`` files, named like ``F0001_AN01WH_F3D.bnd``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import numpy as np

from mien.errors import DataError, FormatError, listed
from mien.faces.faces import Faces
from mien.landmarks.layout import get_layout
from mien.landmarks.values import Landmarks
from mien.sources.bnd import readable_bnds
from mien.sources.notes import Notes
from mien.sources.stream import Reading as Options
from mien.sources.stream import Stream
from mien.vocabulary import NEUTRAL

LABELS = {
    "NE": NEUTRAL, "AN": "angry", "DI": "disgust", "FE": "fear",
    "HA": "happy", "SA": "sad", "SU": "surprised",
}  # fmt: skip
LAYOUT = "bu3dfe83"
SOURCE = "BU-3DFE, Binghamton University 3D Facial Expression Database"
LICENCE = "BU-3DFE licence: research use by agreement, not to be passed on"
_NAME = re.compile(r"([FM]\d{4})_(NE|AN|DI|FE|HA|SA|SU)(\d\d)[A-Z]{2}_F3D\.bnd", re.IGNORECASE)

# (subject, expression code, degree)
_Face = tuple[str, str, int]


def open_source(path: str, options: Options) -> Stream:
    """Open a folder of BU-3DFE, to be read one subject at a time; see `find_bu3dfe` for what is refused."""
    notes = Notes()
    found = find_bu3dfe(path, notes)
    return Stream(path, lambda notes: iter_bu3dfe(found, notes, options.skip_broken), len(found), notes)


def find_bu3dfe(folder: str | Path, notes: Notes) -> dict[_Face, Path]:
    """The faces of the folder, sorted, and the file of each.

    Parameters
    ----------
    notes : takes files that are left out for their name.

    Raises
    ------
    FormatError
        If there is no such folder or no file in it has a name of BU-3DFE.
    DataError
        If one subject has the same expression and degree twice.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise FormatError(folder, "there is no such folder")
    files = [
        path for path in sorted([*folder.glob("*"), *folder.glob("*/*")]) if path.suffix.lower() == ".bnd"
    ]
    found: dict[_Face, Path] = {}
    wrong: list[str] = []
    for path in files:
        parsed = _parse(path, folder)
        if parsed is None:
            wrong.append(str(path.relative_to(folder)))
            continue
        if parsed in found:
            raise DataError(f"{path}: the same face as {found[parsed]}; keep one of them")
        found[parsed] = path
    if not found:
        others = f"; {len(wrong)} .bnd files have other names: {listed(wrong)}" if wrong else ""
        raise FormatError(folder, f"no file is named like F0001/F0001_AN01WH_F3D.bnd{others}")
    for name in wrong:
        notes.add(".bnd files left out for their name or folder", name)
    return dict(sorted(found.items()))


def _parse(path: Path, folder: Path) -> _Face | None:
    """Subject, expression code and degree; None where the name is none of BU-3DFE or in another's folder."""
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    subject, code, degree = match[1].upper(), match[2].upper(), int(match[3])
    if path.parent != folder and path.parent.name.upper() != subject:
        return None
    right = degree == 0 if code == "NE" else 1 <= degree <= 4
    return (subject, code, degree) if right else None


def iter_bu3dfe(found: dict[_Face, Path], notes: Notes, skip_broken: bool = False) -> Iterator[Faces]:
    """Read the files that `find_bu3dfe` found, one subject at a time.

    Parameters
    ----------
    notes : takes what is left out.
    skip_broken : leave broken files out, with a note, instead of refusing them; a broken neutral face is
        nobody's neutral.

    Raises
    ------
    FormatError
        If a file is damaged and `skip_broken` is False, with its name and line.
    """
    for subject, group in groupby(found, key=itemgetter(0)):
        files = list(group)
        points, good = readable_bnds([found[face] for face in files], skip_broken, notes)
        if not len(good):
            notes.add("people left out, for no face of theirs can be read", subject)
            continue
        codes, degrees = [files[row][1] for row in good], [files[row][2] for row in good]
        names = [f"{subject}_{code}{degree:02d}" for code, degree in zip(codes, degrees, strict=True)]
        neutral = names[codes.index("NE")] if "NE" in codes else ""
        yield Faces(
            Landmarks(points, get_layout(LAYOUT), "mm"),
            face=np.array(names),
            subject=np.full(len(good), subject),
            label=np.array([LABELS[code] for code in codes]),
            intensity=np.array(degrees, dtype=np.float32),
            neutral=np.full(len(good), neutral),
            source=SOURCE,
            licence=LICENCE,
            synthetic=False,
        )
