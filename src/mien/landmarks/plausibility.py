"""Whether faces have the depth and the axes of faces: each face votes, and all of them together are judged.

What is measured of a face does not change when the head turns, so turned heads cost no votes. A rotation
never mirrors a face; only an axis that points the wrong way does.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from mien.errors import DataError
from mien.landmarks.degeneracy import batches
from mien.landmarks.layout import Layout

AXES = "xyz"
_MOST_POINTS, _MOST_PAIRS = 48, 24
_MOST_NAMES = 5
_BATCH = 1024
# Who votes: measuring a face takes as long as reading it from a Parquet file, so not all do.
_ALL_OF_FIRST, _EVERY = 4096, 64
_TINY = 1e-300
# Eyes nearer than this share of the face's spread have no direction.
_NEAR = 1e-5
# Spreads along the principal axes s1 >= s2 >= s3; v is the volume of the frame (between the eyes, mouth to
# eyes and rim to nose) over the cube of the eye distance or of the whole spread. In the built-in sets and in
# faces of MediaPipe and ARKit s3/s2 is .16 to .50, s2/s1 .49 to .98, v .17 to 1.1 eye distances and .50 to
# 2.2 spreads.
_FLAT, _FLAT_VOLUME = 0.1, 0.25
_LONG, _LONG_VOLUME = 0.35, 2.5
_NO_VOLUME = 0.02
# Faces of those sets have .9 and more (see `_mirrored`), and only such show a side and a front.
_MIRRORED = 0.75
# An axis' spread beside the mean of the other two in a frontal face, for how many times it is off.
_USUAL = (1.2, 1.4, 0.35)
FLAT, DEEP, HANDED = "flat", "too deep", "mirrored or inside out"
_CAUSES: dict[tuple[str, ...], str] = {
    ("x",): "mirrored: the subject's left is at negative x",
    ("y",): "upside down and mirrored: y points down",
    ("z",): "inside out: the noses are behind the eyes, z points away from the camera",
    ("x", "y", "z"): "inside out and upside down: all three axes point the wrong way",
}
_TURNS: dict[tuple[str, ...], str] = {
    ("x", "y"): "upside down: x points left and y down",
    ("y", "z"): "upside down and turned away: y points down and z away from the camera",
    ("x", "z"): "turned away: x points left and z away from the camera",
}


@dataclass(frozen=True)
class Verdict:
    """What most faces have wrong, and the odd ones among good faces.

    Attributes
    ----------
    seen, voted : how many faces there were, and how many of them were measured.
    flip : axes that point the wrong way in most faces, which are mirror images so; ``()`` where none do.
    turned : axes that point the wrong way in most faces where that only turns heads, which alignment undoes.
    off, factor : axis on another scale than the others, and how many times its coordinates are too large
        (below 1: too small); empty and 1 where there is none.
    counts : reason -> how many faces have it: "flat", "too deep", "mirrored or inside out".
    odd : reason -> first names of faces that have it where most faces do not.
    """

    seen: int
    voted: int
    flip: tuple[str, ...]
    turned: tuple[str, ...]
    off: str
    factor: float
    counts: Mapping[str, int]
    odd: Mapping[str, list[str]]

    @property
    def wrong(self) -> bool:
        """Whether nothing good can come of these faces."""
        return bool(self.flip or self.off)

    def causes(self) -> list[str]:
        """What `off` and `flip` say, in words without a way out."""
        said = []
        if self.off:
            others = " and ".join(axis for axis in AXES if axis != self.off)
            reason = max((FLAT, DEEP), key=lambda reason: self.counts[reason])
            times, size = (1 / self.factor, "smaller") if self.factor < 1 else (self.factor, "larger")
            said.append(
                f"{self._share(reason)} are {reason}: {self.off} is about {rounded(times)} times {size} than "
                f"{others}, and the same unit is needed"
            )
        if self.flip:
            said.append(f"{self._share(HANDED)} are {_CAUSES[self.flip]}")
        return said

    def turning(self) -> str:
        """What `turned` says, in words; empty where heads stand upright."""
        return f"most heads are {_TURNS[self.turned]}; alignment turns them back" if self.turned else ""

    def oddities(self) -> list[str]:
        """What `odd` says, in words."""
        lines = []
        for reason, names in self.odd.items():
            more = self.counts[reason] - len(names)
            shown = ", ".join(names) + (f" and {more} more" if more else "")
            lines.append(f"{self._share(reason)} are {reason}, unlike the others, and kept: {shown}")
        return lines

    def _share(self, reason: str) -> str:
        looked = " looked at" if self.seen > self.voted else ""
        return f"{self.counts[reason]} of {self.voted} faces{looked}"


class Plausibility:
    """Counts what faces show; see them in any number of batches, then ask for the verdict.

    The first 4,096 faces vote, and every 64th of what follows. Faces that are not finite, have one depth or
    have eyes in one point do not: they are refused for that (`mien.landmarks.degeneracy`). Faces in two
    dimensions have no depth, and vote on x and y only. Points in another order than the layout's, which
    mirror nothing, vote on depth alone.
    """

    def __init__(self) -> None:
        self._seen = self._voted = self._sure = 0
        self._axes = 3
        self._right = np.zeros(3, dtype=np.int64)
        self._counts = dict.fromkeys((FLAT, DEEP, HANDED), 0)
        self._names: dict[str, list[str]] = {reason: [] for reason in self._counts}
        # Of flat faces and of deep ones, for each axis: those it makes so, and the sum of the logarithms of
        # how many times it is off.
        self._off = {reason: np.zeros((3, 2)) for reason in (FLAT, DEEP)}

    def see(self, points: np.ndarray, layout: Layout, names: Sequence[str] | np.ndarray) -> None:
        """Let faces vote.

        Parameters
        ----------
        points : (n, p, 3) or, for faces in the plane, (n, p, 2).
        names : (n,) names of the faces.
        """
        places = np.arange(self._seen, self._seen + len(points))
        rows = np.flatnonzero((places < _ALL_OF_FIRST) | (places % _EVERY == 0))
        self._seen += len(points)
        names = np.asarray(names)
        for part in batches(len(rows), _BATCH):
            self._see(points[rows[part]], layout, names[rows[part]])

    def _see(self, points: np.ndarray, layout: Layout, names: np.ndarray) -> None:
        self._axes = points.shape[2]
        with np.errstate(over="ignore", invalid="ignore"):
            frame = _frames(points, layout)
            covariance = _covariances(points[:, :: -(-layout.n_points // _MOST_POINTS)])
            mirrored = _mirrored(points, layout)
        spread = np.trace(covariance, axis1=1, axis2=2)
        apart = np.linalg.norm(frame[:, 0], axis=1)
        good = np.isfinite(spread) & np.isfinite(frame).all(axis=(1, 2)) & np.isfinite(mirrored)
        good[good] &= (apart > _NEAR * np.sqrt(spread))[good] & (covariance[good, -1, -1] > 0)
        self._voted += int(good.sum())
        frame, covariance, spread, apart, names, mirrored = (
            x[good] for x in (frame, covariance, spread, apart, names, mirrored)
        )
        sure, front = mirrored > _MIRRORED, np.ones(len(frame))
        if self._axes == 2:
            handed = (frame[:, 0, 0] * frame[:, 1, 1] - frame[:, 0, 1] * frame[:, 1, 0]) / spread
        else:
            across = np.cross(frame[:, 0], frame[:, 1])
            volume = (across * frame[:, 2]).sum(axis=1)
            handed, front = volume / spread**1.5, np.sign(volume) * across[:, 2]
            self._measure(covariance, sure, np.abs(volume) / apart**3, np.abs(handed), names)
        self._sure += int(sure.sum())
        self._take(HANDED, sure & (handed < -_NO_VOLUME), names)
        self._right += [(sure & (side > 0)).sum() for side in (frame[:, 0, 0], frame[:, 1, 1], front)]

    def _measure(
        self, covariance: np.ndarray, sure: np.ndarray, eyes: np.ndarray, whole: np.ndarray, names: np.ndarray
    ) -> None:
        """Count faces that are flat, or too deep, and the axis that makes them so.

        `eyes` and `whole` are the volume of the frame over those cubes, which tell it of `sure` faces only.
        """
        least, middle, most = np.linalg.eigvalsh(covariance).T
        plate = least < _FLAT**2 * middle
        deep = ~plate & ((middle < _LONG**2 * most) | (sure & (eyes > _LONG_VOLUME)))
        flat = plate | (~deep & sure & (whole < _FLAT_VOLUME))
        for reason, mask, sign in ((FLAT, flat, -1), (DEEP, deep, 1)):
            self._take(reason, mask, names)
            own = np.diagonal(covariance[mask], axis1=1, axis2=2)
            others = (own.sum(axis=1, keepdims=True) - own) / 2
            log = np.log(np.maximum(own, _TINY) / np.maximum(others, _TINY)) / 2 - np.log(_USUAL)
            worst = (sign * log).argmax(axis=1)
            np.add.at(self._off[reason], (worst, 0), 1)
            np.add.at(self._off[reason], (worst, 1), log[np.arange(len(log)), worst])

    def _take(self, reason: str, mask: np.ndarray, names: np.ndarray) -> None:
        self._counts[reason] += int(mask.sum())
        self._names[reason] += [str(name) for name in names[mask][: _MOST_NAMES - len(self._names[reason])]]

    def verdict(self) -> Verdict:
        """What more than half of the faces have wrong; what fewer have is odd."""
        of = {FLAT: self._voted, DEEP: self._voted, HANDED: self._sure}
        most = {reason for reason, count in self._counts.items() if 2 * count > of[reason]}
        off, factor = "", 1.0
        for reason in most & self._off.keys():
            votes, logs = self._off[reason].T
            axis = int(votes.argmax())
            off, factor = AXES[axis], float(np.exp(logs[axis] / votes[axis]))
        wrong = (2 * self._right < self._sure).tolist()
        # A mirror image needs an odd number of axes turned, a turned head an even one.
        if sum(wrong) % 2 != (HANDED in most):
            doubt = np.abs(2 * self._right - self._sure)[: self._axes]
            wrong[int(doubt.argmin())] ^= True
        axes = tuple(axis for axis, turn in zip(AXES, wrong, strict=True) if turn)
        return Verdict(
            seen=self._seen,
            voted=self._voted,
            flip=axes if HANDED in most else (),
            turned=() if HANDED in most else axes,
            off=off,
            factor=factor,
            counts=dict(self._counts),
            odd={why: names for why, names in self._names.items() if names and why not in most},
        )


def refuse_implausible(
    points: np.ndarray, layout: Layout, names: Sequence[str] | np.ndarray, array: str = "X"
) -> None:
    """Raise where most faces are flat, too deep, inside out, mirrored or upside down; warn where a few are.

    Parameters
    ----------
    points : (n, p, 3).
    array : its name in the caller's code, for the message.

    Raises
    ------
    DataError
        That says what is wrong and what to do with the array.
    """
    votes = Plausibility()
    votes.see(points, layout, names)
    found = votes.verdict()
    if not found.wrong:
        for line in filter(None, [found.turning(), *found.oddities()]):
            warnings.warn(f"{array}: {line}", stacklevel=4)
        return
    ways = [f"{array}[..., {AXES.index(axis)}] *= -1" for axis in found.flip]
    if found.off:
        ways.insert(
            0, f"{array}[..., {AXES.index(found.off)}] *= {rounded(1 / found.factor)} or what it is exactly"
        )
    raise DataError(f"{'; '.join(found.causes())}: {'; '.join(ways)}, with {array} as (faces, points, 3)")


@cache
def _frame_of(layout: Layout) -> np.ndarray:
    """(3, p) float32 weights: right eye to left, mouth to eyes, outer eye corners and contour to nose."""
    weights = np.zeros((3, layout.n_points))

    def add(row: int, points: Sequence[int], share: float) -> None:
        np.add.at(weights[row], list(points), share / len(points))

    regions = layout.regions
    rim = (layout.left_eye_corners[1], layout.right_eye_corners[1], *regions.get("contour", ()))
    for row, region, share in ((0, "left_eye", 1.0), (0, "right_eye", -1.0)):
        add(row, regions[region], share)
    for region, share in (("left_eye", 0.5), ("right_eye", 0.5), ("mouth", -1.0)):
        add(1, regions[region], share)
    add(2, regions["nose"], 1.0)
    add(2, rim, -1.0)
    return weights.astype(np.float32)


def _frames(points: np.ndarray, layout: Layout) -> np.ndarray:
    """(n, 3, 2 or 3) float64, the three vectors of `_frame_of` in each face."""
    return (_frame_of(layout) @ points.astype(np.float32, copy=False)).astype(np.float64)


def _mirrored(points: np.ndarray, layout: Layout) -> np.ndarray:
    """(n,) float64, how parallel lines between mirrored points are: 1 in a symmetric face, 1/3 in a cloud.

    Turned and scaled axes leave parallel lines parallel, so that it tells faces from points in another order.
    """
    left = np.flatnonzero(layout.mirror > np.arange(layout.n_points))
    left = left[:: -(-len(left) // _MOST_PAIRS)]
    lines = points[:, left] - points[:, layout.mirror[left]]
    products = (np.swapaxes(lines, 1, 2) @ lines).astype(np.float64)
    with np.errstate(divide="ignore"):
        share = np.square(products).sum(axis=(1, 2)) / np.square(np.trace(products, axis1=1, axis2=2))
    return np.asarray(share)


def _covariances(points: np.ndarray) -> np.ndarray:
    """(n, 2 or 3, 2 or 3) float64 of the points of each face."""
    # About a point of the face: float32 then has figures enough wherever the face lies.
    some = points - points[:, :1]
    n = some.shape[1]
    mean = (np.full((1, n), 1 / n, dtype=some.dtype) @ some).astype(np.float64)
    products = (np.swapaxes(some, 1, 2) @ some).astype(np.float64) / n
    return np.asarray(products - np.swapaxes(mean, 1, 2) @ mean)


def rounded(times: float) -> str:
    """One figure of a number, two below ten: 587 is "600", 4.72 is "4.7"."""
    return f"{float(f'{times:.1g}'):.0f}" if times >= 10 else f"{times:.2g}"
