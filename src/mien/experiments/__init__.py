"""The paper's experiments, from data to table and report."""

from mien.experiments.plan import Plan
from mien.experiments.posed import PosedExperiment, plan_posed, reproduce_posed
from mien.experiments.single import SingleExperiment, plan_single, train_model_on, train_single
from mien.experiments.spontaneous import SpontaneousExperiment, plan_spontaneous, reproduce_spontaneous

__all__ = [
    "Plan",
    "PosedExperiment",
    "SingleExperiment",
    "SpontaneousExperiment",
    "plan_posed",
    "plan_single",
    "plan_spontaneous",
    "reproduce_posed",
    "reproduce_spontaneous",
    "train_model_on",
    "train_single",
]
