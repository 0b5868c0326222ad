"""The faces and triplets of one split, ready for the network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mien.errors import DataError
from mien.training.windows import Windows
from mien.triplets.values import Triplets


@dataclass(frozen=True, eq=False)
class Mirror:
    """How a prepared, flattened face becomes its mirror image: ``sign * x[order] + offset``.

    Attributes
    ----------
    order : (d,) int64
    sign, offset : (d,) float32
    """

    order: np.ndarray
    sign: np.ndarray
    offset: np.ndarray


@dataclass(frozen=True, eq=False)
class FaceSet:
    """The faces of one split.

    Attributes
    ----------
    x : (n, d) float32, prepared and flattened faces.
    y : (n, d) float32, their neutrals, or None.
    triplets : rows of x, or None.
    subject : (n,) str, or None; to exchange neutrals between people. Without it, faces on the same neutral
        are one person's.
    mirror : how to mirror a face, or None where the layout is not known.
    source : hash of what x and y were made from, or None where nothing was done to them. A checkpoint knows
        its faces by it, because another number of threads changes the last bits of aligned faces.
    windows : rows of x that follow each other in a recording, or None.
    """

    x: np.ndarray
    y: np.ndarray | None = None
    triplets: Triplets | None = None
    subject: np.ndarray | None = None
    mirror: Mirror | None = None
    source: str | None = None
    windows: Windows | None = None

    def __post_init__(self) -> None:
        if self.y is not None and self.y.shape != self.x.shape:
            raise DataError(f"faces have shape {self.x.shape}, their neutrals {self.y.shape}")
        if self.triplets is not None:
            self.triplets.check_faces(len(self.x))

    def columns(self) -> dict[str, np.ndarray]:
        """What is there of the faces, by the names that parts of a model know."""
        return {"x": self.x} if self.y is None else {"x": self.x, "y": self.y}

    def people(self) -> np.ndarray:
        """(n,) int64, a number a person."""
        if self.subject is not None:
            return np.unique(self.subject, return_inverse=True)[1].reshape(-1)
        neutral = self.x if self.y is None else self.y
        return np.unique(neutral, axis=0, return_inverse=True)[1].reshape(-1)

    @property
    def triplets_per_face(self) -> float:
        """T/N of eq. 11."""
        return 0.0 if self.triplets is None else len(self.triplets) / len(self.x)
