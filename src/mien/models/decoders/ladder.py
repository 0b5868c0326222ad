"""A decoder with latents of its own between z and the face (Sønderby et al. 2016)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import torch
from pydantic import Field
from torch import Tensor, nn

from mien.models.decoders.mlp import PAPER
from mien.models.encoders.mlp import PAPER as ENCODER
from mien.models.interface import Draw, Given, Posterior, Reconstruction, Shape
from mien.models.layers import Layers, MLPOptions, Width, scaled
from mien.models.posteriors.gaussian import Gaussian
from mien.models.posteriors.ladder import Ladder, lower_components, merged


class LadderOptions(MLPOptions):
    """Options of the fully connected decoder, and the hidden widths from z to the latents below.

    Attributes
    ----------
    upper : hidden widths from z to the latents below it; none means the paper's encoder's last, backwards.
    """

    upper: Annotated[tuple[Width, ...], Field(strict=False)] = ()


class LadderDecoder(nn.Module):
    """z and conditions to a Gaussian of 2k latents below, those and conditions to the face."""

    Options = LadderOptions

    def __init__(self, shape: Shape, options: LadderOptions) -> None:
        super().__init__()
        usual = PAPER if shape.conditions else ENCODER[1::-1]
        widths = options.widths or scaled(usual, shape.features, shape.components)
        upper = options.upper or scaled(ENCODER[:1:-1], shape.features, shape.components)
        conditions = sum(shape.columns[name] for name in shape.conditions)
        self.components = lower_components(shape)
        self.upper = Layers([conditions + shape.components, *upper, 2 * self.components], options.keep)
        self.lower = Layers([conditions + self.components, *widths, shape.features], options.keep)
        self.conditions, self.options = shape.conditions, options.changed(widths=widths, upper=upper)

    def draws(self, samples: int, rows: int) -> tuple[Draw, ...]:
        """Normals of the latents below, then the masks of a pass of (l, r, k) latents from the top on."""
        normals = Draw((samples, rows, self.components))
        return (normals, *self.upper.masks(samples, rows), *self.lower.masks(samples, rows))

    def forward(self, z: Tensor, given: Given, noise: Sequence[Tensor] = ()) -> Tensor:
        """Latents (…, r, k) and conditions (r, d) to faces (…, r, d).

        Without noise by the conditional mean of the latents below, with it by a sample of them.
        """
        below = self.below(z, given, noise[1:])
        latents = below.draw(noise[0]).z if noise else below.mean
        return self._face(latents, given, noise[1:])

    def reconstruct(
        self, posterior: Posterior, z: Tensor, given: Given, noise: Sequence[Tensor]
    ) -> Reconstruction:
        """As training does: the latents below by what the face and z say of them together."""
        below = self.below(z, given, noise[1:])
        found = merged(posterior.lower, below) if isinstance(posterior, Ladder) else below
        latents, log_q = found.draw(noise[0])
        faces = self._face(latents, given, noise[1:])
        return Reconstruction(faces, divergence(found, below), log_q - below.log_density(latents))

    def below(self, z: Tensor, given: Given, masks: Sequence[Tensor] = ()) -> Gaussian:
        """The prior of the latents below given z: (…, r, 2k)."""
        own = masks[: len(self.upper.layers) - 1]
        return Gaussian(*self.upper.beside(self._known(given), z, own).chunk(2, dim=-1))

    def _face(self, latents: Tensor, given: Given, masks: Sequence[Tensor]) -> Tensor:
        return self.lower.beside(self._known(given), latents, masks[len(self.upper.layers) - 1 :])

    def _known(self, given: Given) -> list[Tensor]:
        return [given[name] for name in self.conditions]


def divergence(q: Gaussian, p: Gaussian) -> Tensor:
    """KL(q || p) of Gaussians (…, c), in nats: (…)."""
    ratio = q.log_variance - p.log_variance
    squared = (q.mean - p.mean).square() * (-p.log_variance).exp()
    return 0.5 * (torch.expm1(ratio) - ratio + squared).sum(-1)
