"""What an engine takes and gives: it decides how a step runs, not what it computes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from torch import Tensor

from mien.objective.interface import Batch
from mien.training.streams import Noise


class Engine(Protocol):
    """Runs `mien.training.step` and an optimiser; made by ``(network, terms, training)``.

    It keeps no counter: what changes from step to step is an input. It must give the numbers of the eager
    engine on a CPU in float32 after 20 steps, within the tolerance of the engines' base test.
    """

    def step(
        self, batch: Batch, noise: Noise, weights: Mapping[str, Tensor], rate: float
    ) -> dict[str, Tensor]:
        """One step of the optimisers.

        Returns
        -------
        dict
            The figures of the batch before their weights, on the device, without waiting for it.
        """

    def state(self) -> dict[str, Tensor]:
        """What the optimisers remember, for a checkpoint."""

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Go back to a `state`."""
