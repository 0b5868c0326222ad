"""A representation judged by every task."""

from dataclasses import replace

import numpy as np
import pytest

from mien.errors import ConfigError, DataError, TripletError
from mien.evaluation import TASKS, Judged, judge, satisfied_triplets
from mien.evaluation.accuracy import classify
from mien.triplets import Triplets

PARTS = np.split(np.arange(120), [80, 100])


def judged(seed=0, rows=None):
    rng = np.random.default_rng(seed)
    label = np.array(["happy", "neutral", "sad"])[np.arange(120) % 3]
    subject = np.array([f"P{row // 10:02}" for row in range(120)])
    if rows is None:
        rows = np.array([rng.choice(PARTS[2], 3, replace=False) for _ in range(200)])
    return Judged(label, subject, *PARTS, {"all": Triplets.of(rows)}, seed)


def space(seed):
    rng = np.random.default_rng(100 + seed)
    return rng.normal(size=(120, 5)) + np.eye(5)[np.arange(120) % 3] * 2


def test_a_result_is_what_its_parts_say():
    on = judged()
    result = judge(space(0), on)
    assert result.value("accuracy") == classify(space(0), on.label, *PARTS).accuracy
    assert result.value("triplets") == satisfied_triplets(space(0), on.triplets["all"]).share
    assert result.dim == 5
    assert np.nanmean(result.outcomes["accuracy"]["all"].replicates) == pytest.approx(
        result.value("accuracy"), abs=0.05
    )
    assert judge(space(0).reshape(120, 5, 1), on).dim == 5


def test_only_test_faces_count_for_the_triplets():
    on, changed = judged(), space(0)
    changed[:100] += np.random.default_rng(0).normal(size=(100, 5))
    assert judge(changed, on).value("triplets") == judge(space(0), on).value("triplets")


def test_triplets_outside_the_test_people_are_refused():
    with pytest.raises(TripletError, match="triplet 1 names a face outside the test people"):
        judge(space(0), judged(rows=np.array([[100, 101, 102], [100, 101, 99]])))


def test_a_task_without_data_gives_no_figure():
    on = judged()
    unlabelled = replace(on, label=np.full(120, ""))
    paper = ["accuracy", "triplets"]
    found = judge(space(0), unlabelled, paper)
    assert list(found.outcomes) == ["triplets"]
    assert found.unjudged == {"accuracy": "no face has a label"}
    found = judge(space(0), replace(on, triplets={}), paper)
    assert list(found.outcomes) == ["accuracy"]
    assert found.unjudged == {"triplets": "there are no triplets of test people"}
    assert list(judge(space(0), on, ["triplets"]).outcomes) == ["triplets"]


def test_every_task_is_judged_or_says_in_one_line_what_is_missing():
    found = judge(space(0), judged())
    assert {*found.outcomes, *found.unjudged} == {*TASKS}
    assert not {*found.outcomes} & {*found.unjudged}
    assert all(why and "\n" not in why for why in found.unjudged.values())


@pytest.mark.parametrize("name", ["intensity", "faces", "neutral", "seen", "sequence"])
def test_a_column_of_other_faces_is_refused(name):
    with pytest.raises(DataError, match=f"there are 120 faces to judge by, and {name} of 3"):
        replace(judged(), **{name: np.zeros((3, 6))})


def test_faces_that_are_no_points_are_refused():
    with pytest.raises(DataError, match="faces of 7 numbers are not of 3 a point"):
        replace(judged(), faces=np.zeros((120, 7)), dims=3)


def test_a_space_that_cannot_be_is_refused():
    broken = space(0)
    broken[3, 2] = np.nan
    with pytest.raises(DataError, match="not finite"):
        judge(broken, judged())
    with pytest.raises(DataError, match="the space to judge is of 7 faces; there are 120"):
        judge(space(0)[:7], judged())


def test_a_task_that_is_not_known_is_refused():
    with pytest.raises(
        ConfigError, match="no evaluation task is called 'taste'; there are accuracy, triplets"
    ):
        judge(space(0), judged(), ["taste"])
