"""The odd one of three, counted by hand."""

from dataclasses import replace

import numpy as np
import pytest

from mien.evaluation import Lacking, Space
from mien.evaluation.odd_one_out import OddOneOut, answered, by_label, rightly
from mien.triplets import Triplets


def test_right_wrong_and_guessed_among_ties():
    line = np.array([[0.0], [1.0], [5.0], [2.0], [0.0]])
    assert rightly(line, np.array([[0, 1, 2]])) == [1]
    assert rightly(line, np.array([[0, 2, 1]])) == [0]
    assert rightly(line, np.array([[0, 1, 3]])) == [0.5]
    assert rightly(np.zeros((3, 2)), np.array([[0, 1, 2]])) == pytest.approx([1 / 3])


def test_answers_are_those_that_are_said_from_either_of_the_two():
    rows = [[0, 1, 2], [1, 0, 2], [1, 0, 2], [5, 4, 3], [4, 5, 3], [6, 7, 8], [7, 6, 9]]
    triplets = {"5": Triplets.of(np.array(rows[:4])), "3": Triplets.of(np.array(rows[4:]))}
    assert answered(triplets).tolist() == [[0, 1, 2], [4, 5, 3]]
    assert answered({}).shape == (0, 3)


def test_triplets_that_meet_by_chance_are_no_answers():
    rows = [[0, 1, 2], [1, 0, 2], [3, 4, 5], [5, 4, 3], [6, 7, 8], [7, 6, 9], [2, 3, 4], [8, 1, 0], [9, 1, 3]]
    assert not len(answered({"all": Triplets.of(np.array(rows))}))
    assert answered({"all": Triplets.of(np.array(rows[:4]))}).tolist() == [[0, 1, 2]]


def test_peoples_answers_count_before_labels(world):
    on = world.on
    sets = np.array([[on.test[0], on.test[13], on.test[4]], [on.test[1], on.test[5], on.test[14]]])
    halves = np.concatenate([sets, sets[:, [1, 0, 2]]])
    found = OddOneOut().judge(world.of_units, replace(on, triplets={"all": Triplets.of(halves)}))
    assert found.keys() == {"answers"}
    # Two neutral faces and a smile are right; a smile is nearer to a smile than to another expression.
    assert found["answers"].value == pytest.approx(0.5)
    assert found["answers"].counts["sets"] == 2


def test_sets_by_label_are_two_of_one_and_one_of_another_of_three_people(world):
    sets, on = by_label(world.on), world.on
    assert len(sets) == 2_000
    assert np.isin(sets, on.test).all()
    assert (on.label[sets[:, 0]] == on.label[sets[:, 1]]).all()
    assert (on.label[sets[:, 0]] != on.label[sets[:, 2]]).all()
    assert all(len({*on.subject[row]}) == 3 for row in sets)
    np.testing.assert_array_equal(sets, by_label(on))


def test_labels_themselves_are_always_right_and_knowing_nothing_a_third(world):
    one_hot = (world.on.label[:, None] == np.unique(world.on.label)).astype(float)
    assert OddOneOut().judge(Space(one_hot), world.on)["labels"].value == 1
    for space in (world.random(), world.of_identity, Space(one_hot * 0)):
        found = OddOneOut().judge(space, world.on)["labels"]
        assert found.value == pytest.approx(found.chance, abs=0.04)
        assert found.chance == 1 / 3


def test_without_labels_and_answers_it_says_so(world):
    with pytest.raises(Lacking, match="no set of three faces was judged"):
        OddOneOut().judge(world.of_units, replace(world.on, label=np.full(len(world.on.label), "")))
