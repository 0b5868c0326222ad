"""The RBF-ARD kernel, and its expectations under a Gaussian over each input.

k(x, x') = variance · exp(−½ Σ_q α_q (x_q − x'_q)²). The expectations ("psi statistics") are those of Titsias
and Lawrence, Bayesian Gaussian process latent variable model (AISTATS 2010), section 3.2.

Shapes: n faces, q latent dimensions, m inducing inputs.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor


class RBF(NamedTuple):
    """Its variance, a scalar, and the relevance α of each dimension, (q,): one over length-scale²."""

    variance: Tensor
    relevance: Tensor

    def between(self, first: Tensor, second: Tensor) -> Tensor:
        """Covariances (n, m) of inputs (n, q) and (m, q)."""
        root = self.relevance.sqrt()
        return self.variance * torch.exp(-0.5 * _squared(first * root, second * root))

    def total(self, n: int) -> Tensor:
        """ψ0: the sum over n inputs of E[k(x, x)]."""
        return n * self.variance

    def expected(self, mean: Tensor, spread: Tensor, inducing: Tensor) -> Tensor:
        """ψ1 (n, m): E[k(x, z)] under x ~ N(mean, diag spread).

        Parameters
        ----------
        mean, spread : (n, q) of each input, its variance in every dimension.
        inducing : (m, q)
        """
        wide = self.relevance * spread + 1
        return self.variance * _peaks(mean, inducing, 0.5 * self.relevance / wide, wide)

    def expected_products(self, mean: Tensor, spread: Tensor, inducing: Tensor) -> Tensor:
        """ψ2 (m, m): the sum over inputs of E[k(x, z) k(x, z')]; arguments as of `expected`.

        It is symmetrical, so that only pairs z, z' of one triangle are worked out.
        """
        m = len(inducing)
        one, other = torch.triu_indices(m, m, device=mean.device)
        apart = (self.relevance * (inducing[one] - inducing[other]).square()).sum(1) / 4
        wide = 2 * self.relevance * spread + 1
        peaks = _peaks(mean, (inducing[one] + inducing[other]) / 2, self.relevance / wide, wide)
        pairs = self.variance**2 * torch.exp(-apart) * peaks.sum(0)
        upper = pairs.new_zeros(m, m).index_put((one, other), pairs)
        return upper + upper.triu(1).T


def _squared(first: Tensor, second: Tensor) -> Tensor:
    """Squared distances (n, m); of rows that coincide exactly 0, and never below."""
    return (first[:, None] - second[None]).square().sum(-1)


def _peaks(mean: Tensor, places: Tensor, weight: Tensor, wide: Tensor) -> Tensor:
    """Π_q exp(−weight_nq (mean_nq − place_mq)²) / √wide_nq, (n, m), by one product of matrices."""
    alone = (weight * mean.square() + 0.5 * wide.log()).sum(1, keepdim=True)
    of_faces = torch.cat([2 * weight * mean, -weight, -alone], dim=1)
    of_places = torch.cat([places, places.square(), torch.ones_like(places[:, :1])], dim=1)
    return torch.exp(of_faces @ of_places.T)
