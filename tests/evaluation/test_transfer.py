"""An expression put on another person, where the right face is known."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from mien.evaluation import Lacking, Space
from mien.evaluation.transfer import Transfer, matched, point_distance


def test_units_decoded_on_another_are_that_persons_own_face(world):
    found = Transfer().judge(world.of_units, world.on)["all"]
    assert found.value == pytest.approx(0, abs=1e-9)
    assert found.scale.unit == "eye distances"
    assert found.scale.lower


def test_a_space_that_knows_nothing_gives_the_neutral_and_chance(world):
    still = Space(np.zeros_like(world.strength), world.decode)
    found = Transfer().judge(still, world.on)["all"]
    assert found.value == pytest.approx(found.chance)
    assert found.about["own"] == pytest.approx(found.chance)
    assert found.chance > 1


def test_a_space_that_carries_the_person_puts_it_on_the_other(world):
    """Landmarks as they are: what comes out is the first person's face."""
    on = world.on
    found = Transfer().judge(Space(on.faces, lambda z, rows: z), on)["all"]
    source, target = matched(on)
    between = (on.faces[source] - on.faces[target]).reshape(len(source), 6, 3)
    assert found.value == pytest.approx(np.sqrt((between**2).sum(axis=2)).mean())
    assert found.about["own"] == 0


def test_pairs_are_all_of_two_people_with_one_label_and_degree(world):
    on = replace(world.on, units=None)
    source, target = matched(on)
    assert len(source) == 12 * 10 * 9
    assert (on.label[source] == on.label[target]).all()
    assert (on.intensity[source] == on.intensity[target]).all()
    assert (on.subject[source] != on.subject[target]).all()
    assert "neutral" not in on.label[source]
    assert len(set(zip(source.tolist(), target.tolist(), strict=True))) == len(source)


def test_coded_units_pair_the_nearest_strengths(world):
    on = world.on
    source, target = matched(on)
    present, strength = on.units.present, on.units.intensity
    assert (present[source] == present[target]).all()
    rows = [row for row in on.test if on.neutral[row] != row]
    for first, second in list(zip(source.tolist(), target.tolist(), strict=True))[::97]:
        theirs = [
            row for row in rows
            if on.subject[row] == on.subject[second] and (present[row] == present[first]).all()
        ]  # fmt: skip
        apart = {row: np.abs(strength[row] - strength[first]).sum() for row in theirs}
        assert apart[second] == min(apart.values())


def test_too_many_pairs_are_drawn_by_the_seed(make, monkeypatch):
    monkeypatch.setattr("mien.evaluation.transfer.MOST", 50)
    world = make(people=(4, 2, 6))
    one, again = matched(world.on), matched(world.on)
    np.testing.assert_array_equal(one, again)
    assert len(one[0]) == 50
    assert not np.array_equal(one, matched(replace(world.on, seed=9)))


def test_replicates_count_pairs_by_both_people(make):
    world = make(people=(3, 2, 4), degrees=1)
    on = world.on
    space = Space(world.strength * 0.5, world.decode)
    found = Transfer().judge(space, on)["all"]
    source, target = matched(on)
    error = point_distance(world.decode(space.latents[source], target), on.faces[target], 3)
    for times, one in zip(on.drawn[:20], found.replicates[:20], strict=True):
        copies = [person for person, number in enumerate(times) for _ in range(number)]
        kept = [
            error[pair]
            for first, second in permutations(range(len(copies)), 2)
            for pair in np.flatnonzero(
                (on.person[source] == copies[first]) & (on.person[target] == copies[second])
            )
        ]
        assert (np.isnan(one) and not kept) or one == pytest.approx(np.mean(kept))


def test_distances_of_plain_features_are_of_single_numbers():
    made, real = np.array([[1.0, 2.0]]), np.array([[4.0, 6.0]])
    assert point_distance(made, real, 2) == pytest.approx([5])
    assert point_distance(made, real, 1) == pytest.approx([3.5])


def test_without_a_decoder_or_pairs_it_says_so(world):
    with pytest.raises(Lacking, match="the space makes no faces"):
        Transfer().judge(world.of_identity, world.on)
    with pytest.raises(Lacking, match="faces themselves are not given"):
        Transfer().judge(world.of_units, replace(world.on, faces=None))
    with pytest.raises(Lacking, match="no two test people show the same"):
        Transfer().judge(world.of_units, replace(world.on, test=world.on.test[:13]))
