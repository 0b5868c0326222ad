"""A person's neutral face as all of the person's faces tell it together: the marked one, its noise taken out.

One marked neutral face is as noisy as any other, and its noise is in every change x − y of that person. All
the person's faces have the same bones. With aligned coordinates, person i's neutral n_i, a marked y_i = n_i
+ e_i and the mean x̄_i of the person's other faces,

    x̄_i = n_i + m + h_i,    e_i ~ N(0, s² I),    h_i ~ N(0, H),

where m is the mean change of all people and h_i what this person does more or less of than others. Then the
best linear estimate of n_i is y_i + K (x̄_i − m − y_i) with K = s² (H + s² I)⁻¹: noise is taken out where
people differ little in what they do, and what somebody does much of is left alone. H + s² I is the
covariance over people of x̄_i − m − y_i, shrunk (Ledoit and Wolf 2004); s² is the floor of the eigenvalues
of faces about their person's mean. No label and no triplet is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mien.errors import DataError
from mien.faces.faces import Faces
from mien.landmarks.alignment import Alignment
from mien.landmarks.procrustes import rotations_onto

LEAST_PEOPLE = 5
SUFFIX = "pooled neutral"


@dataclass(frozen=True, eq=False)
class Pooled:
    """Neutral faces of s people.

    Attributes
    ----------
    subject : (s,) str, sorted.
    neutral : (s, d) float64, aligned.
    moved : (s,) root mean square coordinate by which each is moved from the marked one.
    noise : s, the deviation of a coordinate's noise.
    """

    subject: np.ndarray
    neutral: np.ndarray
    moved: np.ndarray
    noise: float


def pooled(x: np.ndarray, subject: np.ndarray, neutral: np.ndarray) -> Pooled:
    """The neutral face of each person by all of the person's faces (see the module's text).

    Parameters
    ----------
    x : (n, d) aligned faces.
    subject : (n,) str
    neutral : (n,) int64, row of each face's marked neutral.

    Raises
    ------
    DataError
        If there are fewer than `LEAST_PEOPLE` people with other faces than their neutral, or too few faces to
        tell noise from movement: no more than there are coordinates.
    """
    from sklearn.covariance import ledoit_wolf

    x = np.asarray(x, dtype=np.float64)
    people, person = np.unique(subject, return_inverse=True)
    others = np.flatnonzero(neutral != np.arange(len(x)))
    count = np.bincount(person[others], minlength=len(people))
    known = count > 0
    if known.sum() < LEAST_PEOPLE:
        raise DataError(
            f"{known.sum()} people have other faces than their neutral; pooling needs {LEAST_PEOPLE} or more"
        )
    if len(others) - known.sum() <= x.shape[1]:
        raise DataError(
            f"{len(others)} faces of {known.sum()} people are too few to tell noise from movement in "
            f"{x.shape[1]} coordinates; pooling needs more faces than people and coordinates together"
        )
    mean = np.zeros((len(people), x.shape[1]))
    np.add.at(mean, person[others], x[others])
    mean[known] /= count[known, None]
    marked = np.empty_like(mean)
    marked[person] = x[neutral]

    about = x[others] - mean[person[others]]
    spread = np.linalg.eigvalsh(about.T @ about / (len(others) - known.sum()))
    noise = float(max(np.median(spread[: (len(spread) + 1) // 2]), 0.0))
    apart = (mean - marked)[known]
    apart -= apart.mean(axis=0)
    values, ways = np.linalg.eigh(ledoit_wolf(apart, assume_centered=True)[0])
    share = np.divide(noise, values, out=np.zeros_like(values), where=values > noise)
    share[(values <= noise) & (noise > 0)] = 1.0
    shift = np.zeros_like(marked)
    shift[known] = (apart @ ways * share) @ ways.T
    return Pooled(people, marked + shift, np.sqrt(np.square(shift).mean(axis=1)), noise**0.5)


def with_pooled(faces: Faces) -> tuple[Faces, Pooled]:
    """The faces, and one more a person, which is the neutral of all of them: the marked one, pooled.

    It lies where the marked one lies, in the same unit and pose; the marked one stays as a face like others.

    Raises
    ------
    DataError
        As of `pooled`, if a face has no neutral, or a name that is needed is taken.
    """
    faces.require_neutrals()
    alignment = Alignment.fit(faces.landmarks, rotations=faces.rotation)
    aligned = alignment.apply(faces.landmarks, faces.rotation, faces.face)
    found = pooled(aligned.reshape(len(faces), -1), faces.subject, faces.neutral_rows)
    rows = np.full(len(found.subject), -1)
    rows[np.searchsorted(found.subject, faces.subject)] = faces.neutral_rows
    marked = faces.take(rows)
    shapes = found.neutral.reshape(len(rows), *aligned.shape[1:])
    points = _back(alignment.restore(shapes), alignment.restore(aligned[rows]), marked.landmarks.points)
    names = np.array([f"{subject} {SUFFIX}" for subject in found.subject])
    own = replace(
        marked,
        landmarks=replace(marked.landmarks, points=points),
        face=names,
        neutral=names,
        sequence=np.full(len(rows), ""),
        frame=np.full(len(rows), -1),
    )
    note = f"neutral faces of {len(rows)} people pooled from all faces of each"
    before = replace(faces, neutral=names[np.searchsorted(found.subject, faces.subject)])
    return replace(type(faces).joined([before, own]), notes=(*faces.notes, note)), found


def _back(points: np.ndarray, aligned: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Aligned faces (s, p, d) placed by the similarity that takes `aligned` to `seen`."""
    middle, goal = aligned.mean(axis=1, keepdims=True), seen.mean(axis=1, keepdims=True)
    own, other = aligned - middle, seen.astype(np.float64) - goal
    scale = np.linalg.norm(other, axis=(1, 2)) / np.linalg.norm(own, axis=(1, 2))
    turn = rotations_onto(own.astype(np.float64), other)
    return (np.einsum("nij,npj->npi", turn, points - middle) * scale[:, None, None] + goal).astype(np.float32)
