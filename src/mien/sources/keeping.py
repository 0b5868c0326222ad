"""The rows of a tracker's file that are of the face to keep: found by a first reading of a few columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from mien.errors import FormatError, listed
from mien.landmarks.layout import Layout
from mien.sources.following import FORGET, LARGEST, Follower
from mien.sources.notes import Notes


@dataclass(frozen=True)
class Sighted:
    """Where the faces of m rows are.

    Attributes
    ----------
    recording, frame : (m,) str and float64; NaN where it is broken.
    who : (m,) str, ids of the faces; ``""`` where there is none.
    place, size : (m, 2) and (m,): the point between the eyes, x from the left, and the eye distance.
    good : (m,) bool, rows that show a face.
    """

    recording: np.ndarray
    frame: np.ndarray
    who: np.ndarray
    place: np.ndarray
    size: np.ndarray
    good: np.ndarray


@dataclass(frozen=True)
class Kept:
    """The rows of the face to keep.

    Attributes
    ----------
    mine : (rows,) bool.
    exchanged, back, over : frames as of `Follower`.
    gone : frames of which no row is of the face to keep.
    """

    mine: np.ndarray
    exchanged: list[int] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    over: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)

    def tell(self, notes: Notes, name: str, column: str) -> None:
        """Note how the face was followed in the file of this name."""
        notes.add_frames("frames left out, the face to keep is not in them", name, self.gone)
        notes.add_frames(f"exchanges of {column} followed by where the face is", name, self.exchanged)
        elsewhere = (
            f"returns of the face to keep after {FORGET} frames or more elsewhere, known by {column} alone"
        )
        notes.add_frames(elsewhere, name, self.back)
        notes.add_frames("changes of the largest face to another one", name, self.over)


def between_eyes(x: np.ndarray, y: np.ndarray, layout: Layout) -> tuple[np.ndarray, np.ndarray]:
    """Point between the eyes and distance of the eyes (centres of the lower lids), seen from the front.

    Parameters
    ----------
    x, y : (m, l) of the points of `eye_points`, in that order.

    Returns
    -------
    (m, 2), (m,) float64
    """
    left = len(layout.left_lower_lid)
    points = np.stack([x, y], axis=-1)
    one, other = points[:, :left].mean(axis=1), points[:, left:].mean(axis=1)
    return (one + other) / 2, np.linalg.norm(one - other, axis=1)


def eye_points(layout: Layout) -> list[int]:
    """The points that `between_eyes` needs."""
    return [*layout.left_lower_lid, *layout.right_lower_lid]


def kept_rows(path: Path, sightings: Iterable[Sighted], keep: str, column: str) -> Kept:
    """Follow the face to keep through each recording of a file.

    Takes some 60 bytes a row of the file, whatever the number of its points.

    Parameters
    ----------
    keep : ``"largest"``, an id, or a place from the left where there are no such ids.
    column : what has the ids.

    Raises
    ------
    FormatError
        If no row is of such a face.
    """
    parts = list(sightings)
    if not parts:
        return Kept(np.zeros(0, dtype=bool))
    columns = ("recording", "frame", "who", "place", "size", "good")
    seen = Sighted(*(np.concatenate([getattr(part, name) for part in parts]) for name in columns))
    wanted = wanted_face(path, keep, seen.who, column)
    kept = Kept(np.zeros(len(seen.frame), dtype=bool))
    frame = np.where(np.isfinite(seen.frame), seen.frame, -1).astype(np.int64)
    _, number = np.unique(seen.recording, return_inverse=True)
    order = np.lexsort((frame, number))
    for rows in np.split(order, np.flatnonzero(np.diff(number[order])) + 1):
        _follow(kept, seen, frame, rows, wanted)
    if not kept.mine.any() and seen.good.any():
        if isinstance(wanted, int):
            raise FormatError(
                path, f"no frame shows {wanted + 1} faces; --keep-face counts from 0, from the left"
            )
        raise FormatError(path, f"no row with a face has the {column} {keep!r}")
    return kept


def wanted_face(path: Path, keep: str, who: np.ndarray, column: str) -> str | int:
    """What the user asks for: ``"largest"``, an id, or a place from the left as an int."""
    known = sorted(set(who.tolist()) - {""})
    if keep == LARGEST or keep in known:
        return keep
    numbers = bool(known) and all(name.isdigit() for name in known)
    if keep.isascii() and keep.isdigit() and not numbers:
        return int(keep)
    ways = "keep the largest face (--keep-face largest) or count from the left (--keep-face 0)"
    if not known:
        raise FormatError(path, f"{column} is empty in all rows; {ways}")
    raise FormatError(
        path, f"no row has the {column} {keep!r}; there are {listed(known)}, and --keep-face largest"
    )


def _follow(kept: Kept, seen: Sighted, frame: np.ndarray, rows: np.ndarray, wanted: str | int) -> None:
    """Mark the rows of one recording, which are in the order of their frames."""
    starts = [0, *(np.flatnonzero(np.diff(frame[rows])) + 1).tolist(), len(rows)]
    numbers = frame[rows[starts[:-1]]]
    follower = Follower(wanted, int(np.diff(numbers).min(initial=1 << 62)) if len(numbers) > 1 else 1)
    for start, end in pairwise(starts):
        here = rows[start:end]
        faces = here[seen.good[here]]
        who = seen.who[faces].tolist()
        chosen = follower.choose(int(frame[here[0]]), who, seen.place[faces], seen.size[faces])
        if chosen is not None:
            kept.mine[faces[chosen]] = True
            continue
        lost = _lost(seen, here, follower.who, len(faces))
        kept.mine[lost] = True
        if not len(lost):
            kept.gone.append(int(frame[here[0]]))
    kept.exchanged.extend(follower.exchanged)
    kept.back.extend(follower.back)
    kept.over.extend(follower.over)


def _lost(seen: Sighted, here: np.ndarray, who: str | None, faces: int) -> Sequence[int]:
    """The row of a frame in which the face to keep was lost: its id's, or the only one."""
    bad = here[~seen.good[here]]
    if len(here) == 1 and not faces:
        return bad[:1].tolist()
    return bad[(seen.who[bad] == (who or "")) & (seen.who[bad] != "")][:1].tolist()
