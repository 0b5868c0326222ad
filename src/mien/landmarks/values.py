"""The value that flows through everything: the landmarks of n faces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from mien.columns import Column, Table
from mien.errors import DataError, LayoutError
from mien.landmarks.layout import Layout

DIMS = (2, 3)


@dataclass(frozen=True, eq=False)
class Landmarks(Table):
    """Landmarks of n faces with p points each.

    Attributes
    ----------
    points : (n, p, 3) float32; x right in the image, y up, z toward the camera. Or (n, p, 2), the same
        without depth.
    layout : what each point is.
    unit : ``"mm"``, ``"pixel"``, ``"normalised"`` or ``"eyes"`` (eye distances, after alignment).

    Raises
    ------
    LayoutError
        If the number of points is not the layout's.
    DataError
        If the array is neither (n, p, 3) nor (n, p, 2).
    """

    COLUMNS: ClassVar[Mapping[str, Column]] = {"points": Column(np.float32, (None, None))}
    SAME: ClassVar[tuple[str, ...]] = ("layout", "unit", "dims")
    WRONG: ClassVar[type[DataError]] = LayoutError
    ROWS: ClassVar[str] = "faces"

    points: np.ndarray
    layout: Layout
    unit: str = "normalised"

    def __post_init__(self) -> None:
        points = np.asarray(self.points, dtype=np.float32)
        if points.ndim != 3 or points.shape[2] not in DIMS:
            raise DataError(f"landmarks have shape {points.shape}; expected (faces, points, 3 or 2)")
        if points.shape[1] != self.layout.n_points:
            raise LayoutError(
                f"layout {self.layout.name} has {self.layout.n_points} points, the data {points.shape[1]}"
            )
        self._settle()

    @property
    def dims(self) -> int:
        """Coordinates of a point: 3, or 2 where there is no depth."""
        return int(self.points.shape[2])

    def __repr__(self) -> str:
        return self.headline()

    def headline(self) -> str:
        """How many faces, of which layout, in which unit."""
        flat = ", without depth" if self.dims == 2 else ""
        return f"Landmarks({len(self)} faces, {self.layout.name}, {self.unit}{flat})"
