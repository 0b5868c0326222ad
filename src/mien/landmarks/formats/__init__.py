"""Readers and writers of landmark files; the only place that knows a vendor's columns."""

from mien.landmarks.formats.bnd import read_bnd
from mien.landmarks.formats.faces import ActionUnits, FacesMeta, FacesTable
from mien.landmarks.formats.npz import read_npz
from mien.landmarks.formats.table import (
    FacesWriter,
    iter_faces,
    parquet_path,
    read_faces,
    read_faces_meta,
    write_faces,
    writing_faces,
)

__all__ = [
    "ActionUnits",
    "FacesMeta",
    "FacesTable",
    "FacesWriter",
    "iter_faces",
    "parquet_path",
    "read_bnd",
    "read_faces",
    "read_faces_meta",
    "read_npz",
    "write_faces",
    "writing_faces",
]
