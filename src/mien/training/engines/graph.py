"""A whole step as one recorded CUDA graph: rows, noise, loss, gradients and Adam without Python between."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from mien.errors import ConfigError
from mien.models.interface import Draw
from mien.models.network import Network
from mien.objective.interface import Batch, Term
from mien.settings import TrainingSection
from mien.training.adam import Adam
from mien.training.engines.eager import EagerEngine
from mien.training.step import draws_of
from mien.training.streams import FaceStream, NoiseStream

_WARM = 3


class GraphEngine(EagerEngine):
    """The eager engine, recorded at the first step and played at each.

    Which rows a step sees goes to the device as a small array; the noise is drawn there. In a long
    training the operations between the products are fused by `torch.compile`.
    """

    device = "cuda"
    # Compiling takes half a minute; on an H200 a step of the paper's sizes is .28 ms shorter by it.
    fused_from = 100_000

    def __init__(self, network: Network, terms: Mapping[str, Term], training: TrainingSection) -> None:
        super().__init__(network, terms, training)
        device = next(network.parameters()).device
        if device.type != "cuda":
            raise ConfigError(
                f"the engine graph needs a GPU of NVIDIA's, not {device}; take the engine eager"
            )
        self._recorded: Recorded | None = None
        if training.steps >= self.fused_from:
            self.loss = torch.compile(self.loss, fullgraph=True, dynamic=False)  # type: ignore[method-assign]
            for phase, parameters in self.parameters.items():
                own = Adam(parameters, fused=False)
                own.update = torch.compile(own.update, fullgraph=True, dynamic=False)  # type: ignore[method-assign]
                self.optimisers[phase] = own

    def step(
        self,
        faces: FaceStream,
        noise: NoiseStream,
        number: int,
        weights: Mapping[str, float],
        rate: float,
    ) -> dict[str, Tensor]:
        """Play the graph on what a step sees."""
        if self._recorded is None or self._recorded.faces[0] is not faces:
            optimisers = [*self.optimisers.values()]
            self._recorded = Recorded(self._on, optimisers, [faces], [noise], number, tuple(weights))
        return self._recorded.play(number, [weights], rate)

    def _on(self, seen: Seen, weights: Mapping[str, Tensor], rate: Tensor) -> dict[str, Tensor]:
        """The step on what the only model sees."""
        ((batch, noise),) = ((batch, noise.draw(self._draws(batch))) for batch, noise in seen)
        return self.moved(batch, noise, {name: weight[0] for name, weight in weights.items()}, rate)

    def _draws(self, batch: Batch) -> dict[str, tuple[Draw, ...]]:
        return draws_of(self.network, self.all_terms, batch)


Seen = Sequence[tuple[Batch, NoiseStream]]
Run = Callable[[Seen, Mapping[str, Tensor], Tensor], dict[str, Tensor]]


class Recorded:
    """A graph of a step of one or more models, and where in the device's memory it reads and writes.

    Parameters
    ----------
    run : the step: a batch and its noise a model, weights of each figure (M,), rate; gives the figures.
    optimisers : whose parameters and moments are all that a step changes.
    faces, noise : the models' streams, as many as models.
    number : of a step, to warm up on.
    names : of the figures.
    """

    def __init__(
        self,
        run: Run,
        optimisers: Sequence[Adam],
        faces: Sequence[FaceStream],
        noise: Sequence[NoiseStream],
        number: int,
        names: tuple[str, ...],
    ) -> None:
        self.run, self.faces, self.noise, self.names = run, list(faces), list(noise), names
        device = faces[0].device
        plans = [one.plan(number) for one in faces]
        self.sizes = [{name: values.size for name, values in plan.items()} for plan in plans]
        whole = sum(size for sizes in self.sizes for size in sizes.values())
        self.rows = torch.empty(whole, dtype=torch.int64, device=device)
        self.real = torch.empty(len(names) * len(faces) + 1, device=device)
        self._fill(number, [dict.fromkeys(names, 1.0)] * len(faces), 0.0)
        self.graph = torch.cuda.CUDAGraph()
        for one in noise:
            self.graph.register_generator_state(one.generator)
        self.figures = self._record(optimisers)

    def _fill(self, number: int, weights: Sequence[Mapping[str, float]], rate: float) -> None:
        rows = np.concatenate([values for one in self.faces for values in one.plan(number).values()])
        priced = [one[name] for name in self.names for one in weights]
        self.rows.copy_(torch.from_numpy(rows), non_blocking=True)
        self.real.copy_(torch.from_numpy(np.array([*priced, rate], dtype=np.float32)), non_blocking=True)
        for one in self.noise:
            one.of_step(number)

    def _run(self) -> dict[str, Tensor]:
        rows = iter(self.rows.split([size for sizes in self.sizes for size in sizes.values()]))
        plans = [{name: next(rows) for name in sizes} for sizes in self.sizes]
        streams = zip(self.faces, plans, self.noise, strict=True)
        seen = [(faces.seen(plan, noise), noise) for faces, plan, noise in streams]
        weights = self.real[:-1].view(len(self.names), len(self.faces)).unbind()
        return self.run(seen, dict(zip(self.names, weights, strict=True)), self.real[-1])

    def _record(self, optimisers: Sequence[Adam]) -> dict[str, Tensor]:
        """Warm up on a copy of what a step changes, then record."""
        changed = [one for own in optimisers for one in (*own.parameters, *dict(own.state()).values())]
        before = [one.detach().clone() for one in changed]
        aside = torch.cuda.Stream()
        aside.wait_stream(torch.cuda.current_stream())
        # The compiler's own warnings are about itself, or advise less exact products.
        with torch.cuda.stream(aside), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for _ in range(_WARM):
                self._run()
        torch.cuda.current_stream().wait_stream(aside)
        for own in optimisers:
            own.forget()
        with torch.cuda.graph(self.graph):
            figures = self._run()
        with torch.no_grad():
            for one, old in zip(changed, before, strict=True):
                one.copy_(old)
        return figures

    def play(self, number: int, weights: Sequence[Mapping[str, float]], rate: float) -> dict[str, Tensor]:
        """A step of all models, each with weights of its own."""
        self._fill(number, weights, rate)
        self.graph.replay()
        return self.figures
