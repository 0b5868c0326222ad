"""Each person's neutral face, where nobody marked it (paper V-A)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mien.errors import ConfigError, DataError, listed
from mien.faces.faces import Faces
from mien.faces.medoid import medoid
from mien.landmarks.alignment import Alignment
from mien.vocabulary import NEUTRAL

WAYS = ("coded", "given", "median", "still")
STILL_FRAMES = 25
_ABOUT = {
    "coded": "frames whose coded action units are all absent",
    "given": f"a face marked as neutral or labelled '{NEUTRAL}'",
    "median": "any face",
    "still": "two frames in a row of one recording",
}


@dataclass(frozen=True, eq=False)
class NeutralChoice:
    """The neutral face of each of s people, and how sure the choice is.

    Attributes
    ----------
    way : how it was chosen, one of `WAYS`.
    subject : (s,) str, sorted.
    row : (s,) int64, the chosen face; -1 where there was no candidate.
    candidates : (s,) int64, faces it was chosen from.
    total : (s,) float64, sum of its distances to the candidates (what the paper makes smallest), in eye
        distances, over all points together; NaN without candidates.
    distance : (s,) float64, root mean square over points of such a distance, mean over the other candidates;
        0 for a single one.
    spread : (s,) float64, root mean square distance of the candidates' points from their mean place.
    """

    way: str
    subject: np.ndarray
    row: np.ndarray
    candidates: np.ndarray
    total: np.ndarray
    distance: np.ndarray
    spread: np.ndarray

    @property
    def missing(self) -> np.ndarray:
        """The people without a usable neutral face."""
        return self.subject[self.row < 0]

    def of_faces(self, subject: np.ndarray) -> np.ndarray:
        """(n,) int64, row of the neutral face of each person in `subject`, (n,) str; -1 where none is."""
        place = np.searchsorted(self.subject, subject).clip(max=len(self.subject) - 1)
        return np.where(self.subject[place] == subject, self.row[place], -1)

    def require(self) -> None:
        """Refuse people without a neutral face: a DataError that names them, and the other ways."""
        if len(self.missing):
            others = " or ".join(way for way in WAYS if way != self.way)
            raise DataError(
                f"no neutral face for subject {listed(self.missing)}: the way '{self.way}' needs "
                f"{_ABOUT[self.way]}; choose another way ({others}), or leave these people out with "
                "mien neutral choose --missing-neutral drop"
            )

    def to_dict(self, face: np.ndarray) -> dict[str, Any]:
        """For JSON: subject -> ``face``, ``candidates``, ``mean_distance``, ``spread``; people with one only.

        The faces are named by `face`, (n,) str.
        """
        return {
            str(self.subject[place]): {
                "face": str(face[self.row[place]]),
                "candidates": int(self.candidates[place]),
                "mean_distance": float(self.distance[place]),
                "spread": float(self.spread[place]),
            }
            for place in np.flatnonzero(self.row >= 0)
        }


def aligned_faces(faces: Faces) -> np.ndarray:
    """All faces rotated to the front, centred and scaled, to compare them before there is a split.

    Gives (n, p, 3) float32, in eye distances.
    """
    alignment = Alignment.fit(faces.landmarks, rotations=faces.rotation)
    return alignment.apply(faces.landmarks, faces.rotation, faces.face)


def choose_neutrals(
    faces: Faces, way: str, points: np.ndarray | None = None, least: int = 1, frames: int = STILL_FRAMES
) -> NeutralChoice:
    """Choose each person's neutral face.

    Parameters
    ----------
    faces : faces, with what the way needs.
    way : ``coded``, ``given``, ``median`` or ``still``.
    points : (n, p, 3) aligned faces; aligned here if None.
    least, frames : see `choose_coded` and `choose_still`.

    Raises
    ------
    ConfigError
        If there is no such way.
    DataError
        If the data do not have what the way needs. People without a candidate are no error here, see
        `NeutralChoice.require`.
    """
    if way not in WAYS:
        raise ConfigError(f"no way of choosing neutral faces is called {way!r}; there are {', '.join(WAYS)}")
    units = faces.action_units
    if way == "coded" and (units is None or not (units.present >= 0).any()):
        raise DataError(
            "no action units are coded, which the way 'coded' needs; choose given, median or still instead"
        )
    points = aligned_faces(faces) if points is None else points
    if way == "given":
        return choose_given(points, faces.subject, faces.label, faces.neutral_rows)
    if way == "still":
        return choose_still(points, faces.subject, faces.sequence, faces.frame, frames)
    if units is not None and way == "coded":
        return choose_coded(points, faces.subject, units.present, least)
    return choose_median(points, faces.subject)


def set_neutrals(faces: Faces, choice: NeutralChoice, missing: str = "error") -> Faces:
    """The faces with the chosen neutral faces.

    Parameters
    ----------
    choice : of these faces.
    missing : ``"error"`` to refuse people without a neutral face, ``"drop"`` to leave them out with a note.

    Raises
    ------
    DataError
        If people have none and are not to be dropped, or nobody has one.
    """
    if missing not in ("error", "drop"):
        raise ConfigError(f"missing is {missing!r}; expected 'error' or 'drop'")
    lacking = choice.missing
    if missing == "error" or len(lacking) == len(choice.subject):
        choice.require()
    found = f"neutral faces of {len(choice.subject) - len(lacking)} people chosen by the way '{choice.way}'"
    neutral = faces.names(choice.of_faces(faces.subject))
    chosen = replace(faces, neutral=neutral, notes=(*faces.notes, found))
    return chosen.without(lacking) if len(lacking) else chosen


def choose_coded(
    points: np.ndarray, subject: np.ndarray, present: np.ndarray, least: int = 1
) -> NeutralChoice:
    """The paper's way: of the frames without any action unit, the one nearest to the others.

    A frame is a candidate where at least `least` units are coded and every coded one is absent. Units that
    are not coded say nothing.

    Parameters
    ----------
    points, subject : (n, p, 3) aligned; (n,) str.
    present : (n, a) int8, 1 present, 0 absent, anything else not coded.
    least : coded units that a candidate needs.
    """
    if least < 1:
        raise ConfigError(f"at least {least} coded action units; a neutral face needs 1 or more")
    absent = (present == 0).sum(axis=1)
    neutral = (absent >= least) & ~(present == 1).any(axis=1)
    return _choice("coded", points, *_by_person(subject, neutral))


def choose_given(
    points: np.ndarray, subject: np.ndarray, label: np.ndarray, neutral: np.ndarray
) -> NeutralChoice:
    """What the data say: the faces named as neutrals, else those labelled neutral; of several the medoid.

    Parameters
    ----------
    points, subject, label : (n, p, 3) aligned; (n,) str, (n,) str.
    neutral : (n,) int, row of each face's neutral, -1 where none is named.
    """
    named = np.zeros(len(points), dtype=bool)
    named[neutral[neutral >= 0]] = True
    labelled = (label == NEUTRAL) & ~np.isin(subject, subject[named])
    return _choice("given", points, *_by_person(subject, named | labelled))


def choose_median(points: np.ndarray, subject: np.ndarray) -> NeutralChoice:
    """The face nearest to the person's median face (the median of each coordinate); needs no coding.

    `points` are (n, p, 3), aligned, and `subject` (n,) str.
    """

    def nearest(faces: np.ndarray) -> int:
        return int(np.square(faces - np.median(faces, axis=0)).sum(axis=1).argmin())

    return _choice("median", points, *_by_person(subject), pick=nearest)


def choose_still(
    points: np.ndarray,
    subject: np.ndarray,
    sequence: np.ndarray,
    frame: np.ndarray,
    frames: int = STILL_FRAMES,
) -> NeutralChoice:
    """Where the face holds still: the middle of each recording's stillest stretch, and of these the medoid.

    A stretch is `frames` frames without a gap (fewer where a recording has fewer); it is the stiller the
    smaller the root mean square distance of its frames from their mean. A held smile is still too, so a
    person's stretches are compared: the one nearest to the others wins, of two the stiller.

    Parameters
    ----------
    points, subject, sequence, frame : (n, p, 3) aligned; (n,) str, (n,) str, (n,) int.
    frames : length of a stretch, 2 or more.

    Raises
    ------
    DataError
        If recordings or frame numbers are not known, or a frame is there twice.
    """
    if frames < 2:
        raise ConfigError(f"a still stretch of {frames} frames; it needs 2 or more")
    unknown = (sequence == "") | (frame < 0)
    if unknown.any():
        raise DataError(
            f"recording or frame number is not known for {int(unknown.sum())} faces of subject "
            f"{listed(np.unique(subject[unknown]))}; the way 'still' needs both, the way 'median' neither"
        )
    people = np.unique(subject)
    candidates: dict[str, list[tuple[float, int]]] = {str(person): [] for person in people}
    order = np.lexsort((frame, sequence, subject))
    ends = (sequence[order][1:] != sequence[order][:-1]) | (subject[order][1:] != subject[order][:-1])
    for rows in np.split(order, np.flatnonzero(ends) + 1) if len(order) else []:
        found = _stillest(points[rows], frame[rows], str(sequence[rows[0]]), frames)
        if found is not None:
            candidates[str(subject[rows[0]])].append((found[0], int(rows[found[1]])))
    stillest = [np.array([row for _, row in sorted(found)], dtype=np.int64) for found in candidates.values()]
    return _choice("still", points, people, stillest)


def _stillest(points: np.ndarray, frame: np.ndarray, name: str, frames: int) -> tuple[float, int] | None:
    """Movement and middle row of a recording's stillest stretch; None where no two frames are in a row."""
    gaps = np.diff(frame)
    if (gaps == 0).any():
        raise DataError(f"recording {name}: frame {frame[1:][gaps == 0][0]} is there twice")
    if not len(gaps):
        return None
    # The commonest gap, so that every second frame of a video is without a gap as well.
    sizes, counts = np.unique(gaps, return_counts=True)
    step = int(sizes[counts.argmax()])
    runs = np.split(np.arange(len(frame)), np.flatnonzero(gaps != step) + 1)
    length = min(frames, max(len(run) for run in runs))
    flat = points.reshape(len(points), -1).astype(np.float64)
    flat -= flat.mean(axis=0)
    sums = np.concatenate((np.zeros((1, flat.shape[1])), flat.cumsum(axis=0)))
    squares = np.concatenate(([0.0], np.square(flat).sum(axis=1).cumsum()))
    starts = np.arange(len(flat) - length + 1)
    starts = starts[frame[starts + length - 1] - frame[starts] == step * (length - 1)]
    mean = (sums[starts + length] - sums[starts]) / length
    movement = (squares[starts + length] - squares[starts]) / length - np.square(mean).sum(axis=1)
    best = int(movement.argmin())
    return float(movement[best]), int(starts[best]) + length // 2


