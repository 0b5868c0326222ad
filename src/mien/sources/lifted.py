"""A source whose faces are fitted by the rig and given in another layout, with depth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from mien.faces.faces import Faces
from mien.lifting.lift import UNLIKELY, Lifted, lift
from mien.lifting.places import places
from mien.sources.notes import Notes
from mien.sources.stream import Stream, through

_KEPT = 100_000  # faces whose residual and spread are kept for the medians


def lifted(stream: Stream, to: str) -> Stream:
    """The faces of a stream, all of which can be used, as those of another layout.

    Notes tell how well the rig explains the faces. A LayoutError if the rig does not know the layout; at the
    first batch, if it does not know the faces'.
    """
    places(to)

    def step(batches: Iterator[Faces], notes: Notes) -> Iterator[Faces]:
        told = _Told()
        for faces in batches:
            found = lift(faces.landmarks, to)
            told.see(faces, found)
            given = f"{faces.landmarks.layout.name} in {faces.landmarks.dims}-D"
            about = f"{faces.source}; {to} fitted to {given} by the built-in rig"
            yield replace(faces, landmarks=found.landmarks, source=about.removeprefix("; "))
        for line in told.lines():
            notes.say(line)

    return through(stream, step)


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
