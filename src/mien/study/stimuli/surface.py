"""The rig's surface bent to landmarks: the nearest face that the rig can make, then the rest as a smooth warp."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from mien.datasets.rig import EYE, SKIN, FaceRig, load_rig
from mien.landmarks.layout import Layout
from mien.study.stimuli.marks import Marks, marks

_TURNS = 3  # of pose and shape
_STEPS = 150  # of the shape's descent
_NOISE = 1.0  # millimetres, of a landmark about the rig's nearest face
_PLAUSIBLE = 0.5  # weight of an expression shape that is nothing unusual
# The gaze is not in these landmarks, and no tongue; a wrong one would be read as an expression.
_NEVER = ("eyeLook", "tongueOut")
_REACH = 16.0  # millimetres, how far the warp carries
_STIFF = (0.35, 0.35, 2.5)  # noise over signal of the warp in x, y and z; depth shows in the shading alone


@dataclass(frozen=True, eq=False)
class _Fitter:
    """What is the same for every face."""

    rig: FaceRig
    marks: Marks
    shapes: np.ndarray  # (c, q, 3) identity and expression at the marks
    neutral: np.ndarray  # (q, 3)
    gram: np.ndarray  # (c, c)
    least: np.ndarray  # (c,)
    most: np.ndarray  # (c,)
    warp: np.ndarray  # (3, v, q) displacement of each vertex by those of the marks


def bent(points: np.ndarray, layout: Layout, people: np.ndarray | None = None) -> np.ndarray:
    """Surfaces whose landmarks are these.

    Identity and expression of the rig are found by least squares with the priors of both (bounded, so that
    no movement runs backwards); a Gaussian process over the skin (Rasmussen and Williams, 2006, ch. 2)
    carries what is left, stiffer in depth, where measurements are worse and only the shading depends on it.

    Parameters
    ----------
    points : (n, p, 3) aligned faces, in eye distances.
    layout : theirs.
    people : (n,) names; the faces of one person then get one identity.

    Returns
    -------
    (n, v, 3) float32 vertices of `load_rig`, in eye distances.

    Raises
    ------
    LayoutError
        If the rig has no such landmarks.
    """
    fitter = _fitter(layout.name)
    target = np.einsum("qp,npk->nqk", fitter.marks.among, points, optimize=True)
    coefficients, scale, turn, shift = _fitted(fitter, target, people)
    vertices = _shaped(fitter, coefficients)
    at_home = np.einsum("nqi,nij->nqj", target - shift[:, None], turn) / scale[:, None, None]
    rest = at_home - fitter.marks.on(vertices)
    moved = np.einsum("kvq,nqk->nvk", fitter.warp, rest, optimize=True)
    vertices = vertices + moved
    placed = np.einsum("nvi,nji->nvj", vertices, turn) * scale[:, None, None] + shift[:, None]
    return placed.astype(np.float32)


@cache
def _fitter(layout_name: str) -> _Fitter:
    rig, pairs = load_rig(), marks(layout_name)
    shapes = pairs.on(np.concatenate([rig.identity, rig.expression])).astype(np.float64)
    flat = (shapes * np.sqrt(pairs.weight)).reshape(len(shapes), -1)
    i = len(rig.identity)
    prior = np.concatenate([np.ones(i), np.full(len(rig.expression), 1 / _PLAUSIBLE**2)])
    never = np.array([name.startswith(_NEVER) for name in rig.expression_names])
    return _Fitter(
        rig=rig,
        marks=pairs,
        shapes=shapes,
        neutral=pairs.on(rig.neutral).astype(np.float64),
        gram=flat @ flat.T / _NOISE**2 + np.diag(prior),
        least=np.concatenate([np.full(i, -4.0), np.zeros(len(never))]),
        most=np.concatenate([np.full(i, 4.0), np.where(never, 0.0, 1.2)]),
        warp=_warp(rig, pairs),
    )


def _warp(rig: FaceRig, pairs: Marks) -> np.ndarray:
    """(3, v, q) how the marks' displacements carry the vertices.

    Distances are those of an open mouth: with closed lips the upper one would carry the lower.
    """
    names = list(rig.expression_names)
    opened = rig.neutral + 0.8 * rig.expression[names.index("jawOpen")]
    centres = pairs.on(opened)
    among = _matern(np.linalg.norm(centres[:, None] - centres[None], axis=2))
    near = _matern(np.linalg.norm(opened[:, None] - centres[None], axis=2))
    skin = rig.part == SKIN
    out = np.zeros((3, len(opened), len(centres)))
    for axis, stiff in enumerate(_STIFF):
        carried = near @ np.linalg.inv(among + np.diag(stiff**2 / np.maximum(pairs.weight[:, axis], 1e-6)))
        out[axis, skin] = carried[skin]
        for side in (-1, 1):
            # An eyeball stays round: it goes where its lids go.
            eye = (rig.part == EYE) & (rig.neutral[:, 0] * side > 0)
            lids = rig.landmarks[0:8] if side > 0 else rig.landmarks[8:16]
            out[axis, eye] = carried[lids].mean(axis=0)
    return out


def _matern(distance: np.ndarray) -> np.ndarray:
    """Matérn covariance of smoothness 5/2."""
    r = np.sqrt(5.0) * distance / _REACH
    return np.asarray((1 + r + r**2 / 3) * np.exp(-r))


def _shaped(fitter: _Fitter, coefficients: np.ndarray) -> np.ndarray:
    i = len(fitter.rig.identity)
    return fitter.rig.vertices(coefficients[:, :i], coefficients[:, i:]).astype(np.float64)


def _fitted(
    fitter: _Fitter, target: np.ndarray, people: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Coefficients (n, c), scale (n,), rotation (n, 3, 3) and shift (n, 3) from the rig to the faces."""
    n, i = len(target), len(fitter.rig.identity)
    coefficients = np.zeros((n, len(fitter.shapes)))
    for _ in range(_TURNS):
        model = fitter.neutral + np.tensordot(coefficients, fitter.shapes, axes=1)
        scale, turn, shift = _similar(model, target, fitter.marks.weight[:, 2])
        at_home = np.einsum("nqi,nij->nqj", target - shift[:, None], turn) / scale[:, None, None]
        coefficients = _nearest(fitter, at_home, coefficients, fixed=0)
        if people is not None:
            for person in np.unique(people):
                rows = people == person
                coefficients[rows, :i] = coefficients[rows, :i].mean(axis=0)
            coefficients = _nearest(fitter, at_home, coefficients, fixed=i)
    return coefficients, scale, turn, shift


