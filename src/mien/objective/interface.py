"""What a term of the loss takes and gives. No term knows a model's name; noise is its input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Self

from torch import Tensor, nn

from mien.models.interface import Draw, Given, Posterior
from mien.models.network import Network

FACES, TRIPLETS, WINDOWS = "faces", "triplets", "windows"
NETWORK = "model"
"""The phase whose optimiser moves the network."""


@dataclass(frozen=True)
class Group:
    """Rows of a step that belong together: b faces, the 3v faces of v triplets, or v windows of w frames.

    Attributes
    ----------
    given : columns (r, d) of the rows; of triplets first all anchors, then all near, then all far faces; of
        windows first all earliest frames, the latest last.
    size : what the terms' means are over: b faces, or v triplets or windows.
    weight : (v,) of the triplets, or None.
    per_face : how many of these the whole set has per face: 1 for faces, T/N of eq. 11 for triplets.
    times : (w, v) frame numbers of the windows, −inf where a recording begins later, or None.
    """

    given: Given
    size: int
    weight: Tensor | None = None
    per_face: float = 1.0
    times: Tensor | None = None

    @property
    def rows(self) -> int:
        """r, rows of the columns."""
        return len(next(iter(self.given.values())))


Batch = dict[str, Group]
"""What a step sees: groups of rows by name."""


class Term(nn.Module):
    """A named part of the loss, in nats a face, before any annealing weight.

    A term is made by ``(options, network)``, with the options of the terms `beside` after them; parameters of
    its own belong to its phase.

    Attributes
    ----------
    names : of the figures that `forward` gives.
    of_prior : those of them that are −log p(z), for annealing the whole prior.
    of_kl : those of them that stand for the divergence from the prior, for annealing that alone.
    beside : terms whose options it takes too, as the variance of the likelihood.
    group : the rows that it is about; a batch without such rows leaves the term out.
    needs : columns that the faces must have.
    phase : ``"model"`` where the term has no parameters of its own; else the name of their phase, which has
        an optimiser of its own and minimises what `own` gives.
    own_names : of the figures that `own` gives.
    divided_by : figure -> the option that it is divided by and that does nothing else, so that models with
        different values of it can be trained as one.
    apart : whether the figures of a batch are the means of its parts' figures, so that several processes can
        each take a part.
    """

    names: tuple[str, ...]
    of_prior: tuple[str, ...] = ()
    of_kl: tuple[str, ...] = ()
    beside: ClassVar[tuple[str, ...]] = ()
    group: ClassVar[str] = FACES
    needs: ClassVar[frozenset[str]] = frozenset({"x"})
    phase: ClassVar[str] = NETWORK
    own_names: ClassVar[tuple[str, ...]] = ()
    divided_by: ClassVar[Mapping[str, str]] = MappingProxyType({})
    apart: bool = True

    def draws(self, network: Network, size: int) -> tuple[Draw, ...]:
        """Random numbers that the term needs for a group of this size, in training and validation."""
        return ()

    def validating(self) -> Self:
        """The term as validation computes it: itself, or with more samples, for less chance."""
        return self

    def forward(
        self, network: Network, group: Group, posterior: Posterior, noise: Sequence[Tensor]
    ) -> dict[str, Tensor]:
        """The figures, scalars in nats a face.

        Parameters
        ----------
        posterior : of the group's rows.
        noise : as `draws` asks for; masks are missing where nothing is dropped.
        """
        raise NotImplementedError

    def own(
        self, network: Network, group: Group, posterior: Posterior, noise: Sequence[Tensor]
    ) -> dict[str, Tensor]:
        """What the term's own parameters minimise, as an adversary does; arguments as of `forward`."""
        raise NotImplementedError
