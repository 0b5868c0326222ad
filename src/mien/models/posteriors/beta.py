"""Latents between 0 and 1, like activations: a beta distribution a dimension (the paper's VI)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from mien.models.interface import UNIT, Drawn, Shape
from mien.settings import Section

_LEAST = 0.3
_AT_ONE = math.log(math.expm1(1 - _LEAST))
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)
_WIDE = 14.0
_STEPS = 6


class Beta(NamedTuple):
    """Beta(a, b) of r faces: (r, k) each."""

    a: Tensor
    b: Tensor

    @property
    def mean(self) -> Tensor:
        """(r, k)"""
        return self.a / (self.a + self.b)

    @property
    def variance(self) -> Tensor:
        """(r, k)"""
        whole = self.a + self.b
        return self.a * self.b / (whole.square() * (whole + 1))

    def draw(self, noise: Tensor) -> Drawn:
        """Samples (l, r, k), the quantiles at Φ(noise), and log_q (l, r).

        Their gradient is that of implicit reparameterisation (Figurnov, Mohamed and Mnih 2018): the
        derivative of the distribution function by a or b, over the density.
        """
        a, b = self.a.expand(noise.shape), self.b.expand(noise.shape)
        # Upper quantiles are lower ones of the mirrored distribution, so that no tail is 1 less rounding.
        upper = noise > 0
        first, second = torch.where(upper, b, a), torch.where(upper, a, b)
        logit = _quantile(first, second, -noise.abs())
        logit = torch.where(upper, -logit, logit)
        small, large = functional.logsigmoid(logit), functional.logsigmoid(-logit)
        log_q = ((a - 1) * small + (b - 1) * large - log_beta(a, b)).sum(-1)
        return Drawn(logit.sigmoid(), log_q)

    def take(self, rows: slice) -> Beta:
        """The posterior of some of the faces."""
        return Beta(self.a[rows], self.b[rows])


class BetaPosterior(nn.Module):
    """Reads a and b, at least .3, from 2k numbers a face."""

    support = UNIT

    class Options(Section):
        """None."""

    def __init__(self, shape: Shape, options: Options) -> None:
        super().__init__()
        self.width = 2 * shape.components

    def forward(self, raw: Tensor) -> Beta:
        """(r, 2k) to the posterior of r faces; all zero is Beta(1, 1)."""
        a, b = torch.chunk(functional.softplus(raw + _AT_ONE) + _LEAST, 2, dim=-1)
        return Beta(a, b)


def log_beta(a: Tensor, b: Tensor) -> Tensor:
    """Logarithm of the beta function."""
    return torch.lgamma(a) + torch.lgamma(b) - torch.lgamma(a + b)


def _quantile(a: Tensor, b: Tensor, noise: Tensor) -> Tensor:
    """Logit of the quantile of Beta(a, b) at Φ(noise), noise at most 0; with its gradient by a and b.

    Off by less than 1e-5 deviations in 99 of 100 cases with a and b from .3 to 1,000, by 1e-3 at the most.
    Newton's method on the logarithm of the distribution function, which is concave over the logit. Its last
    step is taken with gradient: that of the implicit function.
    """
    # log Φ, of which PyTorch has no batched form.
    aim = (torch.special.erfcx(-noise / math.sqrt(2)) / 2).log() - noise.square() / 2
    with torch.no_grad():
        middle, spread = torch.digamma(a) - torch.digamma(b), _spread(a, b)
        logit = middle + spread * noise
        for _ in range(_STEPS):
            below, density = _below(a, b, logit, spread)
            step = (below - aim) * (below - density).exp()
            logit = logit - step.clamp(-3 * spread, 3 * spread)
        density = _density(a, b, logit)
    below, _ = _below(a, b, logit, spread)
    return logit - (below - aim) * (below.detach() - density).exp()


def _spread(a: Tensor, b: Tensor) -> Tensor:
    """Deviation of the logit."""
    return (torch.polygamma(1, a) + torch.polygamma(1, b)).sqrt()


def _density(a: Tensor, b: Tensor, logit: Tensor) -> Tensor:
    """Logarithm of the density of the logit of a Beta(a, b)."""
    return a * functional.logsigmoid(logit) + b * functional.logsigmoid(-logit) - log_beta(a, b)


def _below(a: Tensor, b: Tensor, logit: Tensor, spread: Tensor) -> tuple[Tensor, Tensor]:
    """Logarithms of the distribution function at a logit and of the density there; by Gauss and Legendre."""
    nodes = torch.as_tensor((1 + _NODES) / 2, dtype=logit.dtype, device=logit.device)
    weights = torch.as_tensor(np.log(_WEIGHTS / 2), dtype=logit.dtype, device=logit.device)
    # Squared nodes: closer together at the end, where most of what is below lies.
    at = logit[..., None] - _WIDE * spread[..., None] * nodes.square()
    terms = _density(a[..., None], b[..., None], at) + weights + (2 * nodes).log()
    below = torch.logsumexp(terms, -1) + (_WIDE * spread).log()
    return below, _density(a, b, logit)
