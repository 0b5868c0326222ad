"""Planar flows (Rezende and Mohamed 2015, eq. 10 to 12 and appendix A.1), their parameters a face's own."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from pydantic import Field
from torch import Tensor
from torch.nn import functional

from mien.models.interface import Shape
from mien.models.posteriors.flow import Flowed, FlowPosterior
from mien.models.posteriors.gaussian import Gaussian
from mien.settings import Section

# The paper's m(a) = −1 + log(1 + exp a) is −.31 at 0, where a tiny w then makes a huge step.
_LEVEL = math.log(math.e - 1)


class Planar(NamedTuple):
    """z + û · tanh(w · z + b): û (r, k), w (r, k), b (r), with û · w > −1, so that it is invertible."""

    u: Tensor
    w: Tensor
    b: Tensor

    @classmethod
    def of(cls, u: Tensor, w: Tensor, b: Tensor) -> Planar:
        """From any u (r, k), moved along w until û · w = softplus(u · w + log(e − 1)) − 1."""
        along = (u * w).sum(-1, keepdim=True)
        allowed = functional.softplus(along + _LEVEL) - 1
        squared = w.square().sum(-1, keepdim=True)
        return cls(u + (allowed - along) * w / (squared + torch.finfo(w.dtype).eps), w, b)

    def through(self, z: Tensor) -> tuple[Tensor, Tensor]:
        """(l, r, k) and log |1 + û · w · tanh′(w · z + b)|, (l, r)."""
        bent = torch.tanh((z * self.w).sum(-1) + self.b)
        stretch = (self.u * self.w).sum(-1) * (1 - bent.square())
        return z + self.u * bent[..., None], torch.log1p(stretch)

    def take(self, rows: slice) -> Planar:
        """The step of some of the faces."""
        return Planar(self.u[rows], self.w[rows], self.b[rows])


class PlanarPosterior(FlowPosterior):
    """A Gaussian bent along one direction after the other; mean and variance by fixed points."""

    class Options(Section):
        """How many steps."""

        steps: int = Field(4, ge=1)

    def __init__(self, shape: Shape, options: Options) -> None:
        super().__init__(shape.components)
        self.count, self.components = options.steps, shape.components
        self.width = 2 * shape.components + options.steps * (2 * shape.components + 1)

    def forward(self, raw: Tensor) -> Flowed:
        """Mean, log-variance, then u, w and b of every step: (r, width) to the posterior of r faces."""
        k = self.components
        mean, log_variance, bends = raw.split([k, k, self.width - 2 * k], dim=-1)
        steps = (
            Planar.of(u, w, b[..., 0])
            for u, w, b in (one.split([k, k, 1], dim=-1) for one in bends.chunk(self.count, dim=-1))
        )
        return Flowed(Gaussian(mean, log_variance), tuple(steps), self.points)
