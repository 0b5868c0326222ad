"""The face rig of the built-in posed set: a mean face, identity shapes, expression shapes, 83 landmarks.

The data are CC0; `tools/build_face_rig.py` makes them, and `data/face_rig.json` says from what: package,
version, licence, files read and their hashes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from mien.errors import DataError

SKIN, EYE, TEETH, TONGUE = range(4)
LAYOUT = "bu3dfe83"


@dataclass(frozen=True, eq=False)
class FaceRig:
    """A linear face: neutral + identity coefficients × identity shapes + weights × expression shapes.

    Millimetres; x to the right in the image, y up, z toward the camera. v vertices, k identity shapes,
    e expression shapes, p = 83 landmarks.

    Attributes
    ----------
    neutral : (v, 3) float32, the mean face.
    identity : (k, v, 3) float32; coefficients are standard normal in a population. The first `n_symmetric`
        shapes are mirror-symmetric, the others turn into their negative in the mirror.
    expression : (e, v, 3) float32; weight 1 is the full movement.
    expression_names : e ARKit names; ``...Left`` is the subject's left.
    triangles : (t, 3) int64, anticlockwise seen from outside.
    part : (v,) uint8, ``SKIN``, ``EYE``, ``TEETH`` or ``TONGUE``.
    mirror : (v,) int64, the vertex on the other side of the face.
    landmarks : (p,) int64, the vertex of each landmark of layout ``bu3dfe83``.
    n_symmetric : number of symmetric identity shapes.
    """

    neutral: np.ndarray
    identity: np.ndarray
    expression: np.ndarray
    expression_names: tuple[str, ...]
    triangles: np.ndarray
    part: np.ndarray
    mirror: np.ndarray
    landmarks: np.ndarray
    n_symmetric: int

    def vertices(self, identity: np.ndarray, expression: np.ndarray) -> np.ndarray:
        """(n, v, 3) float32, millimetres: whole surfaces of (n, k) coefficients and (n, e) weights.

        A DataError if the coefficients do not fit the rig.
        """
        return self._posed(slice(None), identity, expression)

    def points(self, identity: np.ndarray, expression: np.ndarray) -> np.ndarray:
        """(n, p, 3), the landmarks alone: ``vertices(...)[:, landmarks]``, some fifty times faster."""
        return self._posed(self.landmarks, identity, expression)

    def eyeball(self, side: int) -> tuple[np.ndarray, int]:
        """Vertices of the eyeball at x above 0 (`side` 1) or below (-1), and which is its front."""
        eye = np.flatnonzero((self.part == EYE) & (self.neutral[:, 0] * side > 0))
        return eye, int(eye[self.neutral[eye, 2].argmax()])

    def _posed(self, rows: slice | np.ndarray, identity: np.ndarray, expression: np.ndarray) -> np.ndarray:
        identity, expression = np.asarray(identity, np.float32), np.asarray(expression, np.float32)
        wanted = (len(identity), len(self.identity)), (len(identity), len(self.expression))
        if (identity.shape, expression.shape) != wanted:
            raise DataError(
                f"identity has shape {identity.shape} and expression {expression.shape}; the face rig takes "
                f"(faces, {len(self.identity)}) and (faces, {len(self.expression)})"
            )
        shapes = np.concatenate([self.identity[:, rows], self.expression[:, rows]])
        moved = np.concatenate([identity, expression], axis=1) @ shapes.reshape(len(shapes), -1)
        return self.neutral[rows] + moved.reshape(len(identity), -1, 3)


@cache
def load_rig() -> FaceRig:
    """The rig that comes with the package, read once.

    A DataError if the package's rig file is missing or damaged.
    """
    file = resources.files("mien.synthetic").joinpath("data", "face_rig.npz")
    try:
        with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as data:
            arrays = {name: data[name] for name in data.files}
        step = np.float32(arrays["step"])
        rig = FaceRig(
            neutral=arrays["neutral"] * step,
            identity=arrays["identity"] * step,
            expression=arrays["expression"] * step,
            expression_names=tuple(str(name) for name in arrays["expression_names"]),
            triangles=arrays["triangles"].astype(np.int64),
            part=arrays["part"],
            mirror=arrays["mirror"].astype(np.int64),
            landmarks=arrays["landmarks"].astype(np.int64),
            n_symmetric=int(arrays["n_symmetric"]),
        )
    except (OSError, KeyError, ValueError) as error:
        raise DataError(f"{file}: the built-in face rig cannot be read ({error}); reinstall mien") from error
    for value in vars(rig).values():
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
    return rig
