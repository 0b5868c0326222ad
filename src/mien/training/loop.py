"""The one training loop: batches in, the weights with the best validation ELBO out."""

from __future__ import annotations

import copy
import dataclasses
import hashlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from mien.errors import ConfigError, DataError
from mien.models.recipes import build_model, composition
from mien.models.vae import VAE
from mien.objective.annealing import annealed
from mien.settings import RunConfig, TrainingSection
from mien.training.checkpoint import Progress, load_checkpoint, save_checkpoint
from mien.training.engines import EagerEngine, terms_of
from mien.training.faces import FaceBatches, FaceSet, whole_batches

VALIDATION_SAMPLES = 3
VALIDATION_TRIPLET_SAMPLES = 10
SAVE_EVERY_SECONDS = 30.0
RECORDS = 200

Watcher = Callable[[int, int, dict[str, Any] | None], None]


@dataclass(frozen=True)
class Trained:
    """The outcome of training.

    Attributes
    ----------
    model : in evaluation mode, with the weights of the best validation (the last ones without validation).
    best_step : steps done when they were reached.
    records : one dict a line of the metrics: step, part, total and the named terms in nats a face.
    seconds : time spent, earlier parts of a resumed run included.
    """

    model: VAE
    best_step: int
    records: list[dict[str, Any]]
    seconds: float


