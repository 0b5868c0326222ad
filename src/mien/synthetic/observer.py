"""An ideal observer: what a face and its neutral tell of the movements, to who knows the rig and the noise.

A measured face x and the neutral y of the same person are

    x = turned(exp(s + c) (mean + identity · I + w · M)) + shift + noise,

and y likewise with the weights of a face at rest. Identity coefficients are normal, noise is normal, the pose
is small, and the weights w come from what people do, which is simulated: a mixture of Gaussians is fitted to
the draws. Given one of its components everything is jointly normal, so that identity, pose, size, the
neutral's own movements and its noise are integrated out exactly (T. W. Anderson, An Introduction to
Multivariate Statistical Analysis, 2.5), after pose and size are undone once for their curvature. Weights are
no normals: many are 0, none is negative. So what the faces say of one weight in one component is combined
with that weight's own distribution among the draws instead (a step of expectation propagation, T. Minka, UAI
2001). What is left of error is the mixture's, and the simulation of the tests says how much.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mien.landmarks.procrustes import rotations_onto

ROUNDS = 3
_FLOOR = 1e-4  # variance of a weight, within a component, that is not to vanish
_QUANTILES = (np.arange(64) + 0.5) / 64
_NARROW = 1e-10  # variance of a value that many draws have, as 0
_CHUNK = 4_096
_UNLIKELY = 1e-3  # chance of a component that does not count


@dataclass(frozen=True, eq=False)
class Mixture:
    """Weights as a mixture of Gaussians.

    Attributes
    ----------
    share : (c,) sums to 1.
    mean, covariance : (c, w) and (c, w, w).
    likely : (c, w, q) quantiles of each weight in each component.
    """

    share: np.ndarray
    mean: np.ndarray
    covariance: np.ndarray
    likely: np.ndarray

    @classmethod
    def of(cls, groups: list[np.ndarray]) -> Mixture:
        """Of draws (j, w) in groups, a component each."""
        sizes = np.array([len(drawn) for drawn in groups], dtype=np.float64)
        floor = _FLOOR * np.eye(groups[0].shape[1])
        return cls(
            sizes / sizes.sum(),
            np.array([drawn.mean(axis=0) for drawn in groups]),
            np.array([np.cov(drawn, rowvar=False) + floor for drawn in groups]),
            np.array([np.quantile(drawn, _QUANTILES, axis=0).T for drawn in groups]),
        )

    @cached_property
    def moments(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean (w,) and covariance (w, w) of the whole."""
        mean = self.share @ self.mean
        away = self.mean - mean
        return mean, np.tensordot(self.share, self.covariance, 1) + (self.share * away.T) @ away


@dataclass(frozen=True, eq=False)
class Known:
    """What an ideal observer knows of a set of faces; p points, w weights.

    Attributes
    ----------
    names : of the weights that are reported, the first ones.
    face : (p, 3) the mean face, millimetres.
    identity : (k, 3 p) what one deviation of each identity shape does.
    movement : (w, 3 p) what each weight does.
    noise : (3 p, 3 p) covariance of a measured face.
    size, scale : deviations of the logarithm of a person's size, and of one measurement's.
    turn, shift : deviations of what is left of the pose, radians and millimetres.
    shown, resting : what weights are like, of any face and of one at rest.
    """

    names: tuple[str, ...]
    face: np.ndarray
    identity: np.ndarray
    movement: np.ndarray
    noise: np.ndarray
    size: float
    scale: float
    turn: float
    shift: float
    shown: Mixture
    resting: Mixture


@dataclass(frozen=True, eq=False)
class Seen:
    """What is known of the weights of n faces: mean and deviation (n, w), chance (n, c) of each component."""

    mean: np.ndarray
    deviation: np.ndarray
    chance: np.ndarray


