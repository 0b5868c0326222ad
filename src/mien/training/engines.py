"""How a step runs. The loss is the same for every engine; only its execution differs."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from mien.models.vae import VAE, sample_latents
from mien.objective.annealing import Weights
from mien.objective.elbo import Terms, kl_term, reconstruction_term, topology_term
from mien.settings import ObjectiveSection


@dataclass(frozen=True)
class Batch:
    """What a step sees, as tensors.

    Attributes
    ----------
    x, y : (b, d) faces and their neutrals; y is None for a model without condition.
    triplet_x, triplet_y : (3, v, d) the faces anchor, near, far of v triplets and their neutrals, or None.
    triplet_weight : (v,) or None.
    triplets_per_face : T/N of the set that the batch is drawn from.
    """

    x: Tensor
    y: Tensor | None
    triplet_x: Tensor | None = None
    triplet_y: Tensor | None = None
    triplet_weight: Tensor | None = None
    triplets_per_face: float = 0.0


def terms_of(model: VAE, batch: Batch, objective: ObjectiveSection) -> Terms:
    """The loss terms of a batch (eq. 11 divided by N); faces and triplets go through the encoder in one pass.

    Parameters
    ----------
    model : in training or evaluation mode.
    batch : faces, and triplets where the model has any.
    objective : σ², γ and the numbers of samples.
    """
    x, y, faces = batch.x, batch.y, len(batch.x)
    if batch.triplet_x is not None:
        x = torch.cat([x, batch.triplet_x.flatten(0, 1)])
        if y is not None and batch.triplet_y is not None:
            y = torch.cat([y, batch.triplet_y.flatten(0, 1)])
    mean, log_variance = model.encode(x, y)
    z = sample_latents(mean[:faces], log_variance[:faces], objective.samples)
    decoded = model.decode(z, batch.y)
    topology = None
    if batch.triplet_x is not None and batch.triplet_weight is not None:
        sampled = sample_latents(mean[faces:], log_variance[faces:], objective.triplet_samples)
        anchor, near, far = sampled.unflatten(1, (3, -1)).unbind(1)
        topology = topology_term(
            anchor, near, far, batch.triplet_weight, objective.gamma, batch.triplets_per_face
        )
    return Terms(
        reconstruction_term(batch.x, decoded, objective.sigma2),
        kl_term(mean[:faces], log_variance[:faces]),
        topology,
    )


class EagerEngine:
    """PyTorch as it is, one operation after the other."""

    def __init__(
        self, model: VAE, optimiser: torch.optim.Optimizer, objective: ObjectiveSection, clip: float = 0.0
    ) -> None:
        self.model, self.optimiser, self.objective, self.clip = model, optimiser, objective, clip

    def step(self, batch: Batch, weights: Weights, learning_rate: float) -> Terms:
        """One step of the optimiser; returns the terms of the batch, detached."""
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate
        self.model.train()
        self.optimiser.zero_grad(set_to_none=True)
        terms = terms_of(self.model, batch, self.objective)
        terms.total(weights.kl, weights.topology).backward()
        if self.clip > 0:
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.clip, foreach=True)
        self.optimiser.step()
        topology = None if terms.topology is None else terms.topology.detach()
        return Terms(terms.reconstruction.detach(), terms.kl.detach(), topology)
