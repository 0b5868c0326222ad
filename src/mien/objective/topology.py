"""The topological prior: people's triplets shape the distances between latents (paper III-B, eq. 6 and 7)."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, Self

import torch
from pydantic import Field
from torch import Tensor
from torch.nn import functional

from mien.models.interface import Draw, Posterior
from mien.models.network import Network
from mien.objective.interface import TRIPLETS, Group, Term
from mien.settings import Section

_VALIDATION_SAMPLES = 10


class Topology(Term):
    """−E[log p_T] a face: third term of eq. 11."""

    names = ("topology",)
    of_prior = ("topology",)
    group = TRIPLETS
    divided_by: ClassVar[Mapping[str, str]] = MappingProxyType({"topology": "gamma"})

    class Options(Section):
        """γ, the topological variance: the smaller, the dearer an unsatisfied triplet; M samples each."""

        gamma: float = Field(0.04, gt=0)
        samples: int = Field(10, ge=1)

    def __init__(self, options: Options, network: Network) -> None:
        super().__init__()
        self.options = options

    def draws(self, network: Network, size: int) -> tuple[Draw, ...]:
        """Normals (m, 3v, k)."""
        return (Draw((self.options.samples, 3 * size, network.shape.components)),)

    def validating(self) -> Self:
        """With at least 10 samples."""
        more = copy.copy(self)
        more.options = self.options.changed(samples=max(self.options.samples, _VALIDATION_SAMPLES))
        return more

    def forward(
        self, network: Network, group: Group, posterior: Posterior, noise: Sequence[Tensor]
    ) -> dict[str, Tensor]:
        """Third term of eq. 11 a face."""
        anchor, near, far = posterior.draw(noise[0]).z.unflatten(1, (3, -1)).unbind(1)
        assert group.weight is not None
        gamma = self.options.gamma
        return {"topology": topology_term(anchor, near, far, group.weight, gamma, group.per_face)}


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


def topology_term(
    anchor: Tensor, near: Tensor, far: Tensor, weight: Tensor, gamma: float, triplets_per_face: float
) -> Tensor:
    """Third term of eq. 11 a face: T/N times the mean over triplets of weight · energy / gamma.

    Parameters
    ----------
    anchor, near, far : (m, v, k) sampled latents of the triplets' faces.
    weight : (v,) reliability of each triplet.
    gamma : topological variance.
    triplets_per_face : T/N, all triplets of the set over all its faces.
    """
    samples, triplets = anchor.shape[:2]
    energy = topology_energy(anchor, near, far)
    return triplets_per_face * (weight * energy).sum() / (gamma * samples * triplets)
