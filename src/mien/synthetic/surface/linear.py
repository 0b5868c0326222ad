"""The rig's surface as a linear function of landmarks, so that a browser can bend it in every frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mien.landmarks.layout import Layout
from mien.synthetic.rig import EYE, SKIN, FaceRig
from mien.synthetic.surface.surface import NOISE, Fitter, fitter_of, similar

RANK = 48
# Millimetres: half the axes of the oval that is drawn of the head, its middle, its back, and its soft edge.
_OVAL, _MIDDLE, _BACK, _MARGIN = (78.0, 97.0), -1.0, -42.0, 20.0
_CARRIED = 0.02  # a mark that moves a vertex less is left out
_LIPS, _BROWS = slice(48, 60), (slice(16, 26), slice(26, 36))
_SOFT, _AROUND = 2.2, 40  # millimetres, and how many places about a vertex decide its tint
PARTS = ("skin", "white")
TINTS = ("lips", "brows")


@dataclass(frozen=True, eq=False)
class LinearSurface:
    """v vertices over q marks of a layout with p points.

    A face's marks are ``among @ points``, their displacement from those of the mean face d (q, 3). The
    surface is ``base + spread @ (read @ d)``, and what is then left between its own marks and the face's,
    r (q, 3), is carried to its vertices: ``+ warp @ r``.

    Attributes
    ----------
    triangles : (t, 3) int64, anticlockwise seen from outside.
    part : (v,) uint8, places in `PARTS`.
    edge : (v,) from 0 to 1, above 1/2 where the surface is drawn.
    tint : (v, 2) from 0 to 1, how much of `TINTS` a vertex has; soft at the edges.
    base : (v, 3), the mean face's surface, in the unit of the mean face.
    spread, read : (3v, r), (r, 3q) flat, coordinates of a vertex or mark side by side.
    warp : (v, q), mostly 0.
    among : (q, p).
    vertices, shares : (q, 4) each mark's place on the surface.
    poles : (2,) the vertex at the front of the right and the left eyeball.
    millimetre : of the rig, in the unit of the mean face.
    misfit : root mean square distance of the mean face's marks from those of the rig's, in millimetres.
    """

    triangles: np.ndarray
    part: np.ndarray
    edge: np.ndarray
    tint: np.ndarray
    base: np.ndarray
    spread: np.ndarray
    read: np.ndarray
    warp: np.ndarray
    among: np.ndarray
    vertices: np.ndarray
    shares: np.ndarray
    poles: np.ndarray
    millimetre: float
    misfit: float

    def of(self, points: np.ndarray, mean: np.ndarray) -> np.ndarray:
        """(v, 3) surface of a face (p, 3), where the mean face is (p, 3)."""
        moved = self.among @ (points - mean)
        shaped = (self.spread @ (self.read @ moved.reshape(-1))).reshape(-1, 3)
        on = np.einsum("qsk,qs->qk", shaped[self.vertices], self.shares)
        return np.asarray(self.base + shaped + self.warp @ (moved - on))


def linear_surface(mean: np.ndarray, layout: Layout) -> LinearSurface:
    """The surface of a layout, about a mean face (p, 3).

    Identity and expression are the mean of their Gaussian posterior given the landmarks (what `bent` finds
    without its bounds), of which the first `RANK` directions are kept; a Gaussian process carries the rest.

    Raises
    ------
    LayoutError
        If the rig has no such landmarks.
    """
    fitter = fitter_of(layout.name)
    rig, marks = fitter.rig, fitter.marks
    target = marks.of(mean[None])
    scale, turn, shift = (one[0] for one in similar(fitter.neutral[None], target, marks.weight[:, 2]))
    edge = _edge(rig)
    kept, triangles = _cropped(edge, rig, marks.vertices)
    place = np.full(len(rig.neutral), -1)
    place[kept] = np.arange(len(kept))
    coefficients = _posterior(fitter)
    shapes = np.concatenate([rig.identity, rig.expression])[_usual(fitter)][:, kept].astype(np.float64)
    # Turned from the rig's axes into those of the mean face; the scale cancels between reading and drawing.
    read = np.einsum("cqk,jk->cqj", coefficients.reshape(len(shapes), -1, 3), turn).reshape(len(shapes), -1)
    drawn = np.einsum("cvk,jk->vjc", shapes, turn).reshape(3 * len(kept), -1)
    spread, read = _shortened(drawn, read)
    warp = fitter.warp[0][kept]
    at_home = (target[0] - shift) @ turn / scale
    base = scale * rig.neutral[kept].astype(np.float64) @ turn.T + shift
    base += warp @ (target[0] - np.einsum("qsk,qs->qk", base[place[marks.vertices]], marks.shares))
    return LinearSurface(
        triangles=place[triangles],
        part=(rig.part[kept] == EYE).astype(np.uint8),
        edge=edge[kept],
        tint=_tints(rig)[kept],
        base=base,
        spread=spread,
        read=read,
        warp=np.where(np.abs(warp) < _CARRIED, 0, warp),
        among=marks.among,
        vertices=place[marks.vertices],
        shares=marks.shares,
        poles=place[[rig.eyeball(side)[1] for side in (-1, 1)]],
        millimetre=float(scale),
        misfit=float(np.sqrt(np.square(at_home - fitter.neutral).sum(axis=1).mean())),
    )


def _usual(fitter: Fitter) -> np.ndarray:
    """Rows of the shapes that landmarks tell of."""
    return np.flatnonzero(fitter.most > 0)


def _posterior(fitter: Fitter) -> np.ndarray:
    """(c, 3q) from displacements of the marks to coefficients of the shapes that may be used."""
    usual = _usual(fitter)
    weighted = (fitter.shapes[usual] * fitter.marks.weight / NOISE**2).reshape(len(usual), -1)
    return np.linalg.solve(fitter.gram[np.ix_(usual, usual)], weighted)


def _shortened(spread: np.ndarray, read: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The best product of rank `RANK`: the left factor (3v, r) and the right one (r, 3q)."""
    # By the Gram matrix: a QR of so many rows takes seconds on a machine that is busy.
    values, vectors = np.linalg.eigh(spread.T @ spread)
    root = np.sqrt(np.maximum(values, values[-1] * 1e-12))[:, None] * vectors.T
    u, s, vt = np.linalg.svd(root @ read, full_matrices=False)
    return spread @ np.linalg.solve(root, u[:, :RANK] * s[:RANK]), vt[:RANK]


