"""The paper's experiments, from data to table and report."""

from mien.reproduce.posed import ROWS, PosedExperiment, reproduce_posed
from mien.reproduce.run import Silent, Watcher
from mien.reproduce.single import train_model_on

__all__ = ["ROWS", "PosedExperiment", "Silent", "Watcher", "reproduce_posed", "train_model_on"]
