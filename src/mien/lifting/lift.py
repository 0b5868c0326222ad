"""Landmarks of one layout to those of another, with depth; and how sure each point is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from mien.errors import DataError
from mien.landmarks.degeneracy import batches, refuse_degenerate
from mien.landmarks.layout import get_layout
from mien.landmarks.values import Landmarks
from mien.lifting.fit import Fit, fitted
from mien.lifting.shapes import Shapes, eye_distance, shapes

_AT_ONCE = 128  # faces
UNLIKELY = 0.1  # eye distances: a residual that no face has, see docs/lifting.md


@dataclass(frozen=True, eq=False)
class Lifted:
    """n faces as the rig explains them.

    Attributes
    ----------
    landmarks : (n, p, 3) points of the wanted layout, in the unit and the pose of the faces given; depth is
        from the eyes' middle on where it was not given.
    spread : (n, p, 3) float32, posterior deviation of each coordinate seen from the front, in eye distances;
        of the shape alone, without rotation, shift and scale.
    residual : (n,) root mean square distance of the given points from the fitted rig, in eye distances.
    """

    landmarks: Landmarks
    spread: np.ndarray
    residual: np.ndarray

    @property
    def point_spread(self) -> np.ndarray:
        """(n, p) deviation of each point as a distance, the root of the summed squares of its coordinates."""
        return np.sqrt(np.square(self.spread).sum(axis=2))

    @property
    def unlikely(self) -> np.ndarray:
        """(n,) bool, faces that the rig cannot explain: the residual is above `UNLIKELY`."""
        return self.residual > UNLIKELY


def lift(
    landmarks: Landmarks,
    to: str,
    *,
    people: np.ndarray | None = None,
    noise: float | None = None,
    robust: bool = True,
) -> Lifted:
    """Fit the built-in rig to faces, in two dimensions or three, and give points of another layout.

    The rig is linear, with a Gaussian prior over identity and expression; the camera is a weak perspective.
    What is given is the posterior mean, so it is pulled toward the average where the points say little: depth
    above all.

    Parameters
    ----------
    landmarks : faces of a layout that the rig knows; `mien.lifting.places.known` names them.
    to : the layout wanted, the same one too.
    people : (n,) whose face each is; faces of one person then share an identity, which helps where they stand
        differently. None: each for itself, so that no face depends on others.
    noise : deviation of a landmark on an edge in eye distances, where it is known; else estimated a face.
    robust : let points that are far off count less.

    Raises
    ------
    LayoutError
        If the rig does not know one of the layouts.
    DataError
        If a face is degenerate, `people` is of another length, or `noise` is not above 0.
    """
    given, wanted = shapes(landmarks.layout.name), shapes(to)
    refuse_degenerate(landmarks, np.arange(len(landmarks)))
    if people is not None and len(people) != len(landmarks):
        raise DataError(f"there are {len(people)} people for {len(landmarks)} faces")
    if noise is not None and not noise > 0:
        raise DataError(f"noise is {noise}; expected eye distances above 0")
    n, unit = len(landmarks), eye_distance()
    points = np.empty((n, len(wanted.mean), 3), dtype=np.float32)
    spread, residual = np.empty_like(points), np.empty(n)
    for rows, person in _parts(people, n):
        fit = fitted(landmarks.points[rows], given, person, None if noise is None else noise * unit, robust)
        points[rows] = fit.pose.in_space(fit.pose.turned(wanted.at(fit.weights)))
        spread[rows] = _spread(fit, to) / unit
        residual[rows] = fit.residual / unit
    return Lifted(Landmarks(points, get_layout(to), landmarks.unit), spread, residual)


def _parts(people: np.ndarray | None, n: int) -> list[tuple[np.ndarray, np.ndarray | None]]:
    """Rows to fit at once, and who of them is who; a person with very many faces is several."""
    if people is None:
        return [(np.arange(part.start, part.stop), None) for part in batches(n, _AT_ONCE)]
    _, who = np.unique(people, return_inverse=True)
    order = np.argsort(who, kind="stable")
    parts: list[tuple[np.ndarray, np.ndarray | None]] = []
    start = 0
    while start < n:
        end = min(start + _AT_ONCE, n)
        # A person is not cut where one of before ends in this part.
        first = int(np.searchsorted(who[order], who[order[end - 1]]))
        if end < n and who[order[end]] == who[order[end - 1]] and first > start:
            end = first
        rows = order[start:end]
        parts.append((rows, np.unique(who[rows], return_inverse=True)[1]))
        start = end
    return parts


def _spread(fit: Fit, to: str) -> np.ndarray:
    """(n, p, 3) millimetres, deviation of the points of a layout under the posterior."""
    free = _shape_alone(to)
    variance = ((free @ fit.covariance) * free).sum(axis=2)
    # Where the noise is next to nothing, rounding is more than the variance.
    return np.sqrt(np.maximum(variance, 0.0)).reshape(len(variance), -1, 3)


@cache
def _shape_alone(to: str) -> np.ndarray:
    """(3p, c) directions of the rig at a layout, without what a turn, a shift and a scale of the face do."""
    wanted: Shapes = shapes(to)
    mean = wanted.mean - wanted.mean.mean(axis=0)
    turns = np.cross(np.eye(3)[:, None], mean).reshape(3, -1)
    shifts = np.tile(np.eye(3), (1, len(mean)))
    frame, _ = np.linalg.qr(np.concatenate([turns, mean.reshape(1, -1), shifts]).T)
    basis = wanted.basis.reshape(mean.size, -1)
    return np.asarray(basis - frame @ (frame.T @ basis))
