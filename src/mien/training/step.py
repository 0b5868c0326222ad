"""The one step of every engine: rows, posterior, terms, weighted total. Noise and weights are inputs."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import torch
from torch import Tensor

from mien.models.interface import Draw
from mien.models.network import Network
from mien.objective.interface import NETWORK, Batch, Term
from mien.training.streams import Noise

Terms = Mapping[str, Term]
ENCODER = "encoder"


def terms_of(
    network: Network,
    terms: Terms,
    batch: Batch,
    noise: Noise,
    phase: str = NETWORK,
    drawn_for: Terms | None = None,
) -> dict[str, Tensor]:
    """The figures of the loss in nats a face (eq. 11 divided by N), before their weights.

    All rows that a term is about go through the encoder in one pass.

    Parameters
    ----------
    terms : name -> term.
    phase : whose parameters are to learn: the network's, or those of terms that have their own.
    noise : as `draws_of` asks for; without masks as in evaluation.
    drawn_for : the terms that it was drawn for, where they are more than these.
    """
    groups = groups_about(terms, batch)
    if not groups:
        return {}
    columns = batch[groups[0]].given
    given = {column: torch.cat([batch[name].given[column] for name in groups]) for column in columns}
    posterior = network.encode(
        given, _of_groups(noise[ENCODER], groups, groups_about(drawn_for or terms, batch), batch)
    )
    figures: dict[str, Tensor] = {}
    start = 0
    for group in groups:
        own = posterior.take(slice(start, start + batch[group].rows))
        for name, term in _about(terms, group).items():
            told = term if phase == NETWORK else term.own
            figures |= told(network, batch[group], own, noise[name])
        start += batch[group].rows
    return figures


def total_of(figures: Mapping[str, Tensor], weights: Mapping[str, Tensor]) -> Tensor:
    """The loss: the figures' weighted sum; at full weights, the negative ELBO a face."""
    first, *others = (weights[name] * figure for name, figure in figures.items())
    for other in others:
        first = first + other
    return first


def draws_of(network: Network, terms: Terms, batch: Batch) -> dict[str, tuple[Draw, ...]]:
    """The random numbers that a batch needs, in the order in which they are drawn."""
    groups = groups_about(terms, batch)
    wanted = {ENCODER: network.encoder.draws(sum(batch[group].rows for group in groups))}
    for group in groups:
        for name, term in _about(terms, group).items():
            wanted[name] = term.draws(network, batch[group].size)
    return wanted


def _of_groups(
    noise: tuple[Tensor, ...], groups: list[str], drawn: list[str], batch: Batch
) -> tuple[Tensor, ...]:
    """The rows of some groups, of noise that was drawn for more of them."""
    if groups == drawn:
        return noise
    ends = dict(zip(drawn, itertools.accumulate(batch[name].rows for name in drawn), strict=True))
    places = [slice(ends[name] - batch[name].rows, ends[name]) for name in groups]
    return tuple(torch.cat([one[place] for place in places]) for one in noise)


def groups_about(terms: Terms, batch: Batch) -> list[str]:
    """The groups of a batch that some term is about, in the order of their rows in the encoder's pass."""
    return [group for group in batch if _about(terms, group)]


def _about(terms: Terms, group: str) -> dict[str, Term]:
    return {name: term for name, term in terms.items() if term.group == group}
