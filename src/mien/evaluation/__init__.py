"""How good a space is: tasks, each with intervals over people. Knows no model."""

from mien.evaluation.accuracy import classify
from mien.evaluation.interface import Judged, Lacking, Outcome, Space, Task
from mien.evaluation.registry import TASKS, task
from mien.evaluation.suite import RowResult, judge
from mien.evaluation.triplets import satisfied_triplets

__all__ = [
    "TASKS",
    "Judged",
    "Lacking",
    "Outcome",
    "RowResult",
    "Space",
    "Task",
    "classify",
    "judge",
    "satisfied_triplets",
    "task",
]
