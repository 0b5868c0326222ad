"""The rig fitted to landmarks: ridge steps in closed form for shape and pose together, and their posterior.

A face's landmarks are y = s · (R X)[: d] + t + noise with X = mean + identity · a + expression · b and
a, b ~ N(0, I). Each step makes this linear about the present pose and solves for a, b and a small change of
the pose at once. Faces of a person share a: their expressions and poses are eliminated (a Schur complement),
which leaves one system a person. See docs/lifting.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mien.lifting.pose import Pose, pose_of
from mien.lifting.shapes import Shapes

MOST_STEPS = 25
_SETTLED = 1e-3  # deviations of a weight, the change after which nothing is left to do
_FIRST_NOISE = 3.0  # millimetres, so that the first steps leave the pose room
_USUAL_NOISE, _SURE = 1.0, 12.0  # millimetres, and as many coordinates' worth of belief in it
# Squared deviations, by coordinates, that one landmark in a hundred is beyond by chance. Farther ones lose
# their say.
_FAR = {2: 9.21, 3: 11.34}
_FREE = 1e-8  # precision of the pose, which has no prior


@dataclass(frozen=True, eq=False)
class Fit:
    """The rig in n faces.

    Attributes
    ----------
    weights : (n, c) posterior mean of identity and expression, c = i + e.
    covariance : (n, c, c) posterior covariance of them, whatever the pose.
    pose : of each face.
    noise : (n,) deviation of a landmark on an edge, millimetres.
    residual : (n,) root mean square of the landmarks' distance from the rig, millimetres.
    """

    weights: np.ndarray
    covariance: np.ndarray
    pose: Pose
    noise: np.ndarray
    residual: np.ndarray


@dataclass(frozen=True, eq=False)
class _Normal:
    """Normal equations of faces: columns of a first, then those of b and the pose."""

    gram: np.ndarray  # (n, c, c)
    pull: np.ndarray  # (n, c)
    prior: np.ndarray  # (c,)
    shared: int

    def solved(self, noise: np.ndarray, person: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Weights and pose steps (n, c), and their covariance (n, c, c)."""
        i = self.shared
        square = noise[:, None, None] ** 2
        whole = self.gram / square + np.diag(self.prior)
        pull = self.pull / square[:, :, 0]
        across = whole[:, i:, :i]
        # (n, rest, i + 1) what the rest does when a moves, and by itself.
        inner = np.linalg.inv(whole[:, i:, i:])
        follows, alone = inner @ across, np.einsum("nij,nj->ni", inner, pull[:, i:])
        count = int(person.max(initial=-1)) + 1
        of_person = np.zeros((count, i, i))
        pulled = np.zeros((count, i))
        np.add.at(of_person, person, (self.gram[:, :i, :i] / square) - np.swapaxes(across, 1, 2) @ follows)
        np.add.at(pulled, person, pull[:, :i] - np.einsum("nji,nj->ni", across, alone))
        spread = np.linalg.inv(of_person + np.diag(self.prior[:i]))
        own = np.einsum("pij,pj->pi", spread, pulled)[person]
        rest = alone - np.einsum("nij,nj->ni", follows, own)
        covariance = np.empty_like(whole)
        covariance[:, :i, :i] = spread[person]
        covariance[:, i:, :i] = -follows @ spread[person]
        covariance[:, :i, i:] = np.swapaxes(covariance[:, i:, :i], 1, 2)
        covariance[:, i:, i:] = inner - covariance[:, i:, :i] @ np.swapaxes(follows, 1, 2)
        return np.concatenate([own, rest], axis=1), covariance


def fitted(
    points: np.ndarray,
    shapes: Shapes,
    person: np.ndarray | None = None,
    noise: float | None = None,
    robust: bool = True,
) -> Fit:
    """Fit the rig to faces.

    Parameters
    ----------
    points : (n, p, 3) or (n, p, 2), finite.
    shapes : of their layout.
    person : (n,) int64 from 0 on without gaps; faces of one share an identity. None: each has its own.
    noise : millimetres, where it is known; estimated for each face if None.
    robust : let points count less that are farther off than one in a hundred is by chance.
    """
    points = points.astype(np.float64)
    person = np.arange(len(points)) if person is None else person
    weights = np.zeros((len(points), shapes.basis.shape[2]))
    pose = pose_of(points, shapes.mean, shapes.loose**-2)
    trust = np.repeat(shapes.loose[None] ** -2, len(points), axis=0)
    level = np.full(len(points), max(_FIRST_NOISE, noise or 0.0))
    for step in range(MOST_STEPS):
        equations = _linear(points, shapes, weights, pose, trust)
        found, covariance = equations.solved(level, person)
        change = np.abs(found[:, : weights.shape[1]] - weights).max(initial=0.0)
        weights, pose = found[:, : weights.shape[1]], pose.moved(found[:, weights.shape[1] :])
        distance = _distance(points, shapes, weights, pose)
        used = np.einsum("nij,nji->n", equations.gram, covariance) / level**2
        if noise is None:
            level = _noise(distance, trust, shapes.loose, used, points.shape[2])
        else:
            level = np.full(len(points), noise)
        if robust:
            trust = _trust(distance, shapes.loose, level, points.shape[2])
        if step > 2 and change < _SETTLED:
            break
    c = weights.shape[1]
    residual = np.sqrt(np.square(distance).mean(axis=1))
    return Fit(weights, covariance[:, :c, :c], pose, level, residual)