def learning_rate_at(step: int, training: TrainingSection) -> float:
    """Learning rate of a 0-based step: constant, or a cosine to zero after a warm-up of 2 % of the steps."""
    if training.schedule == "constant":
        return training.learning_rate
    warm = max(1, training.steps // 50)
    if step < warm:
        return training.learning_rate * (step + 1) / warm
    share = (step - warm) / max(1, training.steps - warm)
    return training.learning_rate * 0.5 * (1 + math.cos(math.pi * share))


def train_model(
    config: RunConfig,
    train: FaceSet,
    validation: FaceSet | None = None,
    seed: int = 0,
    checkpoint: Path | None = None,
    resume: bool = False,
    watch: Watcher | None = None,
) -> Trained:
    """Train one model.

    The random numbers of a step depend on the seed and the step alone, so that a resumed run gives the
    numbers of an uninterrupted one. The caller's random state is left as it was.

    Parameters
    ----------
    config : all settings.
    train, validation : the sets; without validation the last weights are kept.
    seed : the same seed gives the same numbers on the same machine.
    checkpoint : file for the state, written at each validation, every 30 s and on Ctrl-C.
    resume : go on from `checkpoint` if it is there.
    watch : called after each step with steps done, steps in all, and the newest record if there is one.

    Raises
    ------
    DataError
        If the model needs neutrals or triplets that are not there.
    RunError
        If the checkpoint cannot be written, read or belongs to another run.
    """
    _check_inputs(config, train, validation)
    with torch.random.fork_rng(devices=[]):
        run = _Run(config, train, validation, seed, checkpoint)
        if resume and checkpoint is not None and checkpoint.exists():
            run.restore()
        try:
            run.go(watch)
        except KeyboardInterrupt:
            run.save()
            raise
        return run.finished()


def _check_inputs(config: RunConfig, train: FaceSet, validation: FaceSet | None) -> None:
    parts = composition(config.model.kind)
    for name, faces in (("training", train), ("validation", validation)):
        if faces is None:
            continue
        if not len(faces.x):
            raise DataError(f"the {name} set has no faces")
        if not np.isfinite(faces.x).all() or (faces.y is not None and not np.isfinite(faces.y).all()):
            raise DataError(f"the {name} set holds values that are not finite numbers")
        if parts.conditional and faces.y is None:
            raise DataError(f"{config.model.kind} needs each face's neutral; the {name} set has none")
    if config.training.mirror > 0 and train.mirror is None:
        raise ConfigError("training.mirror needs a landmark layout; these features have none")


def identity_of(config: RunConfig, seed: int, train: FaceSet, validation: FaceSet | None) -> str:
    """Hash of all that determines a run's numbers, but for the machine and its threads."""
    digest = hashlib.sha256(repr((dataclasses.asdict(config), seed)).encode())
    for faces in (train, validation):
        if faces is None:
            continue
        if faces.source is None:
            digest.update(np.ascontiguousarray(faces.x).tobytes())
            digest.update(b"" if faces.y is None else np.ascontiguousarray(faces.y).tobytes())
        else:
            digest.update(faces.source.encode())
        digest.update(b"" if faces.triplets is None else faces.triplets.digest().encode())
    return digest.hexdigest()


class _Run:
    """State of one training run; `go` is the loop."""

    def __init__(
        self,
        config: RunConfig,
        train: FaceSet,
        validation: FaceSet | None,
        seed: int,
        checkpoint: Path | None,
    ) -> None:
        parts = composition(config.model.kind)
        if not parts.conditional:
            train = dataclasses.replace(train, y=None)
            validation = None if validation is None else dataclasses.replace(validation, y=None)
        if not parts.topology:
            train = dataclasses.replace(train, triplets=None)
            validation = None if validation is None else dataclasses.replace(validation, triplets=None)
        self.config, self.seed, self.checkpoint = config, seed, checkpoint
        self.identity = identity_of(config, seed, train, validation)
        self._seed_torch(-1)
        section = config.model
        self.model = build_model(
            section.kind,
            train.x.shape[1],
            section.n_components,
            section.encoder,
            section.decoder,
            section.keep,
        )
        self.average = copy.deepcopy(self.model) if config.training.average > 0 else self.model
        self.best = copy.deepcopy(self.model)
        self.optimiser = torch.optim.Adam(
            self.model.parameters(), lr=config.training.learning_rate, fused=True
        )
        self.engine = EagerEngine(self.model, self.optimiser, config.objective, config.training.clip)
        self.batches = FaceBatches(train, config.training, seed)
        self.validation = None if validation is None else whole_batches(validation, True)
        self.progress = Progress()
        self._saved_at = self._started = time.monotonic()

    def _seed_torch(self, step: int) -> None:
        state = np.random.SeedSequence([self.seed, step + 1]).generate_state(1, np.uint64)
        torch.manual_seed(int(state[0] >> np.uint64(1)))

    def go(self, watch: Watcher | None) -> None:
        training, steps = self.config.training, self.config.training.steps
        objective, progress = self.config.objective, self.progress
        every = max(1, steps // RECORDS)
        while progress.step < steps:
            step = progress.step
            self._seed_torch(step)
            weights = annealed(step, objective.anneal_steps, objective.anneal)
            rate = learning_rate_at(step, training)
            terms = self.engine.step(self.batches.at(step), weights, rate)
            if training.average > 0:
                self._follow(step)
            progress.step = step + 1
            self._add(terms.values())
            record = None
            if progress.step % every == 0 or progress.step == steps:
                record = self._record_training(weights.kl, rate)
            if progress.step % training.validate_every == 0 or progress.step == steps:
                record = self._validate() or record
                self.save()
            elif time.monotonic() - self._saved_at > SAVE_EVERY_SECONDS:
                self.save()
            if watch is not None:
                watch(progress.step, steps, record)

    @torch.no_grad()
    def _follow(self, step: int) -> None:
        decay = min(self.config.training.average, (1 + step) / (10 + step))
        averaged: list[torch.Tensor] = list(self.average.parameters())
        now: list[torch.Tensor] = list(self.model.parameters())
        torch._foreach_lerp_(averaged, now, 1 - decay)

    def _add(self, terms: dict[str, float]) -> None:
        sums = self.progress.sums
        for name, value in {**terms, "count": 1.0}.items():
            sums[name] = sums.get(name, 0.0) + value

    def _record_training(self, beta: float, rate: float) -> dict[str, Any]:
        sums = self.progress.sums
        means = {name: total / sums["count"] for name, total in sums.items() if name != "count"}
        if not all(math.isfinite(value) for value in means.values()):
            raise DataError(
                f"training went astray: a loss term is not finite at step {self.progress.step}; "
                "a smaller learning_rate or a larger sigma2 or gamma helps"
            )
        self.progress.sums = {}
        return self._append("train", means, beta=beta, learning_rate=rate)

    def _append(self, part: str, terms: dict[str, float], **extra: float) -> dict[str, Any]:
        record = {"step": self.progress.step, "part": part, "total": sum(terms.values()), **terms, **extra}
        record["seconds"] = round(self._seconds(), 3)
        self.progress.records.append(record)
        return record

    def _seconds(self) -> float:
        return self.progress.seconds + time.monotonic() - self._started

    def _validate(self) -> dict[str, Any] | None:
        if self.validation is None:
            return None
        self._seed_torch(0)
        objective = self.config.objective
        objective = dataclasses.replace(
            objective,
            samples=max(objective.samples, VALIDATION_SAMPLES),
            triplet_samples=max(objective.triplet_samples, VALIDATION_TRIPLET_SAMPLES),
        )
        self.average.eval()
        sums: dict[str, float] = {}
        faces, triplets = (sum(count) for count in list(zip(*self.validation, strict=True))[1:])
        with torch.no_grad():
            for batch, some_faces, some_triplets in self.validation:
                for name, value in terms_of(self.average, batch, objective).values().items():
                    share = some_triplets / triplets if name == "topology" else some_faces / faces
                    sums[name] = sums.get(name, 0.0) + value * share
        record = self._append("validation", sums)
        if record["total"] < self.progress.best_elbo:
            self.progress.best_elbo, self.progress.best_step = record["total"], self.progress.step
            self.best.load_state_dict(self.average.state_dict())
        return record

    def _weights(self) -> dict[str, VAE]:
        return {"model": self.model, "average": self.average, "best": self.best}

    def save(self) -> None:
        """Write the checkpoint, if there is to be one."""
        if self.checkpoint is None:
            return
        self.progress.seconds, self._started = self._seconds(), time.monotonic()
        tensors = {
            f"{name}/{key}": value.clone()
            for name, model in self._weights().items()
            for key, value in model.state_dict().items()
        }
        save_checkpoint(self.checkpoint, tensors, self.optimiser, self.progress, self.identity)
        self._saved_at = time.monotonic()

    def restore(self) -> None:
        """Go back to where the checkpoint was written."""
        assert self.checkpoint is not None
        tensors, self.progress = load_checkpoint(self.checkpoint, self.optimiser, self.identity)
        for name, model in self._weights().items():
            prefix = f"{name}/"
            state = {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}
            model.load_state_dict(state)
        self._started = time.monotonic()

    def finished(self) -> Trained:
        """The best weights, or the last ones where nothing was validated."""
        model = self.average if self.progress.best_step < 0 else self.best
        best_step = self.progress.step if self.progress.best_step < 0 else self.progress.best_step
        return Trained(model.eval(), best_step, self.progress.records, self._seconds())
