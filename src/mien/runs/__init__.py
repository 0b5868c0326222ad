"""The directory of a run: typed records, written and read by the same class. Loads no model."""

from mien.runs.arrays import Latents, Strips
from mien.runs.curve import AXES, Axis, Cell, Curve, Point, points_of
from mien.runs.details import Details
from mien.runs.directory import Run, RunDirectory
from mien.runs.errors import Errors, RegionError
from mien.runs.info import Counts, FacesInfo, Machine, RunInfo, Selection, SplitCounts
from mien.runs.metrics import Metric
from mien.runs.neutrals import Neutrals
from mien.runs.paired import Gap, Paired
from mien.runs.replicates import Replicates
from mien.runs.sweep import Sweep, Trial, Varied
from mien.runs.table import Figure, Table, TableRow
from mien.runs.trajectories import Movements, Trajectories
from mien.runs.votes import Agreement, Ceiling, Rater

__all__ = [
    "AXES",
    "Agreement",
    "Axis",
    "Ceiling",
    "Cell",
    "Counts",
    "Curve",
    "Details",
    "Errors",
    "FacesInfo",
    "Figure",
    "Gap",
    "Latents",
    "Machine",
    "Metric",
    "Movements",
    "Neutrals",
    "Paired",
    "Point",
    "Rater",
    "RegionError",
    "Replicates",
    "Run",
    "RunDirectory",
    "RunInfo",
    "Selection",
    "SplitCounts",
    "Strips",
    "Sweep",
    "Table",
    "TableRow",
    "Trajectories",
    "Trial",
    "Varied",
    "points_of",
]
