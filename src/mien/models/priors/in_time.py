"""A prior over the latents of successive frames, learned with the model (the paper's future work, VI).

Each latent dimension is, over a recording, a slow movement and a fast part of its own in every frame,
together of unit variance, so that a single frame's prior is the standard normal of eq. 7.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import torch
from pydantic import Field
from torch import Tensor, nn

from mien.models.interface import Shape
from mien.models.priors.normal import NormalPrior
from mien.settings import Section


class Conditional(NamedTuple):
    """p(z at the last time | z at the others), a dimension at a time: N(Σ gain · z, variance).

    Attributes
    ----------
    gain : (w − 1, v, k)
    variance : (v, k)
    """

    gain: Tensor
    variance: Tensor


class InTimePrior(NormalPrior):
    """N(0, I) of each frame; between frames of a recording, a process whose times are learned."""

    class Options(Section):
        """What the slow movement is, and how it begins to be learned.

        ``ou`` is the Ornstein-Uhlenbeck process, correlation exp(−Δ/τ); ``matern32`` a Gaussian process that
        is smooth once, (1 + √3 Δ/τ) exp(−√3 Δ/τ); ``walk`` a random walk, whose variance grows by Δ/τ.

        Attributes
        ----------
        time : τ at the start, in frames.
        slow : share of the variance that is slow, at the start; a random walk has no fast part.
        """

        process: Literal["ou", "matern32", "walk"] = "ou"
        time: float = Field(25.0, gt=0)
        slow: float = Field(0.9, gt=0, lt=1)

    def __init__(self, shape: Shape, options: Options) -> None:
        super().__init__(shape, NormalPrior.Options())
        self.process = options.process
        self.log_time = nn.Parameter(torch.full((shape.components,), math.log(options.time)))
        start = math.log(options.slow / (1 - options.slow))
        self.slow_logit = nn.Parameter(torch.full((shape.components,), start))

    @property
    def slow(self) -> Tensor:
        """(k,) share of each dimension's variance that is slow."""
        return torch.ones_like(self.slow_logit) if self.process == "walk" else self.slow_logit.sigmoid()

    def correlation(self, apart: Tensor) -> Tensor:
        """Correlation of the slow movement at two times.

        Parameters
        ----------
        apart : (...) at least 0, in frames.

        Returns
        -------
        (..., k)
        """
        scaled = apart[..., None] / self.log_time.exp()
        if self.process == "matern32":
            scaled = math.sqrt(3) * scaled
            return (1 + scaled) * (-scaled).exp()
        return (-scaled).exp()

    def conditional(self, times: Tensor) -> Conditional:
        """The last of w times given those before.

        Parameters
        ----------
        times : (w, v) frame numbers of v windows, ascending; a frame that is missing has −inf.
        """
        if self.process == "walk":
            step = (times[-1] - times[-2])[:, None] / self.log_time.exp()
            gain = torch.zeros(len(times) - 1, *step.shape, dtype=step.dtype, device=step.device)
            gain[-1] = 1.0
            return Conditional(gain, step)
        there = times.isfinite()
        settled = torch.where(there, times, 0.0)
        both = there[:, None] & there[None]
        apart = (settled[:, None] - settled[None]).abs()
        # (w, w, v, k); what is missing says nothing of any other frame.
        joint = torch.where(both[..., None], self.slow * self.correlation(apart), 0.0)
        own = torch.eye(len(times), dtype=joint.dtype, device=joint.device)[..., None, None]
        joint = torch.where(own.bool(), torch.ones_like(joint), joint).permute(2, 3, 0, 1)
        before, last = joint[..., :-1, :-1], joint[..., :-1, -1]
        gain = torch.linalg.solve(before, last)
        variance = 1 - (gain * last).sum(-1)
        return Conditional(gain.permute(2, 0, 1), variance)


def surprise(conditional: Conditional, mean: Tensor, variance: Tensor) -> Tensor:
    """What a frame's own prior lacks: E_q[ln N(z | 0, 1) − ln p(z at the last time | the others)].

    Summed over the frames of a recording, and with each frame's KL from N(0, I), it is the KL of the factored
    posterior from the process (from its Vecchia approximation by w − 1 frames before).

    Parameters
    ----------
    mean, variance : (w, v, k) of the posterior at each time.

    Returns
    -------
    (v, k) nats
    """
    gain, spread = conditional
    away = mean[-1] - (gain * mean[:-1]).sum(0)
    squared = away.square() + variance[-1] + (gain.square() * variance[:-1]).sum(0)
    alone = mean[-1].square() + variance[-1]
    return 0.5 * (squared / spread + spread.log() - alone)
