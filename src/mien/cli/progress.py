"""Progress on the terminal, or lines that a batch system's log can hold."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

_LOG_EVERY_SECONDS = 20.0


class Shown:
    """Tells the user how far an experiment is (see `mien.experiments.Watcher`).

    Bars on a terminal; elsewhere a line a stage and every 20 s of training, so that a log shows life; nothing
    at all if quiet.
    """

    def __init__(self, quiet: bool) -> None:
        self.console = Console(stderr=True, highlight=False)
        self.quiet = quiet
        self.live = self.console.is_terminal and not quiet
        self.bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[note]}"),
            console=self.console,
            disable=not self.live,
        )

    def __enter__(self) -> Self:
        # Early versions of rich print an empty line where nothing was shown.
        if self.live:
            self.bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.live:
            self.bars.stop()

    def stage(self, text: str) -> None:
        """A part of the work begins."""
        if not self.quiet:
            self.console.print(text)

    def note(self, text: str) -> None:
        """Something was left out, or is not used: told even if quiet."""
        self.console.print(f"Note: {text}", soft_wrap=True, markup=False)

    def training(self, name: str, seed: int) -> Callable[[int, int, Sequence[dict[str, Any]]], None]:
        """A model's training begins."""
        title = f"{name.upper()}, seed {seed}"
        # Of models that are trained at once, some wait for others; a resumed one is under way.
        waiting = {"start": False, "visible": False}
        task = self.bars.add_task(title, total=None, note="", **waiting) if self.live else None
        note, logged, first, began = "", 0.0, 0, 0.0

        def stepped(step: int, steps: int, records: Sequence[dict[str, Any]]) -> None:
            nonlocal note, logged, first, began
            if not began:
                first, began = step - 1, time.monotonic()
                logged = began
                if task is not None:
                    self.bars.update(task, visible=True)
                    self.bars.start_task(task)
            for record in (one for one in records if one["part"] == "validation"):
                note = f"validation loss {record['total']:.4g} a face"
            if task is not None:
                self.bars.update(task, completed=step, total=steps, note=note)
            elif not self.quiet and (step == steps or time.monotonic() - logged > _LOG_EVERY_SECONDS):
                logged = time.monotonic()
                left = (logged - began) / (step - first) * (steps - step)
                self.console.print(f"{title}: step {step}/{steps}, about {left:.0f} s left {note}")

        return stepped

    def counting(self, what: str) -> Callable[[int, int | None], None]:
        """Things are gone through whose number may not be known; told of how many so far, of how many."""
        task = self.bars.add_task(what, total=None, note="") if self.live else None
        logged = began = time.monotonic()

        def counted(done: int, total: int | None) -> None:
            nonlocal logged
            if task is not None:
                self.bars.update(task, completed=done, total=total, note="")
            elif not self.quiet and time.monotonic() - logged > _LOG_EVERY_SECONDS:
                logged = time.monotonic()
                rate = done / (logged - began)
                left = (
                    "" if total is None else f" of {total}, about {(total - done) / max(rate, 1):.0f} s left"
                )
                self.console.print(f"{what}: {done}{left}")

        return counted
