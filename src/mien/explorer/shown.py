"""What the explorer shows: a trained model with the faces of its run, read once for every section."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from mien.faces.faces import Faces
from mien.models.trained import ExpressionModel
from mien.runs import RunDirectory
from mien.triplets.values import Triplets
from mien.vocabulary import PARTS


@dataclass(frozen=True, eq=False)
class ShownFaces:
    """n faces as the model takes them.

    Attributes
    ----------
    faces : the table.
    x : (n, d) float32 prepared.
    neutral : (n,) int64, row of each face's neutral, -1 where there is none.
    z : (n, k) float32 latents; NaN where a face has no neutral and the model needs one.
    usage : (k,) nats, mean KL of the training faces (of all, where nobody was trained on).
    part : (n,) str, ``train``, ``validation``, ``test`` or ``""``.
    triplets : part -> triplets, rows of these faces.
    """

    faces: Faces
    x: np.ndarray
    neutral: np.ndarray
    z: np.ndarray
    usage: np.ndarray
    part: np.ndarray
    triplets: dict[str, Triplets] = field(default_factory=dict)

    @cached_property
    def kept(self) -> np.ndarray:
        """(m,) int64, rows of the faces that the page has: those with latents."""
        return np.flatnonzero(np.isfinite(self.z).all(axis=1))

    @cached_property
    def place(self) -> np.ndarray:
        """(n + 1,) int64, where among `kept` each row stands, -1 where it does not; the last is of row -1."""
        found = np.full(len(self.x) + 1, -1, dtype=np.int64)
        found[self.kept] = np.arange(len(self.kept))
        return found

    @cached_property
    def neutrals(self) -> np.ndarray:
        """(s,) int64, rows of the neutral faces of those that the page has."""
        own = self.neutral[self.kept]
        return np.unique(own[own >= 0])


@dataclass(frozen=True, eq=False)
class Recorded:
    """All frames of some recordings, where the faces shown are only some of them.

    Attributes
    ----------
    frames : of these recordings, with the neutral faces of their people.
    total : how many recordings there are in all.
    """

    frames: ShownFaces
    total: int


@dataclass(frozen=True, eq=False)
class Shown:
    """A model, and the faces it is shown with.

    Attributes
    ----------
    model : trained.
    title : for reading.
    seed : of the training.
    faces : None where there are none to be had.
    run : the run that the model is of, None where it stands alone.
    recorded : all frames of some recordings; None where the faces are all there are.
    """

    model: ExpressionModel
    title: str
    seed: int
    faces: ShownFaces | None
    run: RunDirectory | None = None
    recorded: Recorded | None = None


def part_of(subject: np.ndarray, people: dict[str, list[str]] | None) -> np.ndarray:
    """(n,) str, the part of the split that each face's person is in, ``""`` where it is not known."""
    part = np.full(len(subject), "", dtype="U10")
    for name in PARTS:
        part[np.isin(subject, (people or {}).get(name, []))] = name
    return part


def shown_faces(
    model: ExpressionModel,
    faces: Faces,
    x: np.ndarray,
    people: dict[str, list[str]] | None,
    triplets: dict[str, Triplets] | None = None,
) -> ShownFaces:
    """Encode faces that are prepared.

    Parameters
    ----------
    people : part -> people, None where they are not known.
    """
    neutral, part = faces.neutral_rows, part_of(faces.subject, people)
    known = neutral >= 0 if model.needs_neutral else np.ones(len(faces), dtype=bool)
    z = np.full((len(faces), model.n_components), np.nan, dtype=np.float32)
    y = x[neutral[known]] if model.needs_neutral else None
    z[known] = model.encode_prepared(x[known], y)
    trained = known & (part == PARTS[0]) if (part == PARTS[0]).any() else known
    own = x[neutral[trained]] if model.needs_neutral else None
    usage = model.usage_prepared(x[trained], own).mean(axis=0)
    return ShownFaces(faces, x, neutral, z, usage, part, triplets or {})
