"""Arrays of a run: latents of the test faces, and faces decoded along each latent dimension."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from mien.errors import LayoutError, RunError
from mien.landmarks.layout import Layout, get_layout
from mien.runs.npz import read_arrays, taken, write_arrays

ABOUT_FACES = ("label", "subject", "intensity", "face")


@dataclass(frozen=True, eq=False)
class Latents:
    """Test latents of one seed, and what is known of the n faces.

    Attributes
    ----------
    spaces : row -> (n, k) float, finite.
    label, subject, face : (n,) str.
    intensity : (n,) float, NaN where not known.

    Raises
    ------
    RunError
        If an array is not of n faces, or a space is no finite table.
    """

    spaces: dict[str, np.ndarray]
    label: np.ndarray
    subject: np.ndarray
    intensity: np.ndarray
    face: np.ndarray

    def __post_init__(self) -> None:
        n = len(self.label)
        for name in ABOUT_FACES:
            values = getattr(self, name)
            if values.shape != (n,):
                raise RunError(f"array {name!r} has shape {values.shape}, expected {n} faces")
        for name, space in self.spaces.items():
            if space.ndim != 2 or len(space) != n:
                raise RunError(f"array {name!r} has shape {space.shape}, expected {n} faces")
            if not np.isfinite(space).all():
                raise RunError(f"array {name!r} has values that are not finite")

    def take(self, rows: Any) -> Self:
        """The faces at these places, or where a mask is true."""
        spaces = {name: space[rows] for name, space in self.spaces.items()}
        return type(self)(spaces, *(getattr(self, name)[rows] for name in ABOUT_FACES))

    def write(self, path: Path) -> None:
        """Write an ``.npz`` whole or not at all."""
        write_arrays(path, {**self.spaces, **{name: getattr(self, name) for name in ABOUT_FACES}})

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read an ``.npz``; RunError names what is missing or damaged."""
        arrays = read_arrays(path)
        about = [taken(path, arrays, name) for name in ABOUT_FACES]
        kinds = (str, str, float, str)
        try:
            return cls(arrays, *(array.astype(kind) for array, kind in zip(about, kinds, strict=True)))
        except (RunError, ValueError) as error:
            raise RunError(f"{path}: {error}; evaluate the run again") from error


@dataclass(frozen=True, eq=False)
class Strips:
    """Faces decoded along each of k latent dimensions of a model, in eye distances.

    Attributes
    ----------
    layout : of the p points.
    subject : whose neutral face they are decoded on.
    values : (s,) the latent values, for example −3 … 3.
    faces : (k, s, p, d); d is 3, or 2 without depth.
    neutral : (p, d), the neutral face that all are decoded on.
    movement : (k,) mean way of a point from the first value to the last.
    active : (k,) KL in nats, mean over faces.

    Raises
    ------
    RunError
        If an array has another shape, or values that are not finite.
    """

    layout: Layout
    subject: str
    values: np.ndarray
    faces: np.ndarray
    neutral: np.ndarray
    movement: np.ndarray
    active: np.ndarray

    def __post_init__(self) -> None:
        k, points = len(self.faces), (self.layout.n_points, 2 if self.faces.shape[-1] == 2 else 3)
        shapes: dict[str, tuple[int, ...]] = {"faces": (k, len(self.values), *points), "neutral": points}
        shapes |= {"movement": (k,), "active": (k,), "values": (len(self.values),)}
        fitting = all(getattr(self, name).shape == shape for name, shape in shapes.items())
        if not fitting or not math.prod(self.faces.shape):
            raise RunError(f"the decoded faces are not {self.layout.name} faces of {k} dimensions")
        for name in shapes:
            if not np.isfinite(getattr(self, name)).all():
                raise RunError(f"array {name!r} of the decoded faces has values that are not finite")

    def write(self, path: Path) -> None:
        """Write an ``.npz`` whole or not at all."""
        write_arrays(
            path, {**vars(self), "layout": np.array(self.layout.name), "subject": np.array(self.subject)}
        )

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read an ``.npz``; RunError names what is missing or damaged."""
        arrays = read_arrays(path)
        names = ("values", "faces", "neutral", "movement", "active")
        layout, subject, *numbers = (taken(path, arrays, name) for name in ("layout", "subject", *names))
        try:
            return cls(get_layout(str(layout)), str(subject), *(array.astype(float) for array in numbers))
        except LayoutError as error:
            raise RunError(f"{path}: {error}") from error
        except (RunError, ValueError) as error:
            raise RunError(f"{path}: {error}; evaluate the run again") from error
