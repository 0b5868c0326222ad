"""Several processes, each with its part of every batch: the gradients of the whole, and so the same curve."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from mien.errors import ConfigError, RunError
from mien.models.interface import Draw
from mien.models.network import Network
from mien.objective.interface import Batch, Group, Term
from mien.settings import TrainingSection
from mien.training import peers
from mien.training.engines.eager import EagerEngine
from mien.training.step import ENCODER, draws_of, groups_about, terms_of, total_of
from mien.training.streams import FaceStream, Noise, NoiseStream


class DdpEngine(EagerEngine):
    """The eager engine over the processes of torchrun; a single one where that started none.

    Every process draws the same batch and the same noise, and takes its part of both. Gradients and figures
    are summed over the processes in one exchange a phase; clipping and Adam follow it and are the same in
    each.
    """

    def __init__(self, network: Network, terms: Mapping[str, Term], training: TrainingSection) -> None:
        super().__init__(network, terms, training)
        self.rank, self.size = peers.rank(), peers.size()
        for name, term in terms.items():
            if self.size > 1 and not term.apart:
                raise ConfigError(
                    f"the term {name} is of whole batches, of which {self.size} processes see parts only; "
                    "train it in one process"
                )
        self.group = {name: term.group for term in terms.values() for name in (*term.names, *term.own_names)}
        self.weight: dict[str, float] = {}

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
        own = part_of(batch, self.rank, self.size)
        self.weight = {name: own[name].size / batch[name].size for name in batch}
        at_device = {name: torch.tensor(weight, device=faces.device) for name, weight in weights.items()}
        parts = noise_of(self.network, self.all_terms, batch, own, drawn, self.rank, self.size)
        return self.moved(own, parts, at_device, rate)

    def loss(
        self, phase: str, batch: Batch, noise: Noise, weights: Mapping[str, Tensor]
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """This process's summand of what a phase minimises, and of its figures."""
        found = terms_of(self.network, self.terms[phase], batch, noise, phase, self.all_terms)
        found = {name: self.weight[self.group[name]] * figure for name, figure in found.items()}
        return total_of(found, weights), found

    def gathered(self, phase: str, figures: dict[str, Tensor]) -> dict[str, Tensor]:
        """Sum gradients and figures over all processes."""
        if self.size == 1:
            return figures
        from torch import distributed

        gradients = [one.grad for one in self.parameters[phase] if one.grad is not None]
        told = torch.stack([figure.detach() for figure in figures.values()])
        whole = torch.cat([*(one.reshape(-1) for one in gradients), told])
        try:
            distributed.all_reduce(whole)
        except RuntimeError as error:
            raise RunError(
                f"another process of this training is gone ({str(error).splitlines()[0]}); the last "
                "checkpoint is kept: start all again with --resume"
            ) from error
        sizes = [one.numel() for one in gradients]
        *summed, told = whole.split([*sizes, len(figures)])
        for gradient, one in zip(gradients, summed, strict=True):
            gradient.copy_(one.view_as(gradient))
        return dict(zip(figures, told.unbind(), strict=True))


def items_of(count: int, rank: int, size: int) -> slice:
    """Which of so many things are a process's; ConfigError where some would have none."""
    if count < size:
        raise ConfigError(
            f"a batch of {count} cannot be shared among {size} processes; take fewer, or a larger batch, "
            "triplet_batch or window_batch"
        )
    return slice(count * rank // size, count * (rank + 1) // size)


def part_of(batch: Batch, rank: int, size: int) -> Batch:
    """A process's part of a batch."""
    found = {}
    for name, group in batch.items():
        rows, items = _rows(group, rank, size), items_of(group.size, rank, size)
        found[name] = Group(
            {column: values[rows.to(values.device)] for column, values in group.given.items()},
            items.stop - items.start,
            None if group.weight is None else group.weight[items],
            group.per_face,
            None if group.times is None else group.times[:, items],
        )
    return found


def _rows(group: Group, rank: int, size: int) -> Tensor:
    """(r,) int64 of a group's rows, which are all anchors, then all near faces, and so on."""
    items = items_of(group.size, rank, size)
    return torch.arange(group.rows).view(-1, group.size)[:, items].reshape(-1)


def noise_of(
    network: Network,
    terms: Mapping[str, Term],
    batch: Batch,
    own: Batch,
    noise: Noise,
    rank: int,
    size: int,
) -> Noise:
    """A process's part of the noise of a whole batch: along the axis that a part needs less of."""
    wholes, parts = draws_of(network, terms, batch), draws_of(network, terms, own)
    places: dict[str, dict[int, Tensor]] = {}
    start, rows = 0, []
    for name in groups_about(terms, batch):
        rows.append(start + _rows(batch[name], rank, size))
        start += batch[name].rows
    places[ENCODER] = {start: torch.cat(rows)}
    for name, term in terms.items():
        if term.group in batch:
            group = batch[term.group]
            items = items_of(group.size, rank, size)
            places[name] = {
                group.rows: _rows(group, rank, size),
                group.size: torch.arange(items.start, items.stop),
            }
    return {
        name: tuple(
            _taken(values, whole, part, places[name])
            for values, whole, part in zip(drawn, wholes[name], parts[name], strict=True)
        )
        for name, drawn in noise.items()
    }


def _taken(values: Tensor, whole: Draw, part: Draw, places: Mapping[int, Tensor]) -> Tensor:
    for axis, (before, now) in enumerate(zip(whole.shape, part.shape, strict=True)):
        if before != now:
            return values.index_select(axis, places[before].to(values.device))
    return values
