"""Loaders: one source, one Dataset; subject-disjoint splits."""

from mien.datasets.bu3dfe import load_bu3dfe
from mien.datasets.convert import convert, describe
from mien.datasets.dataset import NEUTRAL, Dataset, neutral_rows
from mien.datasets.posed import Style, builtin_posed, posed_faces
from mien.datasets.rig import FaceRig, load_rig
from mien.datasets.sources import load_npz, load_parquet, open_dataset, parse_source
from mien.datasets.splits import Split, split_subjects
from mien.datasets.spontaneous import (
    SpontaneousFaces,
    SpontaneousStyle,
    builtin_spontaneous,
    spontaneous_faces,
)

__all__ = [
    "NEUTRAL",
    "Dataset",
    "FaceRig",
    "Split",
    "SpontaneousFaces",
    "SpontaneousStyle",
    "Style",
    "builtin_posed",
    "builtin_spontaneous",
    "convert",
    "describe",
    "load_bu3dfe",
    "load_npz",
    "load_parquet",
    "load_rig",
    "neutral_rows",
    "open_dataset",
    "parse_source",
    "posed_faces",
    "split_subjects",
    "spontaneous_faces",
]
