"""A whole step as one recorded CUDA graph: rows, noise, loss, gradients and Adam without Python between."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from mien.errors import ConfigError
from mien.models.network import Network
from mien.objective.interface import Term
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
        self._recorded: _Recorded | None = None
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
        if self._recorded is None or self._recorded.faces is not faces:
            self._recorded = _Recorded(self, faces, noise, number, tuple(weights))
        return self._recorded.play(number, weights, rate)


class _Recorded:
    """The graph, and the places in the device's memory that it reads and writes."""

    def __init__(
        self, engine: GraphEngine, faces: FaceStream, noise: NoiseStream, number: int, names: tuple[str, ...]
    ) -> None:
        self.engine, self.faces, self.noise, self.names = engine, faces, noise, names
        plan = faces.plan(number)
        self.sizes = {name: values.size for name, values in plan.items()}
        self.rows = torch.empty(sum(self.sizes.values()), dtype=torch.int64, device=faces.device)
        self.real = torch.empty(len(names) + 1, device=faces.device)
        self._fill(number, dict.fromkeys(names, 1.0), 0.0)
        self.graph = torch.cuda.CUDAGraph()
        self.graph.register_generator_state(noise.generator)
        self.figures = self._record()

    def _fill(self, number: int, weights: Mapping[str, float], rate: float) -> None:
        rows = np.concatenate([*self.faces.plan(number).values()])
        real = np.array([*(weights[name] for name in self.names), rate], dtype=np.float32)
        self.rows.copy_(torch.from_numpy(rows), non_blocking=True)
        self.real.copy_(torch.from_numpy(real), non_blocking=True)
        self.noise.of_step(number)

    def _run(self) -> dict[str, Tensor]:
        plan = dict(zip(self.sizes, self.rows.split([*self.sizes.values()]), strict=True))
        batch = self.faces.seen(plan, self.noise)
        drawn = self.noise.draw(draws_of(self.engine.network, self.engine.all_terms, batch))
        *weights, rate = self.real.unbind()
        return self.engine.moved(batch, drawn, dict(zip(self.names, weights, strict=True)), rate)

    def _record(self) -> dict[str, Tensor]:
        """Warm up on a copy of what a step changes, then record."""
        engine = self.engine
        changed = [one for own in engine.optimisers.values() for _, one in own.state()]
        changed += [one for own in engine.parameters.values() for one in own]
        before = [one.detach().clone() for one in changed]
        aside = torch.cuda.Stream()
        aside.wait_stream(torch.cuda.current_stream())
        # The compiler's own warnings are about itself, or advise less exact products.
        with torch.cuda.stream(aside), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for _ in range(_WARM):
                self._run()
        torch.cuda.current_stream().wait_stream(aside)
        for optimiser in engine.optimisers.values():
            optimiser.forget()
        with torch.cuda.graph(self.graph):
            figures = self._run()
        with torch.no_grad():
            for one, old in zip(changed, before, strict=True):
                one.copy_(old)
        return figures

    def play(self, number: int, weights: Mapping[str, float], rate: float) -> dict[str, Tensor]:
        self._fill(number, weights, rate)
        self.graph.replay()
        return self.figures
