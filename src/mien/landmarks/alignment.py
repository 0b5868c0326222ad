"""Alignment (paper V-A): rotate to frontal, centre between the eyes, eye distance 1, subtract the mean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Self, get_args

import numpy as np

from mien.errors import ConfigError, DataError, LayoutError, ModelFileError, listed
from mien.landmarks.degeneracy import batches
from mien.landmarks.layout import Layout, get_layout
from mien.landmarks.procrustes import frontal, mean_shape, nearest_rotations, products_with
from mien.landmarks.scaling import Fitted, Scaling, stored, stored_array
from mien.landmarks.values import DIMS, Landmarks
from mien.threads import BLOCK, lone_products

Rotation = Literal["procrustes", "eyes", "none"]
LEAST_APART = 1e-12
# Products of so few faces are one thread's anyway.
_FEW = 64
_MOST_FOR_REFERENCE = 20_000
_MOST_POINTS_FOR_REFERENCE = 2_000_000


@dataclass(frozen=True, eq=False)
class Alignment(Fitted):
    """What was fitted on the training faces; it is stored with the model and applied to every face.

    Attributes
    ----------
    layout : name of the layout.
    unit : unit of the training faces; the aligned ones are in eye distances.
    rotation : ``"procrustes"``; ``"eyes"``, until the eyes are level, in two dimensions alone; or ``"none"``
        where faces are frontal already or come with their pose.
    reference : (p, d) float64, d = 3 or 2, frontal shape that faces are rotated onto; eye distances, between
        the eyes.
    mean : (p, d) float64, mean of the rotated, centred and scaled training faces.
    """

    layout: str
    unit: str
    rotation: str
    reference: np.ndarray
    mean: np.ndarray

    @classmethod
    def fit(
        cls, landmarks: Landmarks, rotation: Rotation | None = None, rotations: np.ndarray | None = None
    ) -> Self:
        """Fit to training faces.

        The reference is the generalised Procrustes mean shape (Gower, 1975) of at most 20,000 evenly spaced
        faces, made symmetric and turned to a frontal pose of its own, so that it does not depend on how the
        faces stood.

        Parameters
        ----------
        landmarks : training faces.
        rotation : ``"procrustes"``, ``"eyes"`` or ``"none"``; None is ``"eyes"`` for faces in two dimensions
            and ``"procrustes"`` for others.
        rotations : (n, 3, 3) poses given by the data, applied instead of Procrustes (see `apply`).

        Raises
        ------
        DataError
            If there are no faces, or one cannot be aligned.
        ConfigError
            If `rotation` is none of these, or ``"eyes"`` for faces with depth.
        """
        rotation = _checked_rotation(rotation, landmarks.dims)
        n, layout = len(landmarks), landmarks.layout
        if n == 0:
            raise DataError("there are no faces to fit the alignment to")
        rotations = _checked_rotations(rotations, n, landmarks.dims)
        most = min(n, _MOST_FOR_REFERENCE, _MOST_POINTS_FOR_REFERENCE // layout.n_points)
        rows = np.linspace(0, n - 1, most).round().astype(np.int64)
        sample = landmarks.points[rows].astype(np.float64)
        _refuse(sample, rows)
        if rotations is not None:
            sample = _turned(sample, rotations[rows])

        none = np.zeros(sample.shape[1:])

        def aligned(rotation: Rotation, onto: np.ndarray, faces: np.ndarray) -> Iterator[np.ndarray]:
            plain = cls(layout.name, landmarks.unit, rotation, onto, none)
            given, names = (rotations, np.arange(n)) if faces is landmarks.points else (None, rows)
            return (part for _, part in plain._aligned(faces, given, names, none))

        if rotation == "procrustes" and rotations is None:
            shape = frontal(mean_shape(sample), layout)
        else:
            parts = aligned("eyes" if rotation == "eyes" else "none", none, sample)
            shape = np.concatenate([*parts]).mean(axis=0)
        reference = next(aligned("none", none, shape[None]))[0]
        total = sum((part.sum(axis=0) for part in aligned(rotation, reference, landmarks.points)), none)
        return cls(layout.name, landmarks.unit, rotation, reference, total / n)

    def apply(
        self,
        points: Landmarks | np.ndarray,
        rotations: np.ndarray | None = None,
        names: np.ndarray | None = None,
    ) -> np.ndarray:
        """Align faces, in batches of bounded memory.

        Parameters
        ----------
        points : (n, p, d), or `Landmarks`, whose layout is then compared.
        rotations : (n, 3, 3) or None; ``rotations[i] @ point`` is the point of the frontal face. Given ones
            are used whatever `rotation` is. Faces in two dimensions have none.
        names : (n,) names of the faces, for error messages.

        Returns
        -------
        (n, p, d) float32, in eye distances, minus the training mean.

        Raises
        ------
        LayoutError
            If the faces are of another layout, or in two dimensions where the training faces had three.
        DataError
            If a face is not finite or its eyes are in one point, or a rotation is not one.
        """
        points = self._checked(points)
        rotations = _checked_rotations(rotations, len(points), self.dims)
        names = np.arange(len(points)) if names is None else np.asarray(names)
        out = np.empty(points.shape, dtype=np.float32)
        with lone_products() if len(points) > _FEW else nullcontext():
            for part, aligned in self._aligned(points, rotations, names, self.mean):
                out[part] = aligned
        return out

    def restore(self, aligned: np.ndarray) -> np.ndarray:
        """Add the training mean again: (..., p, d) or (..., dp) to faces in eye distances, float32."""
        aligned = np.asarray(aligned)
        mean = self.mean if aligned.shape[-2:] == self.mean.shape else self.mean.reshape(-1)
        if aligned.shape[-1] != mean.shape[-1]:
            raise LayoutError(
                f"faces of shape {aligned.shape} are not of layout {self.layout} {self.mean.shape}"
            )
        return (aligned + mean).astype(np.float32)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The alignment of `to_dict`, or of `meta` and `arrays` together.

        A ModelFileError if something is missing or of the wrong shape.
        """
        n_points = get_layout(stored(data, "layout")).n_points
        reference, mean = (stored_array(data, name) for name in ("reference", "mean"))
        if reference.shape != mean.shape or mean.shape not in ((n_points, d) for d in DIMS):
            raise ModelFileError(
                f"the stored alignment has shapes {reference.shape}, {mean.shape}; expected {(n_points, 3)}"
            )
        return cls(data["layout"], stored(data, "unit"), stored(data, "rotation"), reference, mean)

    @property
    def dims(self) -> int:
        """Coordinates of a point: 3, or 2 where there is no depth."""
        return int(self.mean.shape[1])

    def _checked(self, points: Landmarks | np.ndarray) -> np.ndarray:
        if isinstance(points, Landmarks):
            if points.layout.name != self.layout:
                raise LayoutError(
                    f"the faces are of layout {points.layout.name}, the model was fitted to {self.layout}"
                )
            refuse_other_dims(points.dims, self.dims)
            return points.points
        points = np.asarray(points)
        if points.ndim != 3 or points.shape[1:] != self.mean.shape:
            raise LayoutError(
                f"the faces have shape {points.shape}; layout {self.layout} needs "
                f"(faces, {len(self.mean)}, {self.dims})"
            )
        return points

    def _aligned(
        self, points: np.ndarray, rotations: np.ndarray | None, names: np.ndarray, less: np.ndarray
    ) -> Iterator[tuple[slice, np.ndarray]]:
        """Rows, and their faces rotated, centred and scaled, less (p, d): (b, p, d) float64."""
        measures, d = self.measures, self.dims
        # Products are several times as fast as broadcasting over axes of three.
        every = self.less_mean if less is self.mean else _moved(less)
        for part in batches(len(points), BLOCK):
            some = points[part].astype(np.float64)
            with np.errstate(invalid="ignore", over="ignore"):
                found = some.reshape(len(some), -1) @ measures
            if not np.isfinite(found).all():
                _refuse(some, names[part])
            middle, across = found[:, :d], found[:, d : 2 * d]
            apart = np.sqrt(np.square(across).sum(axis=1))
            together = ~(apart > LEAST_APART * (1 + np.abs(middle).max(axis=1, initial=0.0)))
            if together.any():
                raise DataError(f"the eyes are in one point in face {listed(names[part][together])}")
            turns = self._turns(found[:, 2 * d :], across, apart) if rotations is None else rotations[part]
            turns = np.ascontiguousarray(np.swapaxes(turns, 1, 2)) / apart[:, None, None]
            shift = np.ones((len(some), d + 1))
            shift[:, :d] = (middle[:, None] @ turns)[:, 0]
            turned = some @ turns
            turned -= (shift @ every).reshape(some.shape)
            yield part, turned

    @cached_property
    def measures(self) -> np.ndarray:
        """(p·d, 2d or 2d + d²) float64: flat faces times it are all that aligning asks of a face.

        The point between the eyes (d), the way from the right eye to the left (d), and for ``"procrustes"``
        the sums over points of point × reference (d²).
        """
        layout, (n_points, d) = get_layout(self.layout), self.mean.shape
        eyes = np.zeros((2, n_points))
        for row, points in zip(eyes, (layout.left_lower_lid, layout.right_lower_lid), strict=True):
            np.add.at(row, list(points), 1 / len(points))
        halves = np.array([[0.5, 0.5], [1.0, -1.0]]) @ eyes
        found = np.einsum("ep,ac->paec", halves, np.eye(d)).reshape(n_points * d, 2 * d)
        if self.rotation != "procrustes":
            return found
        return np.concatenate([found, products_with(self.reference - self.reference.mean(axis=0))], axis=1)

    @cached_property
    def less_mean(self) -> np.ndarray:
        """(d + 1, p·d): a shift (d) and 1, times it, are what to take from all coordinates, mean included."""
        return _moved(self.mean)

    def _turns(self, products: np.ndarray, across: np.ndarray, apart: np.ndarray) -> np.ndarray:
        """(b, d, d) rotations by what was measured of faces."""
        if self.rotation == "procrustes":
            return nearest_rotations(products).reshape(-1, self.dims, self.dims)
        if self.rotation == "eyes":
            c, s = (across / apart[:, None]).T
            return np.stack([c, s, -s, c], axis=1).reshape(-1, 2, 2)
        return np.broadcast_to(np.eye(self.dims), (len(across), self.dims, self.dims))


