"""What a row of the table is made from: anything that turns faces into (n, k) numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from mien.evaluation import Space
from mien.runs import RunDirectory
from mien.settings import Settings
from mien.training.prepare import Prepared


class Watcher(Protocol):
    """Who is told how far an experiment is."""

    def stage(self, text: str) -> None:
        """A part of the work begins."""

    def note(self, text: str) -> None:
        """Something was left out, or is not used."""

    def training(self, name: str, seed: int) -> Callable[[int, int, dict[str, Any] | None], None]:
        """A model's training begins; the function is called after each step."""


class Silent:
    """Tells nobody."""

    def stage(self, text: str) -> None:
        """Nothing."""

    def note(self, text: str) -> None:
        """Nothing."""

    def training(self, name: str, seed: int) -> Callable[[int, int, dict[str, Any] | None], None]:
        """Nothing."""
        return lambda step, steps, record: None


@dataclass(frozen=True, eq=False)
class Training:
    """What a representation that is a model is trained with.

    Attributes
    ----------
    prepared : faces, split, alignment, triplets.
    settings : of every model; the kind is replaced by the row's name.
    run : keeps model, metrics, strips and checkpoint.
    resume : go on with what an interrupted run left there.
    watcher : told of the training's steps.
    """

    prepared: Prepared
    settings: Settings
    run: RunDirectory
    resume: bool = False
    watcher: Watcher = field(default_factory=Silent)


@dataclass(frozen=True, eq=False)
class Making:
    """What a representation is fitted with.

    Attributes
    ----------
    row : name of the row.
    x, y : (n, d) aligned faces and their neutrals; y is None where there are none.
    train : rows to learn from.
    n_components : k of what has components.
    training : for models; None where nothing is trained.
    """

    row: str
    x: np.ndarray
    y: np.ndarray | None
    train: np.ndarray
    n_components: int = 30
    training: Training | None = None


class Representation(Protocol):
    """A function ``fit(making)``; a file of its own and a line in `mien.representations.registry.ROWS`."""

    def __call__(self, making: Making) -> Space | np.ndarray:
        """(n, k) numbers of all faces; only the training rows may teach it anything.

        As a `Space` where it can also make faces of such numbers, or says how probable a choice is.
        """
