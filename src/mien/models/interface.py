"""What the parts of a model take and give. No part knows which model it is in.

Shapes: r rows of faces, d features, k latent dimensions, l samples.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Protocol

from torch import Tensor

LINE, UNIT = "line", "unit"
"""Where latents lie: any real numbers, or from 0 to 1."""
Given = dict[str, Tensor]
"""What is given of r faces, by column: ``"x"`` (r, d) the faces, ``"y"`` (r, d) their neutrals."""


@dataclass(frozen=True)
class Shape:
    """What a part must know of what surrounds it.

    Attributes
    ----------
    columns : width of each column that a model is given, the face ``"x"`` first, then its conditions.
    components : k.
    """

    columns: Mapping[str, int]
    components: int

    @property
    def features(self) -> int:
        """d, the width of a face."""
        return self.columns["x"]

    @property
    def conditions(self) -> tuple[str, ...]:
        """Columns that encoder and decoder are both given (eq. 1)."""
        return tuple(name for name in self.columns if name != "x")


@dataclass(frozen=True)
class Draw:
    """Random numbers that a part needs in a step; they are its input, drawn by whoever runs the step.

    Attributes
    ----------
    shape : of the array.
    keep : the array holds 1 / keep with this probability and else 0 (dropout); standard normals if None.
    """

    shape: tuple[int, ...]
    keep: float | None = None


class Drawn(NamedTuple):
    """Samples of a posterior: z (l, r, k), and their log-density log_q (l, r)."""

    z: Tensor
    log_q: Tensor


class Posterior(Protocol):
    """q(z | x, y) of r faces; a pytree of tensors, so that `vmap` and `export` take it."""

    @property
    def mean(self) -> Tensor:
        """(r, k)"""

    @property
    def variance(self) -> Tensor:
        """(r, k), of each dimension."""

    def draw(self, noise: Tensor) -> Drawn:
        """Samples by noise (l, r, k), standard normals."""

    def take(self, rows: slice) -> Posterior:
        """The posterior of some of the faces."""


class Encoder(Protocol):
    """Given → (r, width) numbers that the posterior reads; made by ``(shape, width, options)``.

    Every part is a module with a section `Options`; one that works out an option that is left open (a width
    that depends on the layout) keeps them as ``options``, so that a saved model tells them.
    """

    def draws(self, rows: int) -> tuple[Draw, ...]:
        """Random numbers that a pass of r faces needs in training."""

    def __call__(self, given: Given, noise: Sequence[Tensor] = ()) -> Tensor:
        """Encode; without noise as in evaluation."""


class PosteriorPart(Protocol):
    """(r, width) numbers → `Posterior`; made by ``(shape, options)``.

    Attributes
    ----------
    support : where its latents lie, `LINE` or `UNIT`.
    """

    width: int
    support: ClassVar[str]

    def __call__(self, raw: Tensor) -> Posterior:
        """The posterior that an encoder's numbers stand for."""


class Decoder(Protocol):
    """z (…, r, k), Given → (…, r, d); made by ``(shape, options)``."""

    def draws(self, samples: int, rows: int) -> tuple[Draw, ...]:
        """Random numbers that a pass of (l, r, k) latents needs in training."""

    def __call__(self, z: Tensor, given: Given, noise: Sequence[Tensor] = ()) -> Tensor:
        """Decode; without noise as in evaluation."""


class Prior(Protocol):
    """p(z) before any triplet; made by ``(shape, options)``.

    Attributes
    ----------
    support : where it has latents, `LINE` or `UNIT`.
    ends : between which a latent is moved to show what it does.
    """

    support: ClassVar[str]
    ends: ClassVar[tuple[float, float]]

    def divergence(self, posterior: Posterior, drawn: Drawn | None = None) -> Tensor:
        """(r,) nats, KL(q || p): in closed form where there is one, else the mean over the samples drawn."""

    def by_dimension(self, posterior: Posterior) -> Tensor:
        """(r, k) nats, the divergence of each dimension alone."""

    def sample(self, noise: Tensor) -> Tensor:
        """Latents (n, k) by noise (n, k), standard normals."""
