"""The state of a training in one file: weights, their average, the best so far, what the engine remembers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from torch import Tensor

from mien.errors import RunError
from mien.files import replacing

SCHEMA = 2


@dataclass
class Progress:
    """What is known of a training beside its tensors.

    Attributes
    ----------
    step : steps done.
    best_step : step of the best validation so far, -1 before the first.
    best_elbo : its negative ELBO in nats a face, full weights; None before the first.
    sums, count : sums of the training figures since the last record, and of how many steps.
    records : what the metrics file holds.
    seconds : time spent so far.
    """

    step: int = 0
    best_step: int = -1
    best_elbo: float | None = None
    sums: dict[str, float] = field(default_factory=dict)
    count: int = 0
    records: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0


def save_checkpoint(path: Path, tensors: Mapping[str, Tensor], progress: Progress, identity: str) -> None:
    """Write a checkpoint whole or not at all.

    Parameters
    ----------
    tensors : named weights (the model's, their average's, the best's) and the engine's state.
    identity : hash of settings, seed and data; resuming asks for the same.

    Raises
    ------
    RunError
        If the file cannot be written; the checkpoint before it is unchanged.
    """
    from safetensors.torch import save

    text = json.dumps({"schema": SCHEMA, "identity": identity, "progress": vars(progress)})
    # Cloned, because safetensors refuses tensors that share memory.
    content = save({name: value.clone().contiguous() for name, value in tensors.items()}, {"mien": text})
    with replacing(path) as beside:
        # Not by safetensors, whose error on a full disk is no OSError.
        beside.write_bytes(content)


def load_checkpoint(path: Path, identity: str) -> tuple[dict[str, Tensor], Progress]:
    """Read a checkpoint: tensors and progress as they were saved.

    Raises
    ------
    RunError
        If the file is damaged, or was made with other settings, another seed or other data.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "pt") as file:
            meta = json.loads((file.metadata() or {})["mien"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a dict)
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise RunError(f"{path}: not a checkpoint that can be read; delete it to start anew") from error
    if meta["schema"] != SCHEMA:
        raise RunError(f"{path}: a checkpoint of an earlier Mien; delete it to start anew")
    if meta["identity"] != identity:
        raise RunError(
            f"{path}: this checkpoint is of other settings, another seed or other data; resume with the same "
            "ones, or write to another folder"
        )
    return tensors, Progress(**meta["progress"])
