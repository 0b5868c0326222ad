"""The rig's surface bent to landmarks: the nearest face that the rig can make, the rest as a smooth warp."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from mien.landmarks.layout import Layout
from mien.synthetic.rig import SKIN, FaceRig, load_rig
from mien.synthetic.surface.marks import Marks, marks

_MOST_GAZE = 0.1  # eye distances that a gaze moves the irises
_TURNS = 3  # of pose and shape
_STEPS = 150  # of the shape's descent
NOISE = 1.0  # millimetres, of a landmark about the rig's nearest face
_PLAUSIBLE = 0.5  # weight of an expression shape that is nothing unusual
# The gaze is not in these landmarks, and no tongue; a wrong one would be read as an expression.
_NEVER = ("eyeLook", "tongueOut")
_REACH = 16.0  # millimetres, how far the warp carries
_STIFF = (0.35, 0.35, 6.0)  # noise over signal of the warp in x, y and z; depth shows in the shading alone


@dataclass(frozen=True, eq=False)
class Fitter:
    """What is the same for every face of a layout.

    Attributes
    ----------
    rig, marks : the surface, and where it has the layout's landmarks.
    shapes : (c, q, 3) identity and expression of the rig at the marks.
    neutral : (q, 3) the mean face at the marks.
    gram : (c, c) precision of the coefficients, given the marks.
    least, most : (c,) bounds of the coefficients.
    warp : (3, v, q) displacement of each vertex by those of the marks.
    """

    rig: FaceRig
    marks: Marks
    shapes: np.ndarray
    neutral: np.ndarray
    gram: np.ndarray
    least: np.ndarray
    most: np.ndarray
    warp: np.ndarray


@dataclass(frozen=True, eq=False)
class Bent:
    """The surfaces of n faces, not yet drawn out.

    Attributes
    ----------
    layout : name of the faces' layout.
    coefficients : (n, c) identity and expression of the rig.
    scale, turn, shift : (n,), (n, 3, 3), (n, 3); rig to aligned face.
    target : (n, q, 3) where the marks are to be, in eye distances.
    """

    layout: str
    coefficients: np.ndarray
    scale: np.ndarray
    turn: np.ndarray
    shift: np.ndarray
    target: np.ndarray

    def vertices(self, rows: slice) -> np.ndarray:
        """(b, v, 3) float32 vertices of `load_rig`, in eye distances."""
        fitter = fitter_of(self.layout)
        i = len(fitter.rig.identity)
        coefficients, target = self.coefficients[rows], self.target[rows]
        scale, turn, shift = self.scale[rows, None, None], self.turn[rows], self.shift[rows, None]
        shaped = fitter.rig.vertices(coefficients[:, :i], coefficients[:, i:]).astype(np.float64)
        rest = np.einsum("nqi,nij->nqj", target - shift, turn) / scale - fitter.marks.on(shaped)
        shaped += np.einsum("kvq,nqk->nvk", fitter.warp, rest, optimize=True)
        placed = np.einsum("nvi,nji->nvj", shaped, turn) * scale + shift
        return _eyes_met(fitter.marks, placed).astype(np.float32)


def bent(points: np.ndarray, layout: Layout, people: np.ndarray | None = None) -> Bent:
    """Surfaces whose landmarks are these.

    Identity and expression of the rig are found by least squares with the priors of both (bounded, so that
    no movement runs backwards); a Gaussian process over the skin (Rasmussen and Williams, 2006, ch. 2)
    carries what is left, stiffer in depth, where measurements are worse and only the shading depends on it.

    Parameters
    ----------
    points : (n, p, 3) aligned faces, the eyes at half an eye distance to either side.
    layout : theirs.
    people : (n,) names; the faces of one person then get one identity.

    Raises
    ------
    LayoutError
        If the rig has no such landmarks.
    """
    fitter = fitter_of(layout.name)
    target = fitter.marks.of(points)
    return Bent(layout.name, *_fitted(fitter, target, people), target)


def _eyes_met(pairs: Marks, vertices: np.ndarray) -> np.ndarray:
    """Turned, scaled and moved in the picture's plane so that the eyes' centres are half to either side."""
    drawn = pairs.on(vertices)
    left, right = (
        drawn[:, rows, 0].mean(axis=1) + 1j * drawn[:, rows, 1].mean(axis=1) for rows in pairs.lower_lids
    )
    factor = 1 / (left - right)
    flat = factor[:, None] * (vertices[:, :, 0] + 1j * vertices[:, :, 1] - ((left + right) / 2)[:, None])
    return np.stack([flat.real, flat.imag, vertices[:, :, 2] * np.abs(factor)[:, None]], axis=2)


def gaze(points: np.ndarray, layout: Layout, vertices: np.ndarray) -> np.ndarray:
    """(n, 2) how far the irises are from the front of the eyeballs, across and up, the same in both eyes.

    Of aligned faces (n, p, 3) and their vertices (n, v, 3) of `bent`, all in eye distances; where the layout
    has no irises everybody looks straight ahead.
    """
    if "left_iris" not in layout.regions:
        return np.zeros((len(points), 2))
    rig, away = load_rig(), []
    for sign, side in ((1, "left"), (-1, "right")):
        _, pole = rig.eyeball(sign)
        iris = points[:, list(layout.regions[f"{side}_iris"])].mean(axis=1)
        away.append((iris - vertices[:, pole])[:, :2])
    return np.clip(np.mean(away, axis=0), -_MOST_GAZE, _MOST_GAZE)


@cache
def fitter_of(layout_name: str) -> Fitter:
    """What faces of a layout are fitted with; a LayoutError if the rig has no such landmarks."""
    rig, pairs = load_rig(), marks(layout_name)
    shapes = pairs.on(np.concatenate([rig.identity, rig.expression])).astype(np.float64)
    flat = (shapes * np.sqrt(pairs.weight)).reshape(len(shapes), -1)
    i = len(rig.identity)
    prior = np.concatenate([np.ones(i), np.full(len(rig.expression), 1 / _PLAUSIBLE**2)])
    never = np.array([name.startswith(_NEVER) for name in rig.expression_names])
    return Fitter(
        rig=rig,
        marks=pairs,
        shapes=shapes,
        neutral=pairs.on(rig.neutral).astype(np.float64),
        gram=flat @ flat.T / NOISE**2 + np.diag(prior),
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
            eye, _ = rig.eyeball(side)
            lids = rig.landmarks[0:8] if side > 0 else rig.landmarks[8:16]
            out[axis, eye] = carried[lids].mean(axis=0)
    return out


def _matern(distance: np.ndarray) -> np.ndarray:
    """Matérn covariance of smoothness 5/2."""
    r = np.sqrt(5.0) * distance / _REACH
    return np.asarray((1 + r + r**2 / 3) * np.exp(-r))


def _fitted(
    fitter: Fitter, target: np.ndarray, people: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Coefficients (n, c), scale (n,), rotation (n, 3, 3) and shift (n, 3) from the rig to the faces."""
    n, i = len(target), len(fitter.rig.identity)
    coefficients = np.zeros((n, len(fitter.shapes)))
    for _ in range(_TURNS):
        model = fitter.neutral + np.tensordot(coefficients, fitter.shapes, axes=1)
        scale, turn, shift = similar(model, target, fitter.marks.weight[:, 2])
        at_home = np.einsum("nqi,nij->nqj", target - shift[:, None], turn) / scale[:, None, None]
        coefficients = _nearest(fitter, at_home, coefficients, fixed=0)
        if people is not None:
            for person in np.unique(people):
                rows = people == person
                coefficients[rows, :i] = coefficients[rows, :i].mean(axis=0)
            coefficients = _nearest(fitter, at_home, coefficients, fixed=i)
    return coefficients, scale, turn, shift


def _nearest(fitter: Fitter, at_home: np.ndarray, start: np.ndarray, fixed: int) -> np.ndarray:
    """Coefficients by accelerated projected descent (Beck and Teboulle, 2009); the first `fixed` stay."""
    weighted = (at_home - fitter.neutral) * fitter.marks.weight / NOISE**2
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


def similar(
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