def fitted_preparation(points: np.ndarray, layout: Layout | None) -> Alignment | Scaling:
    """What is fitted on training faces: alignment of landmarks, or scaling of features without a layout.

    Parameters
    ----------
    points : (n, p, 3), (n, 3p), (n, p, 2) or (n, 2p) landmarks, or (n, d) features.
    """
    if layout is None:
        return Scaling.fit(points)
    return Alignment.fit(Landmarks(points.reshape(len(points), layout.n_points, -1), layout))


def flat_faces(
    preparation: Alignment | Scaling,
    points: np.ndarray,
    rotations: np.ndarray | None = None,
    names: np.ndarray | None = None,
) -> np.ndarray:
    """Faces prepared and flattened, (n, d) float32; arguments as of `Alignment.apply`, faces of any shape."""
    shaped = points.reshape(len(points), *preparation.mean.shape)
    return preparation.apply(shaped, rotations, names).reshape(len(points), -1)


def stored_alignment(data: dict[str, Any]) -> Alignment | Scaling:
    """The `Alignment` or `Scaling` that was stored, by its ``kind``.

    A ModelFileError if it is neither, or damaged.
    """
    kinds: dict[str, type[Alignment] | type[Scaling]] = {"alignment": Alignment, "scaling": Scaling}
    kind = stored(data, "kind")
    if kind not in kinds:
        raise ModelFileError(f"the stored alignment is of kind {kind!r}; expected alignment or scaling")
    return kinds[kind].from_dict(data)


