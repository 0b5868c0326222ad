"""The one training loop: batches in, the weights with the best validation ELBO out."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from mien.errors import ConfigError, DataError
from mien.models.device import device_of
from mien.models.network import Network
from mien.models.registry import MODELS, NEEDS
from mien.objective.interface import TRIPLETS
from mien.objective.registry import completed, groups_of
from mien.objective.weights import weights_at
from mien.settings import Settings, TrainingSection
from mien.training.batch import FaceSet
from mien.training.engines.registry import engine_of
from mien.training.interrupts import held
from mien.training.peers import bring, join
from mien.training.relative import absolute
from mien.training.state import State, identity_of
from mien.training.streams import FaceStream, NoiseStream
from mien.training.validation import Validation

SAVE_EVERY_SECONDS = 30.0
RECORDS = 200

Watcher = Callable[[int, int, Sequence[dict[str, Any]]], None]
Look = Callable[[int, Network], None]


@dataclass(frozen=True, eq=False)
class Job:
    """A training to do, as `train_model` takes it."""

    settings: Settings
    train: FaceSet
    validation: FaceSet | None = None
    seed: int = 0
    checkpoint: Path | None = None
    resume: bool = False
    watch: Watcher | None = None
    start: Network | None = None
    look: Look | None = None


@dataclass(frozen=True)
class Trained:
    """The outcome of training.

    Attributes
    ----------
    network : in evaluation mode, with the weights of the best validation (the last ones without validation).
    settings : whole, every option written out.
    best_step : steps done when they were reached.
    records : one dict a line of the metrics: step, part, total and the named figures in nats a face.
    seconds : time spent, earlier parts of a resumed training included.
    """

    network: Network
    settings: Settings
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
    settings: Settings,
    train: FaceSet,
    validation: FaceSet | None = None,
    seed: int = 0,
    checkpoint: Path | None = None,
    resume: bool = False,
    watch: Watcher | None = None,
    start: Network | None = None,
    look: Look | None = None,
) -> Trained:
    """Train one model.

    The random numbers of a step depend on the seed and the step alone, so that a resumed training gives the
    numbers of an uninterrupted one. The caller's random state is left as it was.

    Parameters
    ----------
    settings : all settings.
    train, validation : the sets; without validation the last weights are kept. What the model does not need
        of them is not looked at.
    seed : the same seed gives the same numbers on the same machine and device.
    checkpoint : file for the state, written at each validation, every 30 s and on Ctrl-C.
    resume : go on from `checkpoint` if it is there.
    watch : called after each step with steps done, steps in all, and the step's own records, if it has any.
    start : a network of the same parts, whose weights are gone on from instead of the seed's.
    look : called after each validation with steps done and the network as it was validated, in evaluation
        mode; what it raises ends the training.

    Raises
    ------
    ConfigError, DataError
        As of `checked` and `needed`, if faces of no layout are to be mirrored, there is patience and nothing
        to validate on, or `start` is of other parts.
    RunError
        If the checkpoint cannot be written, read or belongs to another run.
    """
    loop = Loop(Job(settings, train, validation, seed, checkpoint, resume, watch, start, look))
    try:
        with held() as let_go:
            loop.go(let_go)
    except KeyboardInterrupt:
        loop.save()
        raise
    return loop.trained()


def checked(settings: Settings) -> Settings:
    """The settings, whole, to ask before data are read; ConfigError if they name what is not known here."""
    engine_of(settings.training.engine, device_of(settings.training.device))
    return completed(settings)


def needed(settings: Settings, faces: FaceSet, name: str) -> FaceSet:
    """What the model needs of a set, checked.

    Parameters
    ----------
    name : of the set, for messages.

    Raises
    ------
    DataError
        If there are no faces, a number is not finite, neutrals or recordings are needed and missing, or there
        are no triplets and the model is about nothing else.
    """
    model = MODELS.find(settings.model.kind)
    if not len(faces.x):
        raise DataError(f"the {name} set has no faces")
    if any(not np.isfinite(column).all() for column in faces.columns().values()):
        raise DataError(f"the {name} set holds values that are not finite numbers")
    for need, column in NEEDS.items():
        if need in model.needs and column not in faces.columns():
            raise DataError(f"{settings.model.kind} needs each face's {need}; the {name} set has none")
    no_triplets = faces.triplets is None or not len(faces.triplets)
    if no_triplets and groups_of(settings) == {TRIPLETS}:
        raise DataError(
            f"{settings.model.kind} is about triplets alone; the {name} set has none: give more of them, or "
            "split the people another way"
        )
    if "recordings" in model.needs and faces.windows is None:
        raise DataError(
            f"{settings.model.kind} needs recordings; the {name} set has no two frames of one, told by "
            "sequence and frame"
        )
    return dataclasses.replace(
        faces,
        y=faces.y if "neutral" in model.needs else None,
        triplets=faces.triplets if "triplets" in model.needs else None,
        windows=faces.windows if "recordings" in model.needs else None,
    )


class Loop:
    """A training under way: steps, records, validations.

    The engine says how a step runs, the state keeps what came of it. Errors of `train_model`.
    """

    def __init__(self, job: Job) -> None:
        settings, train, validation, seed = checked(job.settings), job.train, job.validation, job.seed
        train = needed(settings, train, "training")
        validation = None if validation is None else needed(settings, validation, "validation")
        if settings.training.mirror > 0 and train.mirror is None:
            raise ConfigError("training.mirror needs a landmark layout; these features have none")
        if settings.training.patience > 0 and validation is None:
            raise ConfigError("training.patience counts validations; there is no validation set")
        device = device_of(settings.training.device)
        join(device)
        before = job.checkpoint if job.resume else None
        if before is not None:
            bring(before)
        identity = identity_of(settings, seed, train, validation)
        settings = absolute(settings, job.train)
        self.state = State(settings, train.x.shape[1], seed, device, job.checkpoint, identity, job.start)
        if before is not None and before.exists():
            self.state.restore()
        self.settings, self.device, self.watch, self.look = settings, device, job.watch, job.look
        self.stream = FaceStream(train, settings.training, seed, device)
        self.noise = NoiseStream(seed, device)
        self.validation = (
            None if validation is None else Validation(self.state.terms, validation, seed, device)
        )
        # Summed on the device: nothing waits for it until a record is due.
        self.sums = {name: self._on(value) for name, value in self.state.progress.sums.items()}
        self.count = self.state.progress.count
        self.state.network.train()

    def _on(self, value: float) -> Tensor:
        return torch.tensor(value, dtype=torch.float64, device=self.device)

    def go(self, between: Callable[[], None]) -> None:
        """All steps that are left; `between` is called after each."""
        while self.unfinished:
            weights, rate = self.due()
            step = self.state.progress.step
            self.add(self.state.engine.step(self.stream, self.noise, step, weights, rate))
            self.done(weights, rate)
            between()

    @property
    def unfinished(self) -> bool:
        """Whether there is another step to do."""
        return self.state.progress.step < self.settings.training.steps and not self._given_up()

    def due(self) -> tuple[dict[str, float], float]:
        """Weights of the figures and learning rate of the next step."""
        step, terms = self.state.progress.step, list(self.state.terms.values())
        weights = weights_at(step, self.settings.objective, terms)
        return weights, learning_rate_at(step, self.settings.training)

    def add(self, figures: Mapping[str, Tensor]) -> None:
        """Count the figures of a step."""
        for name, value in figures.items():
            self.sums.setdefault(name, self._on(0.0)).add_(value)

    def done(self, weights: Mapping[str, float], rate: float) -> None:
        """A step was done and its figures counted: record, validate and save what is due."""
        state, training = self.state, self.settings.training
        steps, every = training.steps, max(1, training.steps // RECORDS)
        self.count += 1
        state.follow(state.progress.step)
        state.progress.step += 1
        before = len(state.progress.records)
        if state.progress.step % every == 0 or state.progress.step == steps:
            self._record_training(beta=min(weights.values()), learning_rate=rate)
        if state.progress.step % training.validate_every == 0 or state.progress.step == steps:
            self._validate()
            self.save()
        elif time.monotonic() - state.saved_at > SAVE_EVERY_SECONDS:
            self.save()
        if self.watch is not None:
            self.watch(state.progress.step, steps, state.progress.records[before:])

    def trained(self) -> Trained:
        """The outcome."""
        network, best_step = self.state.finished()
        settings = self.settings.changed(model=network.options())
        return Trained(network, settings, best_step, self.state.progress.records, self.state.seconds())

    def _given_up(self) -> bool:
        """Whether as many validations in a row as there is patience for were none better."""
        patience, progress = self.settings.training.patience, self.state.progress
        if not patience:
            return False
        later = (one for one in progress.records if one["step"] > progress.best_step)
        return sum(one["part"] == "validation" for one in later) >= patience

    def _record_training(self, **extra: float) -> None:
        means = {name: float(total) / self.count for name, total in self.sums.items()}
        self.sums, self.count = {}, 0
        self._append("train", means, **extra)

    def _append(self, part: str, figures: dict[str, float], **extra: float) -> dict[str, Any]:
        progress = self.state.progress
        if not all(math.isfinite(value) for value in figures.values()):
            raise DataError(
                f"training went astray: a loss term is not finite at step {progress.step}; "
                "a smaller learning_rate or a larger sigma2 or gamma helps"
            )
        record = {"step": progress.step, "part": part, "total": sum(figures.values()), **figures, **extra}
        record["seconds"] = round(self.state.seconds(), 3)
        progress.records.append(record)
        return record

    def _validate(self) -> None:
        if self.validation is None:
            return
        record = self._append("validation", self.validation.figures(self.state.average))
        self.state.keep_best(record["total"])
        if self.look is not None:
            self.look(self.state.progress.step, self.state.average)
        self.state.network.train()

    def save(self) -> None:
        """Write the checkpoint with the sums so far, if there is to be one; else nothing waits for them."""
        if self.state.checkpoint is not None:
            progress = self.state.progress
            progress.sums = {name: float(value) for name, value in self.sums.items()}
            progress.count = self.count
            self.state.save()
