"""The frame that every face of a study is drawn in: where the eyes are, how large a face is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mien.errors import ConfigError

_LEAST = 64
MOST = 4096  # pixels a side that are drawn


@dataclass(frozen=True)
class Frame:
    """Size of a picture and the place of the eyes in it, in pixels; the same for all faces of a study.

    Attributes
    ----------
    width, height : of the picture.
    eye_distance : from the centre of one eye to that of the other.
    eye_line : of the eyes' middle from the upper edge; across, the middle is in the middle of the picture.

    Raises
    ------
    ConfigError
        If a size is out of range.
    """

    width: int = 480
    height: int = 560
    eye_distance: float = 132.0
    eye_line: float = 200.0

    def __post_init__(self) -> None:
        for name in ("width", "height"):
            if getattr(self, name) < _LEAST:
                raise ConfigError(
                    f"{name} of a stimulus is {getattr(self, name)}; expected {_LEAST} to {MOST} pixels"
                )
        if not 8 <= self.eye_distance <= self.width:
            raise ConfigError(
                f"eye_distance is {self.eye_distance}; expected 8 to {self.width} pixels, the width"
            )
        if not 0 <= self.eye_line <= self.height:
            raise ConfigError(f"eye_line is {self.eye_line}; expected 0 to {self.height} pixels")

    def scaled(self, factor: float) -> Frame:
        """The same picture `factor` times as large, for dense screens."""
        width, height = round(self.width * factor), round(self.height * factor)
        return Frame(width, height, self.eye_distance * factor, self.eye_line * factor)

    def pixels(self, points: np.ndarray) -> np.ndarray:
        """(..., 3) float64: column and row from the upper left corner, depth toward the camera; pixels.

        Of points (..., 3) in eye distances, the eyes' middle at 0; x right, y up, z toward the camera. Points
        (..., 2) have no depth in the picture either.
        """
        dims = np.shape(points)[-1]
        scale, middle = self.eye_distance, [self.width / 2, self.eye_line, 0.0]
        return np.asarray(points, dtype=np.float64) * [scale, -scale, scale][:dims] + middle[:dims]
