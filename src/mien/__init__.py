"""Mien: a small latent space of facial expressions in which distance is what people see."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mien.estimator import ExpressionSpace

__all__ = ["ExpressionSpace", "__version__"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    # Loaded on first use, so that what needs no network (the command's help, the report) starts at once.
    if name == "ExpressionSpace":
        from mien.estimator import ExpressionSpace

        return ExpressionSpace
    raise AttributeError(f"module 'mien' has no attribute {name!r}")
