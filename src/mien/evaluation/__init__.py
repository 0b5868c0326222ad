"""How good a space is: classification, satisfied triplets, intervals."""

from mien.evaluation.classify import classify
from mien.evaluation.satisfied import satisfied_triplets
from mien.evaluation.suite import Judged, judge, judge_triplets, table_row

__all__ = ["Judged", "classify", "judge", "judge_triplets", "satisfied_triplets", "table_row"]
