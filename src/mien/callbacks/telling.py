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

    def __call__(self, step: int, steps: int, records: Sequence[dict[str, Any]]) -> None:
        """After a step."""
        for callback in self.callbacks:
            callback.step(step, steps)
            for record in records:
                callback.record(record)

    def end(self, callback: Callback) -> None:
        """Of how it ended."""
        callback.end(self.ended)


@contextmanager
def telling(callbacks: Sequence[Callback], begun: Begun) -> Iterator[Telling]:
    """Tell of the beginning and, of whatever kind it is, of the end, the last one first."""
    told = Telling(callbacks)
    with ExitStack() as ends:
        for callback in callbacks:
            callback.begin(begun)
            ends.callback(told.end, callback)
        yield told
