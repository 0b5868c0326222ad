"""What a training has come to: the network, its average, the best so far, and all of it in a checkpoint."""

from __future__ import annotations

import copy
import hashlib
import threading
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from mien.errors import ConfigError
from mien.models.network import Network, build_network
from mien.models.registry import MODELS
from mien.objective.interface import Term
from mien.objective.registry import terms_for
from mien.registry import load
from mien.settings import Settings
from mien.training.batch import FaceSet
from mien.training.checkpoint import Progress, load_checkpoint, save_checkpoint
from mien.training.engines.interface import Engine
from mien.training.engines.registry import ENGINES, engine_of
from mien.training.streams import step_seed

_SEEDING = threading.Lock()
"""PyTorch's global random numbers are one for all threads."""


def identity_of(settings: Settings, seed: int, train: FaceSet, validation: FaceSet | None) -> str:
    """Hash of all that determines a training's numbers, but for the machine, its device and its threads."""
    anywhere = settings.changed(training={"device": "auto"})
    digest = hashlib.sha256(repr((anywhere.model_dump(), seed)).encode())
    for faces in (train, validation) if validation is not None else (train,):
        if faces.source is None:
            for column in faces.columns().values():
                digest.update(np.ascontiguousarray(column).tobytes())
        else:
            digest.update(faces.source.encode())
        digest.update(b"" if faces.triplets is None else faces.triplets.digest().encode())
        digest.update(b"" if faces.windows is None else faces.windows.digest().encode())
    return digest.hexdigest()


class State:
    """The state of one training.

    Parameters
    ----------
    settings : completed (see `mien.objective.registry.completed`).
    features : d.
    seed : decides the first weights.
    device : where the network is.
    checkpoint : file of the state, or None.
    identity : see `identity_of`.
    start : a network to take the first weights from; a ConfigError if it is of other parts.
    """

    def __init__(
        self,
        settings: Settings,
        features: int,
        seed: int,
        device: str,
        checkpoint: Path | None,
        identity: str,
        start: Network | None = None,
    ) -> None:
        columns = dict.fromkeys(MODELS.find(settings.model.kind).columns, features)
        with _SEEDING, torch.random.fork_rng(devices=[]):
            torch.manual_seed(step_seed(seed, 0))
            self.network = build_network(settings.model, columns)
            self.terms: dict[str, Term] = terms_for(settings, self.network)
        if start is not None:
            _go_on_from(start, self.network)
        self.network.to(device)
        for term in self.terms.values():
            term.to(device)
        self.seed, self.decay = seed, settings.training.average
        self.average = copy.deepcopy(self.network) if self.decay > 0 else self.network
        self.best = copy.deepcopy(self.network)
        self.engine: Engine = load(ENGINES.find(engine_of(settings.training.engine, device)))(
            self.network, self.terms, settings.training
        )
        self.progress = Progress()
        self.checkpoint, self.identity = checkpoint, identity
        self.saved_at = self._started = time.monotonic()

    @torch.no_grad()
    def follow(self, step: int) -> None:
        """Let the average follow the weights, after a 0-based step."""
        if self.decay > 0:
            decay = min(self.decay, (1 + step) / (10 + step))
            averaged: list[Tensor] = list(self.average.parameters())
            torch._foreach_lerp_(averaged, list(self.network.parameters()), 1 - decay)

    def seconds(self) -> float:
        """Time spent, earlier parts of a resumed training included."""
        return self.progress.seconds + time.monotonic() - self._started

    def keep_best(self, total: float) -> None:
        """Keep the weights if their validation is the best so far."""
        if self.progress.best_elbo is None or total < self.progress.best_elbo:
            self.progress.best_elbo, self.progress.best_step = total, self.progress.step
            self.best.load_state_dict(self.average.state_dict())

    def _weights(self) -> dict[str, torch.nn.Module]:
        own = {f"terms.{name}": term for name, term in self.terms.items() if list(term.parameters())}
        return {"model": self.network, "average": self.average, "best": self.best, **own}

    def save(self) -> None:
        """Write the checkpoint."""
        assert self.checkpoint is not None
        self.progress.seconds, self._started = self.seconds(), time.monotonic()
        tensors = {
            f"{name}/{key}": value
            for name, module in self._weights().items()
            for key, value in module.state_dict().items()
        }
        save_checkpoint(self.checkpoint, tensors | self.engine.state(), self.progress, self.identity)
        self.saved_at = time.monotonic()

    def restore(self) -> None:
        """Go back to where the checkpoint was written."""
        assert self.checkpoint is not None
        tensors, self.progress = load_checkpoint(self.checkpoint, self.identity)
        for name, module in self._weights().items():
            prefix = f"{name}/"
            module.load_state_dict(
                {key.removeprefix(prefix): value for key, value in tensors.items() if key.startswith(prefix)}
            )
        self.engine.restore(tensors)
        self._started = time.monotonic()

    def finished(self) -> tuple[Network, int]:
        """The best weights (the last without validation) on the CPU, in evaluation mode, and their step."""
        validated = self.progress.best_step >= 0
        network = self.best if validated else self.average
        return network.to("cpu").eval(), self.progress.best_step if validated else self.progress.step


def _go_on_from(start: Network, network: Network) -> None:
    """Give a fresh network the weights of another; a ConfigError if that is of other parts."""
    before, now = ({name: one.shape for name, one in net.state_dict().items()} for net in (start, network))
    if start.shape != network.shape or before != now:
        raise ConfigError("the network to go on from is of other parts, widths or features")
    network.load_state_dict(start.state_dict())
