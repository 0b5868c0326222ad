"""What is relative to the training faces means the same for every unit, layout and number of triplets."""

import dataclasses

import numpy as np
import pytest

from mien.settings import Settings, recipe
from mien.training.batch import FaceSet
from mien.training.loop import checked, train_model
from mien.training.relative import absolute, movement_of
from mien.triplets.values import Triplets

RNG = np.random.default_rng(0)
PEOPLE = np.repeat(np.arange(4), 6)
REST = RNG.normal(size=(4, 5)).astype(np.float32)[PEOPLE]
CHANGE = RNG.normal(size=(24, 5)).astype(np.float32)
ROWS = np.array([[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11], [12, 13, 14], [15, 16, 17]])
FACES = FaceSet(REST + CHANGE, REST, Triplets.of(ROWS), PEOPLE.astype(str))
RELATIVE = recipe("fast").changed(model={"kind": "m2"})


def test_numbers_are_those_of_the_faces():
    found = absolute(checked(RELATIVE), FACES)
    moved = np.sqrt(np.mean(CHANGE.astype(np.float64) ** 2))
    assert movement_of(FACES) == pytest.approx(moved, rel=1e-6)
    assert found.training.jitter == pytest.approx(0.4 * moved)
    assert found.objective.options("elbo")["sigma2"] == pytest.approx(0.05 * moved**2)
    # Six triplets of 24 faces, five coordinates.
    assert found.objective.options("topology")["gamma"] == pytest.approx(0.25 * 6 / 24 / 5)
    assert found.relative == ()
    assert absolute(found, FACES) == found


def test_only_what_is_named_is_relative():
    found = absolute(checked(RELATIVE.changed(relative=("sigma2",))), FACES)
    assert found.training.jitter == 0.4
    assert found.objective.options("topology")["gamma"] == 0.25
    assert absolute(checked(Settings()), FACES) == checked(Settings())


def test_movement_without_neutrals_is_about_the_person_then_about_the_mean():
    mean = np.stack([FACES.x[person == PEOPLE].mean(axis=0) for person in PEOPLE])
    plain = dataclasses.replace(FACES, y=None, triplets=None)
    assert movement_of(plain) == pytest.approx(np.sqrt(np.mean((FACES.x - mean) ** 2)), rel=1e-5)
    alone = dataclasses.replace(plain, subject=np.arange(24).astype(str))
    assert movement_of(alone) == pytest.approx(np.sqrt(FACES.x.var(axis=0).mean()), rel=1e-5)
    still = FaceSet(np.ones((3, 2), np.float32), np.ones((3, 2), np.float32))
    assert movement_of(still) == 1.0


def test_another_unit_trains_the_same_model():
    """The decoder learns another scale, but what is relative keeps every term at the same nats."""
    few = RELATIVE.changed(
        model={"encoder": {"widths": [4]}, "decoder": {"widths": [4]}, "n_components": 2},
        training={"steps": 1, "mirror": 0.0, "batch": 24, "triplet_batch": 6, "learning_rate": 1e-9},
    )
    once = train_model(few, FACES, seed=1)
    larger = dataclasses.replace(FACES, x=8 * FACES.x, y=8 * FACES.y)
    assert train_model(few, larger, seed=1).settings.objective.options("elbo")["sigma2"] == pytest.approx(
        64 * once.settings.objective.options("elbo")["sigma2"]
    )
    twice = dataclasses.replace(FACES, triplets=Triplets.of(np.concatenate([ROWS, ROWS])))
    again = train_model(few, twice, seed=1)
    gammas = [one.settings.objective.options("topology")["gamma"] for one in (once, again)]
    assert gammas[1] == pytest.approx(2 * gammas[0])
