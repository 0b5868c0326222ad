"""In which unit py-feat left z: releases differ, no column says it, so the faces of the file do."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from mien.errors import FormatError

# Real faces are .6 to 1.2 times as deep as wide; the two units are a factor of more than 200 apart.
_LEAST, _MOST = 0.1, 5.0
SHARES, PIXELS = "shares of the crop", "pixels of the crop"


@dataclass
class Depth:
    """What z of one file is to be multiplied with, batch after batch.

    Detectorv2 of every release (2.0.0 to 2.0.3) gives shares of the crop, unreleased code of May and June
    2026 gave pixels of one 224 wide; MPDetector (0.7.0 to 2.0.3) gives pixels of one 256 wide.

    Attributes
    ----------
    path : the file.
    crop : width in pixels of the crop that the model sees.
    """

    path: Path
    crop: float
    _unit: str = field(default="", init=False)

    def factors(self, line: int, points: np.ndarray, width: np.ndarray) -> np.ndarray:
        """(m,) float64, what brings each row's z to pixels of the frame; NaN where the crop has no width.

        Parameters
        ----------
        line : of the first row.
        points : (m, p, 3) as the file has them.
        width : (m,) of the crop in the frame.

        Raises
        ------
        FormatError
            If the first faces do not tell the unit, or a row tells another one than those before.
        """
        width = np.where(width > 0, width, np.nan)
        extent = points.max(axis=1) - points.min(axis=1)
        depth = extent[:, 2] * width / np.maximum(np.hypot(extent[:, 0], extent[:, 1]), 1e-9)
        shares = (depth > _LEAST) & (depth < _MOST)
        pixels = (depth > _LEAST * self.crop) & (depth < _MOST * self.crop)
        if not self._unit and np.isfinite(depth).any():
            self._decide(line, depth, shares, pixels)
        other = np.flatnonzero(shares if self._unit == PIXELS else pixels)
        if self._unit and len(other):
            here = SHARES if self._unit == PIXELS else PIXELS
            what = (
                f"z is in {here} in this row and in {self._unit} in others; keep files of two releases apart"
            )
            raise FormatError(self.path, what, line + int(other[0]))
        return width / (self.crop if self._unit == PIXELS else 1.0)

    def _decide(self, line: int, depth: np.ndarray, shares: np.ndarray, pixels: np.ndarray) -> None:
        """Take the unit that the most rows of the first faces tell."""
        if not (shares | pixels).any():
            row = int(np.isfinite(depth).argmax())
            what = f"z is neither in {SHARES} nor in {PIXELS}"
            deep = f"as shares they would make the face {depth[row]:.2g} times as deep as wide"
            raise FormatError(self.path, f"{what}: {deep}", line + row)
        self._unit = SHARES if shares.sum() >= pixels.sum() else PIXELS
