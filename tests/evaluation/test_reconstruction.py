"""Faces encoded and decoded: what can be said of faces without labels and triplets."""

from dataclasses import replace

import numpy as np
import pytest

from mien.evaluation import Lacking, Space, judge
from mien.evaluation.reconstruction import Reconstruction


def without_labels(on):
    return replace(on, label=np.full(len(on.label), ""), triplets={}, units=None, intensity=None)


def test_what_is_decoded_rightly_has_no_error(world):
    found = Reconstruction().judge(world.of_units, without_labels(world.on))
    assert found.keys() == {"error"}
    assert found["error"].value == pytest.approx(0, abs=1e-9)
    assert found["error"].scale.lower
    assert found["error"].counts == {"people": 10, "faces": 120}, "neutral faces are left out"


def test_a_space_that_knows_nothing_gives_the_neutral_face_and_chance(world):
    still = Space(np.zeros_like(world.strength), world.decode)
    found = Reconstruction().judge(still, world.on)["error"]
    on, rows = world.on, world.on.test[world.on.neutral[world.on.test] != world.on.test]
    between = (on.faces[rows] - on.faces[on.neutral[rows]]).reshape(len(rows), 6, 3)
    assert found.value == pytest.approx(np.sqrt((between**2).sum(axis=2)).mean())
    assert found.chance == pytest.approx(found.value)
    assert np.ptp(found.replicates) == pytest.approx(0, abs=1e-9), "all people show the same strengths here"


def test_the_elbo_is_the_mean_over_the_test_faces(world):
    nats = -np.arange(len(world.on.label), dtype=float)
    space = Space(world.strength, world.decode, elbo=lambda rows: nats[rows])
    found = Reconstruction().judge(space, world.on)["elbo"]
    rows = world.on.test[world.on.neutral[world.on.test] != world.on.test]
    assert found.value == pytest.approx(nats[rows].mean())
    assert (found.scale.unit, found.scale.lower, found.chance) == ("nats", False, None)


def test_faces_without_neutrals_have_no_chance_level(world):
    on = replace(without_labels(world.on), neutral=np.full(len(world.on.label), -1))
    found = Reconstruction().judge(Space(world.on.faces, lambda z, rows: z), on)["error"]
    assert (found.value, found.chance, found.counts["faces"]) == (0, None, len(on.test))


def test_what_is_lacking_is_said(world):
    for space, on, why in (
        (world.of_identity, world.on, "the space makes no faces"),
        (world.of_units, replace(world.on, faces=None), "the faces themselves are not given"),
    ):
        with pytest.raises(Lacking, match=why):
            Reconstruction().judge(space, on)


def test_one_test_person_has_figures_and_no_interval(world):
    on = world.on
    alone = replace(on, test=on.test[on.subject[on.test] == on.subject[on.test[0]]], triplets={})
    found = judge(world.of_units, alone, ["reconstruction", "accuracy"]).outcomes
    for by_kind in found.values():
        for outcome in by_kind.values():
            assert np.isfinite(outcome.value)
            assert np.isnan(outcome.replicates).all()
            assert outcome.counts["people"] == 1
