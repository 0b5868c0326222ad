"""Where a face is in its picture: scale, rotation and shift, in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Pose:
    """y = scale · (turn x)[: d] + shift, weak perspective where d is 2.

    Attributes
    ----------
    scale : (n,) in the data's units a millimetre.
    turn : (n, 3, 3) rotations.
    shift : (n, d) d is 3 or 2.
    """

    scale: np.ndarray
    turn: np.ndarray
    shift: np.ndarray

    @property
    def dims(self) -> int:
        """Coordinates of a point in the picture."""
        return self.shift.shape[1]

    def turned(self, shape: np.ndarray) -> np.ndarray:
        """Points (n, p, 3) with the head's rotation, (n, p, 3) millimetres."""
        return np.asarray(shape @ np.swapaxes(self.turn, 1, 2))

    def seen(self, turned: np.ndarray) -> np.ndarray:
        """Turned points (n, p, 3) in the picture, (n, p, d)."""
        return np.asarray(self.scale[:, None, None] * turned[:, :, : self.dims] + self.shift[:, None])

    def in_space(self, turned: np.ndarray) -> np.ndarray:
        """Turned points (n, p, 3) in the picture's units, (n, p, 3); depth is from the eyes' middle on."""
        shift = np.zeros((len(self.shift), 3))
        shift[:, : self.dims] = self.shift
        return np.asarray(self.scale[:, None, None] * turned + shift[:, None])

    def moved(self, step: np.ndarray) -> Pose:
        """After a step (n, 4 + d): a rotation's vector, the scale's logarithm, the shift in millimetres."""
        shift = self.shift + self.scale[:, None] * step[:, 4:]
        return Pose(self.scale * np.exp(step[:, 3]), rotation_of(step[:, :3]) @ self.turn, shift)


def rotation_of(vector: np.ndarray) -> np.ndarray:
    """(n, 3, 3) rotations about vectors (n, 3) by their lengths in radians (Rodrigues)."""
    angle = np.linalg.norm(vector, axis=1)[:, None, None]
    safe = np.maximum(angle, 1e-12)
    x, y, z = (vector / safe[:, :, 0]).T
    nothing = np.zeros_like(x)
    cross = np.stack([nothing, -z, y, z, nothing, -x, -y, x, nothing], axis=1).reshape(-1, 3, 3)
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross)


def pose_of(points: np.ndarray, shape: np.ndarray, weight: np.ndarray) -> Pose:
    """The pose in which one shape comes near to each face.

    With depth by orthogonal Procrustes (Umeyama, 1991). Without, the affine camera of least squares, made a
    rotation and a scale by its singular values.

    Parameters
    ----------
    points : (n, p, d).
    shape : (p, 3).
    weight : (p,) trust in each point.
    """
    share = weight / weight.sum()
    from_, to = share @ shape, np.einsum("p,npk->nk", share, points)
    a, b = shape - from_, points - to[:, None]
    if points.shape[2] == 3:
        u, s, vt = np.linalg.svd(np.einsum("p,npi,pj->nij", share, b, a))
        sign = np.sign(np.linalg.det(u @ vt))
        s[:, 2] *= sign
        u[:, :, 2] *= sign[:, None]
        turn = u @ vt
        scale = s.sum(axis=1) / np.einsum("p,pk,pk->", share, a, a)
    else:
        spread = np.einsum("p,pi,pj->ij", share, a, a)
        camera = np.einsum("p,npi,pj->nij", share, b, a) @ np.linalg.inv(spread)
        u, s, vt = np.linalg.svd(camera, full_matrices=False)
        rows = u @ vt
        turn = np.concatenate([rows, np.cross(rows[:, 0], rows[:, 1])[:, None]], axis=1)
        scale = s.mean(axis=1)
    shift = to - scale[:, None] * (turn @ from_)[:, : points.shape[2]]
    return Pose(scale, turn, shift)
