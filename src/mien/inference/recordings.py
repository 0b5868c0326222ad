"""Latents of a source's recordings, smoothed one recording at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from mien.errors import DataError, listed
from mien.models.smoothing import Evidence, movement_of, smoothed
from mien.sources.opening import tell
from mien.vocabulary import latent_names


@dataclass(frozen=True)
class Smoothing:
    """How recordings are smoothed.

    Attributes
    ----------
    bridge : frames that are missing between two of a recording get a row each where they are at most so many.
    """

    bridge: int = 0


def smooth_columns(
    faces: Mapping[str, np.ndarray], smoothing: Smoothing, where: str
) -> Iterator[dict[str, Any]]:
    """Columns of the smoothed latents, a recording at a time; faces of no recording come last, as they are.

    Parameters
    ----------
    faces : face, subject, label, sequence (n,) str, frame (n,) int64, mean and variance (n, k).
    where : the source, for errors.

    Raises
    ------
    DataError
        If no face is a frame of a recording, or a recording has a frame twice.
    """
    known = np.zeros(0, dtype=bool) if not faces else (faces["sequence"] != "") & (faces["frame"] >= 0)
    if not known.any():
        raise DataError(
            f"{where}: no face is a frame of a recording, told by its sequence and frame; "
            "encode without --smooth"
        )
    rows = np.flatnonzero(known)
    rows = rows[np.lexsort((faces["frame"][rows], faces["sequence"][rows]))]
    name, frame = faces["sequence"][rows], faces["frame"][rows]
    again = (name[1:] == name[:-1]) & (frame[1:] == frame[:-1])
    if again.any():
        first = rows[np.flatnonzero(again)[0]]
        raise DataError(
            f"{where}: recording {faces['sequence'][first]} has frame {faces['frame'][first]} twice; "
            "each frame needs a number of its own"
        )
    parts = np.split(rows, np.flatnonzero(name[1:] != name[:-1]) + 1)
    evidence = [
        Evidence.of_posterior(faces["frame"][part], faces["mean"][part], faces["variance"][part])
        for part in parts
    ]
    movement = movement_of(evidence)
    for part, own in zip(parts, evidence, strict=True):
        at, seen = _bridged(faces["frame"][part], smoothing.bridge)
        mean, deviation = smoothed(own, movement, at)
        yield _rows(faces, part, at, seen, mean, deviation)
    alone = np.flatnonzero(~known)
    if len(alone):
        tell((f"{len(alone)} faces are of no recording and not smoothed: {listed(faces['face'][alone])}",))
        seen = np.ones(len(alone), dtype=bool)
        deviation = np.sqrt(faces["variance"][alone])
        yield _rows(faces, alone, faces["frame"][alone], seen, faces["mean"][alone], deviation)


def _bridged(frame: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Frame numbers with those that are bridged, and which of them were seen."""
    gaps = np.diff(frame) - 1
    lost = [np.arange(a + 1, a + 1 + gap) for a, gap in zip(frame, gaps, strict=False) if 0 < gap <= most]
    at = np.union1d(frame, np.concatenate(lost)) if lost else frame
    return at, np.isin(at, frame)


def _rows(
    faces: Mapping[str, np.ndarray],
    part: np.ndarray,
    at: np.ndarray,
    seen: np.ndarray,
    mean: np.ndarray,
    deviation: np.ndarray,
) -> dict[str, Any]:
    """The rows of one recording; a bridged frame is called by its recording and number."""
    sequence = faces["sequence"][part]
    source = part[np.maximum(np.cumsum(seen) - 1, 0)]
    bridged = [f"{sequence[0]} frame {number}" for number in at]
    columns = {
        "face": np.where(seen, faces["face"][source], bridged),
        "subject": faces["subject"][source],
        "label": np.where(seen, faces["label"][source], ""),
        "sequence": faces["sequence"][source],
        "frame": at,
        "seen": seen.astype(np.int8),
    }
    names = latent_names(mean.shape[1])
    columns |= {name: values.astype(np.float32) for name, values in zip(names, mean.T, strict=True)}
    return columns | {f"sd{i}": values.astype(np.float32) for i, values in enumerate(deviation.T)}
