"""Successive frames of a recording: their latents move as the prior in time says (the paper's VI)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import Tensor

from mien.errors import ConfigError
from mien.models.interface import Posterior
from mien.models.network import Network
from mien.models.priors.in_time import InTimePrior, surprise
from mien.objective.interface import WINDOWS, Group, Term
from mien.settings import Section


class Dynamics(Term):
    """What a single frame's KL lacks of the KL from the whole process, a face; in closed form."""

    names = ("dynamics",)
    of_prior = ("dynamics",)
    group = WINDOWS

    class Options(Section):
        """None."""

    def __init__(self, options: Any, network: Network) -> None:
        super().__init__()
        if not isinstance(network.prior, InTimePrior):
            raise ConfigError("the term dynamics needs the prior in-time; set [model.prior] kind = 'in-time'")

    def forward(
        self, network: Network, group: Group, posterior: Posterior, noise: Sequence[Tensor]
    ) -> dict[str, Tensor]:
        """Mean over windows, times windows a face."""
        assert group.times is not None
        mean, variance = (
            values.unflatten(0, (-1, group.size)) for values in (posterior.mean, posterior.variance)
        )
        found = surprise(network.prior.conditional(group.times), mean, variance)
        return {"dynamics": group.per_face * found.sum() / group.size}
