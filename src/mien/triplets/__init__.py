"""Triplets: the value, and how to make them by rule."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mien.triplets.rules import possible_triplets, rule_order, triplets_by_rule
    from mien.triplets.values import Triplets

__all__ = ["Triplets", "possible_triplets", "rule_order", "triplets_by_rule"]


def __getattr__(name: str) -> object:
    # The command line names the formats of answers in its help, which is not to wait for NumPy.
    if name not in __all__:
        raise AttributeError(f"module 'mien.triplets' has no attribute {name!r}")
    return getattr(import_module(f"mien.triplets.{'values' if name == 'Triplets' else 'rules'}"), name)
