"""The two factors of the prior over latents (paper eq. 7): a standard Gaussian and the triplets' topology."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def gaussian_kl(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL divergence of N(mean, variance) from N(0, I), a dimension at a time.

    Parameters
    ----------
    mean, log_variance : (..., k)

    Returns
    -------
    (..., k) nats; the sum over k is the KL of eq. 4 (closed form of Kingma and Welling 2013, appendix B).
    """
    return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance)


def distance(first: Tensor, second: Tensor) -> Tensor:
    """Euclidean distance over the last axis; its gradient where both coincide is zero, not NaN.

    Parameters
    ----------
    first, second : (..., k)

    Returns
    -------
    (...)
    """
    squared = (first - second).square().sum(-1)
    apart = squared > 0
    return torch.where(apart, torch.where(apart, squared, 1.0).sqrt(), 0.0)


def topology_energy(anchor: Tensor, near: Tensor, far: Tensor) -> Tensor:
    """Energy of each triplet before its weight and gamma: softplus(d(anchor, near) − d(anchor, far)).

    Paper III-B, the energy Φ and eq. 6; −log p_T = weight · energy / gamma, up to a constant.

    Parameters
    ----------
    anchor, near, far : (..., k)

    Returns
    -------
    (...) at least 0
    """
    return functional.softplus(distance(anchor, near) - distance(anchor, far))
