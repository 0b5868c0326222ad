"""The value that flows through everything: the landmarks of n faces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mien.errors import DataError, LayoutError
from mien.landmarks.layout import Layout


@dataclass(frozen=True, eq=False)
class Landmarks:
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
        object.__setattr__(self, "points", points)

    def __repr__(self) -> str:
        return f"Landmarks({len(self)} faces, {self.layout.name}, {self.unit})"

    def __len__(self) -> int:
        return len(self.points)

    def take(self, rows: np.ndarray) -> Landmarks:
        """The faces at these rows, in this order."""
        return Landmarks(self.points[rows], self.layout, self.unit)
