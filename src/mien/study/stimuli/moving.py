"""Clips of moving faces, drawn from the landmarks of a recording around each face that is asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mien.errors import DataError, listed
from mien.study.stimuli.clips import LEAST_FRAMES, MOST_FRAMES, Still, pack, still
from mien.synthetic.surface.draw import draw_faces, style_of
from mien.synthetic.surface.frame import Frame

if TYPE_CHECKING:
    from mien.faces.faces import Faces

FRAME = Frame().scaled(0.75)
"""Moving faces are drawn smaller than still ones: there are some fifty pictures of each."""


@dataclass(frozen=True)
class Cut:
    """How a clip is cut from a recording: seconds in all, the face in the middle; frames a second."""

    seconds: float = 2.0
    rate: float = 25.0

    def __post_init__(self) -> None:
        if not LEAST_FRAMES <= self.frames <= MOST_FRAMES:
            raise DataError(
                f"clips of {self.seconds:g} s at {self.rate:g} frames a second have {self.frames} frames; "
                f"{LEAST_FRAMES} to {MOST_FRAMES} are taken"
            )

    @property
    def frames(self) -> int:
        """Of a clip."""
        return round(self.seconds * self.rate)


def clip_rows(faces: Faces, asked: Sequence[int], cut: Cut) -> np.ndarray:
    """Which frames each clip shows.

    A face near the beginning or the end of its recording has the clip moved until it fits. A frame that is
    missing is shown as the one before it.

    Parameters
    ----------
    faces : with `sequence` and `frame`.
    asked : rows of the faces that are asked about.
    cut : how long.

    Returns
    -------
    (len(asked), frames) int64 rows of `faces`.

    Raises
    ------
    DataError
        If a face is of no recording, or its recording is shorter than a clip; named.
    """
    rows = np.asarray(asked, dtype=np.int64)
    alone = faces.face[rows[(faces.sequence[rows] == "") | (faces.frame[rows] < 0)]]
    if len(alone):
        raise DataError(f"clips are cut from recordings, and these faces are of none: {listed(alone)}")
    order = np.lexsort((faces.frame, faces.sequence))
    of_sequence = faces.sequence[order]
    found, short = [], []
    for row in rows:
        first, last = (
            np.searchsorted(of_sequence, faces.sequence[row], side=side) for side in ("left", "right")
        )
        frames = faces.frame[order[first:last]]
        if frames[-1] - frames[0] + 1 < cut.frames:
            short.append(faces.face[row])
            continue
        begin = faces.frame[row] - cut.frames // 2
        begin = min(max(begin, frames[0]), frames[-1] + 1 - cut.frames)
        wanted = begin + np.arange(cut.frames)
        found.append(order[first + np.searchsorted(frames, wanted, side="right") - 1])
    if short:
        raise DataError(f"recordings of these faces are shorter than {cut.frames} frames: {listed(short)}")
    return np.array(found, dtype=np.int64).reshape(len(rows), cut.frames)


def draw_clips(
    faces: Faces, asked: Sequence[int], cut: Cut, progress: Callable[[int, int], None] | None = None
) -> Iterator[bytes]:
    """The clips of faces, in their order; every frame is drawn once, though clips may overlap.

    Parameters
    ----------
    faces, asked, cut : as for `clip_rows`.
    progress : called with frames done and in all.

    Yields
    ------
    bytes of a clip (`clips.pack`).
    """
    rows = clip_rows(faces, asked, cut)
    needed, places = np.unique(rows, return_inverse=True)
    shown = faces.take(needed)
    drawn = draw_faces(
        shown.landmarks.points, shown.landmarks.layout, names=shown.face, people=shown.subject,
        rotations=shown.rotation, style=style_of(shown.landmarks), frame=FRAME, progress=progress,
    )  # fmt: skip
    # Of a clip, only the frames that it needs are held, and each until its last clip is made.
    last = np.full(len(needed), -1)
    places = places.reshape(rows.shape)
    for number, each in enumerate(places):
        last[each] = number
    held: dict[int, Still] = {}
    at = 0
    for number, each in enumerate(places):
        while at <= each.max():
            held[at] = still(next(drawn))
            at += 1
        yield pack((held[place] for place in each), cut.rate, f"the clip of face {faces.face[asked[number]]}")
        for place in [place for place in held if last[place] <= number]:
            del held[place]
