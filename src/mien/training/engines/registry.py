"""The engines; a new one is a file beside this one and a line here. PyTorch is loaded when one is used."""

from __future__ import annotations

from mien.registry import Registry

ENGINES = Registry(
    "engine",
    {
        "eager": "mien.training.engines.eager:EagerEngine",
        "graph": "mien.training.engines.graph:GraphEngine",
    },
)
