"""Windows of successive frames of a recording, for models whose prior knows time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

WIDTH = 4


@dataclass(frozen=True, eq=False)
class Windows:
    """Every frame that has one before it, with the frames before it.

    Attributes
    ----------
    rows : (w, m) int64, rows of the faces, the earliest first; where a recording has fewer than w − 1 frames
        before, the frame itself stands in.
    times : (w, m) float32, their frame numbers, counted from the window's last frame; −inf where a row
        stands in.
    """

    rows: np.ndarray
    times: np.ndarray

    def __len__(self) -> int:
        return self.rows.shape[1]

    def digest(self) -> str:
        """Hash of all of them."""
        return hashlib.sha256(self.rows.tobytes() + self.times.tobytes()).hexdigest()


def windows_of(sequence: np.ndarray, frame: np.ndarray, width: int = WIDTH) -> Windows | None:
    """The windows of faces, None where no two are frames of one recording.

    Parameters
    ----------
    sequence : (n,) str, ``""`` for a face that is of no recording.
    frame : (n,) int64, negative where not known. Of frames with the same number the first counts.
    width : w.
    """
    known = np.flatnonzero((sequence != "") & (frame >= 0))
    if not len(known):
        return None
    recording = np.unique(sequence[known], return_inverse=True)[1].reshape(-1)
    order = np.lexsort((frame[known], recording))
    recording, rows = recording[order], known[order]
    again = np.zeros(len(rows), dtype=bool)
    again[1:] = (recording[1:] == recording[:-1]) & (frame[rows[1:]] == frame[rows[:-1]])
    recording, rows = recording[~again], rows[~again]
    place = np.arange(len(rows))
    first = np.searchsorted(recording, recording)
    last = place[place > first]
    if not len(last):
        return None
    at = last - np.arange(width - 1, -1, -1)[:, None]
    there = at >= first[last]
    chosen = rows[np.where(there, at, last)]
    times = (frame[chosen] - frame[rows[last]]).astype(np.float32)
    return Windows(chosen, np.where(there, times, np.float32(-np.inf)))
