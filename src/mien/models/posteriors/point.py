"""Places instead of distributions: the posterior of a network that is trained by distances alone."""

from __future__ import annotations

import math

import torch
from pydantic import Field
from torch import Tensor, nn
from torch.nn import functional

from mien.models.interface import LINE, Shape
from mien.models.posteriors.gaussian import Gaussian
from mien.settings import Section


class PointPosterior(nn.Module):
    """Reads a mean from k numbers a face; the deviation is the same for all faces, and not learned."""

    support = LINE
    log_variance: Tensor

    class Options(Section):
        """The deviation of every dimension."""

        deviation: float = Field(0.1, gt=0)

    def __init__(self, shape: Shape, options: Options) -> None:
        super().__init__()
        self.width, self.options = shape.components, options
        self.register_buffer("log_variance", torch.tensor(2 * math.log(options.deviation)), persistent=False)

    def forward(self, raw: Tensor) -> Gaussian:
        """(r, k) to the posterior of r faces."""
        return Gaussian(raw, self.log_variance.expand_as(raw))


class SpherePosterior(PointPosterior):
    """A point whose mean is on the unit sphere: k numbers a face, divided by their length."""

    def forward(self, raw: Tensor) -> Gaussian:
        """(r, k) to the posterior of r faces."""
        return super().forward(functional.normalize(raw, dim=-1))
