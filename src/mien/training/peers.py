"""The processes that torchrun starts of one command: who this one is, and what the first tells the others.

All run the whole command; the first alone writes where the user asked. Loads PyTorch only where there are
several.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from mien.errors import RunError


def rank() -> int:
    """Number of this process, 0 for the first, which is the only one where torchrun started none."""
    return int(os.environ.get("RANK", 0)) if "WORLD_SIZE" in os.environ else 0


def size() -> int:
    """How many there are."""
    return int(os.environ.get("WORLD_SIZE", 1))


def several() -> bool:
    """Whether there is more than one."""
    return size() > 1


def follows() -> bool:
    """Whether another one writes what comes out."""
    return rank() > 0


def join(device: str) -> None:
    """Meet the others once: over gloo on CPUs, over NCCL on GPUs, of which each takes its own."""
    if not several():
        return
    import torch
    from torch import distributed

    if device.startswith("cuda"):
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", 0)))
    if not distributed.is_initialized():
        try:
            distributed.init_process_group("nccl" if device.startswith("cuda") else "gloo")
        except (RuntimeError, ValueError) as error:
            raise RunError(f"the other processes of torchrun cannot be met ({error})") from error


def bring(file: Path) -> None:
    """Give the others the first one's file, where it has one."""
    if not several():
        return
    from torch import distributed

    content = [file.read_bytes() if not follows() and file.exists() else None]
    distributed.broadcast_object_list(content, src=0)
    if follows() and content[0] is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content[0])


def words_of(words: Sequence[str], folder: str) -> list[str]:
    """The command of a process that follows: the same, its results put away."""
    return [*words, "--out", folder, "--quiet"]
