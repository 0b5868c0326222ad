"""The posterior of two layers of latents (Sønderby et al. 2016): what the faces themselves say of each."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from mien.models.interface import LINE, Drawn, Shape
from mien.models.posteriors.gaussian import Gaussian
from mien.settings import Section


def lower_components(shape: Shape) -> int:
    """2k, dimensions of the layer below z."""
    return 2 * shape.components


class Ladder(NamedTuple):
    """Of r faces: q(z | x, y) of the top layer, and what the upward pass says of the layer below.

    Mean, variance and samples are of the top. What is below has a posterior only given z: see `merged`.
    """

    top: Gaussian
    lower: Gaussian

    @property
    def mean(self) -> Tensor:
        """(r, k)"""
        return self.top.mean

    @property
    def variance(self) -> Tensor:
        """(r, k)"""
        return self.top.variance

    def draw(self, noise: Tensor) -> Drawn:
        """Samples (l, r, k) of the top, and log_q (l, r)."""
        return self.top.draw(noise)

    def take(self, rows: slice) -> Ladder:
        """The posterior of some of the faces."""
        return Ladder(self.top.take(rows), self.lower.take(rows))


def merged(upward: Gaussian, downward: Gaussian) -> Gaussian:
    """Two Gaussians' product: precisions are added, and each mean counts by its precision.

    Parameters
    ----------
    upward, downward : (…, r, c), what the face says and what the layer above says.
    """
    difference = downward.log_variance - upward.log_variance
    weight = torch.sigmoid(difference)
    mean = weight * upward.mean + (1 - weight) * downward.mean
    return Gaussian(mean, -torch.logaddexp(-upward.log_variance, -downward.log_variance))


class LadderPosterior(nn.Module):
    """Two layers: a Gaussian of z, and means and log-variances of 2k latents below it."""

    support = LINE

    class Options(Section):
        """None."""

    def __init__(self, shape: Shape, options: Options) -> None:
        super().__init__()
        self.of_top = 2 * shape.components
        self.width = self.of_top + 2 * lower_components(shape)

    def forward(self, raw: Tensor) -> Ladder:
        """(r, 6k): mean and log-variance of the top, then of the layer below."""
        top, lower = raw[..., : self.of_top], raw[..., self.of_top :]
        return Ladder(Gaussian(*top.chunk(2, dim=-1)), Gaussian(*lower.chunk(2, dim=-1)))
