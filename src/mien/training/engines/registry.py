"""The engines; a new one is a file beside this one and a line here. PyTorch is loaded when one is used."""

from __future__ import annotations

from mien.registry import Registry
from mien.training.peers import several

ENGINES = Registry(
    "engine",
    {
        "eager": "mien.training.engines.eager:EagerEngine",
        "stacked": "mien.training.engines.stacked:StackedEngine",
        "graph": "mien.training.engines.graph:GraphEngine",
        "ddp": "mien.training.engines.ddp:DdpEngine",
    },
)

AUTO = "auto"


def engine_of(name: str, device: str) -> str:
    """The engine that a setting means on a device, of ``auto`` the fastest; ConfigError if there is none.

    Of several processes that torchrun started, ``auto`` lets each take its part of every batch.
    """
    if name != AUTO:
        ENGINES.find(name)
        return name
    if several():
        return "ddp"
    return "graph" if device.startswith("cuda") else "eager"
