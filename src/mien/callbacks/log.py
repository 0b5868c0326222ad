"""Lines for the logger ``mien``: beginning and end as information, records for debugging."""

from __future__ import annotations

import logging

from mien.callbacks.interface import Begun, Callback, Ended, Record

LOG = logging.getLogger("mien")


class Log(Callback):
    """Beginning and end at level INFO, each record at DEBUG."""

    def begin(self, begun: Begun) -> None:
        """What is trained."""
        LOG.info(
            "%s: training on %d faces and %d triplets, %d steps",
            begun.name, begun.faces, begun.triplets, begun.settings.training.steps,
        )  # fmt: skip

    def record(self, record: Record) -> None:
        """The total of a record."""
        LOG.debug("step %d: %s loss %.6g nats a face", record["step"], record["part"], record["total"])

    def end(self, ended: Ended | None) -> None:
        """How long it took."""
        if ended is None:
            LOG.info("training did not come to its end")
        else:
            LOG.info("trained in %.1f s; weights are those of step %d", ended.seconds, ended.best_step)
