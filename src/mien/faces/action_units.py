"""What coders saw in faces: action units (FACS)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from mien.columns import Column, Table
from mien.errors import DataError, listed

_NAME = re.compile(r"AU\d\d")


@dataclass(frozen=True, eq=False)
class ActionUnits(Table):
    """What coders saw of each action unit (FACS) in n faces.

    Attributes
    ----------
    names : a names like ``"AU12"``, ascending.
    present : (n, a) int8; 1 present, 0 absent, -1 not coded.
    intensity : (n, a) float32, 0 to 5 (A to E are 1 to 5); NaN where not known.

    Raises
    ------
    DataError
        If a name is not of that form, is there twice or out of order, or a value is none of these.
    """

    COLUMNS: ClassVar[Mapping[str, Column]] = {
        "present": Column(np.int8, (None,)),
        "intensity": Column(np.float32, (None,)),
    }
    SAME: ClassVar[tuple[str, ...]] = ("names",)
    ROWS: ClassVar[str] = "coded faces"

    names: tuple[str, ...]
    present: np.ndarray
    intensity: np.ndarray

    def __post_init__(self) -> None:
        names = tuple(self.names)
        wrong = [name for name in names if not _NAME.fullmatch(name)]
        if wrong or list(names) != sorted(set(names)):
            raise DataError(f"action units are named {listed(names, 40)}; expected AU01, AU02 …, ascending")
        present, intensity = np.asarray(self.present), np.asarray(self.intensity, dtype=np.float32)
        if present.ndim != 2 or present.shape[1] != len(names) or present.shape != intensity.shape:
            raise DataError(
                f"action units have shapes {present.shape} and {intensity.shape}; expected two of "
                f"(faces, {len(names)})"
            )
        # Before they become int8, which would turn 257 into 1.
        if not np.isin(present, (-1, 0, 1)).all():
            raise DataError("an action unit is neither present (1), absent (0) nor not coded (-1)")
        if ((intensity < 0) | (intensity > 5)).any():
            raise DataError("an action unit's intensity is not from 0 to 5")
        object.__setattr__(self, "names", names)
        self._settle()
