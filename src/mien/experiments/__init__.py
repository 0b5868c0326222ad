"""The paper's experiments, from data to table and report."""

from mien.experiments.posed import PosedExperiment, reproduce_posed
from mien.experiments.single import train_model_on
from mien.experiments.spontaneous import SpontaneousExperiment, reproduce_spontaneous

__all__ = [
    "PosedExperiment",
    "SpontaneousExperiment",
    "reproduce_posed",
    "reproduce_spontaneous",
    "train_model_on",
]
