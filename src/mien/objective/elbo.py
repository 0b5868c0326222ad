"""The negative evidence lower bound of faces as two named figures (paper eq. 10 and 11, divided by N).

The constant d/2 · log(2πσ²) of the Gaussian likelihood is left out, as the paper does.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, Self

from pydantic import Field
from torch import Tensor

from mien.models.interface import Draw, Posterior
from mien.models.network import Network
from mien.objective.interface import FACES, Group, Term
from mien.settings import Section

BELOW = "kl_below"
_VALIDATION_SAMPLES = 3


class Elbo(Term):
    """Reconstruction −E[log p(x | y, z)] and β · KL(q || p), each a mean over faces."""

    names: tuple[str, ...] = ("reconstruction", "kl")
    of_prior: tuple[str, ...] = ("kl",)
    of_kl: tuple[str, ...] = ("kl",)
    group = FACES
    divided_by: ClassVar[Mapping[str, str]] = MappingProxyType({"reconstruction": "sigma2"})

    class Options(Section):
        """σ² of the likelihood (eq. 2), in squared eye distances, samples L a face, and what the KL costs.

        Attributes
        ----------
        beta : weight of the KL.
        free : nats of each dimension of z, on average over the batch, that cost nothing ("free bits").
        """

        sigma2: float = Field(0.001, gt=0)
        samples: int = Field(3, ge=1)
        beta: float = Field(1.0, ge=0)
        free: float = Field(0.0, ge=0)

    def __init__(self, options: Options, network: Network) -> None:
        super().__init__()
        self.options = options
        self.names, self.of_prior = figures_of(self, network)
        self.of_kl = self.of_prior
        # Free bits are counted over a whole batch.
        self.apart = not options.free

    def draws(self, network: Network, size: int) -> tuple[Draw, ...]:
        """Normals (l, b, k), then what the decoder drops."""
        samples = self.options.samples
        normals = Draw((samples, size, network.shape.components))
        return (normals, *network.decoder.draws(samples, size))

    def validating(self) -> Self:
        """With at least 3 samples."""
        more = copy.copy(self)
        more.options = self.options.changed(samples=max(self.options.samples, _VALIDATION_SAMPLES))
        return more

    def forward(
        self, network: Network, group: Group, posterior: Posterior, noise: Sequence[Tensor]
    ) -> dict[str, Tensor]:
        """First and second term of eq. 11 a face."""
        drawn = posterior.draw(noise[0])
        found = network.reconstruct(posterior, drawn.z, group.given, noise[1:])
        beta, free = self.options.beta, self.options.free
        if free:
            dear = (network.prior.by_dimension(posterior).sum(0) / group.size).clamp(min=free).sum()
        else:
            dear = network.prior.divergence(posterior, drawn).sum() / group.size
        figures = {
            "reconstruction": reconstruction_term(group.given["x"], found.faces, self.options.sigma2),
            "kl": beta * dear,
        }
        if found.divergence is not None:
            figures[BELOW] = beta * found.divergence.mean(0).sum() / group.size
        return figures


def figures_of(term: Term, network: Network) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A term's names and those of the prior, with the divergence of latents below z where there are such."""
    below = (BELOW,) if network.layered else ()
    return (*term.names, *below), (*term.of_prior, *below)


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
