"""A source opened for reading in batches, and the options that every source has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

import numpy as np
from pydantic import BeforeValidator, Field, field_validator

from mien.errors import FormatError
from mien.faces.faces import Faces
from mien.landmarks.degeneracy import degenerate, refuse_degenerate
from mien.settings import Section
from mien.sources.notes import Notes
from mien.sources.patterns import NamePattern

Axis = Literal["x", "y", "z"]


def _axes(given: object) -> object:
    """Axes of a text, ``"y,z"``; what is no text is left to pydantic."""
    return tuple(part.strip() for part in given.split(",")) if isinstance(given, str) else given


def _scales(given: object) -> object:
    """Factors of a text, ``"x=1280,y=720"``."""
    if not isinstance(given, str):
        return given
    pairs = [part.partition("=") for part in given.split(",")]
    try:
        factors = {axis.strip(): float(number) for axis, _, number in pairs}
    except ValueError:
        expected = "expected for example z=640 or x=1280,y=720"
        raise ValueError(f"{given!r} is no list of factors; {expected}") from None
    if len(factors) < len(pairs):
        raise ValueError(f"{given!r} names an axis twice")
    return factors


class Reading(Section):
    """How to read a source, where its files leave that open; each source adds its own."""

    skip_broken: bool = Field(False, description="Leave broken files and unusable faces out; they are named.")
    flip: Annotated[tuple[Axis, ...] | None, BeforeValidator(_axes)] = Field(
        None, description="Axes that point the wrong way, for example y,z; x is right, y up, z to the camera."
    )
    scale: Annotated[
        dict[Axis, Annotated[float, Field(gt=0, allow_inf_nan=False)]] | None, BeforeValidator(_scales)
    ] = Field(None, description="Factors of axes in other units, for example z=640 or x=1280,y=720.")
    unit: Literal["mm", "pixel", "normalised", "eyes"] | None = Field(
        None,
        description="The coordinates' unit, whatever the file says; a faces table keeps its own.",
    )
    names: str | None = Field(
        None, description="What files' names say, for example {subject}_{label}_{}_{intensity}."
    )
    table: str | None = Field(
        None,
        description="CSV or Parquet: face, file or sequence, and its subject, label, intensity, neutral.",
    )
    to: str | None = Field(
        None, description="Layout to fit the faces to, for example bu3dfe83; faces without depth get it."
    )

    @field_validator("names")
    @classmethod
    def _pattern(cls, given: str | None) -> str | None:
        """A pattern that can be read."""
        if given is not None:
            NamePattern.of(given)
        return given


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


def some(stream: Stream) -> Iterator[Faces]:
    """The batches of a stream, at least one face.

    Reading them raises a DataError if there is none, which says what was left out.
    """
    empty = True
    for faces in stream.batches():
        empty = False
        yield faces
    if empty:
        told = stream.told()
        left = f"no face is left; {'; '.join(told)}" if told else "there are no faces"
        raise FormatError(stream.where, left)


def through(stream: Stream, step: Callable[[Iterator[Faces], Notes], Iterator[Faces]]) -> Stream:
    """The stream whose batches go through a step, which notes what it leaves out."""
    return replace(stream, read=lambda notes: step(stream.read(notes), notes), found=Notes())


def usable(stream: Stream, skip_broken: bool) -> Stream:
    """The stream of those faces that can be used.

    Reading it raises a DataError if a face is degenerate and `skip_broken` is False; otherwise the face is
    left out with a note, and is nobody's neutral any more.
    """

    def step(batches: Iterator[Faces], notes: Notes) -> Iterator[Faces]:
        for faces in batches:
            if not skip_broken:
                refuse_degenerate(faces.landmarks, faces.face, stream.where)
                yield faces
                continue
            good = np.ones(len(faces), dtype=bool)
            for reason, rows in degenerate(faces.landmarks).items():
                good[rows] = False
                for name in faces.face[rows].tolist():
                    notes.add(f"faces left out, {reason}", name)
            if good.any():
                yield faces if good.all() else without_neutrals(faces.take(good), faces.face[~good])

    return through(stream, step)


def without_neutrals(faces: Faces, gone: np.ndarray) -> Faces:
    """The same faces, none of which has one of the faces that are gone for its neutral."""
    if faces.neutral is None:
        return faces
    return replace(faces, neutral=np.where(np.isin(faces.neutral, gone), "", faces.neutral))
