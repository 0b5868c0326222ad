"""Faces that cannot be aligned: found and refused by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from mien.errors import DataError, listed
from mien.landmarks.layout import Layout
from mien.landmarks.values import Landmarks

BATCH = 4096
# Eyes nearer than this share of the face's size are one point in float32.
_NEAR = 1e-5


def batches(n: int, size: int = BATCH) -> Iterator[slice]:
    """Slices that cover n rows, `size` at a time, so that float64 copies stay small."""
    for start in range(0, n, size):
        yield slice(start, min(start + size, n))


def eye_centres(points: np.ndarray, layout: Layout) -> tuple[np.ndarray, np.ndarray]:
    """Centres of the left and the right eye: the mean of the lower lid's points (paper V-A).

    Parameters
    ----------
    points : (n, p, 3) or (n, p, 2).

    Returns
    -------
    (n, 3), (n, 3) float64, or (n, 2) each: the subject's left eye, and the right.
    """
    left = points[:, list(layout.left_lower_lid)].astype(np.float64).mean(axis=1)
    right = points[:, list(layout.right_lower_lid)].astype(np.float64).mean(axis=1)
    return left, right


def degenerate(landmarks: Landmarks) -> dict[str, np.ndarray]:
    """Rows of the faces that cannot be used, by reason; each row under one reason only.

    Faces in two dimensions have no depth that could be missing.

    Returns
    -------
    dict
        Reason -> int64 rows; reasons without any row are left out.
    """
    found: dict[str, list[np.ndarray]] = {"not finite": [], "without depth": [], "eyes in one point": []}
    for rows in batches(len(landmarks)):
        points = landmarks.points[rows]
        finite = np.isfinite(points).all(axis=(1, 2))
        safe = points if finite.all() else np.where(finite[:, None, None], points, np.float32(0.0))
        flat = finite & _without_depth(safe)
        left, right = eye_centres(safe, landmarks.layout)
        # A coordinate at a time: over the middle axis NumPy takes thirty times as long.
        extent = [np.ptp(safe[:, :, axis].astype(np.float64), axis=1) for axis in range(safe.shape[2])]
        size = np.linalg.norm(extent, axis=0)
        together = finite & ~flat & (np.linalg.norm(left - right, axis=1) <= _NEAR * size)
        for reason, mask in zip(found, (~finite, flat, together), strict=True):
            found[reason].append(np.flatnonzero(mask) + rows.start)
    return {reason: np.concatenate(parts) for reason, parts in found.items() if any(map(len, parts))}


def _without_depth(points: np.ndarray) -> np.ndarray:
    """(n,) bool, faces (n, p, 3) whose depth is one number."""
    if points.shape[2] == 2:
        return np.zeros(len(points), dtype=bool)
    return np.asarray((points[:, :, 2] == points[:, :1, 2]).all(axis=1))


def refuse_degenerate(landmarks: Landmarks, names: Sequence[str] | np.ndarray, where: str = "") -> None:
    """Raise unless every face is finite, has depth and has two eyes.

    Raises
    ------
    DataError
        Beginning with the file (`where`), and naming the faces by (n,) `names` and what is wrong with them.
    """
    found = degenerate(landmarks)
    if found:
        reasons = "; ".join(f"{why}: {listed(names[row] for row in rows)}" for why, rows in found.items())
        prefix = f"{where}: " if where else ""
        raise DataError(
            f"{prefix}faces that cannot be used: {reasons}; repair them, or leave them out with --skip-broken"
        )
