"""Triplets: the value, and how to make them by rule."""

from mien.triplets.rules import rule_order, triplets_by_rule
from mien.triplets.values import Triplets

__all__ = ["Triplets", "rule_order", "triplets_by_rule"]