def _edge(rig: FaceRig) -> np.ndarray:
    """(v,) how much a vertex is of the face: an oval from the front, cut before the ears; 1/2 at the edge."""
    x, y, z = rig.neutral.T
    oval = np.hypot(x / _OVAL[0], (y - _MIDDLE) / _OVAL[1])
    within = np.minimum((1 - oval) * _OVAL[0], z - _BACK)
    return np.where(rig.part == SKIN, np.clip(0.5 + within / _MARGIN, 0, 1), rig.part == EYE)


def _cropped(edge: np.ndarray, rig: FaceRig, needed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (v,) and triangles (t, 3) of the rig that something is drawn of."""
    drawn = np.isin(rig.part, (SKIN, EYE))[rig.triangles].all(axis=1)
    triangles = rig.triangles[drawn & (edge[rig.triangles] > 0.5).any(axis=1)]
    return np.unique(np.concatenate([triangles.reshape(-1), needed.reshape(-1)])), triangles


def _tints(rig: FaceRig) -> np.ndarray:
    """(v, 2) shares of places around each vertex that are inside the lips, and the brows."""
    flat, corners = rig.neutral[:, :2].astype(np.float64), rig.neutral[rig.landmarks, :2].astype(np.float64)
    front = np.flatnonzero((rig.part == SKIN) & (rig.neutral[:, 2] > _BACK / 2))
    number = np.arange(_AROUND)
    angle = number * np.pi * (3 - np.sqrt(5))
    away = (
        _SOFT * np.sqrt((number + 0.5) / _AROUND)[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    )
    places = (flat[front, None] + away).reshape(-1, 2)
    tints = np.zeros((len(flat), len(TINTS)))
    for column, outlines in enumerate(((_LIPS,), _BROWS)):
        for outline in outlines:
            within = inside(places, corners[outline]).reshape(len(front), -1)
            tints[front, column] += within.mean(axis=1)
    return tints


def inside(points: np.ndarray, outline: np.ndarray) -> np.ndarray:
    """(n,) whether points (n, 2) are inside a closed outline (m, 2): an odd number of sides is right."""
    x, y = points.T[:, :, None]
    (ax, ay), (bx, by) = outline.T, np.roll(outline, -1, axis=0).T
    across = (ay > y) != (by > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        right = x < ax + (y - ay) / (by - ay) * (bx - ax)
    return np.asarray((across & right).sum(axis=1) % 2 == 1)
