"""``errors/NAME-seedN.npz``: how far a model's faces are from those it was given, a landmark at a time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from mien.errors import LayoutError, RunError
from mien.evaluation.bootstrap import interval, people_drawn
from mien.landmarks.layout import Layout, get_layout
from mien.runs.npz import read_arrays, taken, write_arrays

_SHAPED = ("face", "error", "change", "faces")


@dataclass(frozen=True, eq=False)
class RegionError:
    """Mean distance in a region, in eye distances, with its 95 % interval over people; None for one person.

    Attributes
    ----------
    error : from a face to the model's.
    change : from the person's neutral face, or the mean face, to the face: what knowing nothing would cost.
    """

    name: str
    error: float
    change: float
    interval: tuple[float, float] | None


@dataclass(frozen=True, eq=False)
class Errors:
    """A model's reconstruction of the test faces, encoded to the mean of q(z | x, y) and decoded again.

    Attributes
    ----------
    layout : of the p points.
    face : (p, d) mean test face, in eye distances; d is 3, or 2 without depth.
    error : (s, p) mean distance of each person's landmarks from the reconstructed ones, in eye distances.
    change : (s, p) mean distance of the same landmarks from the neutral face, or where the model has none
        from the mean training face.
    faces : (s,) faces of each person.

    Raises
    ------
    RunError
        If an array has another shape, or values that are not finite.
    """

    layout: Layout
    face: np.ndarray
    error: np.ndarray
    change: np.ndarray
    faces: np.ndarray

    def __post_init__(self) -> None:
        points, people = self.layout.n_points, len(self.faces)
        dims = 2 if self.face.shape[-1:] == (2,) else 3
        shapes = dict(
            zip(_SHAPED, ((points, dims), (people, points), (people, points), (people,)), strict=True)
        )
        if not people or any(getattr(self, name).shape != shape for name, shape in shapes.items()):
            raise RunError(f"the errors are not of {people} people's {self.layout.name} faces")
        if any(not np.isfinite(getattr(self, name)).all() for name in _SHAPED):
            raise RunError("the errors have values that are not finite")

    @classmethod
    def of(
        cls, layout: Layout, faces: np.ndarray, again: np.ndarray, still: np.ndarray, subject: np.ndarray
    ) -> Self:
        """From faces, reconstructions and neutral faces, (n, p, d) each, and whose faces they are, (n,)."""
        people, person = np.unique(subject, return_inverse=True)
        count = np.bincount(person, minlength=len(people))

        def by_person(others: np.ndarray) -> np.ndarray:
            distance = np.linalg.norm(np.asarray(faces, dtype=np.float64) - others, axis=-1)
            total = np.zeros((len(people), distance.shape[1]))
            np.add.at(total, person, distance)
            return total / count[:, None]

        mean = np.asarray(faces, dtype=np.float64).mean(axis=0)
        return cls(layout, mean, by_person(again), by_person(still), count)

    def by_point(self) -> np.ndarray:
        """(p,) mean error of each landmark over all faces."""
        return np.asarray(self.faces @ self.error / self.faces.sum())

    def by_region(self) -> list[RegionError]:
        """Every region of the layout, then all landmarks as ``"all"``."""
        regions = {**self.layout.regions, "all": tuple(range(self.layout.n_points))}
        people = len(self.faces)
        weight = people_drawn(people, np.random.default_rng(95)) * self.faces
        found = []
        for name, points in regions.items():
            error, change = (values[:, list(points)].mean(axis=1) for values in (self.error, self.change))
            drawn = (weight @ error) / weight.sum(axis=1)
            known = interval(drawn) if people > 1 else None
            total = self.faces.sum()
            found.append(RegionError(name, self.faces @ error / total, self.faces @ change / total, known))
        return found

    def write(self, path: Path) -> None:
        """Write an ``.npz`` whole or not at all."""
        write_arrays(path, {**vars(self), "layout": np.array(self.layout.name)})

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read an ``.npz``; RunError names what is missing or damaged."""
        arrays = read_arrays(path)
        layout, *numbers = (taken(path, arrays, name) for name in ("layout", *_SHAPED))
        try:
            return cls(get_layout(str(layout)), *(array.astype(float) for array in numbers))
        except LayoutError as error:
            raise RunError(f"{path}: {error}") from error
        except (RunError, ValueError) as error:
            raise RunError(f"{path}: {error}; evaluate the run again") from error
