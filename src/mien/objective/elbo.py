"""The negative evidence lower bound as named terms in nats per face (paper eq. 10 and 11, divided by N).

The constant d/2 · log(2πσ²) of the Gaussian likelihood is left out, as the paper does.
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from mien.models.priors import gaussian_kl, topology_energy


@dataclass(frozen=True)
class Terms:
    """The named terms of the loss, scalars, in nats per face, before any annealing weight.

    Attributes
    ----------
    reconstruction : −E[log p(x | y, z)] without its constant.
    kl : KL(q || N(0, I)).
    topology : −E[log p_T] a face, None where the model has no triplets.
    """

    reconstruction: Tensor
    kl: Tensor
    topology: Tensor | None = None

    def total(self, kl_weight: Tensor | float = 1.0, topology_weight: Tensor | float = 1.0) -> Tensor:
        """The loss: the terms' weighted sum; at full weights, the negative ELBO a face."""
        loss = self.reconstruction + kl_weight * self.kl
        return loss if self.topology is None else loss + topology_weight * self.topology

    def values(self) -> dict[str, float]:
        """The terms by name, as numbers."""
        named = {"reconstruction": self.reconstruction, "kl": self.kl, "topology": self.topology}
        return {name: float(term.detach()) for name, term in named.items() if term is not None}


def reconstruction_term(x: Tensor, decoded: Tensor, sigma2: float) -> Tensor:
    """First term of eq. 11 a face: mean over faces and samples of the squared error over 2σ².

    Parameters
    ----------
    x : (b, d)
    decoded : (l, b, d)
    sigma2 : fixed variance of the likelihood, eq. 2.
    """
    samples, faces = decoded.shape[:2]
    return (decoded - x).square().sum() / (2 * sigma2 * samples * faces)


def kl_term(mean: Tensor, log_variance: Tensor) -> Tensor:
    """Second term of eq. 11 a face: the KL, summed over dimensions, mean over faces; inputs (b, k)."""
    return gaussian_kl(mean, log_variance).sum() / len(mean)


def topology_term(
    anchor: Tensor, near: Tensor, far: Tensor, weight: Tensor, gamma: float, triplets_per_face: float
) -> Tensor:
    """Third term of eq. 11 a face: T/N times the mean over triplets of weight · energy / gamma.

    Parameters
    ----------
    anchor, near, far : (m, v, k) sampled latents of the triplets' faces.
    weight : (v,) reliability of each triplet.
    gamma : topological variance; the smaller, the dearer an unsatisfied triplet.
    triplets_per_face : T/N, all triplets of the set over all its faces.
    """
    samples, triplets = anchor.shape[:2]
    energy = topology_energy(anchor, near, far)
    return triplets_per_face * (weight * energy).sum() / (gamma * samples * triplets)
