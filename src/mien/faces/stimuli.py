"""Which faces to ask people about (paper IV-B): coded frames, unique in their action units, no blinks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mien.errors import ConfigError, DataError, listed
from mien.faces.faces import Faces
from mien.landmarks.degeneracy import batches, eye_centres
from mien.landmarks.layout import Layout
from mien.landmarks.values import Landmarks

BLINK = 0.4
UNCODED = "not coded"
PARTLY = "only some action units coded"
BLINKING = "blink"
REPEATED = "same action units as a chosen face of this person"
CAPPED = "more than the most a person"
REASONS = (UNCODED, PARTLY, BLINKING, REPEATED, CAPPED)


@dataclass(frozen=True, eq=False)
class Stimuli:
    """The faces to ask about, and why the others were left out.

    Attributes
    ----------
    rows : (s,) int64, rows of the faces, ascending.
    subjects : p names.
    kept : (p,) int64, chosen faces of each person.
    dropped : (p, 5) int64, left-out faces of each person by reason, in the order of `REASONS`; each face
        under the first reason that holds.
    only_blinking : (p,) int64, combinations of action units that each person shows in blinks alone.
    """

    rows: np.ndarray
    subjects: tuple[str, ...]
    kept: np.ndarray
    dropped: np.ndarray
    only_blinking: np.ndarray

    def by_reason(self) -> dict[str, int]:
        """Left-out faces of all people by reason."""
        return dict(zip(REASONS, self.dropped.sum(axis=0).tolist(), strict=True))


def eye_opening(landmarks: Landmarks) -> np.ndarray:
    """How open the eyes are: height of the upper lid above the lower over the eye's width, mean of both eyes.

    The lids are the means of their points, the width is that between the corners, and up is the direction
    from the mouth to the middle between the eyes, at right angles to the line between the eyes. Neither unit,
    size nor pose of the face matters. Below 0 the lids' points have crossed, as those of a closed eye may.
    Gives (n,) float64, NaN where a point is missing.
    """
    layout = landmarks.layout
    mouth = list(layout.regions["mouth"])
    found = np.empty(len(landmarks))
    for rows in batches(len(landmarks)):
        points = landmarks.points[rows]
        left, right = eye_centres(points, layout)
        with np.errstate(invalid="ignore", divide="ignore"):
            across = _unit(left - right)
            up = (left + right) / 2 - points[:, mouth].astype(np.float64).mean(axis=1)
            up = _unit(up - (up * across).sum(axis=1, keepdims=True) * across)
            sides = [_opening(points, up, layout, side) for side in ("left", "right")]
        found[rows] = np.mean(sides, axis=0)
    return np.where(np.isfinite(found), found, np.nan)


def blinks(opening: np.ndarray, subject: np.ndarray, share: float = BLINK) -> np.ndarray:
    """Frames whose eyes are less open than a share of that person's own median.

    Parameters
    ----------
    opening : (n,) of `eye_opening`; NaN counts as a blink, as it cannot be ruled out.
    subject : (n,) str.
    share : of the median. At .4 nearly all squints of smiles and disgust stay in, see docs/judgments.md.

    Returns
    -------
    (n,) bool

    Raises
    ------
    DataError
        If somebody's eyes are shut in most frames, as those of points in a wrong order are.
    """
    if not 0 <= share < 1:
        raise ConfigError(
            f"the share of the eyes' opening below which is a blink is {share}; expected 0 to 1"
        )
    found = np.zeros(len(opening), dtype=bool)
    closed = []
    for person in np.unique(subject):
        rows = np.flatnonzero(subject == person)
        own = opening[rows]
        known = own[np.isfinite(own)]
        usual = np.median(known) if len(known) else np.nan
        found[rows] = ~(own >= share * usual)
        if usual <= 0:
            closed.append(str(person))
    if closed:
        raise DataError(
            f"the upper lids of subject {listed(closed)} are below the lower ones in most frames; "
            "are the points in the order of their layout?"
        )
    return found


def choose_stimuli(faces: Faces, most: int | None = None, blink: float = BLINK) -> Stimuli:
    """Choose the faces to ask about (paper IV-B).

    A frame is coded if all action units that are coded anywhere for that person are coded in it. Frames with
    the same present action units are one combination. A combination is represented by the frame in the middle
    of its longest unbroken run: there it is most surely held, and farthest from onset and offset. A run is
    frames of one recording that follow each other in the data; other combinations, uncoded frames and blinks
    break it. Of equally long runs the first recording's first is taken, of two middles the earlier.

    Parameters
    ----------
    most : most faces a person. Combinations are then chosen to be far apart: first the one that is in most
        frames, then always the one that differs in most action units from the nearest chosen.
    blink : see `blinks`.

    Raises
    ------
    DataError
        If there are no action units, or nothing is left.
    ConfigError
        If `most` is below 1, or `blink` is not between 0 and 1.
    """
    if faces.action_units is None:
        raise DataError("the faces have no action units; which faces to ask about is chosen by them")
    if most is not None and most < 1:
        raise ConfigError(f"the most faces a person is {most}; at least 1 is needed")
    present = faces.action_units.present
    people, person = np.unique(faces.subject, return_inverse=True)
    reason = np.full(len(faces), -1, dtype=np.int64)
    blinking = blinks(eye_opening(faces.landmarks), faces.subject, blink)
    only_blinking = np.zeros(len(people), dtype=np.int64)
    order = np.lexsort((np.arange(len(faces)), faces.frame, faces.sequence, person))
    for number, rows in enumerate(np.split(order, np.cumsum(np.bincount(person))[:-1])):
        own = _one_person(present[rows], faces.sequence[rows], blinking[rows], most)
        reason[rows], only_blinking[number] = own
    kept = np.flatnonzero(reason < 0)
    if not len(kept):
        raise DataError("no face is left to ask about: none is coded, or all are blinks")
    place = person[reason >= 0] * len(REASONS) + reason[reason >= 0]
    dropped = np.bincount(place, minlength=len(people) * len(REASONS)).reshape(len(people), len(REASONS))
    counts = np.bincount(person[kept], minlength=len(people))
    return Stimuli(kept, tuple(people.tolist()), counts, dropped, only_blinking)


def _one_person(
    present: np.ndarray, sequence: np.ndarray, blinking: np.ndarray, most: int | None
) -> tuple[np.ndarray, int]:
    """Why each frame is left out, -1 where it is chosen; and how many combinations are in blinks alone.

    Frames, `present` (r, a) int8, are in the order of recording and time.
    """
    coded = present >= 0
    some = coded.any(axis=1)
    whole = coded[:, coded.any(axis=0)].all(axis=1) & some
    usable = whole & ~blinking
    reason = np.full(len(present), REASONS.index(REPEATED))
    reason[~some] = REASONS.index(UNCODED)
    reason[some & ~whole] = REASONS.index(PARTLY)
    reason[whole & blinking] = REASONS.index(BLINKING)
    combination = np.full(len(present), -1, dtype=np.int64)
    combination[whole] = np.unique(present[whole], axis=0, return_inverse=True)[1].reshape(-1)
    only_blinking = len(np.setdiff1d(combination[whole], combination[usable]))
    combination[~usable] = -1
    chosen, frames = _middles(combination, sequence)
    reason[chosen] = -1
    if most is not None and len(chosen) > most:
        far = _far_apart(present[chosen], frames, most)
        reason[np.delete(chosen, far)] = REASONS.index(CAPPED)
    return reason, only_blinking


def _opening(points: np.ndarray, up: np.ndarray, layout: Layout, side: str) -> np.ndarray:
    lower = list(layout.left_lower_lid if side == "left" else layout.right_lower_lid)
    corners = layout.left_eye_corners if side == "left" else layout.right_eye_corners
    upper = [point for point in layout.regions[f"{side}_eye"] if point not in (*lower, *corners)]
    gap = points[:, upper].astype(np.float64).mean(axis=1) - points[:, lower].astype(np.float64).mean(axis=1)
    width = points[:, corners[0]].astype(np.float64) - points[:, corners[1]]
    return np.asarray((gap * up).sum(axis=1) / np.linalg.norm(width, axis=1))


def _unit(vector: np.ndarray) -> np.ndarray:
    return np.asarray(vector / np.linalg.norm(vector, axis=1, keepdims=True))


def _middles(combination: np.ndarray, sequence: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The middle of each combination's longest run, and in how many frames it is; -1 is no combination."""
    if not len(combination):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    breaks = (combination[1:] != combination[:-1]) | (sequence[1:] != sequence[:-1])
    start = np.concatenate([[0], np.flatnonzero(breaks) + 1])
    length = np.diff(np.append(start, len(combination)))
    which = combination[start]
    # By combination, then the longest first, then the earliest.
    order = np.lexsort((start, -length, which))
    order = order[which[order] >= 0]
    first = np.unique(which[order], return_index=True)[1]
    best = order[first]
    frames = np.bincount(which[order], weights=length[order])[which[best]].astype(np.int64)
    return start[best] + (length[best] - 1) // 2, frames


def _far_apart(present: np.ndarray, frames: np.ndarray, most: int) -> np.ndarray:
    """Which combinations to keep: the commonest, then each time the farthest from those kept."""
    chosen = [int(frames.argmax())]
    gap = (present != present[chosen[0]]).sum(axis=1)
    while len(chosen) < most:
        # Of equally far ones the commonest.
        chosen.append(int(np.lexsort((-frames, -gap))[0]))
        gap = np.minimum(gap, (present != present[chosen[-1]]).sum(axis=1))
    return np.array(chosen, dtype=np.int64)
