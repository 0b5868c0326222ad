"""Retrieval against scikit-learn's average precision and counts by hand."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from mien.evaluation import Lacking, Space
from mien.evaluation.retrieval import Retrieval, average_precision, chance_precision


def by_hand(space, on):
    """Average precision, and precision at 5, of every labelled test face that can be asked for."""
    scores, fives, people = [], [], []
    for row in on.test:
        others = [other for other in on.test if on.subject[other] != on.subject[row] and on.label[other]]
        right = np.array([on.label[other] == on.label[row] for other in others])
        if not on.label[row] or not right.any() or right.all():
            continue
        near = -np.linalg.norm(space[others] - space[row], axis=1)
        scores.append(average_precision_score(right, near))
        fives.append(right[np.argsort(-near)[:5]].mean())
        people.append(on.person[row])
    return np.array(scores), np.array(fives), np.array(people)


def test_figures_and_replicates_are_scikit_learns(world, resampled):
    on = world.on
    space = world.strength + np.random.default_rng(1).normal(scale=3, size=world.strength.shape)
    scores, fives, people = by_hand(space, on)
    found = Retrieval().judge(Space(space), on)
    assert found["all"].value == pytest.approx(scores.mean())
    assert found["at-5"].value == pytest.approx(fives.mean())
    for times, one in zip(on.drawn[:10], found["all"].replicates[:10], strict=True):
        assert one == pytest.approx(scores[resampled(people, times)].mean())
    line = found["at-1"].detail
    assert line.values[4] == pytest.approx(fives.mean())
    assert line.places[:3] == [1, 2, 3]
    assert found["all"].counts == {"people": 10, "faces": 130, "queries": 130}


def test_the_labels_themselves_are_found_always_and_who_it_is_never(world):
    one_hot = (world.on.label[:, None] == np.unique(world.on.label)).astype(float)
    assert Retrieval().judge(Space(one_hot), world.on)["all"].value == 1
    for space in (world.random(), world.of_identity, Space(np.zeros((len(one_hot), 1)))):
        found = Retrieval().judge(space, world.on)
        assert found["all"].value == pytest.approx(found["all"].chance, abs=0.03)
        assert found["at-10"].value == pytest.approx(found["at-10"].chance, abs=0.05)


@pytest.mark.parametrize(("faces", "right"), [(7, 3), (5, 1), (4, 4), (1, 1)])
def test_chance_is_the_mean_over_orders(faces, right):
    rng = np.random.default_rng(0)
    shown = np.arange(faces) < right
    drawn = [average_precision(rng.permutation(shown)) for _ in range(4_000)]
    assert chance_precision(faces, right) == pytest.approx(np.mean(drawn), abs=0.01)


def test_average_precision_of_a_case_counted_by_hand():
    assert average_precision(np.array([True, False, True, False])) == pytest.approx((1 + 2 / 3) / 2)


def test_faces_without_a_label_are_neither_asked_for_nor_found(world):
    on, rng = world.on, np.random.default_rng(8)
    label = np.where(rng.random(len(on.label)) < 0.3, "", on.label)
    some = replace(on, label=label)
    found = Retrieval().judge(world.of_units, some)["all"]
    assert found.counts["faces"] == (label[on.test] != "").sum()
    scores, _, _ = by_hand(world.strength + 0.0, some)
    assert found.counts["queries"] == len(scores)


def test_one_person_or_one_label_has_nothing_to_find(world):
    on = world.on
    alone = replace(on, test=on.test[:13])
    for given in (alone, replace(on, label=np.full(len(on.label), "sad"))):
        with pytest.raises(Lacking, match="faces of the same label"):
            Retrieval().judge(world.of_units, given)
