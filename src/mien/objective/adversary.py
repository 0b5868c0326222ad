"""An adversary in place of the KL divergence (Makhzani, Shlens, Jaitly, Goodfellow and Frey 2015)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field
from torch import Tensor
from torch.nn import functional

from mien.models.interface import Draw, Posterior
from mien.models.layers import Layers, Width
from mien.models.network import Network
from mien.objective.interface import FACES, Group, Term
from mien.settings import Section


class Adversary(Term):
    """Latents should look like draws of the prior to a critic, which learns to tell the two apart.

    The critic's number is the logarithm of how much likelier a latent is of the prior than of a face.
    """

    names = ("fooling",)
    own_names = ("telling",)
    of_prior = of_kl = ("fooling",)
    group = FACES
    phase = "critic"

    class Options(Section):
        """The critic, and the weight of fooling it.

        Attributes
        ----------
        widths : of the critic's hidden layers.
        blur : deviation of the noise on what the critic sees. The latents of faces lie so close to a surface
            that a critic tells them from the prior without fail, and teaches nothing.
        price : weight of fooling it.
        """

        widths: Annotated[tuple[Width, ...], Field(strict=False)] = (128, 128)
        blur: float = Field(0.5, ge=0)
        price: float = Field(100.0, ge=0)

    def __init__(self, options: Options, network: Network) -> None:
        super().__init__()
        self.options = options
        self.critic = Layers([network.shape.components, *options.widths, 1], keep=1.0)

    def draws(self, network: Network, size: int) -> tuple[Draw, ...]:
        """Normals (1, b, k) of the posterior and of its blur, of the prior and of its blur."""
        return (Draw((1, size, network.shape.components)),) * 4

    def forward(
        self, network: Network, group: Group, posterior: Posterior, noise: Sequence[Tensor]
    ) -> dict[str, Tensor]:
        """Price · −log of the critic's chance that a face's latent is of the prior, a mean over faces."""
        told = self._told(posterior.draw(noise[0]).z, noise[1])
        return {"fooling": self.options.price * functional.softplus(-told).sum() / group.size}

    def own(
        self, network: Network, group: Group, posterior: Posterior, noise: Sequence[Tensor]
    ) -> dict[str, Tensor]:
        """−log of the critic's chances of the truth, for a face's latent and a draw of the prior."""
        of_face = self._told(posterior.draw(noise[0]).z.detach(), noise[1])
        of_prior = self._told(network.prior.sample(noise[2]).detach(), noise[3])
        wrong = functional.softplus(of_face) + functional.softplus(-of_prior)
        return {"telling": wrong.sum() / group.size}

    def _told(self, z: Tensor, noise: Tensor) -> Tensor:
        return self.critic.through(z + self.options.blur * noise)
