"""The variational auto-encoder, with or without a neutral face as condition (paper III-A, eq. 1–3)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from mien.models.networks import Network


class VAE(nn.Module):
    """Encoder q(z | x, y) and decoder f(y, z); y is left out where `conditional` is false.

    Parameters
    ----------
    n_features : d, length of a flattened face.
    n_components : k, latent dimensions.
    encoder, decoder : widths of the hidden layers.
    keep : probability that a hidden unit is kept in training.
    conditional : whether a neutral face goes into both networks (M1, M2) or not (VAE).
    """

    def __init__(
        self,
        n_features: int,
        n_components: int,
        encoder: Sequence[int],
        decoder: Sequence[int],
        keep: float = 0.9,
        conditional: bool = True,
    ) -> None:
        super().__init__()
        self.n_features, self.n_components, self.conditional = n_features, n_components, conditional
        given = n_features if conditional else 0
        # Mean and log-variance share all layers but the last, which is twice as wide as the latent space.
        self.encoder = Network([n_features + given, *encoder, 2 * n_components], keep)
        self.decoder = Network([n_components + given, *decoder, n_features], keep)

    def encode(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of q(z | x, y), eq. 3.

        Parameters
        ----------
        x, y : (n, d) faces and their neutrals.

        Returns
        -------
        mean, log_variance : (n, k) each
        """
        inputs = torch.cat([x, self._condition(y)], dim=-1) if self.conditional else x
        mean, log_variance = self.encoder(inputs).chunk(2, dim=-1)
        return mean, log_variance

    def decode(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        """Mean of p(x | y, z), eq. 2.

        Parameters
        ----------
        z : (..., n, k)
        y : (n, d)

        Returns
        -------
        (..., n, d)
        """
        if not self.conditional:
            return self.decoder(z)
        given = self._condition(y)
        return self.decoder(torch.cat([given.expand(*z.shape[:-1], -1), z], dim=-1))

    @staticmethod
    def _condition(y: Tensor | None) -> Tensor:
        if y is None:
            raise TypeError("this model is conditional: it needs the neutral faces y")
        return y


def sample_latents(mean: Tensor, log_variance: Tensor, samples: int) -> Tensor:
    """Reparametrised samples z = mean + deviation · ε (below eq. 5).

    Parameters
    ----------
    mean, log_variance : (n, k)
    samples : number l of Monte-Carlo samples.

    Returns
    -------
    (l, n, k)
    """
    noise = torch.randn(samples, *mean.shape, dtype=mean.dtype, device=mean.device)
    return mean + (0.5 * log_variance).exp() * noise
