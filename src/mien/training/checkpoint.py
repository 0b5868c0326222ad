"""The state of a training run in one file: weights, their average, the best so far, Adam's moments."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from mien.errors import RunError
from mien.files import replacing

SCHEMA = 1


@dataclass
class Progress:
    """What is known of a run beside its tensors.

    Attributes
    ----------
    step : steps done.
    best_step : step of the best validation so far, -1 before the first.
    best_elbo : its negative ELBO in nats a face, full weights.
    sums : sums of the training terms since the last record, and their count.
    records : what the metrics file holds.
    seconds : time spent so far.
    """

    step: int = 0
    best_step: int = -1
    best_elbo: float = float("inf")
    sums: dict[str, float] = field(default_factory=dict)
    records: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0


def save_checkpoint(
    path: Path,
    tensors: dict[str, Tensor],
    optimiser: torch.optim.Optimizer,
    progress: Progress,
    identity: str,
) -> None:
    """Write a checkpoint whole or not at all.

    Parameters
    ----------
    tensors : named weights (the model's, their average's, the best's).
    optimiser : an Adam; its moments are stored in the order of its parameters.
    identity : hash of settings, seed and data; resuming asks for the same.

    Raises
    ------
    RunError
        If the file cannot be written; the checkpoint before it is unchanged.
    """
    from safetensors.torch import save

    stored = dict(tensors)
    parameters = [p for group in optimiser.param_groups for p in group["params"]]
    for number, parameter in enumerate(parameters):
        for name, value in optimiser.state[parameter].items():
            stored[f"adam.{number}.{name}"] = value
    meta = {**vars(progress), "best_elbo": None if progress.best_step < 0 else progress.best_elbo}
    text = json.dumps({"schema": SCHEMA, "identity": identity, "progress": meta})
    content = save({name: value.contiguous() for name, value in stored.items()}, {"mien": text})
    with replacing(path) as beside:
        # Not by safetensors, whose error on a full disk is no OSError.
        beside.write_bytes(content)


def load_checkpoint(
    path: Path, optimiser: torch.optim.Optimizer, identity: str
) -> tuple[dict[str, Tensor], Progress]:
    """Read a checkpoint and put Adam's moments back.

    Returns
    -------
    tensors, progress : the named weights that were saved and the run's progress.

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
    if meta["schema"] != SCHEMA or meta["identity"] != identity:
        raise RunError(
            f"{path}: this checkpoint is of other settings, another seed or other data; resume with the same "
            "ones, or write to another folder"
        )
    parameters = [p for group in optimiser.param_groups for p in group["params"]]
    for number, parameter in enumerate(parameters):
        prefix = f"adam.{number}."
        optimiser.state[parameter] = {
            name.removeprefix(prefix): tensors.pop(name) for name in list(tensors) if name.startswith(prefix)
        }
    progress = Progress(**meta["progress"])
    if progress.best_step < 0:
        progress.best_elbo = float("inf")
    return tensors, progress
