"""A source opened for reading in batches, and the options that every source has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from pydantic import Field

from mien.faces.faces import Faces
from mien.landmarks.degeneracy import degenerate, refuse_degenerate
from mien.settings import Section
from mien.sources.notes import Notes


class Reading(Section):
    """How to read a source, where its files leave that open; each source adds its own."""

    skip_broken: bool = Field(False, description="Leave broken files and unusable faces out; they are named.")
    to: str | None = Field(
        None, description="Layout to fit the faces to, for example bu3dfe83; faces without depth get it."
    )


@dataclass
class Stream:
    """A source opened for reading in batches.

    Attributes
    ----------
    where : the file or folder, for messages; the name of a built-in set.
    read : gives the faces from the first one on, each time it is called, and notes what it leaves out.
    n_faces : the most there can be, which is how many there are where nothing is left out; None where nobody
        knows.
    before : what was left out before reading, and why.
    found : what the last reading left out.
    """

    where: str
    read: Callable[[Notes], Iterator[Faces]]
    n_faces: int | None = None
    before: Notes = field(default_factory=Notes)
    found: Notes = field(default_factory=Notes)

    def batches(self) -> Iterator[Faces]:
        """The faces in batches of bounded size; may be asked for again."""
        self.found = Notes()
        return self.read(self.found)

    def told(self) -> tuple[str, ...]:
        """All that was left out, once the batches have been gone through."""
        return (*self.before.lines(), *self.found.lines())


def whole_file(where: str, faces: Faces) -> Stream:
    """The stream of a source that is read at once."""
    return Stream(where, lambda notes: iter([faces]), len(faces))


def sound(stream: Stream, faces: Faces, skip_broken: bool) -> Faces:
    """The faces of a batch that can be used.

    A DataError if a face is degenerate and `skip_broken` is False; otherwise it is left out with a note, and
    is nobody's neutral any more.
    """
    if not skip_broken:
        refuse_degenerate(faces.landmarks, faces.face, stream.where)
        return faces
    good = np.ones(len(faces), dtype=bool)
    for reason, rows in degenerate(faces.landmarks).items():
        good[rows] = False
        for name in faces.face[rows].tolist():
            stream.found.add(f"faces left out, {reason}", name)
    return faces if good.all() else without_neutrals(faces.take(good), faces.face[~good])


def without_neutrals(faces: Faces, gone: np.ndarray) -> Faces:
    """The same faces, none of which has one of the faces that are gone for its neutral."""
    if faces.neutral is None:
        return faces
    return replace(faces, neutral=np.where(np.isin(faces.neutral, gone), "", faces.neutral))