class Observer:
    """Infers weights from faces; all that does not depend on them is worked out once.

    Parameters
    ----------
    change : see the neutral only in the difference x − y, as who does not know which shapes people have.
    """

    def __init__(self, known: Known, change: bool = False) -> None:
        self.known = known
        rest, spread = known.resting.moments
        flat = known.face.reshape(-1)
        size = np.outer(flat, flat)
        own = known.noise + _pose(known) + known.scale**2 * size
        shared = known.identity.T @ known.identity + known.size**2 * size
        at_rest = own + shared + known.movement.T @ spread @ known.movement
        self.rest = flat + rest @ known.movement
        # x − flat given y: shared of what y tells; the movements of x come on top.
        self.gain = np.eye(len(flat)) if change else np.linalg.solve(at_rest, shared).T
        both_ways = self.gain @ shared
        left = own + shared - both_ways - both_ways.T + self.gain @ at_rest @ self.gain.T
        self.whitened = np.linalg.solve(left, known.movement.T).T
        self.precision = self.whitened @ known.movement.T

        mean, spread = known.shown.moments
        self.mean = flat + mean @ known.movement
        moved = known.movement.T @ spread @ known.movement
        both = np.block([[own + shared + moved, shared], [shared, at_rest]])
        still = known.identity.T @ known.identity
        shape = np.block([[still + moved, still], [still, still + at_rest - own - shared]])
        self.shape = np.linalg.solve(both, shape).T
        sizes = np.block(
            [[known.size**2 + known.scale**2, known.size**2], [known.size**2, known.size**2 + known.scale**2]]
        )
        self.sizes = np.linalg.solve(both, np.kron(np.eye(2), flat).T @ sizes).T

    def see(self, points: np.ndarray, neutral: np.ndarray) -> Seen:
        """Weights of faces (n, p, 3) given their neutrals, millimetres; a face may be its own neutral.

        Of a face that is its own neutral, what is known of one at rest before it is looked at is all: its
        weights cannot be told from identity.
        """
        itself = (points == neutral).all(axis=(1, 2))
        parts = [slice(first, first + _CHUNK) for first in range(0, len(points), _CHUNK)]
        found = [self._inferred(*self._straight(points[part], neutral[part])) for part in parts]
        seen = Seen(
            np.concatenate([one.mean for one in found]),
            np.concatenate([one.deviation for one in found]),
            np.concatenate([one.chance for one in found]),
        )
        rest = self.known.resting
        mean, spread = rest.moments
        seen.mean[itself], seen.deviation[itself] = mean, np.sqrt(np.diag(spread))
        return seen

    def _straight(self, points: np.ndarray, neutral: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Both with pose and size undone as far as they are known, (n, 3 p); what is left is linear."""
        faces = np.stack([points, neutral]).astype(np.float64)
        flat, n = self.known.face.reshape(-1), len(points)
        onto = np.broadcast_to(self.known.face, faces.shape)
        size = np.zeros((2, n))
        for _ in range(ROUNDS):
            placed = np.stack([_onto(one, goal, s) for one, goal, s in zip(faces, onto, size, strict=True)])
            straight = placed.reshape(2, n, -1) + size[..., None] * flat
            away = np.concatenate([straight[0] - self.mean, straight[1] - self.rest], axis=1)
            shapes = (away @ self.shape.T).reshape(n, 2, -1).transpose(1, 0, 2)
            onto = (shapes + np.stack([self.mean, self.rest])[:, None]).reshape(faces.shape)
            size = (away @ self.sizes.T).T
        return straight[0], straight[1]

    def _inferred(self, x: np.ndarray, y: np.ndarray) -> Seen:
        known, (w, c) = self.known, (len(self.known.movement), len(self.known.shown.share))
        left = x - known.face.reshape(-1) - (y - self.rest) @ self.gain.T
        seen = left @ self.whitened.T
        means, chances = np.empty((len(x), c, w)), np.empty((len(x), c))
        deviations = np.empty((c, w))
        for place in range(c):
            mean, spread = known.shown.mean[place], known.shown.covariance[place]
            inverse = np.linalg.inv(spread)
            after = np.linalg.inv(inverse + self.precision)
            pull = seen + inverse @ mean
            means[:, place] = pull @ after
            deviations[place] = np.sqrt(np.diag(after))
            # log N(left; mean · M, left's covariance with the component's), but for what is the same for all.
            fit = np.einsum("nw,nw->n", pull, means[:, place]) - mean @ inverse @ mean
            size = np.linalg.slogdet(after)[1] - np.linalg.slogdet(spread)[1]
            chances[:, place] = np.log(known.shown.share[place]) + 0.5 * (fit + size)
        chances = np.exp(chances - chances.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        mean, second = np.zeros((len(x), w)), np.zeros((len(x), w))
        chances = np.where(chances < _UNLIKELY, 0.0, chances)
        chances /= chances.sum(axis=1, keepdims=True)
        for place in range(c):
            some = np.flatnonzero(chances[:, place])
            prior = np.diag(known.shown.covariance[place])
            found = _likely(
                means[some, place],
                deviations[place],
                known.shown.mean[place],
                prior,
                known.shown.likely[place],
            )
            mean[some] += chances[some, place, None] * found[0]
            second[some] += chances[some, place, None] * found[1]
        return Seen(mean, np.sqrt(np.maximum(second - np.square(mean), 0)), chances)


def _pose(known: Known) -> np.ndarray:
    """Covariance (3 p, 3 p) of what a small turn about each axis and a shift do to the mean face."""
    ways = [known.turn * np.cross(axis, known.face).reshape(-1) for axis in np.eye(3)]
    ways += [known.shift * np.tile(axis, len(known.face)) for axis in np.eye(3)]
    return np.asarray(np.transpose(ways) @ np.array(ways))


def _onto(points: np.ndarray, goal: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Faces (n, p, 3) turned and shifted onto others, after a size is undone."""
    centred = points - points.mean(axis=1, keepdims=True)
    middle = goal.mean(axis=1, keepdims=True)
    turn = rotations_onto(centred, goal - middle)
    turned = np.einsum("nij,npj->npi", turn, centred)
    return np.asarray(turned * np.exp(-size)[:, None, None] + middle)


def _likely(
    mean: np.ndarray, deviation: np.ndarray, before: np.ndarray, variance: np.ndarray, likely: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Mean and second moment (n, w) of weights, their normal prior exchanged for what they are like.

    Parameters
    ----------
    mean, deviation : (n, w) and (w,) of the weights after the faces are seen, with a normal prior.
    before, variance : (w,) of that prior.
    likely : (w, q) equally likely values of each weight.
    """
    told = np.maximum(1 / np.square(deviation) - 1 / variance, 1e-12)
    said = (mean / np.square(deviation) - before / variance) / told
    first, second = np.empty_like(mean), np.empty_like(mean)
    for weight, values in enumerate(likely):
        # Between two values lies what is as likely: each stands for a normal as wide as its gap.
        wide = np.maximum(np.square(np.gradient(values)), _NARROW)
        after = 1 / (1 / wide + told[weight])
        far = np.square(said[:, weight, None] - values) / (wide + 1 / told[weight])
        chance = np.exp(0.5 * (far.min(axis=1, keepdims=True) - far)) / np.sqrt(wide + 1 / told[weight])
        chance /= chance.sum(axis=1, keepdims=True)
        middle = after * (values / wide + told[weight] * said[:, weight, None])
        first[:, weight] = (chance * middle).sum(axis=1)
        second[:, weight] = (chance * (np.square(middle) + after)).sum(axis=1)
    return first, second
