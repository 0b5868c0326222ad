"""The value that flows through everything: the landmarks of n faces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from mien.columns import Column, Table
from mien.errors import DataError, LayoutError
from mien.landmarks.layout import Layout


@dataclass(frozen=True, eq=False)
class Landmarks(Table):
    """Landmarks of n faces with p points each.

    Attributes
    ----------
    points : (n, p, 3) float32; x right in the image, y up, z toward the camera.
    layout : what each point is.
    unit : ``"mm"``, ``"pixel"``, ``"normalised"`` or ``"eyes"`` (eye distances, after alignment).

    Raises
    ------
    LayoutError
        If the number of points is not the layout's.
    DataError
        If the array is not (n, p, 3).
    """

    COLUMNS: ClassVar[Mapping[str, Column]] = {"points": Column(np.float32, (None, 3))}
    SAME: ClassVar[tuple[str, ...]] = ("layout", "unit")
    WRONG: ClassVar[type[DataError]] = LayoutError
    ROWS: ClassVar[str] = "faces"

    points: np.ndarray
    layout: Layout
    unit: str = "normalised"

    def __post_init__(self) -> None:
        points = np.asarray(self.points, dtype=np.float32)
        if points.ndim != 3 or points.shape[2] != 3:
            raise DataError(f"landmarks have shape {points.shape}; expected (faces, points, 3)")
        if points.shape[1] != self.layout.n_points:
            raise LayoutError(
                f"layout {self.layout.name} has {self.layout.n_points} points, the data {points.shape[1]}"
            )
        self._settle()

    def __repr__(self) -> str:
        return f"Landmarks({len(self)} faces, {self.layout.name}, {self.unit})"
