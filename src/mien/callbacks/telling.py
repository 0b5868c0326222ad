"""Callbacks as the one function that a training calls after each step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from mien.callbacks.interface import Begun, Callback, Ended


class Telling:
    """Tells callbacks of a training; `ended` is what they are told in the end."""

    def __init__(self, callbacks: Sequence[Callback]) -> None:
        self.callbacks = callbacks
        self.ended: Ended | None = None

    def __call__(self, step: int, steps: int, record: dict[str, Any] | None) -> None:
        """After a step."""
        for callback in self.callbacks:
            callback.step(step, steps)
            if record is not None:
                callback.record(record)


@contextmanager
def telling(callbacks: Sequence[Callback], begun: Begun) -> Iterator[Telling]:
    """Tell of the beginning and, of whatever kind it is, of the end, the last one first."""
    told = Telling(callbacks)
    with ExitStack() as ends:
        for callback in callbacks:
            callback.begin(begun)
            ends.callback(lambda one=callback: one.end(told.ended))
        yield told
