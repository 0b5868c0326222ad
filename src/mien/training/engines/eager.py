"""PyTorch as it is, one operation after the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import torch
from torch import Tensor

from mien.models.network import Network
from mien.objective.interface import NETWORK, Batch, Term
from mien.settings import TrainingSection
from mien.training.adam import Adam
from mien.training.step import draws_of, terms_of, total_of
from mien.training.streams import FaceStream, Noise, NoiseStream


class EagerEngine:
    """Adam (fused) on every phase of the terms: first the network's, then those of terms with parameters."""

    device: ClassVar[str] = ""

    def __init__(self, network: Network, terms: Mapping[str, Term], training: TrainingSection) -> None:
        self.network, self.clip, self.all_terms = network, training.clip, dict(terms)
        self.terms: dict[str, dict[str, Term]] = {NETWORK: dict(terms)}
        for name, term in terms.items():
            if term.phase != NETWORK:
                self.terms.setdefault(term.phase, {})[name] = term
        self.parameters = {
            phase: list(network.parameters()) if phase == NETWORK
            else [p for term in self.terms[phase].values() for p in term.parameters()]
            for phase in self.terms
        }  # fmt: skip
        self.optimisers = {phase: Adam(parameters) for phase, parameters in self.parameters.items()}

    def step(
        self,
        faces: FaceStream,
        noise: NoiseStream,
        number: int,
        weights: Mapping[str, float],
        rate: float,
    ) -> dict[str, Tensor]:
        """One step of each phase's optimiser."""
        batch = faces.at(number, noise.of_step(number))
        drawn = noise.draw(draws_of(self.network, self.all_terms, batch))
        at_device = {name: torch.tensor(weight, device=faces.device) for name, weight in weights.items()}
        return self.moved(batch, drawn, at_device, rate)

    def moved(
        self, batch: Batch, noise: Noise, weights: Mapping[str, Tensor], rate: float | Tensor
    ) -> dict[str, Tensor]:
        """Move the parameters by a batch; its figures."""
        figures: dict[str, Tensor] = {}
        for phase, optimiser in self.optimisers.items():
            optimiser.forget()
            total, found = self.loss(phase, batch, noise, weights)
            total.backward()
            found = self.gathered(phase, found)
            if self.clip > 0:
                torch.nn.utils.clip_grad_norm_(self.parameters[phase], self.clip, foreach=True)
            optimiser.step(rate)
            figures |= {name: figure.detach() for name, figure in found.items()}
        return figures

    def gathered(self, phase: str, figures: dict[str, Tensor]) -> dict[str, Tensor]:
        """The figures, once the gradients are those of the whole batch: here they are."""
        return figures

    def loss(
        self, phase: str, batch: Batch, noise: Noise, weights: Mapping[str, Tensor]
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """What a phase minimises, and the figures that it is made of."""
        found = terms_of(self.network, self.terms[phase], batch, noise, phase, self.all_terms)
        return total_of(found, weights), found

    def state(self) -> dict[str, Tensor]:
        """Adam's moments, in the order of the parameters."""
        return {
            f"adam.{phase}.{name}": value
            for phase, optimiser in self.optimisers.items()
            for name, value in optimiser.state()
        }

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Put Adam's moments back."""
        for phase, optimiser in self.optimisers.items():
            prefix = f"adam.{phase}."
            optimiser.restore(
                {key.removeprefix(prefix): value for key, value in state.items() if key.startswith(prefix)}
            )
