"""What a callback is told; it decides nothing, so that a training's numbers never depend on it."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mien.errors import ConfigError
from mien.settings import Settings

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Begun:
    """A training that begins.

    Attributes
    ----------
    settings : all of them.
    seed : of the training.
    faces, triplets : how many it is trained on.
    """

    settings: Settings
    seed: int
    faces: int
    triplets: int

    @property
    def name(self) -> str:
        """``m2-seed0``."""
        return f"{self.settings.model.kind}-seed{self.seed}"

    def parameters(self) -> dict[str, Any]:
        """Settings, seed and counts by dotted name: ``{"training.steps": 1500, …}``."""
        found: dict[str, Any] = {"seed": self.seed, "faces": self.faces, "triplets": self.triplets}
        rest: list[tuple[str, Any]] = list(self.settings.model_dump().items())
        while rest:
            name, value = rest.pop()
            if isinstance(value, Mapping):
                rest += [(f"{name}.{key}", one) for key, one in value.items()]
            else:
                found[name] = value
        return found


@dataclass(frozen=True)
class Ended:
    """A training that has ended.

    Attributes
    ----------
    best_step : steps done when the weights that are kept were reached.
    seconds : time spent.
    """

    best_step: int
    seconds: float


class Callback:
    """Is told of a training; each method does nothing unless it is overridden."""

    def begin(self, begun: Begun) -> None:
        """Before the first step."""

    def step(self, step: int, steps: int) -> None:
        """After each step: steps done, and steps in all."""

    def record(self, record: Record) -> None:
        """A line of the metrics: ``step``, ``part`` (train, validation), ``total``, named figures in nats."""

    def end(self, ended: Ended | None) -> None:
        """After the last step; None where an error or Ctrl-C ended it."""


def figures_of(record: Record) -> dict[str, float]:
    """The figures of a record by name with its part: ``{"validation/total": 812.4, …}``."""
    left = ("step", "part", "seconds")
    return {f"{record['part']}/{name}": value for name, value in record.items() if name not in left}


def optional(module: str, who: str) -> Any:
    """A module of the extra ``track``; a ConfigError that names it where it is missing."""
    lacking = module
    try:
        found = importlib.import_module(module)
    except ImportError as error:
        lacking = error.name or module
    else:
        # A folder of that name, as wandb leaves one where it runs, is taken for a package without files.
        if getattr(found, "__file__", None) is not None:
            return found
    raise ConfigError(f"the {who} callback needs {lacking}: pip install 'mien[track]'")
