"""The Bayesian GP-LVM with back-constraints as rows: latents of all faces by the back-constraint."""

from __future__ import annotations

import copy

import numpy as np

from mien.evaluation import satisfied_triplets
from mien.representations import difference
from mien.representations.gp.back import BACKS
from mien.representations.gp.latent import LatentModel, Scale, minimise, topology_of
from mien.representations.interface import Making
from mien.triplets import Triplets

MOST_FACES, STEPS = 500, 60
GAMMAS = (0.04, 0.01, 0.0025)


def fit(making: Making) -> np.ndarray:
    """Latents, the mean of q(X), (n, q).

    The data are the changes from neutral; so is what the back-constraint reads. Of its two kinds the one is
    taken that leaves less of the validation faces unexplained, and kernel regression where there are none.
    """
    return fitted(making).encode(difference.fit(making))


def fit_with_triplets(making: Making) -> np.ndarray:
    """Latents, the mean of q(X), (n, q), with the topological prior of triplets on them.

    It begins as `fit` ends. The topological variance is the one that satisfies most validation triplets, the
    middle one without any. The prior is on the means of all faces that triplets name, also of those that the
    bound is not of.
    """
    change, plain = difference.fit(making), fitted(making)
    check = making.triplets.get("validation")
    choosing = check is not None and len(check) > 0
    place = np.full(len(change), -1, dtype=np.int64)
    place[making.train] = np.arange(len(making.train))
    given = making.triplets["train"]
    triplets = Triplets(place[given.rows], given.weight)
    inputs = plain.scale.read(change[making.train])
    best, chosen = -1.0, plain.encode(change)
    for gamma in GAMMAS if choosing else GAMMAS[1:2]:
        model = copy.deepcopy(plain)
        prior = topology_of(model, inputs, triplets, gamma)
        minimise(model, lambda model=model, prior=prior: model.of_faces() + prior(), STEPS)  # type: ignore[misc]
        space = model.encode(change)
        share = satisfied_triplets(space, check).share if choosing and check is not None else 0.0
        if share > best:
            best, chosen = share, space
    return chosen


def fitted(making: Making) -> LatentModel:
    """The model of the training faces without triplets."""
    change = np.asarray(difference.fit(making), dtype=np.float64)
    rows = some_faces(making)
    seed = 0 if making.training is None else making.training.prepared.seed
    scale, validation = Scale.of(change[rows]), change[making.validation]
    models = []
    for back in BACKS if len(validation) else ("kernel",):
        model = LatentModel(scale, change[rows], making.n_components, back, seed)
        minimise(model, model.of_faces, STEPS)
        models.append((model.error(validation) if len(validation) else 0.0, model))
    return min(models, key=lambda one: one[0])[1]


def some_faces(making: Making) -> np.ndarray:
    """Training rows that the bound is of: all, or 500 with a note, as many of each person as can be.

    People take turns; which faces of theirs is by chance.
    """
    train = making.train
    if len(train) <= MOST_FACES:
        return train
    seed, subject = 0, np.zeros(len(train), dtype=np.int64)
    if making.training is not None:
        prepared = making.training.prepared
        seed = prepared.seed
        _, subject = np.unique(prepared.dataset.subject[train], return_inverse=True)
        making.training.watcher.note(
            f"{making.row} is of {MOST_FACES} of {len(train)} training faces, evenly of all people: "
            "it is for small data"
        )
    drawn = np.random.default_rng([seed, 13]).permutation(len(train))
    order = drawn[np.argsort(subject[drawn], kind="stable")]
    people, first = np.unique(subject[order], return_index=True)
    turn = np.arange(len(order)) - first[np.searchsorted(people, subject[order])]
    taken = order[np.argsort(turn, kind="stable")][:MOST_FACES]
    return np.asarray(train[np.sort(taken)])
