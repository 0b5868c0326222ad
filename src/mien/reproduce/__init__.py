"""The paper's experiments, from data to table and report."""

from mien.reproduce.posed import PosedExperiment, reproduce_posed
from mien.reproduce.run import ROWS, Silent, Watcher
from mien.reproduce.single import train_model_on
from mien.reproduce.spontaneous import SpontaneousExperiment, reproduce_spontaneous

__all__ = [
    "ROWS",
    "PosedExperiment",
    "Silent",
    "SpontaneousExperiment",
    "Watcher",
    "reproduce_posed",
    "reproduce_spontaneous",
    "train_model_on",
]
