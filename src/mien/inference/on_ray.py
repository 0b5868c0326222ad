"""Partitions over the processes and machines of Ray: ``pip install 'mien[ray]'``."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mien.errors import ConfigError
from mien.inference.partitions import Encoder, Outcome, Partition

QUIET = "ERROR"


class _Actor:
    """Encodes what Ray Data hands to it; lives in a process of its own, a core each."""

    def __init__(self) -> None:
        self.encode: Encoder | None = None

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[Any]]:
        # The model's folder comes with the work: Ray complains of what an actor is made with.
        if self.encode is None:
            self.encode = Encoder(Path(batch["model"][0]), "cpu")
        return {"outcome": [self.encode(partition) for partition in batch["partition"]]}


def outcomes(model: Path, partitions: list[Partition], device: str = "auto") -> Iterator[Outcome]:
    """What becomes of partitions, in the order in which they are done.

    ``RAY_ADDRESS`` names a cluster; without it Ray is started on this machine, with all its cores.

    Raises
    ------
    ConfigError
        If Ray Data is not installed, or another device than the CPU is asked for.
    """
    if device not in ("auto", "cpu"):
        raise ConfigError(f"--device {device}: Ray encodes on CPUs; take --engine local for one GPU")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import ray
            import ray.data
    except ImportError as error:
        raise ConfigError(f"--engine ray needs Ray Data ({error}): pip install 'mien[ray]'") from error
    ours = not ray.is_initialized()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if ours:
            ray.init(log_to_driver=False, logging_level=QUIET, configure_logging=True)
        logging.getLogger("ray.data").setLevel(QUIET)
        ray.data.DataContext.get_current().enable_progress_bars = False
        most = max(1, min(len(partitions), int(ray.cluster_resources().get("CPU", 1))))
        try:
            items = [{"model": str(model), "partition": partition} for partition in partitions]
            found = ray.data.from_items(items, override_num_blocks=len(items)).map_batches(
                _Actor,
                batch_size=1,
                num_cpus=1,
                compute=ray.data.ActorPoolStrategy(min_size=1, max_size=most),
            )
            for row in found.iter_rows():
                yield row["outcome"]
        finally:
            if ours:
                ray.shutdown()
