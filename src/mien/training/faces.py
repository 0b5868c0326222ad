"""The faces and triplets of one split, ready for the network, and the batches drawn from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from mien.errors import DataError
from mien.settings import TrainingSection
from mien.training.batches import Batches
from mien.training.engines import Batch
from mien.triplets.values import Triplets

FACES, TRIPLETS, ALTERATIONS = 0, 1, 2


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
    subject : (n,) str, or None; needed to exchange neutrals between people.
    mirror : how to mirror a face, or None where the layout is not known.
    source : hash of what x and y were made from, or None where nothing was done to them. A checkpoint knows
        its faces by it, because another number of threads changes the last bits of aligned faces.
    """

    x: np.ndarray
    y: np.ndarray | None = None
    triplets: Triplets | None = None
    subject: np.ndarray | None = None
    mirror: Mirror | None = None
    source: str | None = None

    def __post_init__(self) -> None:
        if self.y is not None and self.y.shape != self.x.shape:
            raise DataError(f"faces have shape {self.x.shape}, their neutrals {self.y.shape}")
        if self.triplets is not None:
            self.triplets.check_faces(len(self.x))

    @property
    def triplets_per_face(self) -> float:
        """T/N of eq. 11."""
        return 0.0 if self.triplets is None else len(self.triplets) / len(self.x)


class FaceBatches:
    """Data batches and triplet batches of a set, a pure function of seed and step.

    Parameters
    ----------
    faces : the training set; its triplets are used if it has any.
    training : batch sizes, and the chances of mirroring and exchanging, and the jitter.
    seed : the run's seed.
    """

    def __init__(self, faces: FaceSet, training: TrainingSection, seed: int) -> None:
        self.training, self.seed, self.mirror = training, seed, faces.mirror
        self.x = torch.from_numpy(np.ascontiguousarray(faces.x, dtype=np.float32))
        self.y = (
            None if faces.y is None else torch.from_numpy(np.ascontiguousarray(faces.y, dtype=np.float32))
        )
        self.triplets = faces.triplets if faces.triplets is not None and len(faces.triplets) else None
        self.triplets_per_face = faces.triplets_per_face
        self._faces = Batches(len(faces.x), training.batch, (seed, FACES))
        if self.triplets is not None:
            self._triplets = Batches(len(self.triplets), training.triplet_batch, (seed, TRIPLETS))

    def at(self, step: int) -> Batch:
        """The batch of a 0-based step."""
        rng = np.random.default_rng([self.seed, ALTERATIONS, step])
        x, y = self._altered(self._faces.at(step), rng)
        if self.triplets is None:
            return Batch(x, y)
        chosen = self._triplets.at(step)
        rows = self.triplets.rows[chosen].T
        triplet_x, triplet_y = self._altered(rows.reshape(-1), rng)
        return Batch(
            x,
            y,
            triplet_x.unflatten(0, rows.shape),
            None if triplet_y is None else triplet_y.unflatten(0, rows.shape),
            torch.from_numpy(self.triplets.weight[chosen]),
            self.triplets_per_face,
        )

    def _altered(
        self, rows: np.ndarray, rng: np.random.Generator
    ) -> tuple[torch.Tensor, torch.Tensor | None]:
        x, y = self.x[rows], None if self.y is None else self.y[rows]
        if self.training.exchange > 0 and y is not None and self.y is not None:
            moved = torch.from_numpy(rng.random(len(rows)) < self.training.exchange)[:, None]
            other = torch.where(moved, self.y[rng.integers(len(self.x), size=len(rows))], y)
            x, y = x + (other - y), other
        if self.training.mirror > 0 and self.mirror is not None:
            turned = torch.from_numpy(rng.random(len(rows)) < self.training.mirror)[:, None]
            x = torch.where(turned, _mirrored(x, self.mirror), x)
            y = None if y is None else torch.where(turned, _mirrored(y, self.mirror), y)
        if self.training.jitter > 0:
            x = x + self.training.jitter * _normal(rng, x)
            y = None if y is None else y + self.training.jitter * _normal(rng, y)
        return x, y


def _normal(rng: np.random.Generator, like: torch.Tensor) -> torch.Tensor:
    return torch.from_numpy(rng.standard_normal(like.shape, dtype=np.float32))


def _mirrored(faces: torch.Tensor, mirror: Mirror) -> torch.Tensor:
    return faces[:, mirror.order] * torch.from_numpy(mirror.sign) + torch.from_numpy(mirror.offset)


def whole_batches(faces: FaceSet, with_triplets: bool, size: int = 2_048) -> list[tuple[Batch, int, int]]:
    """The whole set in order, in batches of bounded size, for validation.

    Returns
    -------
    list of (batch, faces in it, triplets in it); each batch's triplets_per_face is that of the whole set.
    """
    triplets = faces.triplets if with_triplets else None
    n, m = len(faces.x), 0 if triplets is None else len(triplets)
    pieces = max(1, -(-max(n, m) // size))
    batches = []
    for rows, chosen in zip(
        np.array_split(np.arange(n), pieces), np.array_split(np.arange(m), pieces), strict=True
    ):
        y = None if faces.y is None else torch.from_numpy(faces.y[rows])
        batch = Batch(torch.from_numpy(faces.x[rows]), y)
        if triplets is not None and len(chosen):
            named = triplets.rows[chosen].T
            batch = Batch(
                batch.x,
                y,
                torch.from_numpy(faces.x[named]),
                None if faces.y is None else torch.from_numpy(faces.y[named]),
                torch.from_numpy(triplets.weight[chosen]),
                faces.triplets_per_face,
            )
        batches.append((batch, len(rows), len(chosen)))
    return batches
