"""Recordings: their frames in order, as ways through the space."""

from __future__ import annotations

from typing import Any

import numpy as np

from mien.explorer.payload import coded, halved
from mien.explorer.shown import Shown, ShownFaces
from mien.faces.faces import Faces

MOST = 24
MOST_FRAMES = 20_000
ASSUMED_RATE = 25.0
_ORDER = ("test", "validation", "", "train")


def section(shown: Shown) -> tuple[dict[str, Any], dict[str, np.ndarray]] | None:
    """Frames of so many recordings; None where no face has latents and is of one."""
    if shown.faces is None:
        return None
    of = shown.faces if shown.recorded is None else shown.recorded.frames
    rows, starts, total = chosen(of.faces, of.part, of.kept)
    if not len(starts):
        return None
    frames, ends = of.faces.take(rows), np.append(starts[1:], len(rows))
    neutral = _neutrals(shown.faces, of, rows)
    header: dict[str, Any] = {
        "recordings": [
            {
                "name": str(frames.sequence[first]),
                "subject": str(frames.subject[first]),
                "part": str(of.part[rows[first]]),
                "first": int(first),
                "count": int(end - first),
                "neutral": int(neutral[first]),
            }
            for first, end in zip(starts, ends, strict=True)
        ],
        "total": shown.recorded.total if shown.recorded else total,
        "rate": ASSUMED_RATE,
    }
    header["label"], label = coded(frames.label)
    arrays: dict[str, np.ndarray] = {
        "z": halved(of.z[rows]),
        "frame": np.clip(frames.frame, -1, 2**31 - 1).astype(np.int32),
        "label": label,
        "row": _among(shown.faces, of, rows).astype(np.int32),
    }
    if frames.action_units is not None:
        header["units"] = list(frames.action_units.names)
        arrays["units.present"] = frames.action_units.present
        arrays["units.intensity"] = halved(frames.action_units.intensity)
    return header, arrays


def chosen(
    faces: Faces, part: np.ndarray, among: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, int]:
    """Some recordings of two frames or more: test people's first, and one of each person before a second.

    Parameters
    ----------
    part : (n,) of each face.
    among : rows that may be taken; all if None.

    Returns
    -------
    rows : (f,) int64, a recording after the other, each in the order of its frames; at most `MOST_FRAMES`.
    starts : (r,) int64, where in `rows` each begins; at most `MOST`.
    total : how many recordings there are.
    """
    rows = np.arange(len(faces)) if among is None else among
    rows = rows[faces.sequence[rows] != ""]
    key = np.char.add(np.char.add(faces.subject[rows], "\0"), faces.sequence[rows])
    order = np.lexsort((rows, faces.frame[rows], key))
    rows = rows[order]
    edges = np.flatnonzero(np.append(True, key[order][1:] != key[order][:-1])) if len(rows) else rows
    groups = [group for group in np.split(rows, edges[1:]) if len(group) > 1]
    turn: dict[str, int] = {}
    ranked: list[tuple[int, int, int]] = []
    for group in groups:
        person = str(faces.subject[group[0]])
        turn[person] = turn.get(person, -1) + 1
        ranked.append((_ORDER.index(str(part[group[0]])), turn[person], len(ranked)))
    taken: list[np.ndarray] = []
    starts, count = [], 0
    for _, _, number in sorted(ranked):
        group = groups[number]
        if len(taken) == MOST or (taken and count + len(group) > MOST_FRAMES):
            break
        starts.append(count)
        taken.append(group[:MOST_FRAMES])
        count += len(taken[-1])
    empty = np.zeros(0, dtype=np.int64)
    return np.concatenate(taken) if taken else empty, np.array(starts, dtype=np.int64), len(groups)


def _neutrals(page: ShownFaces, of: ShownFaces, rows: np.ndarray) -> np.ndarray:
    """Which of the page's neutrals each frame's is, -1 where it is none."""
    names = page.faces.face[page.neutrals].tolist()
    place = {name: number for number, name in enumerate(names)}
    return np.array([place.get(name, -1) for name in of.faces.names(of.neutral[rows]).tolist()])


def _among(page: ShownFaces, of: ShownFaces, rows: np.ndarray) -> np.ndarray:
    """Which of the page's faces each frame is, -1 where it is none."""
    if page is of:
        return page.place[rows]
    place = {name: number for number, name in enumerate(page.faces.face[page.kept].tolist())}
    return np.array([place.get(name, -1) for name in of.faces.face[rows].tolist()])
