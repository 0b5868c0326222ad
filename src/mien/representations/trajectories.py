"""A trained model's latents over recordings, for the report: how smooth, how sure, how gaps are bridged."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from mien.models.interface import LINE
from mien.models.smoothing import Evidence, Movement, movement_of, smoothed
from mien.models.trained import ExpressionModel
from mien.representations.interface import Film
from mien.runs import Movements, Trajectories

SHOWN, MOST = 1_000, 6_000
"""Frames of the recording that is kept, and of all that figures are of."""
HIDDEN, EVERY = 10, 40
"""Of every `EVERY` frames the last `HIDDEN` are hidden."""
LIVE, CLEAR = 0.05, 1.0
"""Variance of dimensions, and precision of frames, from which they count in a hidden gap."""


@dataclass(frozen=True, eq=False)
class _Seen:
    """What the model says of all frames of a film: faces, neutrals, mean and variance of q(z | x, y)."""

    x: np.ndarray
    y: np.ndarray | None
    mean: np.ndarray
    variance: np.ndarray


def trajectories_of(model: ExpressionModel, film: Film, people: Collection[str]) -> Trajectories | None:
    """How the latents of some people's recordings move; None where there is no recording of them.

    The recording that is kept is the one whose faces vary most, which no model decides, and of a long one the
    first 1,000 frames. Latents between 0 and 1 are not smoothed: the movement is a Gaussian one.

    Parameters
    ----------
    people : whose recordings count.
    """
    parts = recordings_of(film, people, model.needs_neutral)
    if not parts:
        return None
    rows = np.concatenate(parts)
    x = film.x[rows]
    y = film.x[film.faces.neutral_rows[rows]] if model.needs_neutral else None
    seen = _Seen(x, y, *model.posterior_prepared(x, y))
    edges = np.cumsum([len(part) for part in parts])[:-1]
    places = np.split(np.arange(len(rows)), edges)
    frames = [film.faces.frame[part] for part in parts]
    shown = int(np.argmax([x[place].var(axis=0).mean() for place in places]))
    place, frame = places[shown][:SHOWN], frames[shown][:SHOWN]
    at, middle = np.zeros(0, dtype=np.int64), np.zeros((0, model.n_components))
    deviation, slow, evidence, movement = middle, None, None, None
    if model.network.prior.support == LINE:
        evidence = [
            Evidence.of_posterior(own, seen.mean[some], seen.variance[some])
            for own, some in zip(frames, places, strict=True)
        ]
        movement = movement_of(evidence)
        slow = np.concatenate([smoothed(one, movement)[0] for one in evidence]).astype(np.float32)
        at = _with_lost(frame)
        middle, deviation = smoothed(evidence[shown].at(slice(0, SHOWN)), movement, at)
    first = parts[shown][0]
    return Trajectories(
        recording=str(film.faces.sequence[first]),
        subject=str(film.faces.subject[first]),
        frame=frame,
        latents=seen.mean[place],
        at=at,
        middle=middle.astype(np.float32),
        deviation=deviation.astype(np.float32),
        usage=model.usage_prepared(x[place], None if y is None else y[place]).mean(axis=0),
        movements=Movements(
            len(parts),
            len(rows),
            roughness(seen.mean, frames),
            None if slow is None else roughness(slow, frames),
            _error(model, seen, seen.mean),
            None if slow is None else _error(model, seen, slow),
            *(_bridged(evidence, movement, seen.mean.var(axis=0) > LIVE) if evidence and movement else ()),
        ),
    )


def recordings_of(film: Film, people: Collection[str], neutral: bool) -> list[np.ndarray]:
    """Rows of recordings of these people, by frame, each frame once; those of one frame are left out.

    One of each person comes before a second, until there are `MOST` frames.
    """
    faces = film.faces
    known = (faces.sequence != "") & (faces.frame >= 0) & np.isin(faces.subject, list(people))
    if neutral:
        known &= faces.neutral_rows >= 0
    turns: dict[str, int] = {}
    found: list[tuple[int, np.ndarray]] = []
    keys = np.char.add(np.char.add(faces.subject, "\0"), faces.sequence)
    for key in np.unique(keys[known]):
        rows = np.flatnonzero(known & (keys == key))
        rows = rows[np.unique(faces.frame[rows], return_index=True)[1]]
        if len(rows) > 1:
            person = str(faces.subject[rows[0]])
            turns[person] = turns.get(person, -1) + 1
            found.append((turns[person], rows))
    order = [rows for _, rows in sorted(found, key=lambda one: one[0])]
    enough = np.searchsorted(np.cumsum([len(rows) for rows in order]), MOST) + 1
    return order[:enough]


def roughness(latents: np.ndarray, frames: list[np.ndarray]) -> float:
    """Mean square of the change from one frame to the next over the variance, means over recordings.

    Parameters
    ----------
    latents : (n, k) of recordings one after the other.
    frames : their frame numbers; a change over a gap, more than a recording's smallest step, does not count.
    """
    edges = np.cumsum([len(own) for own in frames])[:-1]
    changes, variances = [], []
    for own, z in zip(frames, np.split(latents.astype(np.float64), edges), strict=True):
        steps = np.diff(own)
        changes.append(np.square(np.diff(z, axis=0)[steps == steps.min()]).mean())
        variances.append(z.var(axis=0).mean())
    return float(np.mean(changes) / max(float(np.mean(variances)), 1e-12))


def _with_lost(frame: np.ndarray) -> np.ndarray:
    """Frame numbers with those between them that were lost, where frames are a step apart else."""
    steps, counts = np.unique(np.diff(frame), return_counts=True)
    return np.union1d(frame, np.arange(frame[0], frame[-1] + 1, steps[counts.argmax()]))


def _error(model: ExpressionModel, seen: _Seen, latents: np.ndarray) -> float | None:
    if not model.decodes:
        return None
    return float(np.sqrt(np.square(model.network_output(latents, seen.y) - seen.x).mean()))


def _bridged(
    recordings: list[Evidence], movement: Movement, live: np.ndarray
) -> tuple[float | None, float | None, float | None]:
    """Errors of the smoother and of straight lines in hidden frames, and the share within 95 %."""
    found = [
        gap
        for one in recordings
        if len(one.frame) > 2 * EVERY and (gap := _gap(one, movement, live)) is not None
    ]
    if not found:
        return None, None, None
    bridged, line, inside = (float(np.mean(values)) for values in zip(*found, strict=True))
    return bridged, line, inside


def _gap(evidence: Evidence, movement: Movement, live: np.ndarray) -> tuple[float, float, float] | None:
    place = np.arange(len(evidence.frame))
    hidden = (place % EVERY >= EVERY - HIDDEN) & (place < len(place) - EVERY)
    if not live.any():
        return None
    frame, said = evidence.frame, evidence.mean
    middle, deviation = smoothed(evidence.at(~hidden), movement, frame)
    lines = [np.interp(frame[hidden], frame[~hidden], said[~hidden][:, k]) for k in np.flatnonzero(live)]
    truth, precision = said[hidden][:, live], evidence.precision[hidden][:, live]
    # What a frame says next to nothing of is no truth to compare with.
    clear = precision >= CLEAR
    if not clear.any():
        return None
    spread = np.sqrt(deviation[hidden][:, live] ** 2 + movement.fast[live] + 1 / np.maximum(precision, CLEAR))
    away = (middle[hidden][:, live] - truth)[clear]
    line = np.square((np.stack(lines, axis=1) - truth)[clear]).mean()
    inside = (np.abs(away) < 1.96 * spread[clear]).mean()
    return float(np.sqrt(np.square(away).mean())), float(np.sqrt(line)), float(inside)
