"""Validation: the negative ELBO of a set at full weight, with noise of its own that is always the same."""

from __future__ import annotations

from collections import Counter

import torch

from mien.models.network import Network
from mien.training.batch import FaceSet
from mien.training.step import Terms, draws_of, terms_of
from mien.training.streams import NoiseStream, whole_batches


class Validation:
    """A validation set on the device.

    Parameters
    ----------
    terms : of the training.
    faces : what the model needs of the set.
    """

    def __init__(self, terms: Terms, faces: FaceSet, seed: int, device: str) -> None:
        self.terms = {name: term.validating() for name, term in terms.items()}
        self.batches = whole_batches(faces, device)
        self.noise = NoiseStream(seed, device)
        self.whole: Counter[str] = Counter()
        for batch in self.batches:
            self.whole.update({name: group.size for name, group in batch.items()})

    @torch.no_grad()
    def figures(self, network: Network) -> dict[str, float]:
        """Every figure of the terms in nats a face, mean over the set, before any weight."""
        network.eval()
        noise = self.noise.at(1)
        group = {figure: term.group for term in self.terms.values() for figure in term.names}
        sums: dict[str, float] = {}
        for batch in self.batches:
            drawn = noise.draw(draws_of(network, self.terms, batch), masks=False)
            for name, value in terms_of(network, self.terms, batch, drawn).items():
                share = batch[group[name]].size / self.whole[group[name]]
                sums[name] = sums.get(name, 0.0) + float(value) * share
        return sums
