"""Neutrals one a face, one a subject, one for all; triplets by name; what is told apart."""

import dataclasses

import numpy as np
import pytest
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

from mien import ExpressionSpace
from mien.errors import DataError, LayoutError, TripletError
from mien.estimator.neutrals import apart, spread

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 6))
BY_SUBJECT = {f"P{n}": face for n, face in enumerate(RNG.normal(size=(8, 6)))}
SUBJECTS = np.repeat(list(BY_SUBJECT), 5)
NEUTRAL = np.repeat(list(BY_SUBJECT.values()), 5, axis=0)


def space(**settings):
    return ExpressionSpace(**{"n_components": 2, "steps": 3, **settings})


def test_a_neutral_a_subject_is_that_of_each_face():
    each = space().fit(X, neutral=NEUTRAL)
    by = space().fit(X, neutral=BY_SUBJECT, subjects=SUBJECTS)
    latents = each.transform(X, neutral=NEUTRAL)
    np.testing.assert_array_equal(by.transform(X, neutral=BY_SUBJECT, whose=SUBJECTS), latents)
    few = by.transform(X[:5], neutral=BY_SUBJECT, whose=SUBJECTS[:5])
    np.testing.assert_allclose(few, latents[:5], rtol=1e-5, atol=1e-6)
    decoded = by.inverse_transform(latents, neutral=BY_SUBJECT, whose=SUBJECTS)
    np.testing.assert_array_equal(decoded, each.inverse_transform(latents, neutral=NEUTRAL))
    assert by.score(X, neutral=BY_SUBJECT, whose=SUBJECTS) == each.score(X, neutral=NEUTRAL)
    np.testing.assert_array_equal(
        space().fit_transform(X, neutral=BY_SUBJECT, subjects=SUBJECTS), each.transform(X, neutral=NEUTRAL)
    )


def test_one_neutral_for_all():
    one = NEUTRAL[0]
    all_alike = space().fit(X, neutral=np.tile(one, (40, 1)))
    alone = space().fit(X, neutral=one)
    np.testing.assert_array_equal(
        alone.transform(X, neutral=one), all_alike.transform(X, neutral=np.tile(one, (40, 1)))
    )
    with pytest.raises(DataError, match="the neutral has 5 numbers, a face 6"):
        space().fit(X, neutral=one[:5])


def test_landmarks_of_one_neutral_and_of_one_a_subject(posed, make_posed):
    points, neutral = posed.landmarks.points, posed.neutral_points()
    fitted = space(layout="ibug51").fit(points, neutral=neutral)
    first = points[posed.neutral_rows[0]]
    np.testing.assert_array_equal(
        fitted.transform(points[:7], neutral=first),
        fitted.transform(points[:7], neutral=np.repeat(first[None], 7, axis=0)),
    )
    np.testing.assert_array_equal(
        fitted.transform(points.reshape(len(points), -1), neutral=first),
        fitted.transform(points, neutral=np.repeat(first[None], len(points), axis=0)),
    )
    persons = np.unique(posed.neutral_rows)
    table = posed.take(persons)
    np.testing.assert_array_equal(
        fitted.transform(points, neutral=table, whose=posed.subject),
        fitted.transform(points, neutral=neutral),
    )
    some, own = points[:30], neutral[:30]
    beside = dataclasses.replace(posed.take(slice(0, 30)), neutral=None)
    beside = dataclasses.replace(beside, landmarks=dataclasses.replace(beside.landmarks, points=own))
    by_table, by_array = (space(layout="ibug51").fit(some, neutral=given) for given in (beside, own))
    np.testing.assert_array_equal(
        by_table.transform(some, neutral=beside), by_array.transform(some, neutral=own)
    )
    with pytest.raises(LayoutError, match="of layout ibug51, neutral is of bu3dfe83"):
        space(layout="ibug51").fit(points, neutral=make_posed("bu3dfe83", people=3))
    with pytest.raises(DataError, match="several faces of subject"):
        fitted.transform(points[:4], neutral=posed, whose=posed.subject[:4])


def test_subjects_that_have_none_or_are_not_told_are_named():
    with pytest.raises(DataError, match="say who each face is of"):
        space().fit(X, neutral=BY_SUBJECT)
    lacking = {name: face for name, face in BY_SUBJECT.items() if name != "P3"}
    with pytest.raises(DataError, match="no neutral for subject P3"):
        space().fit(X, neutral=lacking, subjects=SUBJECTS)
    with pytest.raises(DataError, match="not of one shape"):
        spread({"a": np.zeros(6), "b": np.zeros(5)}, 2, 6, np.array(["a", "b"]))


@pytest.mark.parametrize(
    "scaler", [StandardScaler(), StandardScaler(with_std=False), MinMaxScaler(), RobustScaler()]
)
def test_faces_that_were_changed_alone_are_seen(scaler, make_posed):
    posed = make_posed(people=20)
    x = posed.landmarks.points.reshape(len(posed), -1)
    y = posed.neutral_points().reshape(len(posed), -1)
    assert apart(scaler.fit_transform(x), y)
    assert not apart(scaler.transform(x), scaler.transform(y))
    assert not apart(x, y)


def test_faces_that_have_little_to_do_with_their_neutrals_are_left_alone():
    assert not apart(X, NEUTRAL)
    assert not apart(np.abs(X), np.zeros_like(X)), "strengths of action units, none on a neutral face"
    assert not apart(np.abs(X), 0.05 * np.abs(NEUTRAL))
    assert not apart(100 + X[:5], NEUTRAL[:5]), "too few to tell"


def test_triplets_call_the_faces_of_a_table_by_name(posed):
    rows = np.array([[1, 2, 8], [3, 4, 9], [10, 11, 20], [30, 33, 40]])
    by_row = space().fit(posed, triplets=rows)
    by_name = space().fit(posed, triplets=posed.face[rows])
    np.testing.assert_array_equal(by_name.transform(posed), by_row.transform(posed))
    assert by_name.score(posed, triplets=posed.face[rows]) == by_row.score(posed, triplets=rows)
    half = posed.take(slice(0, 35))
    fitted = space().fit(half, triplets=posed.face[rows])
    assert (fitted.n_triplets_, fitted.n_triplets_left_out_) == (3, 1)
    renamed = dataclasses.replace(
        posed, face=np.array([f"face {n}" for n in range(len(posed))]), neutral=None
    )
    with pytest.raises(TripletError, match="no triplet is among these faces"):
        space().fit(renamed, triplets=posed.face[rows])
