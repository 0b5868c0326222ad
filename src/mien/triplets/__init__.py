"""Triplets: the value, and how to make them by rule."""

from mien.triplets.rules import possible_triplets, rule_order, triplets_by_rule
from mien.triplets.values import Triplets

__all__ = ["Triplets", "possible_triplets", "rule_order", "triplets_by_rule"]
