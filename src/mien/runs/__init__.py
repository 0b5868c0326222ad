"""The directory of a run: typed records, written and read by the same class. Loads no model."""

from mien.runs.arrays import Latents, Strips
from mien.runs.directory import Run, RunDirectory
from mien.runs.info import Counts, FacesInfo, Machine, RunInfo, Selection, SplitCounts
from mien.runs.metrics import Metric
from mien.runs.neutrals import Neutrals
from mien.runs.paired import Gap, Paired
from mien.runs.table import Figure, Table, TableRow
from mien.runs.votes import Agreement, Ceiling, Rater

__all__ = [
    "Agreement",
    "Ceiling",
    "Counts",
    "FacesInfo",
    "Figure",
    "Gap",
    "Latents",
    "Machine",
    "Metric",
    "Neutrals",
    "Paired",
    "Rater",
    "Run",
    "RunDirectory",
    "RunInfo",
    "Selection",
    "SplitCounts",
    "Strips",
    "Table",
    "TableRow",
]
