"""A source whose faces are fitted by the rig and given in another layout, with depth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from mien.faces.faces import Faces
from mien.lifting.lift import UNLIKELY, Lifted, lift
from mien.lifting.places import places
from mien.sources.notes import Notes
from mien.sources.stream import Stream, sound

_KEPT = 100_000  # faces whose residual and spread are kept for the medians


@dataclass
class LiftedStream(Stream):
    """As the stream it is made of, with notes of how well the rig explains the faces."""

    told_of: _Told = field(default_factory=lambda: _Told())

    def batches(self) -> Iterator[Faces]:
        """The faces, lifted, in batches of bounded size."""
        self.told_of = _Told()
        return super().batches()

    def told(self) -> tuple[str, ...]:
        """What was left out, then how the faces were lifted."""
        return (*super().told(), *self.told_of.lines())


def lifted(stream: Stream, to: str, skip_broken: bool) -> Stream:
    """The faces of a stream as those of another layout.

    A LayoutError if the rig does not know the layout; at the first batch, if it does not know the faces'.
    """
    places(to)

    def read(notes: Notes) -> Iterator[Faces]:
        stream.found = notes
        for batch in stream.read(notes):
            faces = sound(stream, batch, skip_broken)
            if not len(faces):
                continue
            found = lift(faces.landmarks, to)
            made.told_of.see(faces, found)
            given = f"{faces.landmarks.layout.name} in {faces.landmarks.dims}-D"
            about = f"{faces.source}; {to} fitted to {given} by the built-in rig"
            yield replace(faces, landmarks=found.landmarks, source=about.removeprefix("; "))

    made = LiftedStream(stream.where, read, stream.n_faces, stream.before)
    return made


class _Told:
    """How well the rig explains the faces that go by."""

    def __init__(self) -> None:
        self.n, self.what, self.unlikely = 0, "", Notes()
        self._figures: list[np.ndarray] = []

    def see(self, faces: Faces, found: Lifted) -> None:
        """Take the figures of a batch."""
        given = f"{faces.landmarks.layout.name} in {faces.landmarks.dims}-D"
        self.what = f"{found.landmarks.layout.name} fitted to {given} by the built-in rig"
        if self.n < _KEPT:
            spread = np.median(found.point_spread, axis=1)
            self._figures.append(np.stack([spread, found.residual], axis=1))
        self.n += len(faces)
        for name in faces.face[found.unlikely].tolist():
            what = f"faces that the rig cannot explain (residual above {UNLIKELY:g} eye distances)"
            self.unlikely.add(what, name)

    def lines(self) -> tuple[str, ...]:
        """One line of all faces, one of those that the rig cannot explain."""
        if not self.n:
            return ()
        spread, residual = np.median(np.concatenate(self._figures), axis=0)
        figures = f"median spread of a point {spread:.3f}, median residual {residual:.3f} eye distances"
        return (f"{self.n} faces are {self.what}: {figures}", *self.unlikely.lines())
