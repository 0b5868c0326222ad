"""Lines on the terminal: how far, which loss, how long still."""

from __future__ import annotations

import sys
import time

from mien.callbacks.interface import Begun, Callback, Ended, Record

LINES = 10


class Progress(Callback):
    """About ten lines of a training on standard error, and one at its end.

    Parameters
    ----------
    every : a line for each record, not for a tenth of the steps.
    """

    def __init__(self, every: bool = False) -> None:
        self.every = every

    def begin(self, begun: Begun) -> None:
        """The heading."""
        self.name, self.losses, self.began, self.due = begun.name, dict[str, float](), time.monotonic(), 0
        self.at = (0, 1)

    def step(self, step: int, steps: int) -> None:
        """How far it is."""
        self.at = step, steps

    def record(self, record: Record) -> None:
        """A line, where one is due."""
        self.losses[record["part"]] = record["total"]
        step, steps = self.at
        if self.every or LINES * step >= self.due * steps:
            self.due = LINES * step // steps + 1
            left = (time.monotonic() - self.began) / step * (steps - step)
            losses = ", ".join(f"{part} loss {total:.5g}" for part, total in self.losses.items())
            print(f"{self.name}: step {step}/{steps}, {losses}, {left:.0f} s left", file=sys.stderr)

    def end(self, ended: Ended | None) -> None:
        """How long it took."""
        if ended is not None:
            took = f"{self.name}: {ended.seconds:.1f} s, weights of step {ended.best_step}"
            print(took, file=sys.stderr)
