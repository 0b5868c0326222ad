"""Neutrals as a call gives them: one a face, one a subject, or one for all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from mien.errors import DataError, listed
from mien.faces.faces import Faces

_FEW = 10
_AWAY, _NARROWER, _CORRELATED, _STEEPER = 2.0, 3.0, 0.3, 2.0


def own_or_given(neutral: Any, X: Any) -> Any:
    """The neutrals given, else those that a table of faces brings."""
    own = neutral is None and isinstance(X, Faces) and (X.neutral_rows >= 0).any()
    return X.neutral_points() if own else neutral


def spread(neutral: Any, n: int, features: int, subjects: np.ndarray | None) -> Any:
    """A neutral for each of n faces, where one is given a subject or one for all; else what is given.

    Parameters
    ----------
    neutral : n neutrals; or a dict from subject to neutral, or a `Faces` with one face a subject; or one,
        (p, 3), (p, 2) or (d,).
    features : numbers of a face.
    subjects : (n,) whose each face is; needed for one a subject.

    Raises
    ------
    DataError
        If subjects are not told, one has no neutral, or two, or neutrals are not of one shape.
    """
    if isinstance(neutral, Faces) and len(neutral) != n and subjects is not None:
        twice = [name for name in neutral.subjects if (neutral.subject == name).sum() > 1]
        if twice:
            raise DataError(f"neutral has several faces of subject {listed(twice)}; give one each")
        neutral = dict(zip(neutral.subject.tolist(), neutral.landmarks.points, strict=True))
    if isinstance(neutral, Mapping):
        return _by_subject(neutral, n, subjects)
    if isinstance(neutral, Faces):
        return neutral.landmarks.points
    if np.ndim(neutral) == 3:
        return neutral
    shape = np.shape(neutral)
    if len(shape) == 1 or (len(shape) == 2 and shape[1] != features and np.size(neutral) == features):
        if np.size(neutral) != features:
            raise DataError(f"the neutral has {np.size(neutral)} numbers, a face {features}")
        return np.repeat(np.reshape(neutral, (1, -1)), n, axis=0)
    return neutral


def _by_subject(neutral: Mapping[Any, Any], n: int, subjects: np.ndarray | None) -> np.ndarray:
    if subjects is None:
        raise DataError(
            "the neutrals are by subject: say who each face is of, subjects= to fit, whose= to others"
        )
    names = [str(name) for name in neutral]
    faces = [np.ravel(np.asarray(face)) for face in neutral.values()]
    if len({face.size for face in faces}) > 1:
        raise DataError("the neutrals are not of one shape")
    place = {name: row for row, name in enumerate(names)}
    lacking = sorted(set(subjects.tolist()) - set(place))
    if lacking:
        raise DataError(f"no neutral for subject {listed(lacking)}")
    return np.stack(faces)[[place[name] for name in subjects.tolist()]]


def apart(faces: np.ndarray, neutrals: np.ndarray) -> bool:
    """Whether faces (n, d) look as if something had changed them and not their neutrals, as a scaler does.

    A face is its neutral and a change. So faces lie about where neutrals do, vary as much at least, and where
    the two go together over people, a face grows by no more than its neutral. Few faces tell nothing, nor do
    neutrals that are all the same.
    """
    x, y = (np.asarray(one, dtype=np.float64) for one in (faces, neutrals))
    x_spread, y_spread = x.std(axis=0), y.std(axis=0)
    varies = (x_spread > 0) & (y_spread > 0)
    if len(x) < _FEW or not varies.any():
        return False
    x, y, x_spread, y_spread = x[:, varies], y[:, varies], x_spread[varies], y_spread[varies]
    away = np.abs(x.mean(axis=0) - y.mean(axis=0)) / np.maximum(x_spread, y_spread)
    if np.median(away) > _AWAY or np.median(y_spread / x_spread) > _NARROWER:
        return True
    together = ((x - x.mean(axis=0)) * (y - y.mean(axis=0))).mean(axis=0)
    known = together > _CORRELATED * x_spread * y_spread
    if known.mean() < 0.5:
        return False
    return bool(np.median((together / y_spread**2)[known]) > _STEEPER)
