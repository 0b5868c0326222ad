"""Layouts, the Landmarks value, file formats and alignment."""

from mien.landmarks.alignment import Alignment, Scaling, stored_alignment
from mien.landmarks.degeneracy import degenerate, eye_centres, refuse_degenerate
from mien.landmarks.layout import NAMES, Layout, get_layout
from mien.landmarks.values import Landmarks

__all__ = [
    "NAMES",
    "Alignment",
    "Landmarks",
    "Layout",
    "Scaling",
    "degenerate",
    "eye_centres",
    "get_layout",
    "refuse_degenerate",
    "stored_alignment",
]
