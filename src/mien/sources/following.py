"""Which face of a frame is the one to keep: followed by where it is, for a tracker's ids are no promise.

Faces of neighbouring frames are paired so that the sum of their costs is least. A pair costs the way from one
face to the other in eye distances, and one more where the id is another. So an id is believed until faces
that exchange it would spare their way by more than an eye distance each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from mien.errors import ConfigError, FormatError
from mien.sources.notes import Notes

LARGEST = "largest"
REACH = 2.0
"""Eye distances, about the width of a face, within which a face may go on under another id."""
FORGET = 30
"""Frames after which a face that was not seen is known by its id alone."""
TAKES_OVER = 1.5
"""Times as large as the followed face must another be to take over where the largest is to be kept."""
_IMPOSSIBLE = 1e9
# Eye distances from one side of a face to the other.
_FACE = 2.3


@dataclass
class _Track:
    who: str
    place: np.ndarray
    size: float
    frame: int


@dataclass
class Follower:
    """Follows one face through the frames of a recording, in their order.

    Attributes
    ----------
    keep : the id of the face to keep, ``"largest"``, or, as an int, its place from the left, counted from 0,
        in the first frame that shows so many faces.
    step : numbers between neighbouring frames.
    exchanged : frames in which the followed face has another id than before.
    back : frames in which it came back elsewhere after `FORGET` frames, by its id.
    over : frames in which another face took over as the largest.
    """

    keep: str | int
    step: int = 1
    exchanged: list[int] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    over: list[int] = field(default_factory=list)
    _kept: _Track | None = None
    _others: list[_Track] = field(default_factory=list)

    @property
    def who(self) -> str | None:
        """The id that the followed face had when last seen; None before it was."""
        return None if self._kept is None else self._kept.who

    def choose(self, frame: int, who: Sequence[str], place: np.ndarray, size: np.ndarray) -> int | None:
        """The face to keep of those in a frame; None where it is not there.

        Parameters
        ----------
        frame : its number, larger than that of the frame before.
        who : (f,) ids, ``""`` where there is none.
        place : (f, 2) where the faces are, from the left; any unit.
        size : (f,) their eye distances, in the same unit.
        """
        tracks = [track for track in (self._kept, *self._others) if track is not None]
        row_of = self._paired(tracks, frame, who, place)
        chosen: int | None = None
        if self._kept is not None:
            chosen = row_of[0] if row_of[0] >= 0 else None
        begun = self._begin(frame, chosen, who, place, size) if len(size) else None
        if begun is not None:
            chosen = begun
        elif chosen is not None and self._kept is not None:
            self._told(self._kept, frame, who[chosen], place[chosen])
        self._remember(tracks, row_of, chosen, frame, who, place, size)
        return chosen

    def _begin(
        self, frame: int, chosen: int | None, who: Sequence[str], place: np.ndarray, size: np.ndarray
    ) -> int | None:
        """The row with which following begins, or begins anew; None where it goes on."""
        kept = self._kept
        if self.keep == LARGEST:
            largest = int(np.argmax(size))
            if kept is None:
                return largest
            lost = chosen is None and frame - kept.frame > FORGET * self.step
            outgrown = chosen is not None and size[largest] > TAKES_OVER * size[chosen]
            if lost or outgrown:
                self.over.append(frame)
                return largest
            return None
        if kept is not None:
            return None
        if isinstance(self.keep, int):
            from_left = np.argsort(place[:, 0], kind="stable")
            return int(from_left[self.keep]) if self.keep < len(from_left) else None
        return list(who).index(self.keep) if self.keep in who else None

    def _told(self, kept: _Track, frame: int, who: str, place: np.ndarray) -> None:
        if who != kept.who and who and kept.who:
            self.exchanged.append(frame)
        elsewhere = np.linalg.norm(place - kept.place) > REACH * kept.size
        if elsewhere and frame - kept.frame > FORGET * self.step:
            self.back.append(frame)

    def _paired(
        self, tracks: Sequence[_Track], frame: int, who: Sequence[str], place: np.ndarray
    ) -> np.ndarray:
        """(t,) the row of each track, -1 where it is not in the frame."""
        if not tracks or not len(place):
            return np.full(len(tracks), -1)
        apart = np.linalg.norm(np.stack([track.place for track in tracks])[:, None] - place, axis=2)
        apart /= np.array([track.size for track in tracks])[:, None]
        same = np.array([[track.who == name and name != "" for name in who] for track in tracks])
        recent = np.array([frame - track.frame <= FORGET * self.step for track in tracks])
        return least_cost(np.where(same, apart, apart + 1), same | ((apart <= REACH) & recent[:, None]))

    def _remember(
        self,
        tracks: Sequence[_Track],
        row_of: np.ndarray,
        chosen: int | None,
        frame: int,
        who: Sequence[str],
        place: np.ndarray,
        size: np.ndarray,
    ) -> None:
        """Take where the faces are now."""
        now = [_Track(who[row], place[row], float(size[row]), frame) for row in range(len(size))]
        unseen = [
            track
            for track, row in zip(tracks, row_of.tolist(), strict=True)
            if row < 0 and track is not self._kept and frame - track.frame <= FORGET * self.step
        ]
        self._others = [*unseen, *(track for row, track in enumerate(now) if row != chosen)]
        if chosen is not None:
            self._kept = now[chosen]


class Chooser:
    """Which face of each picture of a file is read, where pictures come one after the other and have no ids.

    Parameters
    ----------
    path : the file, for messages.
    name : of the file in notes; its last part if left out.
    keep : ``"largest"``, a place from the left as text, or None where there must be one face alone.
    step : numbers between neighbouring pictures.

    Raises
    ------
    ConfigError
        If `keep` is something else.
    """

    def __init__(self, path: Path, keep: str | None, step: int = 1, name: str = "") -> None:
        self.path, self.name = path, name or path.name
        self._others: list[int] = []
        self.follower = None if keep is None else Follower(without_ids(keep), step)

    def choose(self, frame: int, points: np.ndarray) -> int | None:
        """The face to read of (f, p, 3) points, f at least 1; None where it is not there.

        A FormatError if there are several and none is to be kept.
        """
        if self.follower is None:
            if len(points) > 1:
                what = f"frame {frame} shows two faces"
                ways = "--keep-face largest keeps the larger one, --keep-face 0 the one on the left"
                raise FormatError(self.path, f"{what}; {ways}")
            return 0
        across = points[..., :2]
        place = across.mean(axis=1)
        size = np.sqrt(np.ptp(across, axis=1).prod(axis=1)) / _FACE
        chosen = self.follower.choose(frame, [""] * len(points), place, size)
        left = len(points) - (chosen is not None)
        self._others += [frame] * left
        return chosen

    def tell(self, notes: Notes) -> None:
        """Note which faces were left out."""
        notes.add_frames("faces left out, others than the one to keep", self.name, self._others)
        if self.follower is not None:
            what = "changes of the largest face to another one"
            notes.add_frames(what, self.name, self.follower.over)


def without_ids(keep: str) -> str | int:
    """What is to be kept of faces without ids; a ConfigError if it is neither the largest nor a place."""
    if keep == LARGEST:
        return keep
    if keep.isascii() and keep.isdigit():
        return int(keep)
    raise ConfigError(f"--keep-face is {keep!r}; expected largest, or a place from the left: 0, 1 …")


def least_cost(cost: np.ndarray, possible: np.ndarray) -> np.ndarray:
    """Pair rows with columns: as many pairs as can be, and of these ways the one with the least sum of costs.

    Parameters
    ----------
    cost : (t, f), 0 or more.
    possible : (t, f) bool, which pairs can be.

    Returns
    -------
    (t,) int64, the column of each row, -1 where it has none.
    """
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(np.where(possible, cost, _IMPOSSIBLE))
    found = np.full(len(cost), -1, dtype=np.int64)
    found[rows] = np.where(possible[rows, columns], columns, -1)
    return found
