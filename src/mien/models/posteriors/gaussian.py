"""The paper's posterior: a Gaussian with a diagonal covariance (eq. 3)."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn

from mien.models.interface import LINE, Drawn, Shape
from mien.settings import Section


class Gaussian(NamedTuple):
    """N(mean, diag exp log_variance) of r faces: (r, k) each."""

    mean: Tensor
    log_variance: Tensor

    @property
    def variance(self) -> Tensor:
        """(r, k)"""
        return self.log_variance.exp()

    def draw(self, noise: Tensor) -> Drawn:
        """Reparametrised samples z = mean + deviation · noise (below eq. 5), (l, r, k), and log_q (l, r)."""
        z = self.mean + (0.5 * self.log_variance).exp() * noise
        log_q = -0.5 * (noise.square() + self.log_variance + math.log(2 * math.pi)).sum(-1)
        return Drawn(z, log_q)

    def take(self, rows: slice) -> Gaussian:
        """The posterior of some of the faces."""
        return Gaussian(self.mean[rows], self.log_variance[rows])


class GaussianPosterior(nn.Module):
    """Reads a mean and a log-variance from 2k numbers a face."""

    support = LINE

    class Options(Section):
        """None."""

    def __init__(self, shape: Shape, options: Options) -> None:
        super().__init__()
        self.width = 2 * shape.components

    def forward(self, raw: Tensor) -> Gaussian:
        """(r, 2k) to the posterior of r faces."""
        return Gaussian(*torch.chunk(raw, 2, dim=-1))
