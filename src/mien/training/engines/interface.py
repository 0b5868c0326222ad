"""What an engine takes and gives: it decides how a step runs, not what it computes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Protocol

from torch import Tensor

from mien.training.streams import FaceStream, NoiseStream


class Engine(Protocol):
    """Runs `mien.training.step` and an optimiser; made by ``(network, terms, training)``.

    It keeps no counter: what changes from step to step is an input. It must give the numbers of the eager
    engine on the same device in float32 after 20 steps, within the tolerance of the engines' base test.

    Attributes
    ----------
    device : kind of device that it is for, ``""`` for any.
    """

    device: ClassVar[str]

    def step(
        self,
        faces: FaceStream,
        noise: NoiseStream,
        number: int,
        weights: Mapping[str, float],
        rate: float,
    ) -> dict[str, Tensor]:
        """One step of the optimisers.

        Parameters
        ----------
        faces, noise : what the step sees is a pure function of them and its 0-based number; the same streams
            each time.
        weights : of the figures, see `mien.objective.weights.weights_at`.
        rate : learning rate.

        Returns
        -------
        dict
            The figures of the batch before their weights, on the device, without waiting for it; to be read
            before the next step.
        """

    def state(self) -> dict[str, Tensor]:
        """What the optimisers remember, for a checkpoint."""

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Go back to a `state`."""
