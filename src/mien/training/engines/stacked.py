"""Many models as one: their weights stacked, so that a step's products are batched over all of them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call, vmap

from mien.objective.interface import Batch, Group
from mien.training.adam import Adam
from mien.training.engines.eager import EagerEngine
from mien.training.engines.graph import Recorded, Seen
from mien.training.step import draws_of, terms_of
from mien.training.streams import FaceStream, NoiseStream


class StackedEngine(EagerEngine):
    """The eager engine; of several trainings that are alike, all in one, see `Stack`."""


class Stack:
    """Engines of networks with the same parts, whose steps are one: `vmap` over weights, faces and noise.

    Each network keeps its own parameters, and each engine its moments, as views of the stacks, so that what
    validates, averages or saves one of them does so as ever.

    Parameters
    ----------
    engines : of networks and terms that differ in weights and in options that figures are divided by alone
        (`mien.objective.interface.Term.divided_by`).
    """

    def __init__(self, engines: Sequence[EagerEngine]) -> None:
        self.engines, self.first = list(engines), engines[0]
        self.whole = _Whole(self.first)
        names = {id(parameter): name for name, parameter in self.whole.named_parameters()}
        self.parameters = {
            phase: {
                names[id(columns[0])]: _stacked(columns).requires_grad_()
                for columns in zip(*(one.parameters[phase] for one in engines), strict=True)
            }
            for phase in self.first.parameters
        }
        self.optimisers = {phase: self._optimiser(phase) for phase in self.parameters}
        self.scale = self._scales()
        self._per_face: dict[str, Tensor] = {}
        self._recorded: Recorded | None = None

    def _optimiser(self, phase: str) -> Adam:
        found = Adam(self.parameters[phase].values())
        each = [one.optimisers[phase] for one in self.engines]
        for place in range(len(found.moments)):
            means, squares, steps = zip(*(one.moments[place] for one in each), strict=True)
            mean, square, step = torch.stack(means), torch.stack(squares), steps[0]
            found.moments[place] = mean, square, step
            for number, one in enumerate(each):
                one.moments[place] = mean[number], square[number], step
        return found

    def _scales(self) -> dict[str, Tensor]:
        """(M,) what the first one's figures are multiplied by to be each one's own."""
        device = next(self.first.network.parameters()).device

        def options(figure: str, term: str, option: str) -> Tensor:
            own = [getattr(engine.all_terms[term].options, option) for engine in self.engines]
            return torch.tensor([own[0] / value for value in own], device=device)

        return {
            figure: options(figure, name, option)
            for name, term in self.first.all_terms.items()
            for figure, option in term.divided_by.items()
        }

    def step(
        self,
        faces: Sequence[FaceStream],
        noise: Sequence[NoiseStream],
        number: int,
        weights: Sequence[Mapping[str, float]],
        rate: float,
    ) -> dict[str, Tensor]:
        """One step of all, each with its own faces, noise and weights; every figure (M,)."""
        names, device = tuple(weights[0]), faces[0].device
        if device.startswith("cuda"):
            if self._recorded is None:
                optimisers = [*self.optimisers.values()]
                self._recorded = Recorded(self.moved, optimisers, faces, noise, number, names)
            return self._recorded.play(number, weights, rate)
        streams = zip(faces, noise, strict=True)
        seen = [(one.at(number, own.of_step(number)), own) for one, own in streams]
        priced = {name: torch.tensor([one[name] for one in weights], device=device) for name in names}
        found = self.moved(seen, priced, rate)
        # PyTorch does not count the changes of what a stack is a view of, by which others know of them.
        for engine in self.engines:
            for parameter in itertools.chain(*engine.parameters.values()):
                torch.autograd.graph.increment_version(parameter)
        return found

    def moved(self, seen: Seen, weights: Mapping[str, Tensor], rate: float | Tensor) -> dict[str, Tensor]:
        """Move all parameters by what each model sees; every figure (M,)."""
        first, batches = self.first, [batch for batch, _ in seen]
        wanted = draws_of(first.network, first.all_terms, batches[0])
        drawn = [noise.draw(wanted) for _, noise in seen]
        given = {name: self._columns(name, [batch[name] for batch in batches]) for name in batches[0]}
        sizes = {name: group.size for name, group in batches[0].items()}
        normals = {
            name: tuple(torch.stack(each) for each in zip(*(one[name] for one in drawn), strict=True))
            for name in wanted
        }
        told: dict[str, Tensor] = {}
        for phase, own in self.parameters.items():
            optimiser = self.optimisers[phase]
            optimiser.forget()

            def figures(parameters: Any, given: Any, normals: Any, phase: str = phase) -> dict[str, Tensor]:
                found: dict[str, Tensor] = functional_call(
                    self.whole, parameters, (given, sizes, normals, phase)
                )
                return found

            every = {name: one for part in self.parameters.values() for name, one in part.items()}
            found = vmap(figures)(every, given, normals)
            found = {name: self.scale.get(name, 1.0) * one for name, one in found.items()}
            torch.stack([(weights[name] * one).sum() for name, one in found.items()]).sum().backward()
            if first.clip > 0:
                _clip([one.grad for one in own.values() if one.grad is not None], first.clip)
            optimiser.step(rate)
            told |= {name: one.detach() for name, one in found.items()}
        return told

    def _columns(self, name: str, groups: Sequence[Group]) -> dict[str, Any]:
        """The tensors of groups with the models first."""
        one = groups[0]
        if name not in self._per_face:
            device = next(iter(one.given.values())).device
            self._per_face[name] = torch.tensor([group.per_face for group in groups], device=device)
        found: dict[str, Any] = {
            "given": {name: torch.stack([group.given[name] for group in groups]) for name in one.given},
            "per_face": self._per_face[name],
        }
        for column in ("weight", "times"):
            if getattr(one, column) is not None:
                found[column] = torch.stack([getattr(group, column) for group in groups])
        return found


class _Whole(nn.Module):
    """A network and its terms as one module, so that all parameters have a name."""

    def __init__(self, engine: EagerEngine) -> None:
        super().__init__()
        self.network, self.terms, self.engine = engine.network, nn.ModuleDict(engine.all_terms), [engine]

    def forward(
        self, given: Mapping[str, Any], sizes: Mapping[str, int], noise: Any, phase: str
    ) -> dict[str, Tensor]:
        """The figures of a phase."""
        engine = self.engine[0]
        batch: Batch = {
            name: Group(own["given"], sizes[name], own.get("weight"), own["per_face"], own.get("times"))
            for name, own in given.items()
        }
        return terms_of(self.network, engine.terms[phase], batch, noise, phase, engine.all_terms)


def _stacked(columns: Sequence[Tensor]) -> Tensor:
    """One tensor of many, which become views of it."""
    stack = torch.stack([one.detach() for one in columns])
    for one, view in zip(columns, stack, strict=True):
        if isinstance(one, nn.Parameter):
            one.data = view
    return stack


def _clip(gradients: Sequence[Tensor], most: float) -> None:
    """Each model's whole gradient to a norm, as `torch.nn.utils.clip_grad_norm_` does one's."""
    norm = torch.stack([one.flatten(1).square().sum(1) for one in gradients]).sum(0).sqrt()
    factor = (most / (norm + 1e-6)).clamp(max=1.0)
    for one in gradients:
        one.mul_(factor.view(-1, *(1,) * (one.dim() - 1)))
