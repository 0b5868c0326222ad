"""Posteriors that are a Gaussian pushed through invertible steps (Rezende and Mohamed 2015).

Their mean and variance have no closed form. They are those of fixed points that are spread like normals, the
same for all faces, so that encoding is deterministic. Each point has its opposite, so that the mean is exact
where the steps are linear.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
import torch
from scipy.special import gammaincinv
from torch import Tensor, nn

from mien.models.interface import LINE, Drawn
from mien.models.posteriors.gaussian import Gaussian

_LEAST, _AT_ONCE = 64, 32


class Step(Protocol):
    """One invertible step of r faces; a pytree of tensors."""

    def through(self, z: Tensor) -> tuple[Tensor, Tensor]:
        """Latents (l, r, k) to latents (l, r, k), and the logarithm (l, r) of the |determinant|."""

    def take(self, rows: slice) -> Step:
        """The step of some of the faces."""


class Flowed(NamedTuple):
    """A Gaussian of r faces, pushed through steps.

    Attributes
    ----------
    base : the Gaussian.
    steps : in their order.
    points : (s, k), the fixed normals by which mean and variance are estimated.
    """

    base: Gaussian
    steps: tuple[Step, ...]
    points: Tensor

    @property
    def mean(self) -> Tensor:
        """(r, k), estimated: the mean of the fixed points pushed through."""
        return self._moments()[0]

    @property
    def variance(self) -> Tensor:
        """(r, k), estimated: the variance of the fixed points pushed through."""
        return self._moments()[1]

    def _moments(self) -> tuple[Tensor, Tensor]:
        # Around what the centre becomes, so that a small variance far from zero is not lost in rounding.
        centre = self.draw(torch.zeros_like(self.points[:1, None])).z[0]
        first, second = torch.zeros_like(centre), torch.zeros_like(centre)
        for some in self.points.split(_AT_ONCE):
            apart = self.draw(some[:, None]).z - centre
            first, second = first + apart.sum(0), second + apart.square().sum(0)
        first, second = first / len(self.points), second / len(self.points)
        return centre + first, second - first.square()

    def draw(self, noise: Tensor) -> Drawn:
        """Samples (l, r, k) by noise, and log_q (l, r): the Gaussian's less every step's log-determinant."""
        z, log_q = self.base.draw(noise)
        for step in self.steps:
            z, log_determinant = step.through(z)
            log_q = log_q - log_determinant
        return Drawn(z, log_q)

    def take(self, rows: slice) -> Flowed:
        """The posterior of some of the faces."""
        return Flowed(self.base.take(rows), tuple(step.take(rows) for step in self.steps), self.points)


class FlowPosterior(nn.Module):
    """What flows have in common: the fixed points, which are kept with the weights."""

    support = LINE
    points: Tensor

    def __init__(self, components: int) -> None:
        super().__init__()
        self.register_buffer("points", spread_normals(components))


def spread_normals(components: int) -> Tensor:
    """(s, k) fixed numbers spread like normals: at least 64, mean 0 and covariance I but for rounding.

    Each is an orthogonal direction at a distance that normals have, and each has its opposite: moments up to
    the third are exact (a cubature of degree 3, at several radii).
    """
    blocks = max(2, -(-_LEAST // (2 * components)))
    levels = (np.arange(blocks) + 0.5) / blocks
    squared = gammaincinv(components / 2, levels)
    radii = np.sqrt(components * squared / squared.mean())
    rng = np.random.default_rng(0)
    # Columns, whose signs alone a factorisation leaves open: with their opposites they are the same points.
    directions = [np.linalg.qr(rng.standard_normal((components, components)))[0].T for _ in radii]
    half = np.concatenate([radius * own for radius, own in zip(radii, directions, strict=True)])
    return torch.from_numpy(np.concatenate([half, -half]).astype(np.float32))
