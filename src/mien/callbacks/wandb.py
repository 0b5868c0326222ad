"""A run of Weights & Biases."""

from __future__ import annotations

from typing import Any

from mien.callbacks.interface import Begun, Callback, Ended, Record, figures_of, optional


class WeightsAndBiases(Callback):
    """Logs settings and every figure to a run of its own; with ``mode="offline"`` nothing leaves the machine.

    Parameters
    ----------
    project, options : what ``wandb.init`` takes.
    """

    def __init__(self, project: str = "mien", **options: Any) -> None:
        self.module, self.options = optional("wandb", "wandb"), {"project": project, **options}

    def begin(self, begun: Begun) -> None:
        """Open the run."""
        asked = {"name": begun.name, "config": begun.parameters(), **self.options}
        self.run = self.module.init(**asked)

    def record(self, record: Record) -> None:
        """The figures at this step; two records of one step go together."""
        self.run.log(figures_of(record), step=record["step"])

    def end(self, ended: Ended | None) -> None:
        """Close the run, as failed where it did not come to its end."""
        if ended is not None:
            self.run.summary.update({"best_step": ended.best_step, "seconds": ended.seconds})
        self.run.finish(exit_code=0 if ended is not None else 1)