def _by_person(subject: np.ndarray, among: np.ndarray | None = None) -> tuple[np.ndarray, list[np.ndarray]]:
    """The people, sorted, and the rows of each one's faces."""
    people, person = np.unique(subject, return_inverse=True)
    rows = np.arange(len(subject)) if among is None else np.flatnonzero(among)
    order = rows[np.argsort(person[rows], kind="stable")]
    return people, np.split(order, np.searchsorted(person[order], np.arange(1, len(people))))


def _choice(
    way: str,
    points: np.ndarray,
    people: np.ndarray,
    candidates: list[np.ndarray],
    pick: Callable[[np.ndarray], int] | None = None,
) -> NeutralChoice:
    """The medoid of each person's candidates, or the one that `pick` names."""
    row = np.full(len(people), -1, dtype=np.int64)
    total, distance, spread = (np.full(len(people), np.nan) for _ in range(3))
    for place, rows in enumerate(candidates):
        if not len(rows):
            continue
        faces = points[rows].reshape(len(rows), -1).astype(np.float64)
        if pick is None:
            best, total[place] = medoid(faces)
        else:
            best = pick(faces)
            total[place] = np.sqrt(np.square(faces - faces[best]).sum(axis=1)).sum()
        row[place] = rows[best]
        distance[place] = total[place] / max(len(rows) - 1, 1) / np.sqrt(points.shape[1])
        spread[place] = np.sqrt(faces.var(axis=0).sum() / points.shape[1])
    counts = np.array([len(rows) for rows in candidates], dtype=np.int64)
    return NeutralChoice(way, people, row, counts, total, distance, spread)
