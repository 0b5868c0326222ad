"""Tables that stream by: gathered whole, or only whose neutral is whose and the neutral faces themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from mien.errors import DataError, FormatError, listed, of_file
from mien.faces.faces import Faces, refuse_without_neutral
from mien.faces.whose import neutral_rows, said
from mien.vocabulary import NEUTRAL


def gathered(batches: Iterable[Faces], n_faces: int | None, where: str | Path) -> Faces:
    """All batches as one table; its landmarks are in memory once where their number is known.

    Parameters
    ----------
    n_faces : the most there can be; None where nobody knows.
    where : file or folder, for errors.

    Raises
    ------
    FormatError
        If there are no faces, more than said or more than memory holds, or the batches are not of one table.
    """
    points = np.zeros((0, 0, 3), dtype=np.float32)
    parts: list[Faces] = []
    row = 0
    for batch in batches:
        if n_faces is not None:
            own, rows = batch.landmarks.points, slice(row, row + len(batch))
            if not parts:
                try:
                    points = np.empty((n_faces, *own.shape[1:]), dtype=np.float32)
                except (MemoryError, ValueError):
                    raise FormatError(where, f"{n_faces} faces do not fit into memory") from None
            if rows.stop > n_faces or own.shape[1:] != points.shape[1:]:
                raise FormatError(where, f"more than the {n_faces} faces it tells of, or of several layouts")
            points[rows] = own
            # Not the batch itself, which would hold its points a second time.
            batch = replace(batch, landmarks=replace(batch.landmarks, points=points[rows]))
            row = rows.stop
        parts.append(batch)
    with of_file(where):
        if n_faces is None or not parts:
            return Faces.joined(parts)
        return Faces.joined(parts, landmarks=replace(parts[0].landmarks, points=points[:row]))


@dataclass(frozen=True, eq=False)
class StreamedNeutrals:
    """Whose neutral is whose in a table that is not in memory.

    Attributes
    ----------
    faces : the m faces that are somebody's neutral; None where there is none.
    face, subject : (n,) str, of all faces, in the order of the stream.
    place : (n,) int64, where each face's neutral is in `faces`; -1 where it has none.
    """

    faces: Faces | None
    face: np.ndarray
    subject: np.ndarray
    place: np.ndarray

    @cached_property
    def _places(self) -> tuple[dict[str, int], dict[str, set[int]]]:
        """Place by the name of a face, and all places of a person."""
        people: dict[str, set[int]] = {}
        for person, place in zip(self.subject.tolist(), self.place.tolist(), strict=True):
            if place >= 0:
                people.setdefault(person, set()).add(place)
        return dict(zip(self.face.tolist(), self.place.tolist(), strict=True)), people

    def of(self, face: np.ndarray, subject: np.ndarray) -> np.ndarray:
        """Where the neutrals of other faces are in `faces`: by name, else their subject's only one.

        Parameters
        ----------
        face, subject : (m,) str.

        Returns
        -------
        (m,) int64

        Raises
        ------
        DataError
            If a face has no neutral, or is not among those of the stream and its subject has several.
        """
        by_name, people = self._places
        found, unclear = np.full(len(face), -1, dtype=np.int64), []
        for row, (name, person) in enumerate(zip(face.tolist(), subject.tolist(), strict=True)):
            own = people.get(person, set())
            if name in by_name:
                found[row] = by_name[name]
            elif len(own) > 1:
                unclear.append(name)
            elif own:
                (found[row],) = own
        if unclear:
            raise DataError(
                f"face {listed(unclear)} is not among the faces, and its subject has several neutral faces; "
                "give faces that have it, or latents of theirs"
            )
        refuse_without_neutral(subject[found < 0], droppable=False)
        return found


def streamed_neutrals(read: Callable[[], Iterable[Faces]]) -> StreamedNeutrals:
    """Find each face's neutral as `Faces.neutral_rows` does, without the landmarks of the other faces.

    Parameters
    ----------
    read : gives the same batches each time. They are gone through twice, or once where each neutral is its
        own neutral or its person's first labelled one.

    Raises
    ------
    DataError
        If a neutral is not among the faces, or is another person's.
    """
    names, count, people = Names(), 0, set[str]()
    passed: list[Faces] = []
    places = [np.zeros(0, dtype=np.int64)]
    for batch in read():
        names.see(batch)
        likely = _likely(batch, people)
        if len(likely):
            passed.append(batch.take(likely))
            places.append(likely + count)
        count += len(batch)
    face, subject, rows = names.told()
    needed, there = np.unique(rows[rows >= 0]), np.concatenate(places)
    kept: list[Faces] = []
    if len(needed) and np.isin(needed, there).all():
        kept = [Faces.joined(passed).take(np.searchsorted(there, needed))]
    elif len(needed):
        kept = list(_taken(read(), needed))
    place = np.full(len(face) + 1, -1, dtype=np.int64)
    place[needed] = np.arange(len(needed))
    return StreamedNeutrals(Faces.joined(kept) if kept else None, face, subject, place[rows])


class Names:
    """What is needed of all faces to say whose neutral is whose, collected while they go by."""

    def __init__(self) -> None:
        nothing = np.zeros(0, dtype=np.str_)
        self._columns = {name: [nothing] for name in ("face", "subject", "label", "neutral")}

    def see(self, batch: Faces) -> None:
        """Take the names of a batch."""
        for name, parts in self._columns.items():
            value = getattr(batch, name)
            parts.append(np.full(len(batch), "") if value is None else value)

    def told(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(n,) faces and subjects of all batches, and the row of each one's neutral, -1 where it has none.

        A DataError if a neutral is not among the faces, or is another person's.
        """
        face, subject, label, neutral = (np.concatenate(parts) for parts in self._columns.values())
        return face, subject, neutral_rows(face, subject, label, said(face, neutral))


def _likely(batch: Faces, people: set[str]) -> np.ndarray:
    """Rows that are likely to be somebody's neutral; takes the people whose first labelled face was met."""
    likely = np.zeros(len(batch), dtype=bool) if batch.neutral is None else batch.neutral == batch.face
    for row in np.flatnonzero(batch.label == NEUTRAL).tolist():
        person = str(batch.subject[row])
        likely[row] |= person not in people
        people.add(person)
    return np.flatnonzero(likely)


def _taken(batches: Iterable[Faces], rows: np.ndarray) -> Iterator[Faces]:
    """The faces at these ascending rows of the whole stream."""
    start = 0
    for batch in batches:
        first, last = np.searchsorted(rows, (start, start + len(batch)))
        if last > first:
            yield batch.take(rows[first:last] - start)
        start += len(batch)