def _linear(
    points: np.ndarray, shapes: Shapes, weights: np.ndarray, pose: Pose, trust: np.ndarray
) -> _Normal:
    """The normal equations about the present weights and pose, in millimetres of the rig.

    Everything is turned back to the front, where the directions of the shape are the same for all faces.
    """
    n, p, d = points.shape
    c, home = weights.shape[1], pose.turn[:, :d]
    turned = pose.turned(shapes.at(weights))
    # (n, p, 4 + d, d) ω × x for a small rotation ω about each axis, the scale, the shift.
    moves = np.empty((n, p, 4 + d, d))
    moves[:, :, :3] = np.cross(np.eye(3), turned[:, :, None])[..., :d]
    moves[:, :, 3] = turned[..., :d]
    moves[:, :, 4:] = np.eye(d)
    rest = (points - pose.seen(turned)) / pose.scale[:, None, None]
    weighed = moves * trust[:, :, None, None]
    both = np.concatenate([weighed, (rest * trust[:, :, None])[:, :, None]], axis=2)
    at_home = (both.reshape(n, -1, d) @ home).reshape(n, p, 5 + d, 3).transpose(0, 2, 1, 3)
    flat = at_home.reshape(-1, 3 * p) @ shapes.basis.reshape(3 * p, c)
    across = flat.reshape(n, 5 + d, c)
    gram = np.empty((n, c + 4 + d, c + 4 + d))
    gram[:, :c, :c] = shapes.squares(trust)
    if d == 2:
        # What points along the line of sight is not seen.
        deep = np.tensordot(pose.turn[:, 2], shapes.basis, axes=(1, 1)) * np.sqrt(trust)[:, :, None]
        gram[:, :c, :c] -= np.swapaxes(deep, 1, 2) @ deep
    gram[:, c:, :c] = across[:, :-1]
    gram[:, :c, c:] = np.swapaxes(across[:, :-1], 1, 2)
    gram[:, c:, c:] = np.einsum("npik,npjk->nij", weighed, moves, optimize=True)
    pull = np.concatenate([across[:, -1], np.einsum("npik,npk->ni", weighed, rest, optimize=True)], axis=1)
    # The weights are looked for themselves, the pose's change from now.
    pull += np.einsum("nij,nj->ni", gram[:, :, :c], weights)
    prior = np.concatenate([np.ones(c), np.full(4 + d, _FREE)])
    return _Normal(gram, pull, prior, shapes.identity.shape[2])


def _distance(points: np.ndarray, shapes: Shapes, weights: np.ndarray, pose: Pose) -> np.ndarray:
    """(n, p) of each landmark from the rig's, millimetres."""
    there = pose.seen(pose.turned(shapes.at(weights)))
    return np.asarray(np.linalg.norm(points - there, axis=2) / pose.scale[:, None])


def _noise(
    distance: np.ndarray, trust: np.ndarray, loose: np.ndarray, used: np.ndarray, dims: int
) -> np.ndarray:
    """(n,) deviation of a coordinate: residuals over the coordinates that the fit has not used up."""
    left = np.maximum(dims * (trust * loose**2).sum(axis=1) - used, 1.0)
    squares = (trust * distance**2).sum(axis=1)
    return np.sqrt((_SURE * _USUAL_NOISE**2 + squares) / (_SURE + left))


def _trust(distance: np.ndarray, loose: np.ndarray, level: np.ndarray, dims: int) -> np.ndarray:
    """(n, p) weights: those of the noise, and next to nothing far beyond it."""
    far = np.square(distance / (loose * level[:, None]))
    return np.square(_FAR[dims] / np.maximum(far, _FAR[dims])) / loose**2
