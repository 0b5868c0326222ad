"""The callbacks that have a name; a new one is a file beside this one and a line here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mien.callbacks.interface import Callback
from mien.errors import ConfigError
from mien.registry import Registry, load

CALLBACKS = Registry(
    "callback",
    {
        "log": "mien.callbacks.log:Log",
        "progress": "mien.callbacks.progress:Progress",
        "tensorboard": "mien.callbacks.tensorboard:TensorBoard",
        "wandb": "mien.callbacks.wandb:WeightsAndBiases",
        "mlflow": "mien.callbacks.mlflow:MLflow",
    },
)


def made(asked: Sequence[Any] | str | Callback | None) -> list[Callback]:
    """Callbacks of names and of callbacks; one alone needs no list.

    Raises
    ------
    ConfigError
        If one is neither, or a package that it needs is not there.
    """
    alone = isinstance(asked, str | Callback) or hasattr(asked, "record")
    given: Sequence[Any] = [asked] if alone else asked or ()  # type: ignore[assignment]
    found: list[Callback] = []
    for one in given:
        callback = load(CALLBACKS.find(one))() if isinstance(one, str) else one
        if isinstance(callback, type) or not all(
            callable(getattr(callback, name, None)) for name in ("begin", "step", "record", "end")
        ):
            raise ConfigError(
                f"{one!r} is no callback; give a name ({', '.join(CALLBACKS)}) or an object of a class that "
                "derives from mien.callbacks.Callback"
            )
        found.append(callback)
    return found
