"""Data without a layout: centred and scaled. And what is stored of whatever was fitted on training faces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from mien.errors import DataError, LayoutError, ModelFileError, listed
from mien.landmarks.degeneracy import batches


class Fitted:
    """What is stored with a model: arrays, and texts and numbers."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def arrays(self) -> dict[str, np.ndarray]:
        """The arrays to store, for safetensors."""
        return {name: value for name, value in self._kept() if isinstance(value, np.ndarray)}

    def meta(self) -> dict[str, Any]:
        """All else to store, for JSON."""
        rest = {name: value for name, value in self._kept() if not isinstance(value, np.ndarray)}
        return {"kind": type(self).__name__.lower(), **rest}

    def to_dict(self) -> dict[str, Any]:
        """Everything as lists, numbers and text, for JSON."""
        return {**self.meta(), **{name: array.tolist() for name, array in self.arrays().items()}}

    def _kept(self) -> Iterator[tuple[str, Any]]:
        return ((name, getattr(self, name)) for name in type(self).__dataclass_fields__)


@dataclass(frozen=True, eq=False)
class Scaling(Fitted):
    """For data without a layout: the training mean of each feature, and one standard deviation for all.

    Attributes
    ----------
    mean : (...) float64, the shape of one row.
    scale : standard deviation of all centred features together.
    """

    mean: np.ndarray
    scale: float

    @classmethod
    def fit(cls, features: np.ndarray) -> Self:
        """Fit to (n, ...) training rows.

        A DataError if there are no rows, a value is not finite, or all rows are the same.
        """
        features = _finite(features)
        if len(features) == 0:
            raise DataError("there are no rows to fit the scaling to")
        mean = features.mean(axis=0, dtype=np.float64)
        squares = sum(float(((features[part] - mean) ** 2).sum()) for part in batches(len(features)))
        scale = float(np.sqrt(squares / features.size))
        if not scale > 1e-12 * float(np.abs(mean).max(initial=0.0)) or scale == 0.0:
            raise DataError("all rows are the same; there is nothing to learn from them")
        return cls(mean, scale)

    def apply(
        self, features: np.ndarray, rotations: np.ndarray | None = None, names: np.ndarray | None = None
    ) -> np.ndarray:
        """Centre and scale (n, ...) rows to float32; rows have no pose, so `rotations` must be None.

        A DataError if rows have another shape than the training's, or a value is not finite.
        """
        if rotations is not None:
            raise DataError("rotations are given, but the data have no layout and so no pose")
        features = _finite(features, names)
        if features.shape[1:] != self.mean.shape:
            raise LayoutError(
                f"rows have shape {features.shape[1:]}; the model was fitted to {self.mean.shape}"
            )
        out = np.empty(features.shape, dtype=np.float32)
        for part in batches(len(features)):
            out[part] = (features[part] - self.mean) / self.scale
        return out

    def restore(self, aligned: np.ndarray) -> np.ndarray:
        """Undo `apply`: rows in the data's own scale, float32."""
        return (np.asarray(aligned, dtype=np.float64) * self.scale + self.mean).astype(np.float32)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The scaling of `to_dict`, or of `meta` and `arrays` together."""
        scale = stored(data, "scale")
        if not isinstance(scale, float) or not np.isfinite(scale) or scale <= 0:
            raise ModelFileError(f"the stored scaling has scale {scale!r}")
        return cls(stored_array(data, "mean"), scale)


def stored(data: dict[str, Any], name: str) -> Any:
    if name not in data:
        raise ModelFileError(f"the stored alignment has no {name}")
    return data[name]


def stored_array(data: dict[str, Any], name: str) -> np.ndarray:
    try:
        array = np.array(stored(data, name), dtype=np.float64)
    except (TypeError, ValueError):
        raise ModelFileError(f"the stored alignment's {name} is not an array of numbers") from None
    if not np.isfinite(array).all():
        raise ModelFileError(f"the stored alignment's {name} is not finite")
    return array


def _finite(features: np.ndarray, names: np.ndarray | None = None) -> np.ndarray:
    features = np.asarray(features)
    if features.ndim < 2 or features.dtype.kind not in "fiu":
        raise DataError(
            f"the data are {features.dtype} of shape {features.shape}; expected numbers (rows, features)"
        )
    bad = np.flatnonzero(~np.isfinite(features).all(axis=tuple(range(1, features.ndim))))
    if len(bad):
        who = bad if names is None else np.asarray(names)[bad]
        raise DataError(f"values are not finite in row {listed(who)}")
    return features
