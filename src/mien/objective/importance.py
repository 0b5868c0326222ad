"""The importance-weighted bound, tighter by several samples a face (Burda, Grosse and Salakhutdinov 2015).

The constant d/2 · log(2πσ²) of the Gaussian likelihood is left out, as in `mien.objective.elbo`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from pydantic import Field
from torch import Tensor

from mien.models.interface import Draw, Posterior
from mien.models.network import Network
from mien.objective.elbo import BELOW, Elbo, figures_of
from mien.objective.interface import FACES, Group, Term
from mien.settings import Section


class Importance(Term):
    """−log of the samples' mean of p(x, z | y) / q(z | x, y), as three figures; σ² and β are those of `elbo`.

    With the weights' shares s, which sum to 1 a face, the bound's negative is s · (−log p(x | y, z)) +
    s · (log q − log p(z)) + KL(s || uniform). The shares are constants to the gradient, which leaves it the
    bound's own and lets the middle figure be annealed.
    """

    names: tuple[str, ...] = ("reconstruction", "kl", "importance")
    of_prior: tuple[str, ...] = ("kl",)
    of_kl: tuple[str, ...] = ("kl",)
    group = FACES
    beside = ("elbo",)

    class Options(Section):
        """Samples a face; one makes it the ELBO, its KL by that sample."""

        samples: int = Field(5, ge=1)

    def __init__(self, options: Options, network: Network, elbo: Elbo.Options) -> None:
        super().__init__()
        self.options, self.elbo = options, elbo
        self.names, self.of_prior = figures_of(self, network)
        self.of_kl = self.of_prior

    def draws(self, network: Network, size: int) -> tuple[Draw, ...]:
        """Normals (l, b, k), then those of the decoder."""
        samples = self.options.samples
        normals = Draw((samples, size, network.shape.components))
        return (normals, *network.decoder.draws(samples, size))

    def forward(
        self, network: Network, group: Group, posterior: Posterior, noise: Sequence[Tensor]
    ) -> dict[str, Tensor]:
        """The three figures, means over faces."""
        drawn = posterior.draw(noise[0])
        found = network.reconstruct(posterior, drawn.z, group.given, noise[1:])
        error = (found.faces - group.given["x"]).square().sum(-1) / (2 * self.elbo.sigma2)
        ratio = drawn.log_q - network.prior.log_density(drawn.z)
        figures = {"reconstruction": error, "kl": self.elbo.beta * ratio}
        if found.log_ratio is not None:
            figures[BELOW] = self.elbo.beta * found.log_ratio
        log_share = torch.log_softmax(-torch.stack([*figures.values()]).sum(0).detach(), dim=0)
        share = log_share.exp()
        uneven = (share * log_share).sum(0) + math.log(len(share))
        told = {name: (share * figure).sum() / group.size for name, figure in figures.items()}
        return {**told, "importance": uneven.sum() / group.size}
