"""The rig as a Gaussian over the landmarks of a layout: mean and directions, each with weight N(0, 1).

Identity and expression weights of the rig have the mean and the covariance that they have in synthetic people
made for this alone (seed `SEED`), with a floor, so that no movement is ruled out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from mien.lifting.places import Places, places
from mien.synthetic.posed import posed_faces
from mien.synthetic.rig import LAYOUT, load_rig

SEED, PEOPLE = 20_211, 120
_FLOOR = 0.1  # deviation of an expression shape that these people never show
_LEAST = 0.05  # millimetres: directions that move the surface less are left out


@dataclass(frozen=True, eq=False)
class Shapes:
    """Landmarks X = mean + identity · a + expression · b with a, b ~ N(0, I); millimetres, from the front.

    Attributes
    ----------
    mean : (p, 3).
    identity : (p, 3, i) what a person looks like.
    expression : (p, 3, e) what a face does.
    loose : (p,) how much worse than others each landmark is placed.
    """

    mean: np.ndarray
    identity: np.ndarray
    expression: np.ndarray
    loose: np.ndarray

    @cached_property
    def basis(self) -> np.ndarray:
        """(p, 3, i + e) both."""
        return np.concatenate([self.identity, self.expression], axis=2)

    def squares(self, trust: np.ndarray) -> np.ndarray:
        """(n, c, c) products of the directions, summed over points by their trust (n, p)."""
        c = self.basis.shape[2]
        return np.asarray(trust @ self._products).reshape(len(trust), c, c)

    @cached_property
    def _products(self) -> np.ndarray:
        """(p, c²) of each point."""
        return np.einsum("pki,pkj->pij", self.basis, self.basis, optimize=True).reshape(len(self.mean), -1)

    def at(self, weights: np.ndarray) -> np.ndarray:
        """Landmarks (n, p, 3) of weights (n, i + e)."""
        flat = weights @ self.basis.reshape(-1, self.basis.shape[2]).T
        return np.asarray(self.mean + flat.reshape(len(weights), -1, 3))


@cache
def shapes(layout: str) -> Shapes:
    """The rig's Gaussian over the landmarks of a layout; a LayoutError if it does not have them."""
    rig, where = load_rig(), places(layout)
    middle, identity, expression = _weights()
    moved = where.on(rig.expression)  # (e, p, 3)
    mean = where.on(rig.neutral) + np.tensordot(middle, moved, axes=1)
    return Shapes(
        mean - eyes_middle(),
        np.einsum("cpk,cd->pkd", where.on(rig.identity), identity),
        np.einsum("cpk,cd->pkd", moved, expression),
        where.loose,
    )


@cache
def _weights() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean expression (e,), and factors of the covariances of identity (k, k) and expression (e, e).

    Directions come by how much they move the surface, and those that do not are left out.
    """
    rig, people = load_rig(), posed_faces(SEED, PEOPLE)
    of_people = people.identity[np.unique(people.subject, return_index=True)[1]].astype(np.float64)
    expression = people.expression.astype(np.float64)
    identity = np.diag(np.full(len(rig.identity), np.sqrt(np.square(of_people).mean())))
    spread = np.cov(expression.T) + _FLOOR**2 * np.eye(expression.shape[1])
    return (
        expression.mean(axis=0),
        _by_movement(identity, rig.identity),
        _by_movement(np.linalg.cholesky(spread), rig.expression),
    )


def _by_movement(factor: np.ndarray, directions: np.ndarray) -> np.ndarray:
    moved = np.tensordot(factor.T, directions.astype(np.float64), axes=1)
    flat = moved.reshape(len(moved), -1)
    values, turned = np.linalg.eigh(flat @ flat.T)
    kept = values > flat.shape[1] / 3 * _LEAST**2
    return np.asarray(factor @ turned[:, kept][:, ::-1])


def eyes_middle() -> np.ndarray:
    """(3,) the point between the eyes of the mean face, which is the origin of all shapes."""
    left, right = _eyes()
    return np.asarray((left + right) / 2)


def eye_distance() -> float:
    """Millimetres between the eyes of the mean face."""
    left, right = _eyes()
    return float(np.linalg.norm(left - right))


@cache
def _eyes() -> tuple[np.ndarray, np.ndarray]:
    from mien.landmarks.degeneracy import eye_centres
    from mien.landmarks.layout import get_layout

    where: Places = places(LAYOUT)
    left, right = eye_centres(where.on(load_rig().neutral)[None], get_layout(LAYOUT))
    return left[0], right[0]
