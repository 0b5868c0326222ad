"""Settings that are relative to the training faces and triplets, as numbers of these.

What a good σ², γ and jitter are depends on the unit of the faces, on how far faces move from rest, on the
number of coordinates and on how many triplets there are a face. Relative to these, one number each does for
all.
"""

from __future__ import annotations

import numpy as np

from mien.settings import Settings
from mien.training.batch import FaceSet


def absolute(settings: Settings, train: FaceSet) -> Settings:
    """The settings with all that is relative worked out; as they are where nothing is.

    With r the root mean square movement of `movement_of`, T/N triplets a face, and d coordinates, jitter
    stands for jitter · r, σ² for σ² · r², and γ for γ · T/N / d. So a face that is missed by its whole
    movement costs d / (2σ²) nats, and the topological term mean energy · d / γ, however many triplets there
    are (eq. 11 divided by N).

    Parameters
    ----------
    settings : completed (see `mien.objective.registry.completed`).
    train : the training set, whether or not the model sees all of it.
    """
    moved, share = movement_of(train), train.triplets_per_face / train.x.shape[1]
    # Without triplets gamma is nowhere used.
    factors = {"sigma2": moved**2, "gamma": share or 1.0, "jitter": moved}
    terms = {
        term: {name: settings.objective.options(term)[name] * factors[name]}
        for term, name in (("elbo", "sigma2"), ("topology", "gamma"))
        if name in settings.relative and name in settings.objective.options(term)
    }
    jitter = settings.training.jitter * (factors["jitter"] if "jitter" in settings.relative else 1)
    return settings.changed(relative=(), objective=terms, training={"jitter": jitter})


def movement_of(faces: FaceSet) -> float:
    """Root mean square coordinate of how far faces are from rest; 1 where none moves.

    Rest is the neutral; without neutrals the mean of the person's faces, and where nobody has two faces, the
    mean of all.
    """
    x = faces.x.astype(np.float64)
    rest = faces.y
    if rest is None:
        people = faces.people()
        count = np.bincount(people)
        rest = np.stack([np.bincount(people, column) for column in x.T], axis=1)[people] / count[people, None]
        if count.max() == 1:
            rest = x.mean(axis=0)
    return float(np.sqrt(np.square(x - rest).mean())) or 1.0
