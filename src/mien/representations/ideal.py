"""An ideal observer of the built-in sets: it knows the rig and the noise, and how people move.

No rival: it says how far anything could come that sees a face and its neutral.
"""

from __future__ import annotations

import numpy as np

from mien.representations import linear_metric
from mien.representations.interface import Making
from mien.synthetic.known import known_of
from mien.synthetic.observer import Observer


def fit(making: Making) -> np.ndarray:
    """Mean of the activations given a face and its neutral, (n, activations)."""
    return _seen(making)


def of_change(making: Making) -> np.ndarray:
    """The same given their difference alone: nobody told which shapes people have."""
    return _seen(making, change=True)


def _seen(making: Making, change: bool = False) -> np.ndarray:
    assert making.training is not None
    faces = making.training.prepared.dataset
    known = known_of(faces)
    seen = Observer(known, change).see(faces.landmarks.points, faces.neutral_points())
    return seen.mean[:, : len(known.names)]


def with_triplets(making: Making) -> np.ndarray:
    """These means, mapped linearly as the training triplets say, (n, k)."""
    return linear_metric.learnt(fit(making), making)
