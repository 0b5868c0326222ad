"""A beta prior over latents between 0 and 1 (the paper's future work, VI)."""

from __future__ import annotations

import torch
from pydantic import Field
from torch import Tensor, nn

from mien.models.interface import UNIT, Drawn, Posterior, Shape
from mien.models.posteriors.beta import Beta, log_beta
from mien.settings import Section


def beta_kl(a: Tensor, b: Tensor, prior_a: Tensor, prior_b: Tensor) -> Tensor:
    """KL divergence of Beta(a, b) from Beta(prior_a, prior_b) in nats, in closed form.

    Parameters
    ----------
    a, b, prior_a, prior_b : (...) above 0.
    """
    lead = log_beta(prior_a, prior_b) - log_beta(a, b)
    by_a = (a - prior_a) * torch.digamma(a) + (b - prior_b) * torch.digamma(b)
    return lead + by_a + (prior_a - a + prior_b - b) * torch.digamma(a + b)


class BetaPrior(nn.Module):
    """Beta(a, b), the same for each dimension; its divergence from a beta posterior is in closed form."""

    support = UNIT
    ends = (0.0, 1.0)
    a: Tensor
    b: Tensor

    class Options(Section):
        """The smaller a beside b, the more often a latent is near 0, as most action units are."""

        a: float = Field(0.5, gt=0)
        b: float = Field(1.5, gt=0)

    def __init__(self, shape: Shape, options: Options) -> None:
        super().__init__()
        self.register_buffer("a", torch.tensor(options.a), persistent=False)
        self.register_buffer("b", torch.tensor(options.b), persistent=False)

    def divergence(self, posterior: Posterior, drawn: Drawn | None = None) -> Tensor:
        """(r,) nats, KL(q || Beta(a, b))."""
        if isinstance(posterior, Beta):
            return self.by_dimension(posterior).sum(-1)
        assert drawn is not None
        log_p = (self.a - 1) * drawn.z.log() + (self.b - 1) * (-drawn.z).log1p() - log_beta(self.a, self.b)
        return (drawn.log_q - log_p.sum(-1)).mean(0)

    def by_dimension(self, posterior: Posterior) -> Tensor:
        """(r, k) nats; of another posterior, those of the beta with its moments."""
        if isinstance(posterior, Beta):
            a, b = posterior.a, posterior.b
        else:
            mean = posterior.mean
            whole = mean * (1 - mean) / posterior.variance - 1
            a, b = mean * whole, (1 - mean) * whole
        return beta_kl(a, b, self.a, self.b)

    def sample(self, noise: Tensor) -> Tensor:
        """Quantiles at Φ(noise)."""
        return Beta(self.a.expand(noise.shape[1:]), self.b.expand(noise.shape[1:])).draw(noise).z
