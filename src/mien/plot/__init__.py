"""Figures for a paper: functions of arrays or of a run's records that return matplotlib axes.

Needs ``pip install 'mien[plot]'``; matplotlib is loaded when something is drawn.
"""

from mien.plot.agreement import agreement, raters
from mien.plot.behind import breakdown, correlations, line
from mien.plot.confusion import confusion
from mien.plot.curves import curves
from mien.plot.regions import error_by_region, error_on_face
from mien.plot.reliability import reliability
from mien.plot.results import results
from mien.plot.space import latent_space
from mien.plot.strip import strip
from mien.plot.style import COLUMN, PAGE, style
from mien.plot.trajectories import trajectory
from mien.plot.triplets import triplets_by_difference
from mien.plot.write import write_figures

__all__ = [
    "COLUMN",
    "PAGE",
    "agreement",
    "breakdown",
    "confusion",
    "correlations",
    "curves",
    "error_by_region",
    "error_on_face",
    "latent_space",
    "line",
    "raters",
    "reliability",
    "results",
    "strip",
    "style",
    "trajectory",
    "triplets_by_difference",
    "write_figures",
]
