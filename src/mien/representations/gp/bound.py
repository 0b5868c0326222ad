"""The collapsed variational bound of the Bayesian GP-LVM (Titsias and Lawrence 2010, eq. 14).

In float64: the bound is a difference of large numbers.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor

from mien.models.priors.normal import gaussian_kl
from mien.representations.gp.kernel import RBF

JITTER = 1e-6


class Inference(NamedTuple):
    """What the data say, given q(X): two triangles and the data as the inducing inputs see them.

    Attributes
    ----------
    lower, wider : (m, m), L of K_mm = L Lᵀ, and L_B of B = I + β L⁻¹ ψ2 L⁻ᵀ.
    seen : (m, d), β L_B⁻¹ L⁻¹ ψ1ᵀ Y.
    shrunk : trace of β L⁻¹ ψ2 L⁻ᵀ.
    """

    lower: Tensor
    wider: Tensor
    seen: Tensor
    shrunk: Tensor


def infer(
    data: Tensor, mean: Tensor, spread: Tensor, inducing: Tensor, kernel: RBF, precision: Tensor
) -> Inference:
    """The optimal q(u), in the form that bound and prediction share.

    Parameters
    ----------
    data : (n, d) Y.
    mean, spread : (n, q) of q(X).
    inducing : (m, q) Z.
    precision : β, one over the noise's variance.
    """
    eye = torch.eye(len(inducing), dtype=data.dtype, device=data.device)
    lower = torch.linalg.cholesky(kernel.between(inducing, inducing) + JITTER * kernel.variance * eye)
    products = kernel.expected_products(mean, spread, inducing)
    half = torch.linalg.solve_triangular(lower, products, upper=False)
    whitened = precision * torch.linalg.solve_triangular(lower, half.T, upper=False)
    wider = torch.linalg.cholesky(eye + (whitened + whitened.T) / 2)
    weighed = precision * kernel.expected(mean, spread, inducing).T @ data
    seen = torch.linalg.solve_triangular(lower, weighed, upper=False)
    seen = torch.linalg.solve_triangular(wider, seen, upper=False)
    return Inference(lower, wider, seen, whitened.trace())


def bound(
    data: Tensor, mean: Tensor, spread: Tensor, inducing: Tensor, kernel: RBF, precision: Tensor
) -> Tensor:
    """Lower bound of log p(Y) in nats; arguments as of `infer`.

    With no spread it is, but for its KL, the bound of sparse regression (Titsias 2009), and with all inputs
    inducing the exact log marginal likelihood.
    """
    return likelihood(data, mean, spread, inducing, kernel, precision) - divergence(mean, spread)


def likelihood(
    data: Tensor, mean: Tensor, spread: Tensor, inducing: Tensor, kernel: RBF, precision: Tensor
) -> Tensor:
    """The bound without the divergence of q(X) from its prior."""
    n, d = data.shape
    found = infer(data, mean, spread, inducing, kernel, precision)
    volume = 2 * found.wider.diagonal().log().sum()
    trace = precision * kernel.total(n) - found.shrunk
    return (
        0.5 * n * d * (precision.log() - math.log(2 * math.pi))
        - 0.5 * d * (volume + trace)
        - 0.5 * precision * data.square().sum()
        + 0.5 * found.seen.square().sum()
    )


def divergence(mean: Tensor, spread: Tensor) -> Tensor:
    """KL(q(X) || N(0, I)) in nats, over all inputs."""
    return gaussian_kl(mean, spread.log()).sum()


def predicted(found: Inference, mean: Tensor, spread: Tensor, inducing: Tensor, kernel: RBF) -> Tensor:
    """Mean of the outputs (n, d) of inputs x ~ N(mean, diag spread), by what was inferred."""
    at = torch.linalg.solve_triangular(found.lower, kernel.expected(mean, spread, inducing).T, upper=False)
    at = torch.linalg.solve_triangular(found.wider, at, upper=False)
    return at.T @ found.seen
