"""The standard Gaussian prior over latents (paper eq. 7, its first factor)."""

from __future__ import annotations

import math

from torch import Tensor, nn

from mien.models.interface import LINE, Drawn, Posterior, Shape
from mien.models.posteriors.gaussian import Gaussian
from mien.settings import Section


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


class NormalPrior(nn.Module):
    """N(0, I); its divergence from a Gaussian posterior is in closed form, from others by samples."""

    support, ends = LINE, (-3.0, 3.0)

    class Options(Section):
        """None."""

    def __init__(self, shape: Shape, options: Options) -> None:
        super().__init__()

    def divergence(self, posterior: Posterior, drawn: Drawn | None = None) -> Tensor:
        """(r,) nats, KL(q || N(0, I))."""
        if isinstance(posterior, Gaussian):
            return self.by_dimension(posterior).sum(-1)
        assert drawn is not None
        return (drawn.log_q + 0.5 * (drawn.z.square() + math.log(2 * math.pi)).sum(-1)).mean(0)

    def by_dimension(self, posterior: Posterior) -> Tensor:
        """(r, k) nats; of another posterior than a Gaussian, those of the Gaussian with its moments."""
        if isinstance(posterior, Gaussian):
            return gaussian_kl(posterior.mean, posterior.log_variance)
        return gaussian_kl(posterior.mean, posterior.variance.log())

    def sample(self, noise: Tensor) -> Tensor:
        """The noise itself."""
        return noise
