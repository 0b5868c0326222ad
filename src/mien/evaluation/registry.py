"""The tasks of the evaluation; a new one is a file beside this one and a line here."""

from __future__ import annotations

from mien.evaluation.interface import Task
from mien.registry import Registry, load

PAPER = ("accuracy", "triplets")
"""Those of the paper's tables; the others stand in a table of their own."""
TASKS = Registry(
    "evaluation task",
    {
        "accuracy": "mien.evaluation.accuracy:Accuracy",
        "triplets": "mien.evaluation.triplets:SatisfiedTriplets",
        "intensity": "mien.evaluation.intensity:Intensity",
        "reconstruction": "mien.evaluation.reconstruction:Reconstruction",
        "units": "mien.evaluation.units:UnitDetection",
        "retrieval": "mien.evaluation.retrieval:Retrieval",
        "transfer": "mien.evaluation.transfer:Transfer",
        "odd-one-out": "mien.evaluation.odd_one_out:OddOneOut",
        "few-shot": "mien.evaluation.few_shot:FewShot",
        "person": "mien.evaluation.person:PersonLeft",
        "dimensions": "mien.evaluation.dimensions:DimensionMeaning",
        "calibration": "mien.evaluation.calibration:Calibration",
        "similarity": "mien.evaluation.similarity:Similarity",
    },
)


def task(name: str) -> Task:
    """The task of that name; ConfigError if there is none."""
    made: Task = load(TASKS.find(name))()
    return made
