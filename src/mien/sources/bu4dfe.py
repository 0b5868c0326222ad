"""BU-4DFE: a folder a subject and expression of ``.bnd`` files, a frame each: ``F001/Angry/000.bnd``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field

from mien.errors import DataError, FormatError
from mien.faces.faces import Faces
from mien.landmarks.layout import get_layout
from mien.landmarks.values import Landmarks
from mien.sources.bnd import readable_bnds
from mien.sources.notes import Notes
from mien.sources.stream import Reading, Stream
from mien.vocabulary import NEUTRAL

LABELS = {
    "angry": "angry", "disgust": "disgust", "fear": "fear",
    "happy": "happy", "sad": "sad", "surprise": "surprised",
}  # fmt: skip
LAYOUT = "bu3dfe83"
SOURCE = "BU-4DFE, Binghamton University 4D Facial Expression Database"
LICENCE = "BU-4DFE licence: research use by agreement, not to be passed on"
_SUBJECT = re.compile(r"[FM]\d{3}", re.IGNORECASE)
_FRAME = re.compile(r"(\d{1,6})\.bnd", re.IGNORECASE)

# (subject, name of the expression's folder, frame)
_Face = tuple[str, str, int]


class Options(Reading):
    """What the files of BU-4DFE leave open.

    Sequences begin and end neutral by the protocol, but no frame is marked. `neutral_frame`: ``onset`` takes
    the first frame of the person's first sequence (in the order Angry, Disgust, Fear, Happy, Sad, Surprise)
    as the one neutral of the person; ``sequence`` the first frame of each sequence for that sequence;
    ``none`` none, for ``mien neutral choose``. One for a person is the default, because models take the
    identity from the neutral, and a person has one.
    """

    neutral_frame: Literal["onset", "sequence", "none"] = Field(
        "onset", description="Neutral faces: a person's first frame, each sequence's, or none."
    )


def open_source(path: str, options: Options) -> Stream:
    """Open a folder of BU-4DFE, to be read one sequence at a time; see `find_bu4dfe` for what is refused."""
    notes = Notes()
    found = find_bu4dfe(path, notes)
    return Stream(path, lambda notes: iter_bu4dfe(found, options, notes), len(found), notes)


def find_bu4dfe(folder: str | Path, notes: Notes) -> dict[_Face, Path]:
    """The frames of the folder, sorted, and the file of each.

    Files are known by their own and their folders' names, wherever these are below the folder.

    Parameters
    ----------
    notes : takes files that are left out for their name.

    Raises
    ------
    FormatError
        If there is no such folder, or no file in it has a name of BU-4DFE.
    DataError
        If a frame is there twice.
    """
    if not Path(folder).is_dir():
        raise FormatError(folder, "there is no such folder")
    found: dict[_Face, Path] = {}
    wrong: list[Path] = []
    for parent, folders, files in os.walk(folder):
        folders.sort()
        for path in (Path(parent, name) for name in sorted(files) if name.lower().endswith(".bnd")):
            face = _parse(path)
            if face is None:
                wrong.append(path)
            elif face in found:
                raise DataError(f"{path}: the same frame as {found[face]}; keep one of them")
            else:
                found[face] = path
    if not found:
        others = f"; {len(wrong)} .bnd files have other names, {wrong[0]} first" if wrong else ""
        raise FormatError(folder, f"no file is named like F001/Angry/000.bnd{others}")
    for path in wrong:
        notes.add(".bnd files left out for their name or folder", str(path.relative_to(folder)))
    return dict(sorted(found.items()))


def _parse(path: Path) -> _Face | None:
    """Subject, expression and frame; None where the names are none of BU-4DFE."""
    *_, subject, expression = ("", *path.absolute().parent.parts)
    match = _FRAME.fullmatch(path.name)
    if match is None or _SUBJECT.fullmatch(subject) is None or expression.lower() not in LABELS:
        return None
    return subject.upper(), expression.capitalize(), int(match[1])


def iter_bu4dfe(found: Mapping[_Face, Path], options: Options, notes: Notes) -> Iterator[Faces]:
    """Read the files that `find_bu4dfe` found, one sequence at a time.

    Frames are labelled with the expression of their sequence, those near its ends too; the frame that is
    taken for a neutral is labelled so.

    Parameters
    ----------
    notes : takes what is left out.

    Raises
    ------
    FormatError
        If a file is damaged and `skip_broken` is False, with its name and line.
    """
    neutral: dict[str, str] = {}
    for (subject, expression), group in groupby(found, key=lambda face: face[:2]):
        keys = list(group)
        points, good = readable_bnds([found[key] for key in keys], options.skip_broken, notes)
        sequence = f"{subject}_{expression}"
        if not len(good):
            notes.add("sequences left out, for no frame of theirs can be read", sequence)
            continue
        frame = np.array([key[2] for key in keys])[good]
        faces = Faces(
            Landmarks(points, get_layout(LAYOUT), "mm"),
            face=np.char.mod(f"{sequence}_%03d", frame),
            subject=np.full(len(good), subject),
            label=np.full(len(good), LABELS[expression.lower()]),
            sequence=np.full(len(good), sequence),
            frame=frame,
            source=SOURCE,
            licence=LICENCE,
            synthetic=False,
        )
        whose = subject if options.neutral_frame == "onset" else sequence
        if options.neutral_frame != "none" and whose not in neutral and good[0]:
            notes.add(
                "neutral faces taken from later than a first frame, which is broken", str(faces.face[0])
            )
        yield _with_neutral(faces, neutral.setdefault(whose, str(faces.face[0])), options.neutral_frame)


def _with_neutral(faces: Faces, name: str, way: str) -> Faces:
    if way == "none":
        return replace(faces, neutral=np.full(len(faces), ""))
    label = np.where(faces.face == name, NEUTRAL, faces.label)
    return replace(faces, label=label, neutral=np.full(len(faces), name))