def _nearest(fitter: _Fitter, at_home: np.ndarray, start: np.ndarray, fixed: int) -> np.ndarray:
    """Coefficients by accelerated projected descent (Beck and Teboulle, 2009); the first `fixed` stay."""
    weighted = (at_home - fitter.neutral) * fitter.marks.weight / _NOISE**2
    pull = np.tensordot(weighted, fitter.shapes, axes=([1, 2], [1, 2]))
    rate = 1 / np.linalg.eigvalsh(fitter.gram)[-1]
    now, ahead, speed = start, start, 1.0
    for _ in range(_STEPS):
        step = np.clip(ahead - rate * (ahead @ fitter.gram - pull), fitter.least, fitter.most)
        step[:, :fixed] = start[:, :fixed]
        faster = (1 + np.sqrt(1 + 4 * speed**2)) / 2
        ahead = step + (speed - 1) / faster * (step - now)
        now, speed = step, faster
    return np.asarray(now)


def _similar(
    model: np.ndarray, target: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scale, rotation and shift of each model nearest to its target (Umeyama, 1991)."""
    share = weight / weight.sum()
    from_, to = (np.einsum("q,nqk->nk", share, shape) for shape in (model, target))
    a, b = model - from_[:, None], target - to[:, None]
    u, s, vt = np.linalg.svd(np.einsum("q,nqi,nqj->nij", share, b, a))
    sign = np.sign(np.linalg.det(u @ vt))
    s[:, 2] *= sign
    u[:, :, 2] *= sign[:, None]
    turn = u @ vt
    scale = s.sum(axis=1) / np.einsum("q,nqk,nqk->n", share, a, a)
    return scale, turn, to - scale[:, None] * np.einsum("nij,nj->ni", turn, from_)