def _turned(points: np.ndarray, rotations: np.ndarray) -> np.ndarray:
    return points @ np.swapaxes(rotations, 1, 2)


def _moved(less: np.ndarray) -> np.ndarray:
    return np.concatenate([np.tile(np.eye(less.shape[1]), len(less)), less.reshape(1, -1)])


def refuse_other_dims(found: int, wanted: int) -> None:
    """Refuse faces in two dimensions where three are needed, or the other way round: a LayoutError."""
    if found != wanted:
        way = "lift the faces first: mien convert KIND FILE OUT.parquet --to LAYOUT"
        if found > wanted:
            way = "leave the third coordinate out, or train on faces in three dimensions"
        raise LayoutError(f"the faces have {found} coordinates a point, the model's {wanted}; {way}")


def _checked_rotation(rotation: Rotation | None, dims: int) -> Rotation:
    if rotation is None:
        return "eyes" if dims == 2 else "procrustes"
    if rotation not in get_args(Rotation):
        raise ConfigError(f"rotation is {rotation!r}; expected 'procrustes', 'eyes' or 'none'")
    if rotation == "eyes" and dims == 3:
        raise ConfigError("rotation is 'eyes', which levels faces in two dimensions; these have three")
    return rotation


def _refuse(points: np.ndarray, names: np.ndarray) -> None:
    bad = ~np.isfinite(points).all(axis=(1, 2))
    if bad.any():
        raise DataError(f"coordinates are not finite in face {listed(names[bad])}")


def _checked_rotations(rotations: np.ndarray | None, n: int, dims: int) -> np.ndarray | None:
    if rotations is None:
        return None
    if dims == 2:
        raise DataError("poses are given, but the faces are in two dimensions, which no pose turns")
    rotations = np.asarray(rotations, dtype=np.float64)
    if rotations.shape != (n, 3, 3):
        raise DataError(f"rotations have shape {rotations.shape}; expected {(n, 3, 3)}")
    product = rotations @ np.swapaxes(rotations, 1, 2)
    proper = (np.abs(product - np.eye(3)).max(axis=(1, 2), initial=0.0) < 1e-3) & (
        np.linalg.det(rotations) > 0
    )
    if not proper.all():
        raise DataError(f"the pose of face {listed(np.flatnonzero(~proper))} is not a rotation matrix")
    return rotations
