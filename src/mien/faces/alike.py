"""People who may be one person under two names, which a split by person would then put on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from mien.errors import listed
from mien.faces.faces import Faces
from mien.landmarks.alignment import Alignment
from mien.landmarks.degeneracy import degenerate
from mien.landmarks.values import Landmarks
from mien.vocabulary import NEUTRAL

# Of 15,000 pairs of people (102 photographed, 18 scanned, 4 × 100 synthetic) the nearest two have 0.29 of the
# median distance, apart from two scans that are the same one (0.009).
NEAR = 0.15
# The median distance is 0.059 to 0.097 eye distances in those sets; it is smaller where all are one person.
USUAL = 0.05
MOST_PEOPLE = 2_000
_BLOCK = 512


@dataclass(frozen=True)
class Alike:
    """Two people who are far nearer than people usually are.

    Attributes
    ----------
    first, second : their names.
    distance : of their faces, root mean square over points, in eye distances.
    usual : what such distances usually are among these people.
    """

    first: str
    second: str
    distance: float
    usual: float


def alike_people(points: np.ndarray, subject: Sequence[str] | np.ndarray) -> list[Alike]:
    """The pairs of people whose aligned faces are nearer than `NEAR` times the usual distance.

    The usual distance is the median over all pairs, and `USUAL` where that is less. Only copies, recordings
    of one moment and fits to one shape are so near; a person who is measured on two days is not always found.

    Parameters
    ----------
    points : (m, p, 2 or 3), a face of each person, best the neutral one, aligned, in eye distances.
    subject : (m,) the people.

    Returns
    -------
    list
        The nearest pair first.
    """
    flat = np.asarray(points, dtype=np.float64).reshape(len(points), -1)
    if len(flat) < 2:
        return []
    per_point = 1 / np.sqrt(np.asarray(points).shape[1])
    flat = flat - flat.mean(axis=0)
    squares = np.square(flat).sum(axis=1)
    apart = np.empty((len(flat), len(flat)), dtype=np.float32)
    for start in range(0, len(flat), _BLOCK):
        rows = slice(start, start + _BLOCK)
        square = squares[rows, None] + squares - 2 * flat[rows] @ flat.T
        apart[rows] = np.sqrt(np.maximum(square, 0)) * per_point
    first, second = np.triu_indices(len(flat), 1)
    usual = max(float(np.median(apart[first, second])), USUAL)
    near = np.flatnonzero(apart[first, second] < NEAR * usual)
    found = [
        # Products of matrices leave too little of a small difference.
        Alike(str(subject[a]), str(subject[b]), float(np.linalg.norm(flat[a] - flat[b]) * per_point), usual)
        for a, b in zip(first[near].tolist(), second[near].tolist(), strict=True)
    ]
    return sorted(found, key=lambda pair: pair.distance)


@dataclass(eq=False)
class Sampled:
    """A face of each person while faces stream by: the neutral one where it is marked, else the first."""

    _faces: dict[str, np.ndarray] = field(default_factory=dict)
    _neutral: set[str] = field(default_factory=set)
    _like: Landmarks | None = None
    _others: set[str] = field(default_factory=set)

    def see(self, faces: Faces) -> None:
        """Take what is wanted of a batch."""
        if not len(faces):
            return
        self._like = self._like or replace(faces.landmarks, points=faces.landmarks.points[:0])
        marked = faces.label == NEUTRAL
        if faces.neutral is not None:
            marked = marked | (faces.neutral == faces.face)
        for rows, neutral in ((np.arange(len(faces)), False), (np.flatnonzero(marked), True)):
            people, first = np.unique(faces.subject[rows], return_index=True)
            for person, row in zip(people.tolist(), rows[first].tolist(), strict=True):
                self._take(str(person), faces.landmarks.points[row], neutral)

    def _take(self, person: str, points: np.ndarray, neutral: bool) -> None:
        if person in self._neutral or (person in self._faces and not neutral):
            return
        if person not in self._faces and len(self._faces) >= MOST_PEOPLE:
            self._others.add(person)
            return
        self._faces[person] = points.copy()
        if neutral:
            self._neutral.add(person)

    def told(self) -> tuple[str, ...]:
        """A line about people who may be one, if there are any, or that there are too many to compare."""
        if self._others:
            count = len(self._faces) + len(self._others)
            return (f"people not compared with each other, there are {count:,} (at most {MOST_PEOPLE:,})",)
        if self._like is None or len(self._faces) < 2:
            return ()
        landmarks = replace(self._like, points=np.stack(list(self._faces.values())))
        good = np.ones(len(self._faces), dtype=bool)
        for rows in degenerate(landmarks).values():
            good[rows] = False
        if good.sum() < 2:
            return ()
        landmarks, names = landmarks.take(good), np.array(list(self._faces))[good]
        found = alike_people(Alignment.fit(landmarks).apply(landmarks, None, names), names)
        if not found:
            return ()
        pairs = listed(f"{pair.first} and {pair.second} ({pair.distance:.2g})" for pair in found)
        return (
            f"{len(found)} pairs of people may be one person under two names, their faces being nearly the "
            f"same (eye distances apart; usual is {found[0].usual:.2g}): {pairs}; --names or --table says "
            "who is who",
        )


def alike_in(faces: Faces) -> tuple[str, ...]:
    """What `Sampled.told` tells of faces that are in memory."""
    sampled = Sampled()
    sampled.see(faces)
    return sampled.told()
